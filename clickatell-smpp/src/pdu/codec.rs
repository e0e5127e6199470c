//! What the bodies share: a decoder over C-octet strings and single octets, and the pieces of an encoder.

use alloc::vec::Vec;

use clickatell_core::wire::{Notes, Reader};

use super::PduBody;
use crate::code::CommandId;
use crate::frame::{Frame, HEADER_LENGTH};
use crate::grammar::{Fault, Field, Rule, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::tolerance::Tolerance;
use crate::value::SmppTime;

/// Reads a body front to back.
///
/// Layouts of SMPP alternate short strings and runs of single octets. [`text`](Self::text) reads a string together
/// with the octets behind it in one step; when anything about it is unusual an outlined path looks again, finds out
/// which rule and which field it is, and bends the rule if it may.
pub(super) struct Decoder<'a, 'n, N> {
    reader: Reader<'a>,
    tolerance: &'n Tolerance,
    notes: &'n mut N,
}

impl<'a, 'n, N: Notes<Smpp>> Decoder<'a, 'n, N> {
    #[inline]
    pub(super) fn new(frame: &Frame<'a>, tolerance: &'n Tolerance, notes: &'n mut N) -> Self {
        Self { reader: frame.body_reader(), tolerance, notes }
    }

    /// A C-octet string and the single octets behind it, whose names are `after`.
    #[inline]
    pub(super) fn text<const MAX: usize, const AFTER: usize>(
        &mut self,
        field: Field,
        after: &'static [Field; AFTER],
    ) -> Result<(COctets<'a, MAX>, [u8; AFTER]), Fault> {
        if let Some((text, octets)) = self.reader.c_octets_then::<AFTER>(MAX) {
            return Ok((COctets::judged(text), octets));
        }
        let text = self.unusual_text(field, MAX)?;
        Ok((COctets::judged(text), self.octets(after)?))
    }

    /// A time: a C-octet string of 17 octets, or 1, and the single octets behind it.
    #[inline]
    pub(super) fn time<const AFTER: usize>(
        &mut self,
        field: Field,
        after: &'static [Field; AFTER],
    ) -> Result<(COctets<'a, 17>, [u8; AFTER]), Fault> {
        let at = self.reader.position();
        let (time, octets) = self.text(field, after)?;
        if !time.is_empty() {
            self.judge_time(field, at, time.as_bytes())?;
        }
        Ok((time, octets))
    }

    /// Single octets, whose names are `fields`.
    #[inline]
    pub(super) fn octets<const COUNT: usize>(
        &mut self,
        fields: &'static [Field; COUNT],
    ) -> Result<[u8; COUNT], Fault> {
        match self.reader.array() {
            Some(octets) => Ok(octets),
            None => Err(self.truncated_in(fields)),
        }
    }

    /// The octets whose number `sm_length` gave.
    #[inline]
    pub(super) fn counted(&mut self, by: Field, field: Field, count: u8) -> Result<&'a [u8], Fault> {
        match self.reader.take(usize::from(count)) {
            Some(octets) => Ok(octets),
            None => Err(self.claim_too_long(by, field, count)),
        }
    }

    /// The optional parameters: all that is left.
    #[inline]
    pub(super) fn tlvs(&mut self) -> Result<Tlvs<'a>, Fault> {
        self.tlvs_after(false)
    }

    /// The optional parameters, behind a message text or not.
    #[inline]
    pub(super) fn tlvs_after(&mut self, text: bool) -> Result<Tlvs<'a>, Fault> {
        let at = self.reader.position();
        let octets = self.reader.take_rest();
        if octets.is_empty() {
            return Ok(Tlvs::EMPTY);
        }
        Tlvs::walk(octets, at, text, self.tolerance, self.notes)
    }

    /// A string that is cut short, over-long, or not ASCII: says which, or bends the rule.
    #[cold]
    #[inline(never)]
    fn unusual_text(&mut self, field: Field, max: usize) -> Result<&'a [u8], Fault> {
        let at = self.reader.position();
        let rest = self.reader.rest();
        if rest.is_empty() {
            return Err(Fault::new(Rule::Truncated, field, at));
        }
        let text = match rest.iter().position(|octet| *octet == 0) {
            Some(end) => {
                let text = self.reader.take(end).unwrap_or_default();
                let _nul = self.reader.u8();
                text
            }
            None => {
                self.bend(self.tolerance.not_terminated, Fault::new(Rule::NotTerminated, field, at))?;
                self.reader.take_rest()
            }
        };
        if text.len() >= max {
            self.bend(self.tolerance.over_long, Fault::new(Rule::OverLong, field, at))?;
        }
        if !text.is_ascii() {
            self.bend(self.tolerance.not_ascii, Fault::new(Rule::NotAscii, field, at))?;
        }
        Ok(text)
    }

    #[cold]
    #[inline(never)]
    fn judge_time(&mut self, field: Field, at: usize, text: &[u8]) -> Result<(), Fault> {
        match SmppTime::parse(text) {
            Ok(_) => Ok(()),
            Err(_) => self.bend(self.tolerance.bad_time, Fault::new(Rule::BadTime, field, at)),
        }
    }

    /// A fault that a switch may turn into a note.
    fn bend(&mut self, bent: bool, fault: Fault) -> Result<(), Fault> {
        if !bent {
            return Err(fault);
        }
        self.notes.note(fault);
        Ok(())
    }

    /// The first of these single octets that is not there any more.
    #[cold]
    #[inline(never)]
    fn truncated_in(&self, fields: &'static [Field]) -> Fault {
        let left = self.reader.rest().len();
        let field = fields.get(left).copied().unwrap_or(Field::CommandLength);
        Fault::new(Rule::Truncated, field, self.reader.position().saturating_add(left))
    }

    #[cold]
    #[inline(never)]
    fn claim_too_long(&self, by: Field, field: Field, count: u8) -> Fault {
        let left = self.reader.rest().len();
        Fault::new(Rule::Truncated, field, self.reader.position()).with_claim(by, usize::from(count), left)
    }
}

