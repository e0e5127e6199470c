//! What a handset says, and the octets in which it goes out.

use clickatell_core::feature::Charset;
use clickatell_core::hex::{self, HexError};
use clickatell_core::text::udh::{Udh, UdhError};
use clickatell_core::text::{Coding, Unencodable};
use clickatell_smpp::value::DataCoding;

/// A message as somebody who plays the handset gives it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Given<'a> {
    /// This, or `hex`.
    pub(crate) text: Option<&'a str>,
    /// The octets of the message, without a header.
    pub(crate) hex: Option<&'a str>,
    /// What the octets are, or are to be.
    pub(crate) charset: Option<&'a str>,
    /// The header, in hexadecimal.
    pub(crate) udh: Option<&'a str>,
}

/// A message that a handset sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The user data, header included.
    pub(crate) octets: Vec<u8>,
    pub(crate) has_header: bool,
    pub(crate) data_coding: DataCoding,
    /// The text, where the octets are text.
    pub(crate) text: Option<String>,
}

/// Why a handset cannot say that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SaidError {
    #[error("text or hex, one of the two")]
    OneOfTwo,
    #[error("an empty message says nothing")]
    Empty,
    #[error("{field}: {cause}")]
    Hex { field: &'static str, cause: HexError },
    #[error("charset: one of {}", Charset::ALL.iter().map(|charset| charset.name()).collect::<Vec<_>>().join(", "))]
    Charset,
    #[error("text: {0}")]
    Unencodable(#[from] Unencodable),
    #[error("udh: {0}")]
    Header(#[from] UdhError),
    #[error("behind this header a message has room for {room} octets, and there are {octets}")]
    NoRoom { room: usize, octets: usize },
}

impl Said {
    /// The octets of a message, and what they are. Without a character set a text is in GSM's alphabet or else in UCS-2,
    /// and octets are no text.
    pub(crate) fn new(given: Given<'_>) -> Result<Self, SaidError> {
        let charset = match given.charset {
            None => None,
            Some(name) => Some(Charset::from_name(name).ok_or(SaidError::Charset)?),
        };
        let (coding, body) = match (given.text, given.hex) {
            (Some(text), None) => {
                let coding = charset.map_or_else(|| Coding::for_text(text), Charset::coding);
                let mut body = Vec::new();
                coding.encode(text, &mut body)?;
                (coding, body)
            }
            (None, Some(digits)) => (charset.map_or(Coding::Octets, Charset::coding), octets("hex", digits)?),
            _ => return Err(SaidError::OneOfTwo),
        };
        // A header may be all that there is, but then nobody speaks of a text.
        if body.is_empty() && (given.text.is_some() || given.udh.is_none()) {
            return Err(SaidError::Empty);
        }
        let header = given.udh.map(|digits| octets("udh", digits)).transpose()?.unwrap_or_default();
        let has_header = given.udh.is_some();
        if has_header {
            Udh::parse_exact(&header)?;
            // Whoever writes the header has cut the message: it is one that goes over the air.
            let room = coding.room(header.len()).saturating_mul(coding.unit_octets());
            if body.len() > room {
                return Err(SaidError::NoRoom { room, octets: body.len() });
            }
        }
        let text = coding.decode(&body).ok();
        Ok(Self { octets: [header, body].concat(), has_header, data_coding: data_coding(coding), text })
    }
}

fn octets(field: &'static str, digits: &str) -> Result<Vec<u8>, SaidError> {
    hex::decode(digits).map_err(|cause| SaidError::Hex { field, cause })
}

const fn data_coding(coding: Coding) -> DataCoding {
    match coding {
        Coding::Ucs2 => DataCoding::UCS2,
        Coding::Latin1 => DataCoding::LATIN1,
        Coding::Octets => DataCoding::OCTETS,
        _ => DataCoding::DEFAULT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Given<'_> {
        Given { text: Some(text), ..Given::default() }
    }

    fn hex(digits: &str) -> Given<'_> {
        Given { hex: Some(digits), ..Given::default() }
    }

    #[test]
    fn the_character_set_is_the_data_coding() {
        for (given, octets, data_coding, read) in [
            (text("5€"), &b"5\x1B\x65"[..], 0, Some("5€")),
            (text("Ж"), b"\x04\x16", 8, Some("Ж")),
            (hex("00ff"), b"\x00\xFF", 4, None),
            (Given { charset: Some("UTF-16BE"), ..text("a") }, b"\0a", 8, Some("a")),
            (Given { charset: Some("ISO-8859-1"), ..text("ì") }, b"\xEC", 3, Some("ì")),
            (Given { charset: Some("UTF-16BE"), ..hex("0416") }, b"\x04\x16", 8, Some("Ж")),
            (Given { charset: Some("UTF-16BE"), ..hex("04") }, b"\x04", 8, None),
            (Given { charset: Some("8-BIT"), ..hex("E9") }, b"\xE9", 4, None),
        ] {
            let said = Said::new(given).unwrap();
            assert_eq!((said.octets.as_slice(), said.data_coding.get()), (octets, data_coding), "{given:?}");
            assert_eq!((said.text.as_deref(), said.has_header), (read, false), "{given:?}");
        }
    }

    #[test]
    fn a_header_stands_in_front_and_takes_its_room() {
        let part = Given { udh: Some("050003070201"), ..text("a") };
        let said = Said::new(part).unwrap();
        assert_eq!((said.octets.as_slice(), said.has_header), (&b"\x05\0\x03\x07\x02\x01a"[..], true));
        assert_eq!(said.text.as_deref(), Some("a"));
        let long = "a".repeat(154);
        assert!(Said::new(Given { text: Some(&long[1..]), ..part }).is_ok());
        let refused = Said::new(Given { text: Some(&long), ..part });
        assert_eq!(refused, Err(SaidError::NoRoom { room: 153, octets: 154 }));
    }

    #[test]
    fn what_cannot_be_said_says_why() {
        for (given, why) in [
            (Given::default(), "text or hex, one of the two"),
            (Given { hex: Some("00"), ..text("a") }, "text or hex, one of the two"),
            (Given { charset: Some("UTF-8"), ..text("a") }, "charset: one of ISO-8859-1, UTF-16BE, 8-BIT"),
            (Given { charset: Some("ISO-8859-1"), ..text("€") }, "text: "),
            (Given { charset: Some("8-BIT"), ..text("a") }, "text: "),
            (hex("0g"), "hex: "),
            (Given { udh: Some("0"), ..text("a") }, "udh: "),
            (Given { udh: Some("05000307"), ..text("a") }, "udh: "),
        ] {
            let error = Said::new(given).unwrap_err().to_string();
            assert!(error.starts_with(why), "{given:?}: {error}");
        }
    }
}
