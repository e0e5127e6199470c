//! Values read by the rules of their parameters.

use super::{Fault, Given, MaxCredits, MaxCreditsError, Parameter, Rule, SendGrammar};
use crate::credit::CreditError;
use crate::hex::{self, HexError};
use crate::id::{MessageId, MessageIdError};
use crate::number::{SenderId, SenderIdError};
use crate::wire::Notes;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Reads what was given, and notes what the tolerance bends.
pub(super) struct Reader<'g, 'a, 'n, N> {
    pub(super) given: &'g Given<'a>,
    pub(super) notes: &'n mut N,
}

impl<'g, N: Notes<SendGrammar>> Reader<'g, '_, '_, N> {
    /// A rule that is broken: noted where the tolerance bends it.
    pub(super) fn bend(&mut self, rule: Rule, parameter: Parameter, at: usize) -> Result<(), Fault> {
        let fault = Fault::new(rule, parameter, at);
        if !self.given.tolerance.bends(rule) {
            return Err(fault);
        }
        self.notes.note(fault);
        Ok(())
    }

    /// None of these parameters may be given more than once.
    pub(super) fn once(&self, of: impl Fn(Parameter) -> bool) -> Result<(), Fault> {
        match self.given.repeated(of) {
            Some(parameter) => Err(Fault::new(Rule::Repeated, parameter, 0)),
            None => Ok(()),
        }
    }

    /// A number in a range; `None` for 0, which the wire has for "not given" wherever a range begins at 1.
    pub(super) fn number(
        &mut self,
        parameter: Parameter,
        least: u32,
        most: u32,
    ) -> Result<Option<u32>, Fault> {
        let Some((text, begin)) = self.trimmed(parameter)? else { return Ok(None) };
        if let Some(at) = text.bytes().position(|octet| !octet.is_ascii_digit()) {
            return Err(Fault::new(Rule::NotDigit, parameter, begin.saturating_add(at)));
        }
        let range = Fault::new(Rule::Range { least, most }, parameter, begin);
        let number = text.parse().map_err(|_| range)?;
        if number == 0 && least == 1 {
            self.bend(Rule::Zero, parameter, begin)?;
            return Ok(None);
        }
        if (least..=most).contains(&number) { Ok(Some(number)) } else { Err(range) }
    }

    /// 0 or 1; 0 where it is not given.
    pub(super) fn flag(&mut self, parameter: Parameter) -> Result<bool, Fault> {
        Ok(self.number(parameter, 0, 1)? == Some(1))
    }

    pub(super) fn max_credits(&mut self) -> Result<Option<MaxCredits>, Fault> {
        let parameter = Parameter::MaxCredits;
        let Some((text, begin)) = self.trimmed(parameter)? else { return Ok(None) };
        let fault = |rule, at| Err(Fault::new(rule, parameter, begin.saturating_add(at)));
        match MaxCredits::try_from(text) {
            Ok(amount) => Ok(Some(amount)),
            // Minus zero is zero as well.
            Err(MaxCreditsError::NotPositive) if !text.contains(|digit| matches!(digit, '1'..='9')) => {
                self.bend(Rule::Zero, parameter, begin)?;
                Ok(None)
            }
            Err(MaxCreditsError::NotPositive) => fault(Rule::Negative, 0),
            Err(MaxCreditsError::Credit(
                CreditError::Character { at, .. } | CreditError::Decimals { at },
            )) => fault(Rule::Amount, at),
            Err(_) => fault(Rule::Amount, 0),
        }
    }

    /// The client's name of a message.
    pub(super) fn client_id(&mut self) -> Result<Option<MessageId>, Fault> {
        const MOST: u32 = 32;
        let parameter = Parameter::ClientMessageId;
        let Some(text) = self.given.get(parameter) else { return Ok(None) };
        let first =
            |odd: fn(char) -> bool| text.char_indices().find(|(_, found)| odd(*found)).map(|(at, _)| at);
        if let Some(at) = first(char::is_control) {
            return Err(Fault::new(Rule::Control, parameter, at));
        }
        if let Some(at) = first(|character| !character.is_ascii_alphanumeric()) {
            self.bend(Rule::Alphanumeric, parameter, at)?;
        }
        let end = end_of(text, MOST);
        if end < text.len() {
            return Err(Fault::new(Rule::Length { least: 1, most: MOST }, parameter, end));
        }
        // 32 characters beyond ASCII may be more octets than an id has anywhere.
        self.given.id(parameter)
    }

