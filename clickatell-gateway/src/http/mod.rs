//! The HTTP door: operations as paths, parameters as a query or a form, replies as lines of text.

use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, RawQuery, State};
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

/// How long a client may take to send a body.
const BODY: Duration = Duration::from_secs(30);

/// The paths of the door. `.php` at the end makes no difference, as clients write it.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for operation in Operation::ALL.iter().filter(|operation| serves(**operation)) {
        let (folder, name) = operation.path();
        for end in ["", ".php"] {
            router = router.route(&format!("{folder}{name}{end}"), any(call));
        }
    }
    router.with_state(shared)
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

/// One call: by `GET` with a query, or by `POST` with a form, whatever type it is said to be. What is asked is done to its
/// end, also when the client hangs up: it runs in a task of its own.
async fn call(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    body: Body,
) -> Response {
    let read = axum::body::to_bytes(body, shared.config.limits.http_body);
    let body = match tokio::time::timeout(BODY, read).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let answered = tokio::spawn(answer(shared, peer, method, uri, query, body)).await;
    answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn answer(
    shared: Arc<Shared>,
    peer: SocketAddr,
    method: Method,
    uri: Uri,
    query: Option<String>,
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

/// Parameters that prove who is calling, or are worth money.
const SECRETS: [Parameter; 3] = [Parameter::Password, Parameter::SessionId, Parameter::Token];

/// The form again, with its secrets masked, also where their names are in another case: for the record.
fn masked(pairs: &[Pair<'_>]) -> Vec<u8> {
    let mut form = form::Builder::body(form::Space::Plus);
    for pair in pairs {
        let name = String::from_utf8_lossy(pair.name());
        let secret = SECRETS.iter().any(|secret| pair.is_ignoring_case(secret.name_in(ApiKind::Http)));
        form = if secret {
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
