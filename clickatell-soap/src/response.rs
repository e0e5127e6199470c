//! What a service answers: the texts that an operation returns, or a fault.

use alloc::borrow::Cow;

use clickatell_core::error::ApiError;
use clickatell_core::reply::{self, Reply, ReplyGrammar};
use clickatell_core::send::Operation;
use clickatell_core::wire::Notes;
use clickatell_core::xml::{XmlWriteError, is_xml_char};

use crate::Service;
use crate::call::Call;
use crate::envelope::{Body, Envelope, EnvelopeError, EnvelopeGrammar, Fault, Field, Rule, Tolerance, write};
use crate::fault::SoapFault;
use crate::message::Message;
use crate::operation::{Answer, Returns};

/// A response: the element and the texts that it returns, one or many, in whatever shape they came.
///
/// ```
/// use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
/// use clickatell_soap::operation::{Answer, Operation};
/// use clickatell_soap::{Response, reply};
///
/// let octets = b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><sendmsgResponse>\
///     <return>ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 27999123454</return>\
///     <return>ERR: 114, Cannot route message To: 2783</return></sendmsgResponse></e:Body></e:Envelope>";
/// let envelope = Envelope::decode(octets, Some("text/xml"), &Limits::default())?;
/// let response = Response::read(&envelope, &Tolerance::FIELD, &mut ())?.map_err(|fault| fault.into_owned())?;
/// let Answer::SendMsg(sent) = response.answer(Operation::SendMsg, &reply::Tolerance::FIELD, &mut ())? else {
///     unreachable!()
/// };
/// assert_eq!(sent.results.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response<'d> {
    message: Message<'d>,
}

/// Why a response is not the answer of an operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The gateway refuses: an error for the whole call, or for its only destination.
    #[error("{}", .0.display())]
    Refused(Refused),
    /// A text is no reply line, or there are more than were kept. What the others say is here: among them may be the ids
    /// of messages that are charged.
    #[error("{}", .0.display())]
    Partial(Partial),
    /// The texts are replies of another operation, or there are none.
    #[error("not what the operation returns")]
    Unexpected,
}

/// An error of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// Its number, by which clients go.
    pub code: ApiError,
    /// The gateway's words.
    pub text: Box<str>,
    /// The epoch second from which messages are accepted again; error 130 has one.
    pub retry_at: Option<u64>,
}

/// What can be read of an answer of which not all can.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partial {
    /// What each text says, in their order, or what is wrong with it.
    pub lines: Vec<Result<Reply<'static>, reply::Fault>>,
    /// How many texts there were beyond those that are kept, [`Limits::values`](crate::envelope::Limits::values).
    pub dropped: usize,
}

impl Partial {
    fn display(&self) -> String {
        let bad = self.lines.iter().enumerate().find_map(|(place, line)| Some((place, line.as_ref().err()?)));
        match bad {
            Some((place, fault)) => format!("text {place}: {fault}"),
            None => format!("{} texts beyond {}, the most that are kept", self.dropped, self.lines.len()),
        }
    }
}

impl Refused {
    fn display(&self) -> String {
        format!("error {}: {}", self.code.digits(), self.text)
    }

    fn of(reply: &Reply<'_>) -> Option<Self> {
        match reply {
            Reply::Error { code, text, .. } => {
                Some(Self { code: *code, text: Box::from(text.as_ref()), retry_at: reply.retry_at() })
            }
            _ => None,
        }
    }
}

