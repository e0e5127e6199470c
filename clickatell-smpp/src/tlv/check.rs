//! What optional parameters must be beyond their lengths: their values, and those that must be there.

use clickatell_core::wire::Reader;

use super::{Tag, Tlv, Tlvs, next_tlv};
use crate::code::CommandId;
use crate::grammar::{Fault, Field, Rule};
use crate::value::{InterfaceVersion, SmppTime};

impl Tlvs<'_> {
    /// Whether each parameter that the specification lists has a length of its table. A decoder has judged this before,
    /// unless it was told to bend that rule.
    ///
    /// # Errors
    /// The first that has not, at its tag: [`Rule::TlvLength`].
    pub fn check_lengths(&self) -> Result<(), Fault> {
        self.first(Rule::TlvLength, |tlv| !tlv.tag.allows_length(tlv.value.len()))
    }

    /// Whether each parameter that the specification lists has a value of its table, in this version. One of a wrong
    /// length has none.
    ///
    /// # Errors
    /// The first that has not, at its tag: [`Rule::TlvValue`].
    pub fn check_values(&self, version: InterfaceVersion) -> Result<(), Fault> {
        self.first(Rule::TlvValue, |tlv| {
            tlv.tag.allows_length(tlv.value.len()) && !tlv.tag.allows_value(tlv.value, version)
        })
    }

    /// Whether each parameter that the specification lists is one of this PDU's, in this version: in 3.3 none is.
    ///
    /// # Errors
    /// The first that is not, at its tag: [`Rule::TlvMisplaced`].
    pub fn check_places(&self, command_id: CommandId, version: InterfaceVersion) -> Result<(), Fault> {
        self.first(Rule::TlvMisplaced, |tlv| !tlv.tag.belongs_to(command_id, version))
    }

    /// A fault of this rule at the first parameter that breaks it.
    fn first(&self, rule: Rule, breaks: impl Fn(Tlv<'_>) -> bool) -> Result<(), Fault> {
        let mut reader = Reader::new(self.octets);
        let mut at = self.base();
        while let Some(tlv) = next_tlv(&mut reader) {
            if breaks(tlv) {
                return Err(Fault::new(rule, Field::Tlv(tlv.tag), at));
            }
            at = self.base().saturating_add(reader.position());
        }
        Ok(())
    }

    /// Whether those parameters are there that the specification demands of this PDU, which is no refusal.
    ///
    /// # Errors
    /// The first that is not, at the end of all: [`Rule::TlvMissing`].
    pub fn check_required(&self, command_id: CommandId) -> Result<(), Fault> {
        match Tag::required_by(command_id).iter().find(|tag| self.find(**tag).is_none()) {
            None => Ok(()),
            Some(tag) => {
                let end = self.base().saturating_add(self.octets.len());
                Err(Fault::new(Rule::TlvMissing, Field::Tlv(*tag), end))
            }
        }
    }
}

impl Tag {
    /// The parameters that a PDU of this kind cannot do without (4.7.1; 5.0: 4.4, 4.6).
    #[must_use]
    pub const fn required_by(command_id: CommandId) -> &'static [Self] {
        match command_id {
            CommandId::BROADCAST_SM => &[
                Self::BROADCAST_AREA_IDENTIFIER,
                Self::BROADCAST_CONTENT_TYPE,
                Self::BROADCAST_REP_NUM,
                Self::BROADCAST_FREQUENCY_INTERVAL,
            ],
            CommandId::QUERY_BROADCAST_SM_RESP => {
                &[Self::MESSAGE_STATE, Self::BROADCAST_AREA_IDENTIFIER, Self::BROADCAST_AREA_SUCCESS]
            }
            _ => &[],
        }
    }
}

/// Whether these are an ASCII string and the one NUL that ends it.
pub(super) fn is_c_octets(value: &[u8]) -> bool {
    value.split_last().is_some_and(|(nul, text)| *nul == 0 && text.is_ascii() && !text.contains(&0))
}

/// Whether these are a time, or none, as a C-octet string.
pub(super) fn is_time(value: &[u8]) -> bool {
    match value.split_last() {
        Some((0, [])) => true,
        Some((0, time)) => SmppTime::parse(time).is_ok(),
        _ => false,
    }
}
