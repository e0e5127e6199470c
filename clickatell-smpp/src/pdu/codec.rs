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
#[expect(unnameable_types, reason = "a step of a sealed trait")]
#[derive(Debug)]
pub struct Decoder<'a, 'n, N> {
    command_id: CommandId,
    reader: Reader<'a>,
    judge: &'n mut Judge<'n, N>,
}

/// What the outlined paths need: apart from the reader, which can then stay in registers.
#[derive(Debug)]
pub(super) struct Judge<'n, N> {
    tolerance: &'n Tolerance,
    notes: &'n mut N,
    /// Why a read gave `None`. It is kept here because a `Result` in each step would be kept in memory, fault and
    /// value on top of each other, and read back in other pieces than it was written in.
    fault: Option<Fault>,
}

impl<'a, 'n, N: Notes<Smpp>> Decoder<'a, 'n, N> {
    #[inline(always)]
    pub(super) fn new(frame: &Frame<'a>, judge: &'n mut Judge<'n, N>) -> Self {
        Self { command_id: frame.header().command_id, reader: frame.body_reader(), judge }
    }

    /// What the frame says that it is.
    #[inline(always)]
    pub(super) fn command_id(&self) -> CommandId {
        self.command_id
    }

    /// `None` for a frame of another kind.
    #[inline(always)]
    pub(super) fn is_a(&mut self, command_id: CommandId) -> Option<()> {
        if self.command_id == command_id { Some(()) } else { self.wrong_kind() }
    }

    /// The frame is of another kind than the caller asked for.
    #[inline(always)]
    pub(super) fn wrong_kind<T>(&mut self) -> Option<T> {
        self.judge.wrong_kind()
    }

    /// The fault for which a read gave `None`.
    #[inline(always)]
    pub(super) fn fault(&self) -> Fault {
        self.judge.fault.unwrap_or_else(wrong_kind)
    }

    /// A C-octet string and the single octets behind it, whose names are `after`.
    #[inline(always)]
    pub(super) fn text<const MAX: usize, const AFTER: usize>(
        &mut self,
        field: Field,
        after: &'static [Field; AFTER],
    ) -> Option<(COctets<'a, MAX>, [u8; AFTER])> {
        if let Some((text, octets)) = self.reader.c_octets_then::<AFTER>(MAX) {
            return Some((COctets::judged(text), octets));
        }
        let (text, taken) =
            self.judge.unusual_text(self.reader.rest(), self.reader.position(), field, MAX)?;
        let _text_and_nul = self.reader.take(taken);
        Some((COctets::judged(text), self.octets(after)?))
    }

    /// A time: a C-octet string of 17 octets, or 1, and the single octets behind it.
    #[inline(always)]
    pub(super) fn time<const AFTER: usize>(
        &mut self,
        field: Field,
        after: &'static [Field; AFTER],
    ) -> Option<(COctets<'a, 17>, [u8; AFTER])> {
        let before = self.reader;
        if let Some((time, [0, tail @ ..])) = before.rest().split_first_chunk::<16>()
            && !time.starts_with(&[0])
            && let Some((octets, _)) = tail.split_first_chunk::<AFTER>()
            && SmppTime::is_plain(time)
        {
            let _time_and_nul_and_after = self.reader.take(AFTER.saturating_add(17));
            return Some((COctets::judged(time), *octets));
        }
        let (time, octets) = self.text(field, after)?;
        if !time.is_empty() {
            self.judge.time(field, before.position(), time.as_bytes())?;
        }
        Some((time, octets))
    }

    /// Single octets, whose names are `fields`.
    #[inline(always)]
    pub(super) fn octets<const COUNT: usize>(
        &mut self,
        fields: &'static [Field; COUNT],
    ) -> Option<[u8; COUNT]> {
        match self.reader.array() {
            Some(octets) => Some(octets),
            None => self.judge.truncated_in(self.reader.rest().len(), self.reader.position(), fields),
        }
    }

    /// An integer of four octets.
    pub(super) fn integer(&mut self, field: Field) -> Option<u32> {
        let at = self.position();
        match self.reader.u32() {
            Some(integer) => Some(integer),
            None => self.judge.refuse(Fault::new(Rule::Truncated, field, at)),
        }
    }

    /// Where the next octet stands in the PDU.
    pub(super) fn position(&self) -> usize {
        self.reader.position()
    }

    /// What has not been read yet.
    pub(super) fn left(&self) -> &'a [u8] {
        self.reader.rest()
    }

    /// What has been read of the octets that were left before.
    pub(super) fn read_since(&self, before: &'a [u8]) -> &'a [u8] {
        let read = before.len().saturating_sub(self.reader.rest().len());
        before.get(..read).unwrap_or_default()
    }

    /// A rule of one layout is broken.
    pub(super) fn refuse<T>(&mut self, rule: Rule, field: Field, at: usize) -> Option<T> {
        self.judge.refuse(Fault::new(rule, field, at))
    }

    /// A rule of one layout is broken that a tolerance may bend: goes on where it does.
    pub(super) fn bend(
        &mut self,
        switch: impl FnOnce(&Tolerance) -> bool,
        rule: Rule,
        field: Field,
        at: usize,
    ) -> Option<()> {
        let bent = switch(self.judge.tolerance);
        self.judge.bend(bent, Fault::new(rule, field, at))
    }

    /// The octets whose number `sm_length` gave.
    #[inline(always)]
    pub(super) fn counted(&mut self, by: Field, field: Field, count: u8) -> Option<&'a [u8]> {
        match self.reader.take(usize::from(count)) {
            Some(octets) => Some(octets),
            None => {
                self.judge.claim_too_long(self.reader.rest().len(), self.reader.position(), by, field, count)
            }
        }
    }

    /// All octets that are left.
    #[inline(always)]
    pub(super) fn rest(&mut self) -> &'a [u8] {
        self.reader.take_rest()
    }

    /// The optional parameters: all that is left.
    #[inline(always)]
    pub(super) fn tlvs(&mut self) -> Option<Tlvs<'a>> {
        self.tlvs_after(false)
    }

    /// The optional parameters, behind a message text or not.
    #[inline(always)]
    pub(super) fn tlvs_after(&mut self, text: bool) -> Option<Tlvs<'a>> {
        let before = self.reader;
        let octets = self.reader.take_rest();
        if octets.is_empty() {
            return Some(Tlvs::EMPTY);
        }
        let at = before.position();
        // Put together here and not in the outlined path, whose result would have to be memory.
        let (octets, base) =
            if Tlvs::are_regular(octets) { (octets, at) } else { self.judge.tlvs(octets, at, text)? };
        Some(Tlvs::judged(octets, base))
    }
}

