//! `deliver_sm` (4.6.1).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use super::short_message_body::{Recipients, short_message_body};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::{COctets, ShortMessage};
use crate::tlv::Tlvs;
use crate::value::{Address, DataCoding, EsmClass, Npi, RegisteredDelivery, Ton};

short_message_body! {
    /// Delivers a message, or the receipt of one, to the ESME (4.6.1). Its times are empty, and its
    /// `replace_if_present_flag` and `sm_default_msg_id` are 0.
    DeliverSm, DELIVER_SM,
    /// Where it goes; up to 20 characters (5.2.9).
    destination: Address<'a, 21>,
    /// 1 to replace a message still held with the same addresses and service, else 0 (5.2.18).
    replace_if_present_flag
}
