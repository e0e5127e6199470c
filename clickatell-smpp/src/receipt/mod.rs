//! Delivery receipts (appendix B, 5.2.12): the text that SMSCs write, and the optional parameters that say the same.
//!
//! SMPP leaves the text to the SMSC, and no two write it alike. [`Receipt::parse`] takes every shape that the field
//! has shown: keys in any order and case, fields missing or added, dates of 10, 12 or 14 digits, error codes that are
//! not numbers. [`Receipt::of`] merges the text with the optional parameters, which win where both speak.
//! [`IdRule`] says which message it is about where an SMSC writes ids in two ways; [`Receipt::status`] says it in the
//! gateway's own statuses. [`Receipt::write`] makes the common form:
//!
//! ```
//! use clickatell_core::time::CivilDateTime;
//! use clickatell_smpp::receipt::Receipt;
//! use clickatell_smpp::value::MessageState;
//!
//! let receipt = Receipt::parse(b"id:0A1B2C3D sub:001 dlvrd:001 submit date:1104201030 done date:1104201031 \
//!     stat:DELIVRD err:000 text:Hello World")?;
//! assert_eq!(receipt.id, b"0A1B2C3D");
//! assert_eq!(receipt.state, Some(MessageState::DELIVERED));
//! assert_eq!(receipt.done, CivilDateTime::new(2011, 4, 20, 10, 31, 0).ok());
//! assert_eq!(receipt.text, Some(b"Hello World".as_slice()));
//! # Ok::<(), clickatell_smpp::receipt::ReceiptError>(())
//! ```
//!
//! One to be sent stands in a `deliver_sm`, as text and in the optional parameters:
//!
//! ```
//! use clickatell_smpp::pdu::DeliverSm;
//! use clickatell_smpp::receipt::Receipt;
//! use clickatell_smpp::value::{Address, EsmClass, MessageState};
//! use clickatell_smpp::{COctets, PduBody, SequenceNumber, ShortMessage, TlvBuf};
//!
//! let mut receipt = Receipt::default();
//! (receipt.id, receipt.state) = (b"0A1B2C3D", Some(MessageState::DELIVERED));
//! receipt.text = Some(b"Hello World");
//! (receipt.submitted, receipt.delivered) = (Some(1), Some(1));
//! let (mut text, mut tlvs) = (Vec::new(), TlvBuf::new());
//! receipt.write(&mut text)?;
//! receipt.write_tlvs(&mut tlvs)?;
//!
//! let to = Address::international(COctets::try_from("27999123456")?);
//! let mut pdu = DeliverSm::new(to, ShortMessage::new(&text)?);
//! pdu.source = Address::international(COctets::try_from("279991234567")?);
//! pdu.esm_class = EsmClass::RECEIPT;
//! pdu.tlvs = tlvs.as_tlvs();
//! let mut octets = Vec::new();
//! pdu.encode(SequenceNumber::FIRST, &mut octets);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod debug;
mod id;
mod parse;
mod status;
mod write;

use clickatell_core::text::udh::Udh;
use clickatell_core::time::CivilDateTime;

use crate::pdu::{DataSm, DeliverSm};
use crate::tlv::Tlvs;
use crate::value::{Alphabet, DataCoding, EsmClass, EsmFeatures, MessageState};

pub use id::{IdKey, IdRule};

/// What a delivery receipt says.
///
/// Every field is as the SMSC wrote it; one that is missing, or that cannot be read, is `None`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt<'a> {
    /// The message that it is about, as written: SMSCs may write it in another base than in `submit_sm_resp`.
    pub id: &'a [u8],
    /// How many messages were submitted.
    pub submitted: Option<u32>,
    /// How many of them were delivered.
    pub delivered: Option<u32>,
    /// When the message was submitted, in the SMSC's time. Two-digit years mean 2000 to 2099.
    pub submit: Option<CivilDateTime>,
    /// When it reached its state, in the SMSC's time.
    pub done: Option<CivilDateTime>,
    /// Its state.
    pub state: Option<MessageState>,
    /// The SMSC's or network's error code as written: a number of any width, or a word.
    pub error: Option<&'a [u8]>,
    /// The network's error by `network_error_code`: the network's type, and its code.
    pub network_error: Option<(u8, u16)>,
    /// The beginning of the message's text.
    pub text: Option<&'a [u8]>,
}

/// A text is no receipt that can be read: it has neither an id nor a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an id nor a state is in the receipt")]
pub struct ReceiptError;

/// A field cannot be written: the blanks or other separators in it would be read as the field's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("octet {at} of the receipt's {field} would end it")]
pub struct UnwritableError {
    /// `id` or `err`.
    pub field: &'static str,
    /// The octet's place in it.
    pub at: usize,
}

impl<'a> Receipt<'a> {
    /// Reads the text of a receipt.
    ///
    /// # Errors
    /// When neither an id nor a state is in it.
    pub fn parse(text: &'a [u8]) -> Result<Self, ReceiptError> {
        parse::text(text).readable()
    }

    /// The receipt that a `deliver_sm` carries: its text, in `short_message` or `message_payload`, and its optional
    /// parameters, which win.
    ///
    /// `None` for an ordinary message: one that neither `esm_class` calls a receipt nor `receipted_message_id` marks
    /// as one. Some SMSCs leave `esm_class` at 0, so the parameter suffices. A text in UCS-2 is not read, since what it
    /// says cannot be borrowed: decode it, and [`parse`](Self::parse) the result.
    ///
    /// # Errors
    /// Inside `Some`: it is a receipt, and neither text nor parameters say of what, or what became of it.
    #[must_use]
    pub fn of(pdu: &DeliverSm<'a>) -> Option<Result<Self, ReceiptError>> {
        Self::carried(pdu.esm_class, pdu.data_coding, pdu.text_octets(), pdu.tlvs)
    }

    /// The receipt that a `data_sm` carries: some SMSCs bring them so. All else is as in [`of`](Self::of).
    ///
    /// # Errors
    /// Inside `Some`, as in [`of`](Self::of).
    #[must_use]
    pub fn of_data_sm(pdu: &DataSm<'a>) -> Option<Result<Self, ReceiptError>> {
        let text = pdu.tlvs.message_payload().unwrap_or_default();
        Self::carried(pdu.esm_class, pdu.data_coding, text, pdu.tlvs)
    }

    fn carried(
        esm_class: EsmClass,
        data_coding: DataCoding,
        octets: &'a [u8],
        tlvs: Tlvs<'a>,
    ) -> Option<Result<Self, ReceiptError>> {
        let id = tlvs.receipted_message_id();
        if !esm_class.is_receipt() && id.is_none() {
            return None;
        }
        let text = match Udh::parse(octets) {
            Ok((_, text)) if esm_class.features().contains(EsmFeatures::UDHI) => text,
            _ => octets,
        };
        let mut receipt = match data_coding.alphabet() {
            Alphabet::Ucs2 => Self::default(),
            _ => parse::text(text),
        };
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            receipt.id = id;
        }
        if let Some(Ok(state)) = tlvs.message_state() {
            receipt.state = Some(MessageState::new(state));
        }
        if let Some(&[network, high, low]) = tlvs.network_error_code() {
            receipt.network_error = Some((network, u16::from_be_bytes([high, low])));
        }
        Some(receipt.readable())
    }

    fn readable(self) -> Result<Self, ReceiptError> {
        if self.id.is_empty() && self.state.is_none() { Err(ReceiptError) } else { Ok(self) }
    }
}

#[cfg(test)]
mod tests;
