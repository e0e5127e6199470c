//! Where a PDU ends: the stateless framer, and the frame it gives.

use core::fmt;

use alloc::vec::Vec;
use clickatell_core::wire::{Notes, Reader};

use crate::code::{CommandId, CommandStatus};
use crate::grammar::{Fault, Smpp};
use crate::pdu::{Pdu, PduBody};
use crate::pdu_buf::PduBuf;
use crate::tolerance::Tolerance;

/// The octets of the four header fields (3.2).
pub const HEADER_LENGTH: usize = 16;

/// The number that ties a response to its request (3.2): 1 to 0x7FFFFFFF, though peers send any.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SequenceNumber(u32);

impl SequenceNumber {
    /// The first number of a session.
    pub const FIRST: Self = Self(1);
    /// What stands in a `generic_nack` when the number of the faulty PDU cannot be known (4.3).
    pub const NONE: Self = Self(0);
    /// The last number before the first one comes again.
    pub const LAST: Self = Self(0x7FFF_FFFF);

    /// The number as it came, in range or not: a response echoes whatever the request had.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number on the wire.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number after this one; after the last comes the first.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.0 >= Self::LAST.0 { Self::FIRST } else { Self(self.0.wrapping_add(1)) }
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// The header of a PDU (3.2), without its `command_length`, which the frame and the encoder know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "the header is these fields in every version of SMPP")]
pub struct Header {
    /// What kind of PDU it is.
    pub command_id: CommandId,
    /// The outcome, in a response; 0 in a request.
    pub command_status: CommandStatus,
    /// What ties a response to its request.
    pub sequence_number: SequenceNumber,
}

impl Header {
    /// The header of a request.
    #[must_use]
    pub const fn request(command_id: CommandId, sequence_number: SequenceNumber) -> Self {
        Self { command_id, command_status: CommandStatus::ESME_ROK, sequence_number }
    }

    /// Appends the answer to the request with this header that is refused with this status; nothing for what has no
    /// response.
    pub(crate) fn refuse(self, status: CommandStatus, out: &mut Vec<u8>) {
        if !self.command_id.has_response() {
            return;
        }
        let answer = Self { command_id: self.command_id.response(), command_status: status, ..self };
        if self.command_id == CommandId::DELIVER_SM {
            answer.encode(HEADER_LENGTH.saturating_add(1), out);
            out.push(0);
        } else {
            answer.encode_alone(out);
        }
    }

    /// Appends a PDU that is this header alone.
    pub fn encode_alone(self, out: &mut Vec<u8>) {
        self.encode(HEADER_LENGTH, out);
    }

    #[inline]
    pub(crate) fn encode(self, command_length: usize, out: &mut Vec<u8>) {
        // A PDU is as long as its parts, and no slice of parts reaches 4 GiB.
        let [l0, l1, l2, l3] = u32::try_from(command_length).unwrap_or(u32::MAX).to_be_bytes();
        let [i0, i1, i2, i3] = self.command_id.get().to_be_bytes();
        let [s0, s1, s2, s3] = self.command_status.get().to_be_bytes();
        let [n0, n1, n2, n3] = self.sequence_number.get().to_be_bytes();
        out.extend_from_slice(&[l0, l1, l2, l3, i0, i1, i2, i3, s0, s1, s2, s3, n0, n1, n2, n3]);
    }
}

/// What [`cut`] found at the front of some octets.
#[derive(Clone, Copy, Debug)]
pub enum Cut<'a> {
    /// A whole PDU, and the octets behind it.
    Frame(Frame<'a>, &'a [u8]),
    /// At least so many more octets are needed.
    Incomplete {
        /// Until the length can be read, or until the PDU is whole.
        needed: usize,
    },
}

/// A `command_length` that leaves nothing to go on: below 16, or above the cap.
///
/// The stream cannot be resynchronised. The peer gets `generic_nack` with `ESME_RINVCMDLEN` and sequence number 0, and
/// the connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("command_length {command_length} is outside 16 to {max_length}")]
pub struct BadLength {
    /// What stood there.
    pub command_length: u32,
    /// The cap.
    pub max_length: u32,
}

