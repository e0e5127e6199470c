//! `query_broadcast_sm` (5.0: 4.6).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use super::query_body::query_body;
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::value::{Address, Npi, Ton};

query_body! {
    /// Asks for the state of a broadcast (5.0: 4.6). Since 5.0.
    QueryBroadcastSm, QUERY_BROADCAST_SM,
    new: "A query for the broadcast that was submitted with this source.",
    /// The SMSC's name for the broadcast; up to 64 characters (5.2.23).
    message_id,
    /// Where the broadcast came from, as it was submitted (5.2.8).
    source,
    /// Optional parameters: `user_message_reference`.
    tlvs
}
