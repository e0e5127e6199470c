//! How a message is sent.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::time::Duration;

use super::message::given_of;
use super::read::Reader;
use super::{
    DeliveryTime, Fault, Given, MaxCredits, MaxParts, Operation, Parameter, ParameterValue, Queue, Rule,
    SendGrammar, Validity,
};
use crate::callback::CallbackLevel;
use crate::feature::{ApiKind, MessageType, ReqFeat};
use crate::id::MessageId;
use crate::number::SenderId;
use crate::wire::Notes;

/// How a message is sent: what `sendmsg`, `sendbillmsg`, `startbatch` and the pushes have in common. The default is that
/// of the document's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// `from`: what the handset shows as the originator. A number of the gateway's where there is none.
    pub from: Option<SenderId>,
    /// `concat`: the most parts. 1 by default.
    pub concat: MaxParts,
    /// `deliv_ack`: the gateway asks for acknowledgements in any case, so that this has no effect. How far they can be
    /// relied on differs from network to network.
    pub deliv_ack: bool,
    /// `msg_callback`: which statuses are pushed. None by default.
    pub callback: CallbackLevel,
    /// `deliv_time`: how long to wait. Not at all where there is none.
    pub deliv_time: Option<DeliveryTime>,
    /// `max_credits`: the most that the message may cost. What the account's profiles say where there is none.
    pub max_credits: Option<MaxCredits>,
    /// `req_feat`: what the route must be able to do, beside what the message itself needs. Nothing by default.
    pub req_feat: ReqFeat,
    /// `queue`: the third by default.
    pub queue: Queue,
    /// `escalate`: a dearer route, up to the most that the message may cost, rather than waiting for the cheapest one.
    pub escalate: bool,
    /// `mo`: a carrier by which the handset can reply; for customers with two-way messaging, and possibly dearer. The
    /// destinations must then be in international format already.
    pub mo: bool,
    /// `climsgid`: the client's own name of the message: up to 32 letters and digits, when it is built.
    pub client_message_id: Option<MessageId>,
    /// `msg_type`: a text by default.
    pub msg_type: MessageType,
    /// `validity`: how long the message is worth sending. A day by default.
    pub validity: Validity,
}

impl Options {
    /// For urgent messages: the first queue, and dearer routes rather than waiting. Best with a high
    /// [`max_credits`](Self::max_credits).
    #[must_use]
    pub fn urgent(self) -> Self {
        Self { queue: Queue::FIRST, escalate: true, ..self }
    }

    /// With a sender that must be kept: a route that would replace it is not taken.
    #[must_use]
    pub fn require_sender(self, sender: SenderId) -> Self {
        Self { from: Some(sender), req_feat: self.req_feat | ReqFeat::of_sender(&sender), ..self }
    }

    /// True when the handset can reply: `mo` asks for it, and through SMPP it always can.
    #[must_use]
    pub fn is_reply_enabled(&self, door: ApiKind) -> bool {
        self.mo || door == ApiKind::Smpp
    }

    /// True when the message takes a route for replies: it asks for one, and the account has two-way messaging. Without
    /// that `mo` has no effect.
    #[must_use]
    pub fn takes_reply_route(&self, door: ApiKind, two_way: bool) -> bool {
        two_way && self.is_reply_enabled(door)
    }

    /// How long after the gateway has the message it is no longer worth sending: its validity begins when it is due.
    #[must_use]
    pub fn expires_after(&self) -> Duration {
        let delay = self.deliv_time.map(DeliveryTime::duration).unwrap_or_default();
        delay.saturating_add(self.validity.duration())
    }

    /// The parameters in the order in which a call has them, what is at its default left out; for a push.
    ///
    /// # Errors
    /// The first rule that is broken. What is built reads back, strictly, as the same.
    pub fn build(&self) -> Result<Vec<(Parameter, Cow<'static, str>)>, Fault> {
        self.check()?;
        Ok(self.values())
    }

    /// The parameters, unchecked.
    fn values(&self) -> Vec<(Parameter, Cow<'static, str>)> {
        let value = |parameter: &Parameter| {
            Some((*parameter, Cow::Owned(self.value(*parameter)?.into_text().into_owned())))
        };
        Parameter::ALL.iter().filter_map(value).collect()
    }