/// Cuts the first PDU off some octets.
///
/// The length is judged as soon as its four octets are there, before anything is waited or allocated for.
///
/// # Errors
/// When `command_length` is below 16 or above `max_length`.
#[inline]
pub fn cut(octets: &[u8], max_length: u32) -> Result<Cut<'_>, BadLength> {
    let Some((length, _)) = octets.split_first_chunk::<4>() else {
        return Ok(Cut::Incomplete { needed: 4_usize.saturating_sub(octets.len()) });
    };
    let command_length = u32::from_be_bytes(*length);
    let bad = BadLength { command_length, max_length };
    let length = usize::try_from(command_length).map_err(|_| bad)?;
    if length < HEADER_LENGTH || command_length > max_length {
        return Err(bad);
    }
    match octets.split_at_checked(length) {
        Some((whole, rest)) => match Frame::judged(whole) {
            Some(frame) => Ok(Cut::Frame(frame, rest)),
            None => Err(bad),
        },
        None => Ok(Cut::Incomplete { needed: length.saturating_sub(octets.len()) }),
    }
}

/// A whole PDU as it came: what is forwarded, logged and answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    header: Header,
    octets: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The frame of exactly these octets; `None` unless `command_length` is their number.
    #[must_use]
    pub fn new(octets: &'a [u8]) -> Option<Self> {
        match cut(octets, u32::MAX) {
            Ok(Cut::Frame(frame, [])) => Some(frame),
            _ => None,
        }
    }

    /// The frame of octets whose number was judged; `None` below 16.
    #[inline]
    fn judged(octets: &'a [u8]) -> Option<Self> {
        let [_, _, _, _, i0, i1, i2, i3, s0, s1, s2, s3, n0, n1, n2, n3] =
            *octets.first_chunk::<HEADER_LENGTH>()?;
        let header = Header {
            command_id: CommandId::new(u32::from_be_bytes([i0, i1, i2, i3])),
            command_status: CommandStatus::new(u32::from_be_bytes([s0, s1, s2, s3])),
            sequence_number: SequenceNumber::new(u32::from_be_bytes([n0, n1, n2, n3])),
        };
        Some(Self { header, octets })
    }

    /// The frame of octets that were a frame before.
    #[inline]
    pub(crate) const fn owned(header: Header, octets: &'a [u8]) -> Self {
        Self { header, octets }
    }

    /// The header.
    #[must_use]
    #[inline]
    pub const fn header(&self) -> Header {
        self.header
    }

    /// Every octet of the PDU, header included.
    #[must_use]
    #[inline]
    pub const fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Every octet of the PDU, those of the password in a bind or an outbind replaced with `*`: what logs may show.
    #[must_use]
    pub fn masked_octets(&self) -> Vec<u8> {
        let mut octets = self.octets.to_vec();
        if self.header.command_id.holds_password() {
            // The password is the second text of these bodies; one without its end is masked to the end.
            let mut body = octets.iter_mut().skip(HEADER_LENGTH);
            let _system_id = body.find(|octet| **octet == 0);
            body.take_while(|octet| **octet != 0).for_each(|octet| *octet = b'*');
        }
        octets
    }

    /// A reader at the first octet of the body; its positions count from the first octet of the PDU.
    #[inline(always)]
    pub(crate) fn body_reader(&self) -> Reader<'a> {
        let mut reader = Reader::new(self.octets);
        let _header = reader.take(HEADER_LENGTH);
        reader
    }

    /// Reads the body, whatever PDU it is. Rules that `tolerance` bends go into `notes`.
    ///
    /// # Errors
    /// The first rule that holds and is broken.
    #[inline(always)]
    pub fn decode<N: Notes<Smpp>>(&self, tolerance: &Tolerance, notes: &mut N) -> Result<Pdu<'a>, Fault> {
        Pdu::decode(self, tolerance, notes)
    }

    /// Reads the body of a PDU whose kind the caller knows: the fast path.
    ///
    /// # Errors
    /// The first rule that holds and is broken; [`Rule::WrongKind`](crate::Rule::WrongKind) when the frame is of
    /// another kind.
    #[inline(always)]
    pub fn decode_as<B: PduBody<'a>>(
        &self,
        tolerance: &Tolerance,
        notes: &mut impl Notes<Smpp>,
    ) -> Result<B, Fault> {
        B::decode(self, tolerance, notes)
    }

    /// Appends the answer to a request that is refused: its own response PDU, its sequence number, this status.
    ///
    /// `deliver_sm_resp` keeps its one NUL, which it has whatever the status (4.6.2). Nothing is appended for what has
    /// no answer: a response, `outbind`, `alert_notification`.
    pub fn refuse(&self, status: CommandStatus, out: &mut Vec<u8>) {
        self.header.refuse(status, out);
    }

    /// The owned form: one allocation.
    #[must_use]
    pub fn to_buf(&self) -> PduBuf {
        PduBuf::from(*self)
    }
}

