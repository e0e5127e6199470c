//! Keeps web pages out: a page that a browser shows must not be able to talk to a gateway on the same machine, by
//! another name for its address or by a form.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::Error;

/// The names that requests may call this gateway by.
#[derive(Debug)]
pub(crate) struct Guard {
    hosts: Vec<String>,
}

impl Guard {
    /// Names of this machine, addresses (which no other site can own), and these.
    pub(crate) fn new(hosts: &[String]) -> Self {
        Self { hosts: hosts.iter().map(|host| host.to_ascii_lowercase()).collect() }
    }

    /// Whether the request names a host that it may, and comes from a page of such a host if it comes from a page.
    fn allows(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let host = match headers.get(HOST) {
            Some(host) => host.to_str().ok(),
            None => uri.authority().map(|authority| authority.as_str()),
        };
        let origin =
            headers.get(ORIGIN).map(|origin| origin.to_str().ok().and_then(|text| text.split_once("://")));
        host.is_some_and(|host| self.knows(host))
            && origin.is_none_or(|origin| origin.is_some_and(|(_, host)| self.knows(host)))
    }

    fn knows(&self, authority: &str) -> bool {
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|octet| octet.is_ascii_digit()) => host,
            _ => authority,
        };
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let host = host.to_ascii_lowercase();
        host == "localhost" || address.parse::<core::net::IpAddr>().is_ok() || self.hosts.contains(&host)
    }
}

/// Lets a request through, or says why not.
pub(super) async fn admit(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    if guard.allows(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    let reason = "the Host or Origin header names a host that is not this gateway; see listen.hosts";
    Error::new(StatusCode::FORBIDDEN, reason).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(host: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [(HOST, host), (ORIGIN, origin)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
        }
        Guard::new(&["Gateway.internal".into()]).allows(&headers, &Uri::from_static("/gateway/state"))
    }

    #[test]
    fn names_of_this_machine_addresses_and_what_is_configured() {
        for host in
            ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "10.1.2.3", "gateway.internal:80"]
        {
            assert!(allows(Some(host), None), "{host}");
        }
        for host in
            ["evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", ""]
        {
            assert!(!allows(Some(host), None), "{host}");
        }
        assert!(!allows(None, None));
    }

    #[test]
    fn a_page_must_be_one_of_ours() {
        let host = Some("localhost:8080");
        assert!(allows(host, Some("http://localhost:8080")) && allows(host, Some("http://127.0.0.1:3000")));
        for origin in ["https://evil.example", "null", "localhost"] {
            assert!(!allows(host, Some(origin)), "{origin}");
        }
    }
}
