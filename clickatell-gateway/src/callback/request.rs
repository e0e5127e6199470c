//! One request to a receiver of callbacks: a connection of its own, no redirections, and the body of the answer unread.

use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use clickatell_core::delivery::{Attempt, BasicAuth, HttpAnswer, HttpMethod};
use clickatell_core::machine::Handle;
use hyper::header::{AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request as HttpRequest, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// What a request is made of.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: HttpMethod,
    pub(super) url: String,
    pub(super) auth: Option<BasicAuth>,
    pub(super) content_type: Option<&'static str>,
    pub(super) body: Vec<u8>,
}

/// A request that was made, and how it was answered.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) attempt: Handle<Attempt>,
    pub(super) answer: HttpAnswer,
}

/// How the stand-in calls itself.
static AGENT: LazyLock<String> =
    LazyLock::new(|| format!("clickatell-gateway/{}", env!("CARGO_PKG_VERSION")));

impl Request {
    /// Makes it. How long it may take is for the machine to say, which gives it up.
    pub(super) async fn make(self, attempt: Handle<Attempt>) -> Made {
        let answer = match self.answered().await {
            Ok(status) => HttpAnswer::Status(status),
            Err(error) => {
                tracing::debug!(%error, "a callback was not answered");
                HttpAnswer::Failed
            }
        };
        Made { attempt, answer }
    }

    /// The status that answers it.
    pub(super) async fn answered(self) -> Result<u16, RequestError> {
        let url: Uri = self.url.parse().map_err(|_| RequestError::Url)?;
        if url.scheme_str() != Some("http") {
            return Err(RequestError::Https);
        }
        let authority = url.authority().ok_or(RequestError::Url)?.clone();
        // An address of IPv6 stands in brackets in a URL only.
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        let method = match self.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
        };
        let mut request = HttpRequest::builder()
            .method(method)
            .uri(path)
            .header(HOST, authority.as_str())
            .header(USER_AGENT, AGENT.as_str())
            .header(CONNECTION, "close");
        if let Some(auth) = &self.auth {
            request = request.header(AUTHORIZATION, auth.header());
        }
        if let Some(content_type) = self.content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        let request = request.body(Body::from(Bytes::from(self.body))).map_err(|_| RequestError::Url)?;
        let mut answered = core::pin::pin!(sender.send_request(request));
        let mut connection = core::pin::pin!(connection);
        let mut open = true;
        // The connection has to be driven while its answer is awaited. It may end with it.
        loop {
            tokio::select! {
                biased;
                response = answered.as_mut() => return Ok(response?.status().as_u16()),
                _ended = connection.as_mut(), if open => open = false,
            }
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestError {
    #[error("the URL cannot be called")]
    Url,
    #[error("the stand-in calls back over http only")]
    Https,
    #[error("{0}")]
    Connection(#[from] std::io::Error),
    #[error("{0}")]
    Http(#[from] hyper::Error),
}
