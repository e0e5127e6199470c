//! The destinations of `submit_multi` (4.5.1.1).

use alloc::vec::Vec;

use clickatell_core::wire::{Notes, Reader};

use super::codec::{Decoder, put_text};
use super::counted::counted_list;
use crate::grammar::{Field, Rule, Smpp};
use crate::octets::COctets;
use crate::tolerance::Tolerance;
use crate::value::{Address, Npi, Ton};

/// One destination of `submit_multi`: an address or the name of a list at the SMSC (5.2.25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "an unknown dest_flag has an unknown layout, and is refused")]
pub enum Destination<'a> {
    /// A single destination: `dest_flag` 1, up to 20 characters (5.2.9).
    Address(Address<'a, 21>),
    /// A distribution list: `dest_flag` 2, its name of up to 20 characters (5.2.27).
    List(COctets<'a, 21>),
}

counted_list! {
    /// The destinations of a message, in the sender's order: 1 to 254, or 255 since 5.0 (5.2.24). A session sends no
    /// other number of them.
    ///
    /// A `Copy` view of octets that have been walked once, and are walked again when asked.
    Destinations,
    /// The destinations of a [`Destinations`], in order.
    DestinationIter,
    /// Destinations being written, in the order in which they are appended.
    DestinationBuf(as_destinations),
    Destination, counted by NumberOfDests
}

impl<'a> Destination<'a> {
    const ADDRESS: u8 = 1;
    const LIST: u8 = 2;

    /// The octet that tells the two apart.
    #[must_use]
    pub const fn dest_flag(&self) -> u8 {
        match self {
            Self::Address(_) => Self::ADDRESS,
            Self::List(_) => Self::LIST,
        }
    }

    /// The next one of a list that the decoder has judged.
    fn next_of(reader: &mut Reader<'a>) -> Option<Self> {
        if reader.u8()? == Self::LIST {
            return Some(Self::List(COctets::next_of(reader)?));
        }
        let [ton, npi] = reader.array()?;
        let addr = COctets::next_of(reader)?;
        Some(Self::Address(Address { ton: Ton::new(ton), npi: Npi::new(npi), addr }))
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.push(self.dest_flag());
        match self {
            Self::Address(address) => {
                out.extend_from_slice(&[address.ton.get(), address.npi.get()]);
                put_text(out, address.addr, [0]);
            }
            Self::List(name) => put_text(out, *name, [0]),
        }
        #[cfg(seeded_fault = "arbitrary_pdu")]
        if matches!(self, Self::List(name) if name.as_bytes().len() >= 16) {
            out.push(0);
        }
    }
}

impl<'a> Destinations<'a> {
    /// So many of them, the octet that counts them just read; `None` once the decoder has noted a fault.
    pub(super) fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>, count: u8) -> Option<Self> {
        let counted_at = body.position().saturating_sub(1);
        match count {
            0 => return body.refuse(Rule::NoDests, Field::NumberOfDests, counted_at),
            1..=254 => {}
            255 => {
                let bent = |tolerance: &Tolerance| tolerance.too_many_dests;
                body.bend(bent, Rule::TooManyDests, Field::NumberOfDests, counted_at)?;
            }
        }
        let before = body.left();
        for _ in 0..count {
            let at = body.position();
            let [flag] = body.octets(&[Field::DestFlag])?;
            match flag {
                Destination::ADDRESS => {
                    let [_, _] = body.octets(&[Field::DestAddrTon, Field::DestAddrNpi])?;
                    let (_, []) = body.text::<21, 0>(Field::DestinationAddr, &[])?;
                }
                Destination::LIST => {
                    let (_, []) = body.text::<21, 0>(Field::DlName, &[])?;
                }
                _ => return body.refuse(Rule::UnknownDestFlag, Field::DestFlag, at),
            }
        }
        Some(Self::judged(count, body.read_since(before)))
    }
}
