//! The SOAP door: all three services on their paths, and their descriptions.
//!
//! Each request of HTTP has a server machine of its own: the machine reads the call, the gateway answers it, and what the
//! machine puts out is the reply.

mod tally;

use core::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use clickatell_core::machine::Machine;
use clickatell_core::send::Tolerance;
use clickatell_core::time::Instant;
use clickatell_soap::Service;
use clickatell_soap::server::{HttpRequest, Server, ServerEvent, ServerIn, ServerLimits};
use futures_util::StreamExt as _;

use crate::api::Call;
use crate::config::{Config, Door};
use crate::redact::Shown;
use crate::shared::{BODY, Shared};
pub(crate) use tally::Tally;

/// Room for what a call has beside its destinations.
const OTHERS: usize = 64;

/// The paths of the services.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let router = paths().fold(Router::new(), |router, path| router.route(path, any(serve)));
    router.with_state(shared)
}

/// Where the services are.
pub(crate) fn paths() -> impl Iterator<Item = &'static str> {
    Service::ALL.into_iter().flat_map(|service| service.paths().iter().copied())
}

/// One request: a call, or the wish for a description. What is asked is done to its end, also when the client hangs up:
/// it runs in a task of its own, which keeps the connection's place by holding the head of the request.
async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let limits = limits(&shared.config);
    let body = match tokio::time::timeout(BODY, read(body, limits.max_body())).await {
        Ok(Some(body)) => Ok(body),
        Ok(None) => Err(Unread { status: StatusCode::BAD_REQUEST, why: "a body that did not come whole" }),
        Err(_) => Err(Unread { status: StatusCode::REQUEST_TIMEOUT, why: "a body that did not come" }),
    };
    let answered = tokio::spawn(answer(shared, peer, parts, body, limits)).await;
    answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// What one call may grow to: its body, and room for as many destinations as a call may have.
fn limits(config: &Config) -> ServerLimits {
    let mut limits = ServerLimits::default();
    limits.envelope.xml.document = config.limits.soap_body;
    limits.envelope.xml.text = config.limits.soap_body;
    let destinations = usize::try_from(config.http.destinations).unwrap_or(usize::MAX);
    limits.envelope.values = limits.envelope.values.max(destinations.saturating_add(OTHERS));
    limits
}

/// A request without the body that it announces.
#[derive(Clone, Copy, Debug)]
struct Unread {
    status: StatusCode,
    why: &'static str,
}

async fn answer(
    shared: Arc<Shared>,
    peer: SocketAddr,
    parts: Parts,
    body: Result<Vec<u8>, Unread>,
    limits: ServerLimits,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(Unread { status, why }) => {
            shared
                .note_unread(Door::Soap, peer, parts.uri.path(), status.as_u16(), why, Shown::default())
                .await;
            return status.into_response();
        }
    };
    let base = base(&parts.headers, shared.http);
    let request = HttpRequest {
        exchange: 0,
        peer: Some(peer.ip()),
        method: parts.method.as_str(),
        base: &base,
        path: parts.uri.path(),
        query: parts.uri.query(),
        content_type: header(&parts.headers, &CONTENT_TYPE),
        content_encoding: header(&parts.headers, &CONTENT_ENCODING),
        accept_encoding: header(&parts.headers, &ACCEPT_ENCODING),
        body: &body,
    };
    let mut server = Server::new(limits);
    server.handle_input(Instant::ZERO, ServerIn::Request(request));
    // A request leads to one event, or to none where a description is all that was wanted.
    let event = server.poll_event();
    let kind = match &event {
        Some(ServerEvent::Call { call, .. }) => call.operation().name(),
        Some(ServerEvent::Refused { .. }) => tally::REFUSED,
        _ => tally::DESCRIPTION,
    };
    shared.soap.count_in(kind);
    match event {
        Some(ServerEvent::Call { duty, call, .. }) => {
            let limits = shared.parameters_limits();
            let parameters = call.parameters(Tolerance::GATEWAY, limits, &mut ());
            let asked = Call { door: Door::Soap, peer: peer.ip(), parameters: &parameters };
            let outcome = shared.call(asked).await;
            if !outcome.denied.is_empty() {
                let shown = Shown::message(call.message().clone());
                let operation = call.operation().name();
                shared.note_denials(Door::Soap, peer, operation, &outcome, shown).await;
            }
            let _open_until_now = server.answer(Instant::ZERO, duty, &outcome.replies);
        }
        Some(ServerEvent::Refused { why, .. }) => {
            let (status, why) = (why.status(), why.to_string());
            let shown = Shown::document(&body, request.content_type, &limits.envelope);
            shared.note_unread(Door::Soap, peer, parts.uri.path(), status, &why, shown).await;
        }
        _ => {}
    }
    let mut body = Vec::new();
    let Some(reply) = server.poll_output(&mut body) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    shared.soap.count_out(kind);
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(CONTENT_TYPE, reply.content_type)], body).into_response();
    if let Some(encoding) = reply.content_encoding {
        response.headers_mut().insert(CONTENT_ENCODING, axum::http::HeaderValue::from_static(encoding));
    }
    response
}

/// The body, or as much of it as shows that it is too long. `None` when it did not come whole.
async fn read(body: Body, most: usize) -> Option<Vec<u8>> {
    let mut pieces = body.into_data_stream();
    let mut read = Vec::new();
    while let Some(piece) = pieces.next().await {
        read.extend_from_slice(&piece.ok()?);
        if read.len() > most {
            break;
        }
    }
    Some(read)
}

/// How the client came here, so that a description leads it here again: by the name that it calls us, or else by the
/// address that the gateway listens at.
fn base(headers: &HeaderMap, own: SocketAddr) -> String {
    let host = header(headers, &HOST).map_or_else(|| own.to_string(), str::to_owned);
    format!("http://{host}")
}

fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
