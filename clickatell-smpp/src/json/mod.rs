//! PDUs as JSON, both ways.
//!
//! One PDU is one object. Its members are the field names of the specification, in the order of the wire:
//!
//! ```
//! use clickatell_smpp::PduBuf;
//! use clickatell_smpp::json::Encoded;
//!
//! let line = r#"{"command_id":"query_sm","sequence_number":7,
//!                "body":{"message_id":"c0ffee","source_addr_ton":1,"source_addr_npi":1,"source_addr":"27123456789"}}"#;
//! let encoded: Encoded = serde_json::from_str(line)?;
//! assert_eq!(encoded.pdu.frame().octets().len(), 37);
//!
//! let json = serde_json::to_string(&encoded.pdu)?;
//! assert!(json.starts_with(r#"{"command_length":37,"command_id":"query_sm","command_status":0,"sequence_number":7,"#));
//! assert_eq!(serde_json::from_str::<PduBuf>(&json)?, encoded.pdu);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! | in the PDU | in JSON |
//! | --- | --- |
//! | `command_id` | its name, or its number when it has none |
//! | integers | numbers |
//! | C-octet strings | strings, one character for an octet (U+0001 to U+00FF) |
//! | `short_message`, values of optional parameters | lower-case hexadecimal digits |
//! | `dest_address`, `unsuccess_sme` | lists of objects |
//! | no body | `"body":null` |
//! | a body that is not read | `"body":{"octets":"…"}` |
//! | `command_length`, `sm_length`, `number_of_dests`, `no_unsuccess` | computed; a differing number is a [`Difference`] |
//!
//! [`PduView`] writes what was decoded, with its notes and the readable text. [`Item`] writes what a stream held at one
//! place, faults included. [`Encoded`] reads them back. [`PduBuf`](crate::PduBuf) itself goes both ways without a loss:
//! by its fields where they decode strictly, by its octets where they do not.

mod body;
mod fields;
mod lists;
mod members;
#[cfg(test)]
mod octets;
#[cfg(test)]
mod properties;
mod read;
#[cfg(test)]
mod tests;
mod text;
mod write;

pub use fields::{FieldValue, Fields, fields};
pub use read::{Difference, Encoded};
pub use text::{message_text, text_coding};
pub use write::{Item, PduView, Trouble};
