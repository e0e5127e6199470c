//! The destinations to which `submit_multi` could not be submitted (4.5.2.1).

use alloc::vec::Vec;

use clickatell_core::wire::{Notes, Reader};

use super::codec::{Decoder, put_text};
use super::counted::counted_list;
use crate::code::CommandStatus;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::value::{Address, Npi, Ton};

/// One destination that failed, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "it is these fields in every version of SMPP")]
pub struct UnsuccessSme<'a> {
    /// The destination; up to 20 characters (5.2.9).
    pub destination: Address<'a, 21>,
    /// Why (5.1.3).
    pub error_status_code: CommandStatus,
}

counted_list! {
    /// The destinations that failed, in the sender's order: up to 255 (5.2.26).
    ///
    /// A `Copy` view of octets that have been walked once, and are walked again when asked.
    UnsuccessSmes,
    /// The entries of an [`UnsuccessSmes`], in order.
    UnsuccessSmeIter,
    /// Failed destinations being written, in the order in which they are appended.
    UnsuccessSmeBuf(as_unsuccess_smes),
    UnsuccessSme, counted by NoUnsuccess
}

impl<'a> UnsuccessSme<'a> {
    /// The next one of a list that the decoder has judged.
    fn next_of(reader: &mut Reader<'a>) -> Option<Self> {
        let [ton, npi] = reader.array()?;
        let addr = COctets::next_of(reader)?;
        let error_status_code = CommandStatus::new(reader.u32()?);
        let destination = Address { ton: Ton::new(ton), npi: Npi::new(npi), addr };
        Some(Self { destination, error_status_code })
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[self.destination.ton.get(), self.destination.npi.get()]);
        let [s0, s1, s2, s3] = self.error_status_code.get().to_be_bytes();
        put_text(out, self.destination.addr, [0, s0, s1, s2, s3]);
    }
}

impl<'a> UnsuccessSmes<'a> {
    /// So many of them; `None` once the decoder has noted a fault.
    pub(super) fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>, count: u8) -> Option<Self> {
        let before = body.left();
        for _ in 0..count {
            let [_, _] = body.octets(&[Field::DestAddrTon, Field::DestAddrNpi])?;
            let (_, []) = body.text::<21, 0>(Field::DestinationAddr, &[])?;
            let _status = body.integer(Field::ErrorStatusCode)?;
        }
        Some(Self::judged(count, body.read_since(before)))
    }
}
