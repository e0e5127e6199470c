//! A client of the HTTP door: forms out, lines in.

use std::io::Read as _;
use std::time::Duration;

use clickatell_core::feature::ApiKind;
use clickatell_core::form::{Builder, Space};
use clickatell_core::id::MessageId;
use clickatell_core::reply::{self, Reply, Tolerance, replies};
use clickatell_core::secret::Credentials;
use clickatell_core::send::{self, Content, Operation, Parameter, SendMsg};
use clickatell_core::status::MessageStatus;

use super::agent;
use super::cause::cause;
use super::control::has_virtual_clock;
use super::text::{TextDoor, TextError};

/// How long a reply may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest reply that is read.
const MOST: u64 = 4 * 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// The message cannot be sent so.
    #[error(transparent)]
    Message(#[from] send::Fault),
    /// No reply, or none of HTTP.
    #[error("{base}: {why}")]
    Transport {
        /// Where the gateway should be.
        base: String,
        /// Why.
        why: String,
    },
    /// The reply did not come whole.
    #[error("{0}")]
    Body(#[from] std::io::Error),
    /// A line of the reply is none.
    #[error(transparent)]
    Reply(#[from] reply::Fault),
    /// The gateway refuses.
    #[error("error {}: {}", .0.digits(), .0)]
    Refused(clickatell_core::error::ApiError),
    /// The reply is none of the operation.
    #[error("the reply is none of this operation")]
    Unexpected,
}

/// The HTTP door, by the credentials of one connection.
#[derive(Debug)]
pub(crate) struct HttpClient {
    base: String,
    credentials: Credentials,
    agent: ureq::Agent,
    /// The parameters are in the URL, not in the body.
    in_url: bool,
}

impl HttpClient {
    /// The door at this URL, without the path of an operation.
    pub(crate) fn new(base: &str, credentials: Credentials) -> Self {
        let agent = agent::settings(base).timeout_global(Some(PATIENCE)).build().into();
        Self { base: base.trim_end_matches('/').to_owned(), credentials, agent, in_url: false }
    }

    /// The same, by GET.
    pub(crate) fn by_get(self) -> Self {
        Self { in_url: true, ..self }
    }

    /// Calls an operation with these parameters behind the credentials; the replies.
    pub(crate) fn call(
        &self,
        operation: Operation,
        parameters: impl FnOnce(Builder) -> Result<Builder, send::Fault>,
    ) -> Result<Vec<Reply<'static>>, HttpError> {
        let name = |parameter: Parameter| parameter.name_in(ApiKind::Http);
        let Credentials { api_id, user, password, .. } = &self.credentials;
        let form = Builder::body(Space::Plus)
            .pair(name(Parameter::ApiId), api_id.to_string().as_bytes())
            .pair(name(Parameter::User), user.as_bytes())
            .pair(name(Parameter::Password), password.expose().as_bytes());
        let form = parameters(form)?.into_string();
        let (folder, operation) = operation.path();
        let url = format!("{}{folder}{operation}", self.base);
        let sent = if self.in_url {
            self.agent.get(format!("{url}?{form}")).call()
        } else {
            let request = self.agent.post(url).header("Content-Type", "application/x-www-form-urlencoded");
            request.send(form.as_bytes())
        };
        let mut response =
            sent.map_err(|error| HttpError::Transport { base: self.base.clone(), why: cause(&error) })?;
        let mut body = Vec::new();
        response.body_mut().as_reader().take(MOST).read_to_end(&mut body)?;
        let mut bent: Vec<reply::Fault> = Vec::new();
        let found = replies(&body, &Tolerance::FIELD, reply::Limits::default(), &mut bent);
        Ok(found.map(|reply| reply.map(Reply::into_owned)).collect::<Result<_, _>>()?)
    }
}

impl TextDoor for HttpClient {
    fn content<'t>(&self, text: &'t str) -> Content<'t> {
        Content::for_form(text)
    }

    fn send(&mut self, message: &SendMsg<'_>) -> Result<Vec<Reply<'static>>, TextError> {
        Ok(self.call(Operation::SendMsg, |form| message.write_form(form))?)
    }

    fn status(&mut self, id: MessageId) -> Result<MessageStatus, TextError> {
        let name = Parameter::ApiMessageId.name_in(ApiKind::Http);
        let replies = self.call(Operation::QueryMsg, |form| Ok(form.pair(name, id.as_str().as_bytes())))?;
        match replies.first() {
            Some(Reply::Status { status, .. }) => Ok(status.message()),
            Some(Reply::Error { code, .. }) => Err(HttpError::Refused(*code).into()),
            _ => Err(HttpError::Unexpected.into()),
        }
    }

    fn has_virtual_clock(&self) -> bool {
        has_virtual_clock(&self.base)
    }
}
