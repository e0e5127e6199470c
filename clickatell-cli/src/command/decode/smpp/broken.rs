//! What can be said of a PDU that cannot be read, beside its fault.

use clickatell_core::hex;
use clickatell_smpp::json::Trouble;
use clickatell_smpp::{CommandId, HEADER_LENGTH};
use serde::{Serialize, Serializer};

use crate::show;

/// The header of a PDU and its octets, as far as they go.
#[derive(Debug, Serialize)]
pub(super) struct Broken {
    #[serde(flatten)]
    header: Option<Header>,
    /// The field that the octets end in, where they are only the beginning of the PDU.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_in: Option<String>,
    octets: String,
}

#[derive(Debug, Serialize)]
struct Header {
    command_length: u32,
    #[serde(serialize_with = "by_name")]
    command_id: CommandId,
    command_status: u32,
    sequence_number: u32,
}

impl Broken {
    /// `None` where the length is no length: then nothing behind it means anything.
    pub(super) fn new(trouble: &Trouble, octets: &[u8], redact: bool) -> Option<Self> {
        let ends_in = match trouble {
            Trouble::Faulty(_) => None,
            Trouble::Incomplete { .. } => show::ends_in(octets),
            _ => return None,
        };
        let hidden = if redact && show::may_hide(octets) { HEADER_LENGTH } else { octets.len() };
        let (shown, hidden) = octets.split_at_checked(hidden).unwrap_or((octets, &[]));
        let octets = hex::encode(shown) + &"**".repeat(hidden.len());
        Some(Self { header: Header::read(shown), ends_in, octets })
    }
}

impl Header {
    fn read(octets: &[u8]) -> Option<Self> {
        let mut numbers =
            octets.chunks_exact(4).filter_map(<[u8]>::first_chunk).copied().map(u32::from_be_bytes);
        Some(Self {
            command_length: numbers.next()?,
            command_id: CommandId::new(numbers.next()?),
            command_status: numbers.next()?,
            sequence_number: numbers.next()?,
        })
    }
}

/// Its name, or its number when it has none.
fn by_name<S: Serializer>(id: &CommandId, serializer: S) -> Result<S::Ok, S::Error> {
    match id.name() {
        Some(name) => serializer.serialize_str(name),
        None => serializer.serialize_u32(id.get()),
    }
}
