//! Which octets stand for the characters of a message.

use alloc::string::String;
use alloc::vec::Vec;

use super::gsm::{self, GsmError, LanguageTables, NationalLanguage};
use super::split::{SplitError, Splitter};
use super::ucs2::{self, Ucs2Error};
use super::udh::Reference;
use super::{Unencodable, latin1};

/// How many octets of text and header a message has room for on the air interface.
pub(super) const MESSAGE_OCTETS: usize = 140;

/// Which octets stand for the characters of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Coding {
    /// The GSM 03.38 default alphabet, one septet in each octet.
    Gsm7,
    /// The tables of a language in place of that alphabet; the header of the message must name them, and a
    /// [`Splitter`] sees to that.
    National(LanguageTables),
    /// UCS-2, with surrogate pairs for characters beyond the basic plane.
    Ucs2,
    /// ISO-8859-1.
    Latin1,
    /// Octets that are no text.
    Octets,
}

/// Why octets are no text of their coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Undecodable {
    /// No text of the GSM alphabet.
    #[error(transparent)]
    Gsm(#[from] GsmError),
    /// No text of UCS-2.
    #[error(transparent)]
    Ucs2(#[from] Ucs2Error),
    /// The message holds octets, not text.
    #[error("octets that are no text")]
    NotText,
}

impl Coding {
    /// The coding that takes the least room for a text: the GSM alphabet where it has all characters, else UCS-2.
    #[must_use]
    pub fn for_text(text: &str) -> Self {
        if gsm::septets(text).is_some() { Self::Gsm7 } else { Self::Ucs2 }
    }

    /// As [`for_text`](Self::for_text), but with the tables of these languages where they make fewer parts than
    /// UCS-2 does.
    ///
    /// For handsets that are known to have the tables; many do not. Where several choices make equally few parts, a
    /// single shift table goes before a locking one and that before both, and the languages go in the order given.
    /// Tables that this crate does not have are passed over.
    #[must_use]
    pub fn for_text_in(text: &str, languages: &[NationalLanguage]) -> Self {
        let plain = Self::for_text(text);
        if plain == Self::Gsm7 {
            return plain;
        }
        let choices =
            [(false, true), (true, false), (true, true)].into_iter().flat_map(|(locking, single)| {
                languages.iter().filter_map(move |language| {
                    let chosen = |wanted: bool| wanted.then_some(*language);
                    LanguageTables::new(chosen(locking), chosen(single)).ok().map(Self::National)
                })
            });
        let parts = |coding: &Self| match Splitter::new(*coding, Reference::Eight(0)).count_parts(text) {
            Ok(parts) => usize::from(parts),
            Err(SplitError::TooManyParts { parts }) => parts,
            Err(_) => usize::MAX,
        };
        // Of equals, the first is taken.
        core::iter::once(plain).chain(choices).min_by_key(parts).unwrap_or(plain)
    }

    /// How many units one message has room for behind a header of so many octets: septets, units of UCS-2, octets.
    ///
    /// Without a header 160, 70 or 140; with the header of a part of eight-bit reference, 6 octets, 153, 67 or 134;
    /// of sixteen-bit reference, 7 octets, 152, 66 or 133.
    #[must_use]
    pub const fn room(self, header_octets: usize) -> usize {
        let octets = MESSAGE_OCTETS.saturating_sub(header_octets);
        match self {
            Self::Gsm7 | Self::National(_) => octets.saturating_mul(8) / 7,
            Self::Ucs2 => octets / 2,
            Self::Latin1 | Self::Octets => octets,
        }
    }

    /// How many units a character takes; `None` when the coding lacks it.
    #[must_use]
    pub fn width(self, character: char) -> Option<usize> {
        match self {
            Self::Gsm7 => gsm::width(character),
            Self::National(tables) => tables.width(character),
            Self::Ucs2 => Some(character.len_utf16()),
            Self::Latin1 => u8::try_from(character).ok().map(|_| 1),
            Self::Octets => None,
        }
    }

    /// How many octets a unit takes in the encoded form.
    #[must_use]
    pub const fn unit_octets(self) -> usize {
        match self {
            Self::Ucs2 => 2,
            Self::Gsm7 | Self::National(_) | Self::Latin1 | Self::Octets => 1,
        }
    }

    /// The tables of septets; the default ones for a coding that has none.
    pub(crate) const fn tables(self) -> LanguageTables {
        match self {
            Self::National(tables) => tables,
            Self::Gsm7 | Self::Ucs2 | Self::Latin1 | Self::Octets => LanguageTables::DEFAULT,
        }
    }

    /// Appends the octets of a text.
    ///
    /// # Errors
    /// The first character that the coding lacks; [`Octets`](Self::Octets) lacks all. Then `out` is as it was.
    pub fn encode(self, text: &str, out: &mut Vec<u8>) -> Result<(), Unencodable> {
        match self {
            Self::Gsm7 => gsm::encode(text, out),
            Self::National(tables) => tables.encode(text, out),
            Self::Ucs2 => {
                ucs2::encode(text, out);
                Ok(())
            }
            Self::Latin1 => latin1::encode(text, out),
            Self::Octets => match text.chars().next() {
                Some(character) => Err(Unencodable { character, at: 0 }),
                None => Ok(()),
            },
        }
    }

    /// The text of these octets.
    ///
    /// # Errors
    /// Why they are none, and where.
    pub fn decode(self, octets: &[u8]) -> Result<String, Undecodable> {
        match self {
            Self::Gsm7 => Ok(gsm::decode(octets)?),
            Self::National(tables) => Ok(tables.decode(octets)?),
            Self::Ucs2 => Ok(ucs2::decode(octets)?),
            Self::Latin1 => Ok(latin1::decode(octets)),
            Self::Octets => Err(Undecodable::NotText),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;

    #[test]
    fn the_alphabet_decides_the_coding() {
        for text in ["", "Hello", "€ Ω é @ [ ]", "\r\n"] {
            assert_eq!(Coding::for_text(text), Coding::Gsm7, "{text}");
        }
        for text in ["Привет", "á", "`", "a text in English, but for one emoji 😀"] {
            assert_eq!(Coding::for_text(text), Coding::Ucs2, "{text}");
        }
    }

    #[test]
    fn smpp_4_16_and_soap_6_2_7_4_room_beside_a_header() {
        // Rows: no header, eight-bit reference, sixteen-bit reference, a header that fills the message.
        for (header, septets, units, octets) in
            [(0, 160, 70, 140), (6, 153, 67, 134), (7, 152, 66, 133), (140, 0, 0, 0), (200, 0, 0, 0)]
        {
            assert_eq!(Coding::Gsm7.room(header), septets);
            assert_eq!(Coding::Ucs2.room(header), units);
            assert_eq!((Coding::Latin1.room(header), Coding::Octets.room(header)), (octets, octets));
        }
    }

    #[test]
    fn tables_of_a_language_are_taken_where_they_save_a_message() {
        use NationalLanguage as Language;
        let tables = |locking, single| Coding::National(LanguageTables::new(locking, single).unwrap());
        let turkish = [Language::TURKISH];
        let single = tables(None, Some(Language::TURKISH));
        let locking = tables(Some(Language::TURKISH), None);
        // 70 units fit in one message of UCS-2; 71 take two, and as septets one, behind 4 octets of header.
        let text = |others: usize, letters: usize| ["a".repeat(others), "ğ".repeat(letters)].concat();
        for (text, coding) in [
            ("€".repeat(160), Coding::Gsm7),
            (text(69, 1), Coding::Ucs2),
            (text(70, 1), single),
            (text(153, 1), single),
            (text(152, 2), locking),
            (text(0, 77), single),
            (text(0, 78), locking),
            (text(0, 155), locking),
            (["ж".to_owned(), text(70, 1)].concat(), Coding::Ucs2),
        ] {
            assert_eq!(Coding::for_text_in(&text, &turkish), coding, "{text}");
        }
        // ª is in the locking table only, and Φ then in the single shift table only.
        let both = "Φª".repeat(50);
        let portuguese = [Language::SPANISH, Language::PORTUGUESE];
        let coding = tables(Some(Language::PORTUGUESE), Some(Language::PORTUGUESE));
        assert_eq!(Coding::for_text_in(&both, &portuguese), coding);
        assert_eq!(Coding::for_text_in(&both, &[]), Coding::Ucs2);
        assert_eq!(Coding::for_text_in(&both, &[Language::new(99)]), Coding::Ucs2);
    }

    #[test]
    fn every_coding_goes_both_ways() {
        let turkish = LanguageTables::new(None, Some(NationalLanguage::TURKISH)).unwrap();
        for (coding, text, octets) in [
            (Coding::Gsm7, "é€", b"\x05\x1B\x65".as_slice()),
            (Coding::National(turkish), "éğ", b"\x05\x1B\x67"),
            (Coding::Ucs2, "é€", b"\x00\xE9\x20\xAC"),
            (Coding::Latin1, "é", b"\xE9"),
            (Coding::Octets, "", b""),
        ] {
            let mut out = Vec::new();
            coding.encode(text, &mut out).unwrap();
            assert_eq!(out, octets);
            let units: usize = text.chars().map(|character| coding.width(character).unwrap()).sum();
            assert_eq!(units * coding.unit_octets(), octets.len());
            if coding != Coding::Octets {
                assert_eq!(coding.decode(octets).as_deref(), Ok(text));
            }
        }
    }

    #[test]
    fn what_a_coding_lacks_is_named() {
        let mut out = Vec::new();
        for (coding, text, character, at) in
            [(Coding::Gsm7, "aж", 'ж', 1), (Coding::Latin1, "é€", '€', 2), (Coding::Octets, "a", 'a', 0)]
        {
            assert_eq!(coding.encode(text, &mut out), Err(Unencodable { character, at }));
            assert_eq!(coding.width(character), None);
        }
        assert_eq!(
            Coding::Gsm7.decode(&[0x80]),
            Err(Undecodable::Gsm(GsmError::NotSeptet { octet: 0x80, at: 0 }))
        );
        assert_eq!(Coding::Ucs2.decode(&[0]), Err(Undecodable::Ucs2(Ucs2Error::OddLength { octets: 1 })));
        assert_eq!(Coding::Octets.decode(b"a"), Err(Undecodable::NotText));
    }
}