impl fmt::Debug for Frame<'_> {
    /// The header and the length. The octets may hold a password, so they do not show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Frame({} {:?} {}, {} octets)",
            self.header.command_id,
            self.header.sequence_number,
            self.header.command_status,
            self.octets.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_testkit::from_hex;

    #[test]
    fn the_length_is_judged_before_anything_is_waited_for() {
        // SMPP-8-12, SMPP-14-4: 15 octets, 4 GiB, and one above the cap.
        for length in [0, 15, 0x7FFF_FFFF, u32::MAX, 70_001] {
            let octets = length.to_be_bytes();
            assert_eq!(
                cut(&octets, 70_000).unwrap_err(),
                BadLength { command_length: length, max_length: 70_000 }
            );
        }
        assert!(matches!(cut(&[0, 0, 0], 70_000), Ok(Cut::Incomplete { needed: 1 })));
        assert!(matches!(cut(&70_000_u32.to_be_bytes(), 70_000), Ok(Cut::Incomplete { needed: 69_996 })));
    }

    #[test]
    fn http_on_the_port_is_a_bad_length() {
        // node-smpp #230, #168: "HTTP" read as a length.
        assert_eq!(cut(b"HTTP/1.1 200 OK\r\n", 70_000).unwrap_err().command_length, 0x4854_5450);
    }

    #[test]
    fn a_refusal_is_the_request_s_own_response() {
        let mut out = Vec::new();
        // V10's header with V18's status.
        let octets = from_hex("00000010 00000004 00000000 00000002");
        Frame::new(&octets).unwrap().refuse(CommandStatus::new(0x401), &mut out);
        assert_eq!(out, from_hex("00000010 80000004 00000401 00000002"));
        // V28: deliver_sm_resp keeps its NUL.
        out.clear();
        let octets = from_hex("00000010 00000005 00000000 00000001");
        Frame::new(&octets).unwrap().refuse(CommandStatus::ESME_RX_T_APPN, &mut out);
        assert_eq!(out, from_hex("00000011 80000005 00000064 00000001 00"));
        // A response has no answer, nor have outbind and alert_notification.
        out.clear();
        for id in ["80000005", "0000000b", "00000102"] {
            let octets = from_hex(&std::format!("00000010 {id} 00000000 00000001"));
            Frame::new(&octets).unwrap().refuse(CommandStatus::ESME_RX_T_APPN, &mut out);
            assert!(out.is_empty(), "{id}");
        }
    }

    #[test]
    fn a_password_is_masked_with_its_end_or_without_and_nothing_else_is() {
        let bind = from_hex("00000020 00000009 00000000 00000001 64656d6f00 73656372657400 0034 0000");
        let masked = Frame::new(&bind).unwrap().masked_octets();
        assert_eq!(masked, [&bind[..21], b"******", &bind[27..]].concat());
        let outbind = from_hex("00000018 0000000b 00000000 00000001 64656d6f00 736563");
        assert_eq!(Frame::new(&outbind).unwrap().masked_octets()[16..], *b"demo\0***");
        let other = from_hex("00000018 00000004 00000000 00000001 64656d6f00 736563");
        assert_eq!(Frame::new(&other).unwrap().masked_octets(), other);
    }

    #[test]
    fn sequence_numbers_wrap_to_one() {
        assert_eq!(SequenceNumber::new(0x7FFF_FFFE).next(), SequenceNumber::LAST);
        assert_eq!(SequenceNumber::LAST.next(), SequenceNumber::FIRST);
        assert_eq!(SequenceNumber::new(u32::MAX).next(), SequenceNumber::FIRST);
    }

    #[test]
    fn a_frame_must_be_exactly_its_octets() {
        let octets = from_hex("00000010 00000015 00000000 00000008");
        assert!(Frame::new(&octets).is_some());
        assert!(Frame::new(&octets[..15]).is_none());
        let longer = from_hex("00000010 00000015 00000000 00000008 00");
        assert!(Frame::new(&longer).is_none());
    }
}
