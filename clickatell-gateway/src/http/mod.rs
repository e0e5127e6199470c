//! The HTTP door: operations as paths, parameters as a query or a form, replies as lines of text.

use core::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use clickatell_core::feature::ApiKind;
use clickatell_core::form::{self, Pair};
use clickatell_core::reply::Reply;
use clickatell_core::send::{Given, Limits, Operation, Parameter, Tolerance};

use clickatell_soap::operation::Parameters;

use crate::api::{Call, Outcome, line};
use crate::config::Door;
use crate::shared::Shared;

/// The paths of the door. `.php` at the end makes no difference, as clients write it.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let body = shared.config.limits.http_body;
    let mut router = Router::new();
    for operation in Operation::ALL.iter().filter(|operation| serves(**operation)) {
        let (folder, name) = operation.path();
        for end in ["", ".php"] {
            router = router.route(&format!("{folder}{name}{end}"), any(call));
        }
    }
    router.layer(DefaultBodyLimit::max(body)).with_state(shared)
}

/// Batches are for SOAP; billed messages have no door yet.
const fn serves(operation: Operation) -> bool {
    !matches!(
        operation,
        Operation::StartBatch
            | Operation::SendItem
            | Operation::QuickSend
            | Operation::EndBatch
            | Operation::SendBillMsg
    )
}

/// One call: by `GET` with a query, or by `POST` with a form, whatever type it is said to be.
async fn call(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    if method != Method::GET && method != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some(operation) = Operation::at_path(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let query = query.unwrap_or_default();
    let form = if method == Method::GET { query.as_bytes() } else { body.as_ref() };
    let pairs = pairs(form);
    let limits = Limits { destinations: shared.config.http.destinations };
    let given = Given::from_pairs(pairs.iter().cloned(), Tolerance::GATEWAY, limits, &mut ());
    let outcome = match given {
        Ok(given) => {
            let parameters = Parameters::new(operation, given);
            shared.call(Call { door: Door::Http, peer: peer.ip(), parameters: &parameters }).await
        }
        // What is in no character set is refused before anybody is asked who is calling.
        Err(fault) => Outcome::refused(fault),
    };
    if !outcome.denied.is_empty() {
        shared.note_denials(Door::Http, peer, operation.name(), &outcome, &masked(&pairs)).await;
    }
    (StatusCode::OK, [(CONTENT_TYPE, "text/plain; charset=utf-8")], lines(&outcome.replies)).into_response()
}

/// The pairs of a form; an escape that is none is taken as it stands.
fn pairs(form: &[u8]) -> Vec<Pair<'_>> {
    let mut tolerance = form::Tolerance::STRICT;
    tolerance.escape = true;
    form::pairs(form, tolerance, form::Limits::default(), &mut ()).filter_map(Result::ok).collect()
}

/// The form again, with the password masked: for the record.
fn masked(pairs: &[Pair<'_>]) -> Vec<u8> {
    let mut form = form::Builder::body(form::Space::Plus);
    for pair in pairs {
        let name = String::from_utf8_lossy(pair.name());
        form = if name == Parameter::Password.name_in(ApiKind::Http) {
            form.pair(&name, &vec![b'*'; pair.value().len()])
        } else {
            form.pair(&name, pair.value())
        };
    }
    form.into_string().into_bytes()
}

/// The lines of a body.
fn lines(replies: &[Reply<'_>]) -> String {
    let lines: Vec<String> = replies.iter().map(line).collect();
    lines.join("\n")
}