impl<'d> Response<'d> {
    /// The response in an envelope, or the fault.
    ///
    /// # Errors
    /// Why it is neither.
    pub fn read(
        envelope: &'d Envelope<'_>,
        tolerance: &Tolerance,
        notes: &mut impl Notes<EnvelopeGrammar>,
    ) -> Result<Result<Self, SoapFault<'d>>, EnvelopeError> {
        match envelope.body(tolerance, notes)? {
            Body::Fault(fault) => Ok(Err(fault)),
            Body::Message(message) if message.name().ends_with("Response") => Ok(Ok(Self { message })),
            Body::Message(message) => Err(Fault::new(Rule::Response, Field::Operation, message.at()).into()),
        }
    }

    /// The operation that it answers, by its element's name.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        Service::operation(self.message.name().strip_suffix("Response")?)
    }

    /// The element and its values, as they came.
    #[must_use]
    pub const fn message(&self) -> &Message<'d> {
        &self.message
    }

    /// The texts, in order. A nil is none, and so is what is empty.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.message.values().iter().filter_map(|value| value.text()).filter(|text| !text.is_empty())
    }

    /// What each text says; a bad one does not hide the others.
    pub fn replies<'r>(
        &'r self,
        tolerance: &'r reply::Tolerance,
        notes: &'r mut impl Notes<ReplyGrammar>,
    ) -> impl Iterator<Item = Result<Reply<'r>, reply::Fault>> {
        self.texts().map(move |text| Reply::parse(text.as_bytes(), tolerance, notes))
    }

    /// The answer of this operation.
    ///
    /// A single error is one for the whole call. Among several lines errors are what became of single destinations.
    ///
    /// # Errors
    /// The gateway refuses, or this is no answer of the operation.
    pub fn answer(
        &self,
        operation: Operation,
        tolerance: &reply::Tolerance,
        notes: &mut impl Notes<ReplyGrammar>,
    ) -> Result<Answer<'_>, AnswerError> {
        let parsed: Vec<_> =
            self.texts().map(|text| Reply::parse(text.as_bytes(), tolerance, notes)).collect();
        let dropped = self.message.dropped();
        if dropped > 0 || parsed.iter().any(Result::is_err) {
            let lines = parsed.into_iter().map(|line| line.map(Reply::into_owned)).collect();
            return Err(AnswerError::Partial(Partial { lines, dropped }));
        }
        let lines: Vec<_> = parsed.into_iter().flatten().collect();
        if let [only] = lines.as_slice()
            && let Some(refused) = Refused::of(only)
        {
            return Err(AnswerError::Refused(refused));
        }
        Answer::read(operation, lines).ok_or(AnswerError::Unexpected)
    }
}

/// What an answer must know of the call that it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    service: Service,
    name: Box<str>,
    namespace: Option<Cow<'static, str>>,
    returns: Returns,
}

impl Asked {
    pub(crate) fn of(call: &Call<'_>) -> Self {
        let message = call.message();
        Self {
            service: call.service(),
            name: Box::from(message.name()),
            namespace: message.namespace.clone(),
            returns: call.table().returns,
        }
    }

    pub(crate) const fn service(&self) -> Service {
        self.service
    }

    pub(crate) fn write(&self, lines: &[Reply<'_>], out: &mut Vec<u8>) {
        let texts: Vec<_> = lines.iter().map(text).collect();
        let place = write::Place { service: self.service, namespace: self.namespace.as_deref() };
        let own = write::Place { namespace: Some(self.service.namespace()), ..place };
        // A namespace that is reserved, as that of `xml:sendmsg`, can be written in no other way.
        for place in [place, own] {
            if write::response(place, &self.name, self.returns, &texts, out).is_ok() {
                return;
            }
        }
    }
}

impl Call<'_> {
    /// Appends the envelope of a response: in the namespace and under the name that was asked, in the style of the
    /// service.
    ///
    /// A destination is echoed as it was given, as far as a reply line can hold that: control characters become question
    /// marks, and what would be read as something else is left out.
    pub fn write_response(&self, lines: &[Reply<'_>], out: &mut Vec<u8>) {
        Asked::of(self).write(lines, out);
    }
}

/// A reply as the text that says it, of characters that XML can carry.
fn text(reply: &Reply<'_>) -> String {
    let text = reply.to_line();
    if text.chars().all(is_xml_char) {
        return text;
    }
    text.chars().map(|c| if is_xml_char(c) { c } else { '?' }).collect()
}

impl Service {
    /// Appends the envelope of a fault. `operation` is the one that was asked, where it is known; the fault's details stand
    /// in the element that the service's description has for it.
    ///
    /// # Errors
    /// A text has a character that XML cannot carry.
    pub fn write_fault(
        self,
        operation: Option<Operation>,
        fault: &SoapFault<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), XmlWriteError> {
        let place = write::Place { service: self, namespace: Some(self.namespace()) };
        write::fault(place, operation.map(|operation| self.operation_name(operation)), fault, out)
    }
}
