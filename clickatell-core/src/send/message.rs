//! `sendmsg`: a message to one or more handsets.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::read::Reader;
use super::{
    Content, Fault, Given, Limits, Options, Parameter, ParameterValue, Rule, SendGrammar, Tolerance,
    UserDataHeader, destination,
};
use crate::feature::{ApiKind, ReqFeat};
use crate::number::Msisdn;
use crate::text::split::{SplitError, Splitter};
use crate::text::udh::Reference;
use crate::wire::Notes;

/// The parameters of `sendmsg`, those of authentication apart; `sendbillmsg` has all of them.
///
/// ```
/// use clickatell_core::number::{Msisdn, SenderId};
/// use clickatell_core::send::{Content, MaxParts, Parameter, SendMsg};
///
/// let mut message = SendMsg::new([Msisdn::parse("27999123454")?], Content::for_text("Привет"));
/// message.options.concat = MaxParts::RECOMMENDED;
/// message.options = message.options.require_sender(SenderId::parse("ACME")?);
/// let parameters = message.build()?;
/// assert_eq!(parameters[2], (Parameter::Text, "041F04400438043204350442".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendMsg<'a> {
    /// `to`: the destinations as they came. Each is judged by itself, see [`destination()`]: a bad one does not stop the
    /// others.
    pub to: Vec<Cow<'a, str>>,
    /// What the message says.
    pub content: Content<'a>,
    /// `udh`: a header that the client makes itself.
    pub udh: Option<UserDataHeader>,
    /// How it is sent.
    pub options: Options,
}

impl<'a> SendMsg<'a> {
    /// A message with the document's defaults.
    #[must_use]
    pub fn new(to: impl IntoIterator<Item = Msisdn>, content: Content<'a>) -> Self {
        let to = to.into_iter().map(|number| Cow::Owned(String::from(number))).collect();
        Self { to, content, udh: None, options: Options::default() }
    }

    /// How many parts it takes.
    ///
    /// # Errors
    /// When it takes more than `concat` allows, or does not fit behind a header of its own; error 113.
    pub fn parts(&self) -> Result<u8, Fault> {
        let parameter = match self.content {
            Content::Data(_) => Parameter::Data,
            _ => Parameter::Text,
        };
        let octets = self.content.octets();
        let coding = self.content.coding();
        if let Some(header) = &self.udh {
            let units = octets.len().checked_div(coding.unit_octets()).unwrap_or_default();
            let room = coding.room(header.octets().len());
            if units <= room {
                return Ok(1);
            }
            let rule = Rule::BesideHeader { units: saturate(units), room: saturate(room) };
            return Err(Fault::new(rule, parameter, 0));
        }
        // Every reference takes the same room.
        let needed = match Splitter::new(coding, Reference::Eight(0)).split(&octets) {
            Ok(parts) => parts.len(),
            Err(SplitError::TooManyParts { parts }) => parts,
            Err(_) => usize::MAX,
        };
        let allowed = self.options.concat.get();
        let rule = Rule::Parts { needed: saturate(needed), allowed };
        u8::try_from(needed)
            .ok()
            .filter(|parts| *parts <= allowed)
            .ok_or_else(|| Fault::new(rule, parameter, 0))
    }

    /// What a route must be able to do for it, when it takes so many parts: what it needs, and what is asked for.
    #[must_use]
    pub fn features(&self, parts: u8) -> ReqFeat {
        ReqFeat::of_message(self.content.coding(), self.udh.is_some(), parts.into()) | self.options.req_feat
    }

    /// The parameters in the order in which a call has them, each destination by itself, what is at its default left
    /// out.
    ///
    /// # Errors
    /// The first rule that is broken. What is built reads back, strictly, as the same.
    pub fn build(&self) -> Result<Vec<(Parameter, Cow<'_, str>)>, Fault> {
        self.check()?;
        Ok(self.values())
    }

