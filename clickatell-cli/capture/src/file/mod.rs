//! Files of captured packets: pcap and pcapng.

mod classic;
mod next_generation;

use std::fmt;

use crate::limits::Limits;
use crate::time::Timestamp;
use classic::Classic;
use next_generation::NextGeneration;

/// What the octets of a packet begin with, by its number in the registry of link types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkType(u16);

impl LinkType {
    /// Loopback of BSD: four octets of address family in the order of the machine.
    pub const NULL: Self = Self(0);
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// IPv4 or IPv6 without anything before it.
    pub const RAW: Self = Self(101);
    /// Loopback of OpenBSD: four octets of address family in the order of the network.
    pub const LOOP: Self = Self(108);
    /// Linux cooked, as `tcpdump -i any` wrote it for long.
    pub const LINUX_SLL: Self = Self(113);
    /// IPv4.
    pub const IPV4: Self = Self(228);
    /// IPv6.
    pub const IPV6: Self = Self(229);
    /// Linux cooked, version 2, as `tcpdump -i any` writes it now.
    pub const LINUX_SLL2: Self = Self(276);

    /// The type of this number.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The type in a field of the file, whose upper half says other things.
    fn of_field(field: i32) -> Self {
        let [.., high, low] = field.to_be_bytes();
        Self(u16::from_be_bytes([high, low]))
    }
}

/// One captured packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "what a record of a capture is")]
pub struct Packet<'a> {
    /// When it was captured.
    pub at: Timestamp,
    /// What its octets begin with.
    pub link: LinkType,
    /// Its octets, as far as they were captured.
    pub octets: &'a [u8],
}

/// Why a file cannot be read further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// It is no capture.
    #[error("neither pcap nor pcapng")]
    Unrecognised,
    /// It says something that cannot be.
    #[error("at octet {offset} of the file: {what}")]
    Malformed {
        /// Where the record or block begins.
        offset: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A packet or a block is longer than [`Limits::block`].
    #[error("at octet {offset} of the file: a record of {length} octets, more than the cap of {cap}")]
    TooLong {
        /// Where it begins.
        offset: u64,
        /// What it says its length is, at least.
        length: u64,
        /// The cap.
        cap: usize,
    },
    /// It ends within a packet or block.
    #[error("at octet {offset} of the file: a record is cut short, {present} octets of it are there")]
    CutShort {
        /// Where that begins.
        offset: u64,
        /// How much of it is there.
        present: usize,
    },
}

/// The packets of a capture file whose octets come in pieces of any size.
///
/// What it keeps is one packet or block, and what the last piece brought beyond it.
pub struct CaptureFile {
    limits: Limits,
    kept: Vec<u8>,
    /// Octets of `kept` before this one are done with.
    start: usize,
    /// Where that stands in the file.
    offset: u64,
    /// So many octets that come next are of no interest.
    skip: u64,
    form: Form,
}

enum Form {
    /// Nothing is known yet.
    Begin,
    Classic(Classic),
    NextGeneration(NextGeneration),
}

/// What one step over the octets at hand found.
enum Step {
    /// A packet, its time and its kind; its octets are so many, so far from the front.
    Packet { at: Timestamp, link: LinkType, begin: usize, length: usize, whole: usize },
    /// So many octets, which need not be at hand, hold no packet.
    Skip(u64),
    /// More octets are needed; at least so many altogether.
    More(usize),
}

impl CaptureFile {
    /// A file of which nothing is known yet.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits, kept: Vec::new(), start: 0, offset: 0, skip: 0, form: Form::Begin }
    }

    /// Whether a file that begins so is a capture.
    #[must_use]
    pub fn recognises(first: [u8; 4]) -> bool {
        Form::of(first).is_some()
    }

    /// Takes the next octets of the file.
    pub fn push(&mut self, octets: &[u8]) {
        if self.start > 0 {
            self.kept.copy_within(self.start.., 0);
            self.kept.truncate(self.kept.len().saturating_sub(self.start));
            self.start = 0;
        }
        self.kept.extend_from_slice(octets);
    }

    /// The next packet; `None` when more octets are needed.
    ///
    /// # Errors
    /// Why nothing behind this place can be read; from then on always the same.
    pub fn next_packet(&mut self) -> Result<Option<Packet<'_>>, FileFault> {
        let (at, link, begin, length) = loop {
            self.pass_over();
            if self.skip > 0 {
                return Ok(None);
            }
            let octets = self.kept.get(self.start..).unwrap_or_default();
            let step = match &mut self.form {
                Form::Begin => {
                    let Some(first) = octets.first_chunk::<4>() else { return Ok(None) };
                    self.form = Form::of(*first).ok_or(FileFault::Unrecognised)?;
                    continue;
                }
                Form::Classic(form) => form.step(octets, self.offset)?,
                Form::NextGeneration(form) => form.step(octets, self.offset, &self.limits)?,
            };
            match step {
                Step::More(needed) if needed > self.limits.block => {
                    let length = u64::try_from(needed).unwrap_or(u64::MAX);
                    return Err(FileFault::TooLong { offset: self.offset, length, cap: self.limits.block });
                }
                Step::More(_) => return Ok(None),
                Step::Skip(octets) => self.skip = octets,
                Step::Packet { at, link, begin, length, whole } => {
                    let begin = self.start.saturating_add(begin);
                    self.advance(whole);
                    break (at, link, begin, length);
                }
            }
        };
        let octets = self.kept.get(begin..begin.saturating_add(length)).unwrap_or_default();
        Ok(Some(Packet { at, link, octets }))
    }

    /// Says whether the file may end here.
    ///
    /// # Errors
    /// When it may not: something is cut short.
    pub fn finish(&self) -> Result<(), FileFault> {
        let present = self.kept.len().saturating_sub(self.start);
        if present == 0 && self.skip == 0 && !matches!(self.form, Form::Begin) {
            return Ok(());
        }
        if matches!(self.form, Form::Begin) {
            return Err(FileFault::Unrecognised);
        }
        Err(FileFault::CutShort { offset: self.offset, present })
    }

    /// Drops what need not be looked at, as far as it is there.
    fn pass_over(&mut self) {
        let present = self.kept.len().saturating_sub(self.start);
        let count = usize::try_from(self.skip).unwrap_or(usize::MAX).min(present);
        self.advance(count);
        self.skip = self.skip.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
    }

    fn advance(&mut self, octets: usize) {
        self.start = self.start.saturating_add(octets);
        self.offset = self.offset.saturating_add(u64::try_from(octets).unwrap_or(u64::MAX));
    }
}

impl Form {
    /// The form of a file that begins so.
    fn of(first: [u8; 4]) -> Option<Self> {
        match first {
            [0x0A, 0x0D, 0x0D, 0x0A] => Some(Self::NextGeneration(NextGeneration::default())),
            // Microseconds, nanoseconds, and a form of old Linux with longer records.
            [0xA1, 0xB2, 0xC3, 0xD4]
            | [0xD4, 0xC3, 0xB2, 0xA1]
            | [0xA1, 0xB2, 0x3C, 0x4D]
            | [0x4D, 0x3C, 0xB2, 0xA1]
            | [0x34, 0xCD, 0xB2, 0xA1] => Some(Self::Classic(Classic::default())),
            _ => None,
        }
    }
}

impl fmt::Debug for CaptureFile {
    /// Where it stands. The octets may hold a password, so they do not show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaptureFile")
            .field("offset", &self.offset)
            .field("kept", &self.kept.len())
            .finish_non_exhaustive()
    }
}
