//! What a message says, where its octets can be read.

use alloc::string::String;

use clickatell_core::text::udh::Udh;
use clickatell_core::text::{gsm, latin1, ucs2};

use crate::pdu::Body;
use crate::value::{Alphabet, DataCoding, EsmClass, EsmFeatures};

/// The text of a message: its user data header cut off, its alphabet applied.
///
/// `octets` are those of `short_message` or of `message_payload`. `None` when there is no text, when the alphabet is
/// not one of text, and when the octets are faulty in it: a guess would be worse than nothing.
///
/// GSM 03.38 is taken for the SMSC's default alphabet, one septet an octet; a header that shifts to the tables of a
/// national language makes it another alphabet.
#[must_use]
pub fn message_text(esm_class: EsmClass, data_coding: DataCoding, octets: &[u8]) -> Option<String> {
    let (text, shifted) = if esm_class.features().contains(EsmFeatures::UDHI) {
        let (header, text) = Udh::parse(octets).ok()?;
        (text, header.single_shift().is_some() || header.locking_shift().is_some())
    } else {
        (octets, false)
    };
    if text.is_empty() {
        return None;
    }
    match data_coding.alphabet() {
        Alphabet::Default if shifted => None,
        Alphabet::Default => gsm::decode(text).ok(),
        Alphabet::Ascii => core::str::from_utf8(text).ok().filter(|text| text.is_ascii()).map(String::from),
        Alphabet::Latin1 => Some(latin1::decode(text)),
        Alphabet::Ucs2 => ucs2::decode(text).ok(),
        Alphabet::Octets | Alphabet::Other => None,
    }
}

/// What the text of this body depends on; `None` of a body that carries none.
///
/// `broadcast_sm` has no `esm_class`, and `replace_sm` no `data_coding` either: for what they lack the default stands.
#[must_use]
pub fn text_coding(body: &Body<'_>) -> Option<(EsmClass, DataCoding)> {
    match body {
        Body::SubmitSm(body) => Some((body.esm_class, body.data_coding)),
        Body::DeliverSm(body) => Some((body.esm_class, body.data_coding)),
        Body::SubmitMulti(body) => Some((body.esm_class, body.data_coding)),
        Body::DataSm(body) => Some((body.esm_class, body.data_coding)),
        Body::BroadcastSm(body) => Some((EsmClass::DEFAULT, body.data_coding)),
        Body::ReplaceSm(_) => Some((EsmClass::DEFAULT, DataCoding::DEFAULT)),
        _ => None,
    }
}
