//! The owned form of a PDU.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

use crate::frame::{Frame, HEADER_LENGTH, Header, SequenceNumber};
use crate::pdu::PduBody;

/// An owned PDU: its octets as they came, in one allocation.
///
/// It can be sent to another thread, stored and compared, and loses nothing. `Debug` shows the header only; the octets
/// of a bind or an outbind, which hold a password, are wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PduBuf {
    header: Header,
    octets: Box<[u8]>,
}

impl PduBuf {
    /// The PDU of exactly these octets; `None` unless `command_length` is their number.
    #[must_use]
    pub fn new(octets: &[u8]) -> Option<Self> {
        Frame::new(octets).map(Self::from)
    }

    /// A request of ours, under the first number.
    #[allow(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    pub(crate) fn of<'a>(pdu: &impl PduBody<'a>) -> Self {
        // With room for all of it: no copy is left behind that nobody wipes.
        let mut octets = Vec::new();
        octets.reserve_exact(HEADER_LENGTH.saturating_add(pdu.body_len()));
        pdu.encode(SequenceNumber::FIRST, &mut octets);
        let header = Header::request(pdu.command_id(), SequenceNumber::FIRST);
        Self { header, octets: octets.into_boxed_slice() }
    }

    /// The frame.
    #[must_use]
    pub fn frame(&self) -> Frame<'_> {
        Frame::owned(self.header, &self.octets)
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> Header {
        self.header
    }
}

impl From<Frame<'_>> for PduBuf {
    fn from(frame: Frame<'_>) -> Self {
        Self { header: frame.header(), octets: frame.octets().into() }
    }
}

impl Drop for PduBuf {
    fn drop(&mut self) {
        if self.header.command_id.holds_password() {
            self.octets.zeroize();
        }
    }
}

impl fmt::Debug for PduBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.frame().fmt(f)
    }
}