    /// That it can be built: that nothing in it breaks a rule of the gateway.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), Fault> {
        if self.to.is_empty() {
            return Err(Fault::new(Rule::Missing, Parameter::To, 0));
        }
        for to in &self.to {
            destination(to, None, self.options.mo)?;
        }
        self.options.check()?;
        if self.content.is_empty() {
            return Err(Fault::new(Rule::Empty, Parameter::Text, 0));
        }
        self.parts().map(drop)
    }

    /// The value of a parameter, where it differs from its default; of `to`, the first destination. Unchecked: see
    /// [`check`](Self::check).
    #[must_use]
    pub fn value(&self, parameter: Parameter) -> Option<ParameterValue<'_>> {
        match (parameter, &self.content) {
            (Parameter::To, _) => self.to.first().map(|to| to.as_ref().into()),
            (Parameter::Text, Content::Text(_) | Content::Unicode(_)) => Some(self.content.value().into()),
            (Parameter::Data, Content::Data(_)) => Some(self.content.value().into()),
            (Parameter::Unicode, Content::Unicode(_)) => Some("1".into()),
            (Parameter::Udh, _) => self.udh.as_ref().map(|header| ParameterValue::hex(header.octets())),
            _ => self.options.value(parameter),
        }
    }

    /// The parameters, unchecked.
    pub(super) fn values(&self) -> Vec<(Parameter, Cow<'_, str>)> {
        let mut values = Vec::new();
        for parameter in Parameter::ALL.iter().copied() {
            if parameter == Parameter::To {
                values.extend(self.to.iter().map(|to| (parameter, Cow::Borrowed(to.as_ref()))));
                continue;
            }
            let value = self.value(parameter);
            values.extend(value.map(|value| (parameter, value.into_text())));
        }
        values
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> SendMsg<'static> {
        SendMsg {
            to: self.to.into_iter().map(|to| Cow::Owned(to.into_owned())).collect(),
            content: self.content.into_owned(),
            udh: self.udh,
            options: self.options,
        }
    }
}

impl Given<'_> {
    /// The message of `sendmsg` and `sendbillmsg`. Whether it fits into its parts is the last question, see
    /// [`SendMsg::parts`], behind the one for the sender's registration.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn message(&self, notes: &mut impl Notes<SendGrammar>) -> Result<SendMsg<'_>, Fault> {
        let mut reader = Reader { given: self, notes };
        reader.destinations()?;
        let (options, unicode) = reader.options()?;
        let udh = reader.udh()?;
        let content = reader.content(unicode)?;
        let to = self.to.iter().map(|to| Cow::Borrowed(to.as_ref())).collect();
        Ok(SendMsg { to, content, udh, options: Options { from: reader.sender()?, ..options } })
    }

    /// The destinations of any operation that has them.
    ///
    /// # Errors
    /// When there is none, or there are too many; error 101.
    pub fn destinations(&self) -> Result<&[Cow<'_, str>], Fault> {
        Reader { given: self, notes: &mut () }.destinations()?;
        Ok(&self.to)
    }
}

impl<'g, N: Notes<SendGrammar>> Reader<'g, '_, '_, N> {
    fn destinations(&self) -> Result<(), Fault> {
        let rule = match self.given.to.as_slice() {
            // One that is empty is as good as none, but among others it is a bad one.
            [] => Rule::Missing,
            [only] if only.is_empty() => Rule::Missing,
            _ if self.given.too_many => Rule::TooMany { most: self.given.limits.destinations },
            _ => return Ok(()),
        };
        Err(Fault::new(rule, Parameter::To, 0))
    }

    fn content(&mut self, unicode: bool) -> Result<Content<'g>, Fault> {
        let text = self.given.get(Parameter::Text).is_some();
        if self.given.get(Parameter::Data).is_some() {
            if text {
                self.bend(Rule::TextAndData, Parameter::Text, 0)?;
            }
            if let Some(data) = self.data()? {
                return Ok(Content::Data(Cow::Owned(data)));
            }
        }
        let empty = || Fault::new(Rule::Empty, Parameter::Text, 0);
        let text = self.text(Parameter::Text, unicode)?.ok_or_else(empty)?;
        Ok(if unicode { Content::Unicode(text) } else { Content::Text(text) })
    }
}

/// What a call with these parameters was given, every rule holding.
pub(super) fn given_of<'v>(values: impl IntoIterator<Item = (Parameter, &'v str)>) -> Given<'v> {
    // How many destinations a gateway takes is its own affair.
    let limits = Limits { destinations: u32::MAX };
    let mut given = Given::new(ApiKind::Soap, Tolerance::STRICT, limits);
    for (parameter, value) in values {
        given.put(parameter, value);
    }
    given
}

fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
