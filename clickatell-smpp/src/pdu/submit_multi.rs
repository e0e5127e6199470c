//! `submit_multi` (4.5.1).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use super::destination::Destinations;
use super::short_message_body::{Recipients, short_message_body};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::{COctets, ShortMessage};
use crate::tlv::Tlvs;
use crate::value::{Address, DataCoding, EsmClass, Npi, RegisteredDelivery, Ton};

short_message_body! {
    /// Submits a message for several destinations (4.5.1).
    SubmitMulti, SUBMIT_MULTI,
    /// Where it goes: addresses and distribution lists (5.2.24 to 5.2.27).
    destinations: Destinations<'a>,
    /// Reserved, 0: a message to several destinations replaces none (4.5.1).
    replace_if_present_flag
}
