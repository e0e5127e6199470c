//! Writing a receipt.

use alloc::vec::Vec;
use core::fmt::{self, Write};

use clickatell_core::time::CivilDateTime;

use super::parse::is_gap;
use super::{Receipt, UnwritableError};
use crate::grammar::Fault;
use crate::octets::COctets;
use crate::tlv::TlvBuf;

/// How many octets of the message's text are repeated (appendix B).
const TEXT: usize = 20;

impl Receipt<'_> {
    /// Appends the common form of the text (appendix B): every key, in the usual order, the first 20 octets of the
    /// message's text behind `text:`. What is not known is written as zeros.
    ///
    /// # Errors
    /// When a separator in the id or the error code would end it; nothing is appended then.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), UnwritableError> {
        for (field, octets) in [("id", self.id), ("err", self.error.unwrap_or_default())] {
            if let Some(at) = octets.iter().position(|octet| is_gap(*octet)) {
                return Err(UnwritableError { field, at });
            }
        }
        out.extend_from_slice(b"id:");
        out.extend_from_slice(self.id);
        let state = self.state.and_then(|state| state.receipt_word()).unwrap_or("UNKNOWN");
        let mut text = Text(out);
        // Writing into a vector cannot fail.
        let _infallible = write!(
            text,
            " sub:{:03} dlvrd:{:03} submit date:{} done date:{} stat:{state} err:",
            self.submitted.unwrap_or(0),
            self.delivered.unwrap_or(0),
            Date(self.submit),
            Date(self.done),
        );
        out.extend_from_slice(self.error.unwrap_or(b"000"));
        out.extend_from_slice(b" text:");
        let text = self.text.unwrap_or_default();
        out.extend_from_slice(text.get(..TEXT).unwrap_or(text));
        Ok(())
    }

    /// Appends the optional parameters that say the same: `receipted_message_id`, `message_state` and, where there is
    /// one, `network_error_code`.
    ///
    /// # Errors
    /// When the id is no C-octet string of up to 64 characters.
    pub fn write_tlvs(&self, tlvs: &mut TlvBuf) -> Result<(), Fault> {
        let id = COctets::<65>::new(self.id).map_err(|_| {
            Fault::new(crate::Rule::OverLong, crate::Field::Tlv(crate::Tag::RECEIPTED_MESSAGE_ID), 0)
        })?;
        tlvs.receipted_message_id(id)?;
        if let Some(state) = self.state {
            tlvs.message_state(state.get());
        }
        if let Some((network, code)) = self.network_error {
            let [high, low] = code.to_be_bytes();
            tlvs.network_error_code(&[network, high, low])?;
        }
        Ok(())
    }
}

/// `YYMMDDhhmm`.
struct Date(Option<CivilDateTime>);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(at) => write!(
                f,
                "{:02}{:02}{:02}{:02}{:02}",
                at.year() % 100,
                at.month(),
                at.day(),
                at.hour(),
                at.minute()
            ),
            None => f.write_str("0000000000"),
        }
    }
}

struct Text<'a>(&'a mut Vec<u8>);

impl Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