    pub(super) fn sender(&self) -> Result<Option<SenderId>, Fault> {
        let Some(text) = self.given.get(Parameter::From) else { return Ok(None) };
        SenderId::parse(text).map(Some).map_err(|error| {
            let too_long = |most| (Rule::Length { least: 1, most }, end_of(text, most));
            let (rule, at) = match error {
                SenderIdError::Plus => (Rule::Plus, 0),
                SenderIdError::Digits { .. } => too_long(16),
                SenderIdError::Control { at, .. } => (Rule::Control, at),
                SenderIdError::Empty | SenderIdError::Characters { .. } => too_long(11),
            };
            Fault::new(rule, Parameter::From, at)
        })
    }

    /// The octets of hexadecimal digits, a whole number of groups of so many digits.
    pub(super) fn hex(&self, parameter: Parameter, digits: u8) -> Result<Option<Vec<u8>>, Fault> {
        let Some(text) = self.given.get(parameter) else { return Ok(None) };
        let group = Fault::new(Rule::HexGroup { digits }, parameter, text.len());
        match hex::decode(text) {
            Err(HexError::NotDigit { at, .. }) => Err(Fault::new(Rule::Hex, parameter, at)),
            Err(HexError::OddLength { .. }) => Err(group),
            Ok(_) if !text.len().is_multiple_of(digits.into()) => Err(group),
            Ok(octets) => Ok(Some(octets)),
        }
    }

    /// A value without the white space around it, and where it begins; `None` when nothing else is there.
    pub(super) fn trimmed(&mut self, parameter: Parameter) -> Result<Option<(&'g str, usize)>, Fault> {
        let Some(text) = self.given.get(parameter) else { return Ok(None) };
        let front = text.trim_ascii_start();
        let trimmed = front.trim_ascii_end();
        let begin = text.len().saturating_sub(front.len());
        if trimmed.len() != text.len() {
            let at = if begin == 0 { trimmed.len() } else { 0 };
            self.bend(Rule::Blank, parameter, at)?;
        }
        Ok((!trimmed.is_empty()).then_some((trimmed, begin)))
    }
}

/// For operations whose parameters are few.
impl Given<'_> {
    /// The value of a parameter that the operation cannot do without.
    ///
    /// # Errors
    /// When there is none.
    pub fn required(&self, parameter: Parameter) -> Result<&str, Fault> {
        self.get(parameter).ok_or_else(|| Fault::new(Rule::Missing, parameter, 0))
    }

    /// An id that a gateway made, of a session, a message or a batch; `None` where it is not given.
    ///
    /// # Errors
    /// For what cannot be one, and where it begins not to be.
    pub fn id(&self, parameter: Parameter) -> Result<Option<MessageId>, Fault> {
        let Some(text) = self.get(parameter) else { return Ok(None) };
        MessageId::parse(text).map(Some).map_err(|error| match error {
            MessageIdError::Control { at, .. } => Fault::new(Rule::Control, parameter, at),
            MessageIdError::Length { .. } => {
                let begins = text.char_indices().map(|(at, _)| at);
                let at = begins.take_while(|at| *at <= MessageId::MAX_OCTETS).last().unwrap_or_default();
                Fault::new(Rule::Octets { most: 64 }, parameter, at)
            }
        })
    }

    /// The same for an operation that cannot do without it.
    ///
    /// # Errors
    /// When there is none, and for what cannot be one.
    pub fn required_id(&self, parameter: Parameter) -> Result<MessageId, Fault> {
        self.id(parameter)?.ok_or_else(|| Fault::new(Rule::Missing, parameter, 0))
    }

    /// That no parameter but `to` is given more than once.
    ///
    /// # Errors
    /// The first that is; error 101. Too many destinations are an error here as well.
    pub fn once(&self) -> Result<(), Fault> {
        if self.too_many {
            return Err(Fault::new(Rule::TooMany { most: self.limits.destinations }, Parameter::To, 0));
        }
        Reader { given: self, notes: &mut () }.once(|_| true)
    }

    /// A number in a range; `None` where it is not given, or 0 where a range begins at 1 and the tolerance takes that
    /// for "not given".
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn number(
        &self,
        parameter: Parameter,
        least: u32,
        most: u32,
        notes: &mut impl Notes<SendGrammar>,
    ) -> Result<Option<u32>, Fault> {
        Reader { given: self, notes }.number(parameter, least, most)
    }

    /// A text, which is in hexadecimal digits of UCS-2 where `unicode` is set; `None` where it is not given.
    ///
    /// # Errors
    /// Where it is no UCS-2; error 116.
    pub fn text(&self, parameter: Parameter, unicode: bool) -> Result<Option<Cow<'_, str>>, Fault> {
        Reader { given: self, notes: &mut () }.text(parameter, unicode)
    }
}

/// Where the first character behind so many begins.
fn end_of(text: &str, characters: u32) -> usize {
    let behind = usize::try_from(characters).unwrap_or(usize::MAX);
    text.char_indices().nth(behind).map_or(text.len(), |(at, _)| at)
}