/// The fault of a frame of another kind than the caller asked for.
#[cold]
pub(super) fn wrong_kind() -> Fault {
    Fault::new(Rule::WrongKind, Field::CommandId, 4)
}

/// The body of a response that may lack it: every error may, a success may under
/// [`Tolerance::body_missing`](crate::Tolerance::body_missing).
#[inline]
pub(super) fn decode_response<'a, B: PduBody<'a>, N: Notes<Smpp>>(
    frame: &Frame<'a>,
    tolerance: &Tolerance,
    notes: &mut N,
) -> Result<Option<B>, Fault> {
    if frame.octets().len() > HEADER_LENGTH {
        return B::decode(frame, tolerance, notes).map(Some);
    }
    if frame.header().command_status.is_ok() {
        let first = match frame.header().command_id {
            CommandId::SUBMIT_SM_RESP | CommandId::DELIVER_SM_RESP | CommandId::QUERY_SM_RESP => {
                Field::MessageId
            }
            _ => Field::SystemId,
        };
        let fault = Fault::new(Rule::BodyMissing, first, HEADER_LENGTH);
        if !tolerance.body_missing {
            return Err(fault);
        }
        notes.note(fault);
    }
    Ok(None)
}

/// Appends a string, its NUL, and the single octets behind it.
#[inline]
pub(super) fn put_text<const MAX: usize, const AFTER: usize>(
    out: &mut Vec<u8>,
    text: COctets<'_, MAX>,
    nul_and_after: [u8; AFTER],
) {
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(&nul_and_after);
}

/// How many octets a string takes, its NUL included.
#[inline]
pub(super) fn text_len<const MAX: usize>(text: COctets<'_, MAX>) -> usize {
    text.as_bytes().len().saturating_add(1)
}

/// The sum of lengths of parts of one PDU.
#[inline]
pub(super) fn total<const COUNT: usize>(lengths: [usize; COUNT]) -> usize {
    lengths.iter().fold(0, |sum, length| usize::saturating_add(sum, *length))
}

/// A PDU without mandatory fields: its header, and whatever optional parameters a peer appends.
macro_rules! header_only {
    ($(#[$meta:meta])* $Type:ident, $ID:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $Type<'a> {
            /// Optional parameters. The specification has none here but `congestion_state` in responses of 5.0.
            pub tlvs: $crate::tlv::Tlvs<'a>,
        }

        impl $Type<'_> {
            /// A header alone.
            #[must_use]
            pub const fn new() -> Self {
                Self { tlvs: $crate::tlv::Tlvs::EMPTY }
            }
        }

        impl $crate::pdu::sealed::Sealed for $Type<'_> {}

        impl<'a> $crate::pdu::PduBody<'a> for $Type<'a> {
            #[inline]
            fn command_id(&self) -> $crate::code::CommandId {
                $crate::code::CommandId::$ID
            }

            #[inline]
            fn decode<N: clickatell_core::wire::Notes<$crate::grammar::Smpp>>(
                frame: &$crate::frame::Frame<'a>,
                tolerance: &$crate::tolerance::Tolerance,
                notes: &mut N,
            ) -> Result<Self, $crate::grammar::Fault> {
                if frame.header().command_id != $crate::code::CommandId::$ID {
                    return Err($crate::pdu::codec::wrong_kind());
                }
                let tlvs = $crate::pdu::codec::Decoder::new(frame, tolerance, notes).tlvs()?;
                Ok(Self { tlvs })
            }

            #[inline]
            fn body_len(&self) -> usize {
                self.tlvs.as_bytes().len()
            }

            #[inline]
            fn encode_body(&self, out: &mut alloc::vec::Vec<u8>) {
                out.extend_from_slice(self.tlvs.as_bytes());
            }
        }
    };
}

pub(super) use header_only;