impl<'n, N: Notes<Smpp>> Judge<'n, N> {
    #[inline(always)]
    pub(super) fn new(tolerance: &'n Tolerance, notes: &'n mut N) -> Self {
        Self { tolerance, notes, fault: None }
    }

    /// A string that is cut short, over-long, or not ASCII: says which, or bends the rule. Gives the string, and how
    /// many octets it takes.
    #[cold]
    #[inline(never)]
    fn unusual_text<'a>(
        &mut self,
        rest: &'a [u8],
        at: usize,
        field: Field,
        max: usize,
    ) -> Option<(&'a [u8], usize)> {
        if rest.is_empty() {
            return self.refuse(Fault::new(Rule::Truncated, field, at));
        }
        let (text, taken) = match rest.iter().position(|octet| *octet == 0) {
            Some(end) => (rest.get(..end).unwrap_or_default(), end.saturating_add(1)),
            None => {
                self.bend(self.tolerance.not_terminated, Fault::new(Rule::NotTerminated, field, at))?;
                (rest, rest.len())
            }
        };
        if text.len() >= max {
            self.bend(self.tolerance.over_long, Fault::new(Rule::OverLong, field, at))?;
        }
        if !text.is_ascii() {
            self.bend(self.tolerance.not_ascii, Fault::new(Rule::NotAscii, field, at))?;
        }
        Some((text, taken))
    }

    #[cold]
    #[inline(never)]
    fn time(&mut self, field: Field, at: usize, text: &[u8]) -> Option<()> {
        match SmppTime::parse(text) {
            Ok(_) => Some(()),
            Err(_) => self.bend(self.tolerance.bad_time, Fault::new(Rule::BadTime, field, at)),
        }
    }

    #[cold]
    #[inline(never)]
    fn tlvs<'a>(&mut self, octets: &'a [u8], at: usize, text: bool) -> Option<(&'a [u8], usize)> {
        match Tlvs::walk(octets, at, text, self.tolerance, self.notes) {
            Ok(tlvs) => Some((tlvs.as_bytes(), tlvs.base())),
            Err(fault) => self.refuse(fault),
        }
    }

    #[cold]
    #[inline(never)]
    fn wrong_kind<T>(&mut self) -> Option<T> {
        self.refuse(wrong_kind())
    }

    /// A fault that a switch may turn into a note.
    fn bend(&mut self, bent: bool, fault: Fault) -> Option<()> {
        if !bent {
            return self.refuse(fault);
        }
        self.notes.note(fault);
        Some(())
    }

    fn refuse<T>(&mut self, fault: Fault) -> Option<T> {
        self.fault = Some(fault);
        None
    }

    /// The first of these single octets that is not there any more.
    #[cold]
    #[inline(never)]
    fn truncated_in<T>(&mut self, left: usize, at: usize, fields: &'static [Field]) -> Option<T> {
        let field = fields.get(left).copied().unwrap_or(Field::CommandLength);
        self.refuse(Fault::new(Rule::Truncated, field, at.saturating_add(left)))
    }

    #[cold]
    #[inline(never)]
    fn claim_too_long<T>(&mut self, left: usize, at: usize, by: Field, field: Field, count: u8) -> Option<T> {
        let fault = Fault::new(Rule::Truncated, field, at);
        self.refuse(fault.with_claim(by, usize::from(count), left))
    }
}

/// The fault of a frame of another kind than the caller asked for.
fn wrong_kind() -> Fault {
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
        let is_bind = frame.header().command_id.request().is_bind();
        let first = if is_bind { Field::SystemId } else { Field::MessageId };
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

        impl<'a> $crate::pdu::sealed::Layout<'a> for $Type<'a> {
            #[inline]
            fn read<N: clickatell_core::wire::Notes<$crate::grammar::Smpp>>(body: &mut $crate::pdu::codec::Decoder<'a, '_, N>) -> Option<Self> {
                body.is_a($crate::code::CommandId::$ID)?;
                let tlvs = body.tlvs()?;
                Some(Self { tlvs })
            }
        }

        impl<'a> $crate::pdu::PduBody<'a> for $Type<'a> {
            #[inline]
            fn command_id(&self) -> $crate::code::CommandId {
                $crate::code::CommandId::$ID
            }

            #[inline]
            fn tlvs(&self) -> $crate::tlv::Tlvs<'a> {
                self.tlvs
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
