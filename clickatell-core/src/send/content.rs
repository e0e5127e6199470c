//! What a message says.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::read::Reader;
use super::{Fault, Parameter, Rule, SendGrammar, UserDataHeader};
use crate::hex;
use crate::text::ucs2::{self, Ucs2Error};
use crate::text::udh::UdhError;
use crate::text::{Coding, gsm};
use crate::wire::Notes;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Content<'a> {
    /// `text`: characters of the GSM alphabet. Any other one arrives as `?`.
    Text(Cow<'a, str>),
    /// `text` with `unicode` 1: any characters, in UCS-2, of which a message holds fewer.
    Unicode(Cow<'a, str>),
    /// `data`: octets, most often for what the message's own header names.
    Data(#[cfg_attr(feature = "serde", serde(with = "crate::hex::in_serde"))] Cow<'a, [u8]>),
}

impl<'a> Content<'a> {
    /// A text, marked as Unicode where it has a character that the GSM alphabet lacks.
    #[must_use]
    pub fn for_text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        match Coding::for_text(&text) {
            Coding::Gsm7 => Self::Text(text),
            _ => Self::Unicode(text),
        }
    }

    /// True when there is nothing to send.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Unicode(text) => text.is_empty(),
            Self::Data(data) => data.is_empty(),
        }
    }

    /// As [`for_text`](Self::for_text), for the HTTP door: its values are in ISO-8859-1, so that a text with any other
    /// character, as the euro sign that the GSM alphabet has, is marked as Unicode too.
    #[must_use]
    pub fn for_form(text: impl Into<Cow<'a, str>>) -> Self {
        match Self::for_text(text) {
            Self::Text(text) if text.chars().any(|character| character > '\u{FF}') => Self::Unicode(text),
            content => content,
        }
    }

    /// How it is coded in the message.
    #[must_use]
    pub const fn coding(&self) -> Coding {
        match self {
            Self::Text(_) => Coding::Gsm7,
            Self::Unicode(_) => Coding::Ucs2,
            Self::Data(_) => Coding::Octets,
        }
    }

    /// The octets of the message in its [`coding`](Self::coding), as they go to the handset, long messages uncut.
    #[must_use]
    pub fn octets(&self) -> Cow<'_, [u8]> {
        let mut octets = Vec::new();
        match self {
            Self::Text(text) => {
                gsm::encode_lossy(text, &mut octets);
            }
            Self::Unicode(text) => ucs2::encode(text, &mut octets),
            Self::Data(data) => return Cow::Borrowed(data),
        }
        Cow::Owned(octets)
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Content<'static> {
        match self {
            Self::Text(text) => Content::Text(Cow::Owned(text.into_owned())),
            Self::Unicode(text) => Content::Unicode(Cow::Owned(text.into_owned())),
            Self::Data(data) => Content::Data(Cow::Owned(data.into_owned())),
        }
    }

    /// The value on the wire.
    pub(super) fn value(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Unicode(_) | Self::Data(_) => Cow::Owned(hex::encode_upper(&self.octets())),
        }
    }
}

impl<'g, N: Notes<SendGrammar>> Reader<'g, '_, '_, N> {
    pub(super) fn udh(&self) -> Result<Option<UserDataHeader>, Fault> {
        let Some(octets) = self.hex(Parameter::Udh, 2)? else { return Ok(None) };
        let length = octets.len();
        UserDataHeader::new(octets).map(Some).map_err(|error| {
            let octet = match error {
                UdhError::NoLength { at, .. }
                | UdhError::ElementLength { at, .. }
                | UdhError::Part { at, .. } => at,
                UdhError::Trailing { octets } => length.saturating_sub(octets),
                _ => 0,
            };
            // Each octet takes two digits.
            Fault::new(Rule::UdhLength, Parameter::Udh, octet.saturating_mul(2))
        })
    }

    /// The text of a message or of a batch.
    pub(super) fn text(&self, parameter: Parameter, unicode: bool) -> Result<Option<Cow<'g, str>>, Fault> {
        if !unicode {
            return Ok(self.given.get(parameter).map(Cow::Borrowed));
        }
        let Some(octets) = self.hex(parameter, 4)? else { return Ok(None) };
        ucs2::decode(&octets).map(|text| Some(Cow::Owned(text))).map_err(|error| {
            let at = match error {
                Ucs2Error::LoneSurrogate { at, .. } => at.saturating_mul(2),
                Ucs2Error::OddLength { .. } => 0,
            };
            Fault::new(Rule::Surrogate, parameter, at)
        })
    }

    pub(super) fn data(&self) -> Result<Option<Vec<u8>>, Fault> {
        self.hex(Parameter::Data, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn soap_6_2_14_1_unicode_in_hexadecimal_digits() {
        for (text, digits) in [("Привет", "041F04400438043204350442"), ("Hi", "00480069"), ("😀", "D83DDE00")]
        {
            assert_eq!(Content::Unicode(text.into()).value(), digits);
        }
        assert_eq!(Content::Data(b"Hello".into()).value(), "48656C6C6F");
    }

    #[test]
    fn a_72_what_the_alphabet_lacks_becomes_a_question_mark() {
        assert_eq!(*Content::Text("aжá€".into()).octets(), *b"a??\x1B\x65");
    }

    #[test]
    fn soap_6_1_6_a_text_is_unicode_only_where_it_must_be() {
        assert_eq!(Content::for_text("a€Ω").coding(), Coding::Gsm7);
        assert_eq!(Content::for_text("aж").coding(), Coding::Ucs2);
        let owned = Content::for_text(String::from("aж")).into_owned();
        assert_eq!(owned, Content::Unicode("aж".into()));
    }

    #[test]
    fn soap_6_1_6_over_http_a_text_is_unicode_beyond_iso_8859_1_too() {
        for (text, coding) in [
            ("", Coding::Gsm7),
            ("aéÆ£", Coding::Gsm7),
            ("a€", Coding::Ucs2),
            ("aΩ", Coding::Ucs2),
            ("aж", Coding::Ucs2),
            // Of ISO-8859-1, but not of the GSM alphabet.
            ("aÿ", Coding::Ucs2),
        ] {
            let content = Content::for_form(text);
            assert_eq!(content.coding(), coding, "{text}");
            let (Content::Text(kept) | Content::Unicode(kept)) = content else { panic!("{text}") };
            assert_eq!(kept, text);
        }
    }
}
