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
use clickatell_core::send::{self, Given, Operation, Parameter, Rule, Tolerance};
use clickatell_core::text::latin1;

use clickatell_soap::operation::{Parameters, field_number};

use crate::api::{Call, Denial, Outcome};
use crate::config::Door;
use crate::shared::Shared;

/// How long a client may take to send a body.
const BODY: Duration = Duration::from_secs(30);

/// The paths of the door. `.php` at the end makes no difference, as clients write it.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    // Billed messages have no door yet.
    for operation in Operation::ALL.iter().filter(|operation| **operation != Operation::SendBillMsg) {
        let (folder, name) = operation.path();
        for end in ["", ".php"] {
            router = router.route(&format!("{folder}{name}{end}"), any(call));
        }
    }
    router.with_state(shared)
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
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Unread { status: StatusCode::PAYLOAD_TOO_LARGE, why: "a body that is too long" }),
        Err(_) => Err(Unread { status: StatusCode::REQUEST_TIMEOUT, why: "a body that did not come" }),
    };
    let answered = tokio::spawn(answer(shared, peer, method, uri, query, body)).await;
    answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A request that is no call.
#[derive(Clone, Copy, Debug)]
struct Unread {
    status: StatusCode,
    why: &'static str,
}

async fn answer(
    shared: Arc<Shared>,
    peer: SocketAddr,
    method: Method,
    uri: Uri,
    query: Option<String>,
    body: Result<Bytes, Unread>,
) -> Response {
    let body = body.and_then(|body| match method {
        Method::GET | Method::POST => Ok(body),
        _ => Err(Unread { status: StatusCode::METHOD_NOT_ALLOWED, why: "another method than GET and POST" }),
    });
    let body = match body {
        Ok(body) => body,
        Err(Unread { status, why }) => {
            shared.note_unread(Door::Http, peer, uri.path(), status.as_u16(), why).await;
            return status.into_response();
        }
    };
    let Some(operation) = Operation::at_path(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let query = query.unwrap_or_default();
    let form = if method == Method::GET { query.as_bytes() } else { body.as_ref() };
    let (pairs, whole) = pairs(form);
    let limits = shared.parameters_limits();
    let given = whole.and_then(|()| {
        let given = Given::from_pairs(pairs.iter().cloned(), Tolerance::GATEWAY, limits.send, &mut ())?;
        let fields = fields(operation, &pairs, &given)?;
        Ok((given, fields))
    });
    let outcome = match &given {
        Ok((given, fields)) => {
            let mut parameters = Parameters::new(operation, given.clone());
            for (number, value) in fields {
                parameters.put_field(*number, value, limits.fields);
            }
            shared.call(Call { door: Door::Http, peer: peer.ip(), parameters: &parameters }).await
        }
        // What is in no character set, or has no end, is refused before anybody is asked who is calling.
        Err(denial) => Outcome::no(denial.clone()),
    };
    if !outcome.denied.is_empty() {
        shared.note_denials(Door::Http, peer, operation.name(), &outcome, &masked(&pairs)).await;
    }
    (StatusCode::OK, [(CONTENT_TYPE, "text/plain; charset=utf-8")], lines(&outcome.replies)).into_response()
}

/// The pairs of a form, and whether those are all; an escape that is none is taken as it stands.
fn pairs(form: &[u8]) -> (Vec<Pair<'_>>, Result<(), Denial>) {
    let mut tolerance = form::Tolerance::STRICT;
    tolerance.escape = true;
    let mut pairs = Vec::new();
    for pair in form::pairs(form, tolerance, form::Limits::default(), &mut ()) {
        match pair {
            Ok(pair) => pairs.push(pair),
            Err(fault) => return (pairs, Err(fault.into())),
        }
    }
    (pairs, Ok(()))
}

/// The numbered fields of `senditem`, in the characters that the call says.
fn fields(
    operation: Operation,
    pairs: &[Pair<'_>],
    given: &Given<'_>,
) -> Result<Vec<(u16, String)>, send::Fault> {
    let utf8 = given.get(Parameter::Charset).is_some_and(|name| name.eq_ignore_ascii_case("UTF-8"));
    let value = |octets: &[u8]| match utf8 {
        false => Ok(latin1::decode(octets)),
        true => String::from_utf8(octets.to_vec()).map_err(|error| {
            send::Fault::new(Rule::NotUtf8, Parameter::Template, error.utf8_error().valid_up_to())
        }),
    };
    let number = |pair: &Pair<'_>| field_number(core::str::from_utf8(pair.name()).ok()?);
    let of_item = pairs.iter().filter(|_| operation == Operation::SendItem);
    of_item
        .filter_map(|pair| Some((number(pair)?, pair)))
        .map(|(n, pair)| Ok((n, value(pair.value())?)))
        .collect()
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
    let lines: Vec<String> = replies.iter().map(Reply::to_line).collect();
    lines.join("\n")
}
