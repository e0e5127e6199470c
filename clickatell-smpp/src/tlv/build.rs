//! Writing optional parameters.

use alloc::vec::Vec;

use super::{Tag, Tlv, Tlvs};
use crate::grammar::{Fault, Field, Rule};
use crate::octets::COctets;

/// Optional parameters being written, in the order in which they are appended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlvBuf(Vec<u8>);

impl TlvBuf {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends one, known or not, of whatever length.
    pub fn push(&mut self, tlv: Tlv<'_>) -> &mut Self {
        self.put(tlv.tag, tlv.value())
    }

    /// A view for a PDU.
    #[must_use]
    pub fn as_tlvs(&self) -> Tlvs<'_> {
        Tlvs { octets: &self.0, base: 0 }
    }

    /// The caller knows that the value has at most 65535 octets; anything beyond is not written.
    pub(super) fn put(&mut self, tag: Tag, value: &[u8]) -> &mut Self {
        if let Ok(length) = u16::try_from(value.len()) {
            self.0.extend_from_slice(&tag.get().to_be_bytes());
            self.0.extend_from_slice(&length.to_be_bytes());
            self.0.extend_from_slice(value);
        }
        self
    }

    pub(super) fn put_checked(&mut self, tag: Tag, value: &[u8]) -> Result<&mut Self, Fault> {
        if !tag.allows_length(value.len()) || value.len() > usize::from(u16::MAX) {
            return Err(Fault::new(Rule::TlvLength, Field::Tlv(tag), self.0.len()));
        }
        Ok(self.put(tag, value))
    }

    pub(super) fn put_text<const MAX: usize>(
        &mut self,
        tag: Tag,
        text: COctets<'_, MAX>,
    ) -> Result<&mut Self, Fault> {
        let mut value = Vec::from(text.as_bytes());
        value.push(0);
        self.put_checked(tag, &value)
    }
}
