//! What a service is asked: an operation and its parameters.

use clickatell_core::send::{self, Operation, SendGrammar};
use clickatell_core::wire::Notes;

use crate::Service;
use crate::envelope::{Body, Envelope, EnvelopeError, EnvelopeGrammar, Fault, Field, Rule, Tolerance, write};
use crate::message::Message;
use crate::operation::{self, Auth, BuildError, Parameters, ParametersLimits, Request, Table};

/// A call: the first of two stages. The envelope was in order and the operation is known; nothing is said yet about the
/// parameters, which [`parameters`](Self::parameters) looks at.
///
/// ```
/// use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
/// use clickatell_soap::operation::{Auth, ParametersLimits, Request};
/// use clickatell_soap::{Call, Service, send};
///
/// let octets = b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
///     <t:sendmsg xmlns:t='http://api.clickatell.com/soap/document_literal/webservice'>\
///     <session_id>330df12c75bf8046942c3304639aa646</session_id><text>Hi</text>\
///     <to>27999123454</to><to>27999123134</to><concat>0</concat></t:sendmsg></e:Body></e:Envelope>";
/// let envelope = Envelope::decode(octets, Some("text/xml"), &Limits::default())?;
/// let call = Call::read(&envelope, Service::DocumentLiteral, &Tolerance::STRICT, &mut ())?;
/// let parameters = call.parameters(send::Tolerance::GATEWAY, ParametersLimits::default(), &mut ());
/// assert!(matches!(parameters.auth(&mut ())?, Auth::Session(_)));
/// let Request::SendMsg(message) = parameters.request(&mut ())? else { unreachable!() };
/// assert_eq!(message.to, ["27999123454", "27999123134"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<'d> {
    service: Service,
    table: &'static Table,
    message: Message<'d>,
}

impl<'d> Call<'d> {
    /// The call in an envelope that came to a service.
    ///
    /// # Errors
    /// Why it is none: what the service answers is a SOAP fault, see [`EnvelopeError::code`].
    pub fn read(
        envelope: &'d Envelope<'_>,
        service: Service,
        tolerance: &Tolerance,
        notes: &mut impl Notes<EnvelopeGrammar>,
    ) -> Result<Self, EnvelopeError> {
        match envelope.body(tolerance, notes)? {
            Body::Message(message) => Ok(Self::new(message, service, tolerance, notes)?),
            Body::Fault(_) => Err(Fault::new(Rule::UnknownOperation, Field::Operation, 0).into()),
        }
    }

    fn new(
        message: Message<'d>,
        service: Service,
        tolerance: &Tolerance,
        notes: &mut impl Notes<EnvelopeGrammar>,
    ) -> Result<Self, Fault> {
        let fault = |rule| Fault::new(rule, Field::Operation, message.at());
        let table = Service::operation(message.name()).and_then(operation::table);
        let table = table.ok_or_else(|| fault(Rule::UnknownOperation))?;
        let letter_case = message.name() != service.operation_name(table.operation);
        let namespace = message.namespace() != Some(service.namespace());
        for (differs, rule) in [(letter_case, Rule::LetterCase), (namespace, Rule::Namespace)] {
            if differs {
                if !tolerance.bends(rule) {
                    return Err(fault(rule));
                }
                notes.note(fault(rule));
            }
        }
        Ok(Self { service, table, message })
    }

    /// The service that is asked.
    #[must_use]
    pub const fn service(&self) -> Service {
        self.service
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.table.operation
    }

    /// The table of the operation.
    #[must_use]
    pub const fn table(&self) -> &'static Table {
        self.table
    }

    /// The element and its values, as they came.
    #[must_use]
    pub const fn message(&self) -> &Message<'d> {
        &self.message
    }

    /// The parameters, by the rules of the operation. Values of other names are passed over.
    pub fn parameters(
        &self,
        tolerance: send::Tolerance,
        limits: ParametersLimits,
        notes: &mut impl Notes<SendGrammar>,
    ) -> Parameters<'_> {
        let values = self.message.values().iter().map(|value| (value.name(), value.text()));
        let mut parameters =
            Parameters::of_call((self.service, self.table), values, tolerance, limits, notes);
        if self.message.dropped() > 0 {
            parameters.overflow();
        }
        parameters
    }

    /// The same with a `*` for each octet of what must not show; see [`Message::redacted`].
    #[must_use]
    pub fn redacted(self) -> Self {
        Self { message: self.message.redacted(), ..self }
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Call<'static> {
        Call { service: self.service, table: self.table, message: self.message.into_owned() }
    }
}

impl Service {
    /// Appends the envelope of a request: what a client sends. It is ASCII, one line, and reads back as what it was built
    /// from.
    ///
    /// # Errors
    /// What a gateway would refuse; a parameter that the service lacks. Nothing is appended then.
    pub fn write_request(
        self,
        auth: &Auth,
        request: &Request<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), BuildError> {
        write::request(self, auth, request, out)
    }
}