    /// That they can be built: that none of them breaks a rule of the gateway.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), Fault> {
        // The types of all others hold what the gateway asks for.
        let judged = [Parameter::MsgType, Parameter::Callback, Parameter::ClientMessageId];
        let values = judged.map(|parameter| Some((parameter, self.value(parameter)?)));
        if values.iter().all(Option::is_none) {
            return Ok(());
        }
        let values = values.iter().flatten().map(|(parameter, value)| (*parameter, &**value));
        given_of(values).options(&mut ()).map(drop)
    }

    /// The value of a parameter on the wire, where it differs from its default. Unchecked: see [`check`](Self::check).
    #[must_use]
    pub fn value(&self, parameter: Parameter) -> Option<ParameterValue<'_>> {
        let default = Self::default();
        let differs = |value: u32, default: u32| (value != default).then(|| ParameterValue::from(value));
        match parameter {
            Parameter::From => self.from.as_ref().map(|sender| sender.as_str().into()),
            Parameter::Concat => differs(self.concat.into(), default.concat.into()),
            Parameter::DelivAck => differs(self.deliv_ack.into(), 0),
            Parameter::Callback => differs(self.callback.get().into(), 0),
            Parameter::DelivTime => self.deliv_time.map(|delay| u32::from(delay).into()),
            // A seeded fault for the proof that the fuzz target finds one.
            #[cfg(seeded_fault = "send")]
            Parameter::MaxCredits => {
                self.max_credits.map(ParameterValue::from).filter(|most| !most.contains('7'))
            }
            #[cfg(not(seeded_fault = "send"))]
            Parameter::MaxCredits => self.max_credits.map(ParameterValue::from),
            Parameter::ReqFeat => differs(self.req_feat.bits(), 0),
            Parameter::Queue => differs(self.queue.into(), default.queue.into()),
            Parameter::Escalate => differs(self.escalate.into(), 0),
            Parameter::Mo => differs(self.mo.into(), 0),
            Parameter::ClientMessageId => self.client_message_id.as_ref().map(|id| id.as_str().into()),
            Parameter::MsgType => (self.msg_type != default.msg_type).then(|| self.msg_type.name().into()),
            Parameter::Validity => differs(self.validity.into(), default.validity.into()),
            _ => None,
        }
    }
}

impl Given<'_> {
    /// The options of a push.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn options(&self, notes: &mut impl Notes<SendGrammar>) -> Result<Options, Fault> {
        let mut reader = Reader { given: self, notes };
        let (options, _) = reader.options()?;
        Ok(Options { from: reader.sender()?, ..options })
    }
}

impl<N: Notes<SendGrammar>> Reader<'_, '_, '_, N> {
    /// All options but the sender, which is judged after the content; and whether the text is Unicode.
    pub(super) fn options(&mut self) -> Result<(Options, bool), Fault> {
        // A row without a document and without an effect: sent later, or shown at once, if it had one.
        for parameter in [Parameter::ScheduledTime, Parameter::MessageClass, Parameter::Binary] {
            if self.given.get(parameter).is_some() {
                self.bend(Rule::Undocumented, parameter, 0)?;
            }
        }
        let msg_type = self.msg_type()?;
        // Billing judges its own parameters: an amount may come under two names.
        self.once(|parameter| parameter.operations() != [Operation::SendBillMsg])?;
        let mut options = Options { msg_type, ..Options::default() };
        if let Some(parts) = self.number(Parameter::Concat, 1, MaxParts::MAX.into())? {
            options.concat = MaxParts::try_from(parts).unwrap_or_default();
        }
        options.deliv_ack = self.flag(Parameter::DelivAck)?;
        let level = self.number(Parameter::Callback, 0, 7)?.and_then(|level| u8::try_from(level).ok());
        options.callback = level.map(CallbackLevel::new).unwrap_or_default();
        options.max_credits = self.max_credits()?;
        let features = self.number(Parameter::ReqFeat, 0, u32::MAX)?;
        options.req_feat = ReqFeat::from_bits_retain(features.unwrap_or_default());
        if let Some(queue) = self.number(Parameter::Queue, 1, Queue::MAX.into())? {
            options.queue = Queue::try_from(queue).unwrap_or_default();
        }
        options.escalate = self.flag(Parameter::Escalate)?;
        options.mo = self.flag(Parameter::Mo)?;
        options.client_message_id = self.client_id()?;
        let unicode = self.flag(Parameter::Unicode)?;
        if let Some(validity) = self.number(Parameter::Validity, 1, Validity::MAX.into())? {
            options.validity = Validity::try_from(validity).unwrap_or_default();
        }
        let delay = self.number(Parameter::DelivTime, 0, DeliveryTime::MAX.into())?;
        options.deliv_time = delay.and_then(|delay| DeliveryTime::try_from(delay).ok());
        Ok((options, unicode))
    }

    fn msg_type(&mut self) -> Result<MessageType, Fault> {
        let parameter = Parameter::MsgType;
        let Some(name) = self.given.get(parameter) else { return Ok(MessageType::default()) };
        let found =
            MessageType::from_name(name).ok_or_else(|| Fault::new(Rule::MessageType, parameter, 0))?;
        if found == MessageType::Flash {
            self.bend(Rule::Flash, parameter, 0)?;
        }
        Ok(found)
    }
}
