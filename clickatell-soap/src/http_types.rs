//! Requests and replies as the types of the crate `http`, which most clients and servers take.

use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};

use crate::{client, server};

impl client::HttpOut {
    /// The request to a service's URL, with its body: the octets that the client appended.
    ///
    /// # Errors
    /// None of ours are malformed; what `http` may refuse is a URL of more octets than it takes.
    pub fn to_http<B>(&self, url: &Uri, body: B) -> Result<Request<B>, http::Error> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(CONTENT_TYPE, self.content_type)
            .header(HeaderName::from_static("soapaction"), &self.action);
        if let Some(coding) = self.accept_encoding {
            request = request.header(ACCEPT_ENCODING, coding);
        }
        request.body(body)
    }
}

impl<'a> client::HttpReply<'a> {
    /// The reply to a request.
    #[must_use]
    pub fn from_http(reply: &'a Response<impl AsRef<[u8]>>) -> Self {
        Self {
            status: reply.status().as_u16(),
            content_type: header(reply.headers(), &CONTENT_TYPE),
            content_encoding: header(reply.headers(), &CONTENT_ENCODING),
            body: reply.body().as_ref(),
        }
    }
}

impl<'a> server::HttpRequest<'a> {
    /// A request, under a name of the caller's; `base` is the scheme and authority by which the client came.
    /// Where the client is, a request does not say: who goes by addresses sets `peer`.
    #[must_use]
    pub fn from_http(exchange: u64, base: &'a str, request: &'a Request<impl AsRef<[u8]>>) -> Self {
        Self {
            exchange,
            peer: None,
            method: request.method().as_str(),
            base,
            path: request.uri().path(),
            query: request.uri().query(),
            content_type: header(request.headers(), &CONTENT_TYPE),
            content_encoding: header(request.headers(), &CONTENT_ENCODING),
            accept_encoding: header(request.headers(), &ACCEPT_ENCODING),
            body: request.body().as_ref(),
        }
    }
}

impl server::HttpReply {
    /// The reply, with its body: the octets that the server appended.
    ///
    /// # Errors
    /// None of ours are malformed, so that there are none.
    pub fn to_http<B>(&self, body: B) -> Result<Response<B>, http::Error> {
        let mut reply = Response::builder()
            .status(StatusCode::from_u16(self.status)?)
            .header(CONTENT_TYPE, self.content_type);
        if let Some(coding) = self.content_encoding {
            reply = reply.header(CONTENT_ENCODING, coding);
        }
        reply.body(body)
    }
}

/// A header as text. One that is none is as good as absent.
fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Client, ClientSettings};
    use crate::operation::Request as Asked;
    use crate::server::{Server, ServerEvent, ServerIn, ServerLimits};
    use crate::{Service, reply::Reply};
    use clickatell_core::id::ApiId;
    use clickatell_core::machine::Machine;
    use clickatell_core::secret::Credentials;
    use clickatell_core::time::Instant;

    #[test]
    fn soap_1_1_a_call_and_its_reply_as_types_of_http() {
        let credentials = Credentials { api_id: ApiId::new(7), user: "demo".into(), password: "demo".into() };
        let mut settings = ClientSettings::new(Service::DocumentLiteral, credentials);
        settings.sessions = false;
        let mut client = Client::new(settings);
        client.call(Instant::ZERO, &Asked::GetBalance).unwrap();
        let mut body = Vec::new();
        let out = client.poll_output(&mut body).unwrap();
        let url = Uri::from_static("http://localhost:8080/soap/document_literal/webservice.php?wsdl");
        let request = out.to_http(&url, body).unwrap();
        assert_eq!(
            (request.method(), request.uri().path()),
            (&Method::POST, Service::DocumentLiteral.paths()[1])
        );
        assert_eq!(
            request.headers()["soapaction"],
            Service::DocumentLiteral.action(crate::send::Operation::GetBalance).as_str()
        );
        assert_eq!(request.headers()["content-type"], "text/xml; charset=UTF-8");
        assert_eq!(request.headers().contains_key("accept-encoding"), cfg!(feature = "gzip"));

        let mut server = Server::new(ServerLimits::default());
        let asked = server::HttpRequest::from_http(5, "http://localhost:8080", &request);
        server.handle_input(Instant::ZERO, ServerIn::Request(asked));
        let Some(ServerEvent::Call { duty, .. }) = server.poll_event() else { panic!() };
        let credit = clickatell_core::credit::Credit::ONE;
        server.answer(Instant::ZERO, duty, &[Reply::Credit { credit }]).unwrap();
        let mut body = Vec::new();
        let reply = server.poll_output(&mut body).unwrap().to_http(body).unwrap();
        assert_eq!(reply.status(), 200);
        let reply =
            client::HttpIn { exchange: out.exchange, reply: Some(client::HttpReply::from_http(&reply)) };
        client.handle_input(Instant::ZERO, reply);
        assert!(matches!(client.poll_event(), Some(client::ClientEvent::Done { result: Ok(_), .. })));
    }
}
