//! The HTTP door: operations as paths, parameters as a query or a form, replies as lines of text.

use core::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use clickatell_core::form::{self, Pair};
use clickatell_core::reply::Reply;
use clickatell_core::send::{self, Given, Operation, Parameter, Rule, Tolerance};
use clickatell_core::text::latin1;

use clickatell_soap::operation::{Parameters, field_number};

use crate::api::{Call, Denial, Outcome};
use crate::config::Door;
use crate::redact::Shown;
use crate::shared::{BODY, Shared};

/// The paths of the door. `.php` at the end makes no difference, as clients write it.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for path in paths() {
        for end in ["", ".php"] {
            router = router.route(&format!("{path}{end}"), any(call));
        }
    }
    router.with_state(shared)
}

/// Where the operations are.
pub(crate) fn paths() -> Vec<String> {
    // Billed messages have no door yet.
    let served = Operation::ALL.iter().filter(|operation| **operation != Operation::SendBillMsg);
    served.map(|operation| [operation.path().0, operation.path().1].concat()).collect()
}

/// One call: by `GET` with a query, or by `POST` with a form, whatever type it is said to be, and perhaps a query before
/// it. What is asked is done to its end, also when the client hangs up: it runs in a task of its own, which keeps the
/// connection's place by holding the head of the request.
async fn call(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let read = axum::body::to_bytes(body, shared.config.limits.http_body);
    let body = match tokio::time::timeout(BODY, read).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Unread { status: StatusCode::PAYLOAD_TOO_LARGE, why: "a body that is too long" }),
        Err(_) => Err(Unread { status: StatusCode::REQUEST_TIMEOUT, why: "a body that did not come" }),
    };
    let answered = tokio::spawn(answer(shared, peer, head, body)).await;
    answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A request that is no call.
#[derive(Clone, Copy, Debug)]
struct Unread {
    status: StatusCode,
    why: &'static str,
}

async fn answer(shared: Arc<Shared>, peer: SocketAddr, head: Parts, body: Result<Bytes, Unread>) -> Response {
    let body = body.and_then(|body| match head.method {
        Method::GET | Method::POST => Ok(body),
        _ => Err(Unread { status: StatusCode::METHOD_NOT_ALLOWED, why: "another method than GET and POST" }),
    });
    let body = match body {
        Ok(body) => body,
        Err(Unread { status, why }) => {
            let query = pairs(head.uri.query().unwrap_or_default().as_bytes()).0;
            let (path, shown) = (head.uri.path(), Shown::form(query.iter()));
            shared.note_unread(Door::Http, peer, path, status.as_u16(), why, shown).await;
            return status.into_response();
        }
    };
    let Some(operation) = Operation::at_path(head.uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let form = if head.method == Method::GET { &[] } else { body.as_ref() };
    let query = pairs(head.uri.query().unwrap_or_default().as_bytes());
    let form = pairs(form);
    let whole = query.1.and(form.1);
    let may_show = if is_form(&head.headers) { form.0.len() } else { 0 };
    let shown = query.0.len().saturating_add(may_show);
    let pairs = [query.0, form.0].concat();
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
        let shown = Shown::form(pairs.iter().take(shown));
        shared.note_denials(Door::Http, peer, operation.name(), &outcome, shown).await;
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

/// True unless the client says that the body is something else, in which passwords stand anywhere.
fn is_form(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_none_or(|value| {
        let kind = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

/// The lines of a body.
fn lines(replies: &[Reply<'_>]) -> String {
    let lines: Vec<String> = replies.iter().map(Reply::to_line).collect();
    lines.join("\n")
}
