//! The alphabets of languages that the default alphabet serves badly; 3GPP TS 23.038, 6.2.1.2 and annex A.
//!
//! A *locking shift* table takes the place of the default alphabet for a whole message, a *single shift* table that of
//! its extension table, for the one character behind each escape. Which tables a message uses stands in its user data
//! header, three octets for each and one for the length of the header.
//!
//! Every table was compared cell by cell with at least one other copy than the one that it was written from; the
//! tests hold that copy. Two tables of the standard are not here, because the copies contradict each other: the
//! locking shift table of Kannada (code 0x24 is U+0CAA or U+0CA1) and the single shift table of Telugu (code 0x65 is
//! the euro or nothing). Spanish has no locking shift table in the standard.
//!
//! Many handsets know no such table, and show other characters in its place.

mod tables;

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

use tables::Table;

use super::{ESCAPE, GsmError};
use crate::text::Unencodable;
use crate::text::udh::{Element, Udh};

crate::code_table! {
    /// The language of a national table; 3GPP TS 23.038, 6.2.1.2.4. A number that the standard reserves is kept.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(transparent))]
    pub struct NationalLanguage(u8), unknown "{:#04x}" {
        /// Turkish.
        TURKISH = 1, "Turkish", "Turkish", "A.2.1, A.3.1";
        /// Spanish, which has no locking shift table.
        SPANISH = 2, "Spanish", "Spanish", "A.2.2";
        /// Portuguese.
        PORTUGUESE = 3, "Portuguese", "Portuguese", "A.2.3, A.3.3";
        /// Bengali and Assamese.
        BENGALI = 4, "Bengali", "Bengali and Assamese", "A.2.4, A.3.4";
        /// Gujarati.
        GUJARATI = 5, "Gujarati", "Gujarati", "A.2.5, A.3.5";
        /// Hindi.
        HINDI = 6, "Hindi", "Hindi", "A.2.6, A.3.6";
        /// Kannada, of which only the single shift table is here.
        KANNADA = 7, "Kannada", "Kannada", "A.2.7, A.3.7";
        /// Malayalam.
        MALAYALAM = 8, "Malayalam", "Malayalam", "A.2.8, A.3.8";
        /// Oriya.
        ORIYA = 9, "Oriya", "Oriya", "A.2.9, A.3.9";
        /// Punjabi.
        PUNJABI = 10, "Punjabi", "Punjabi", "A.2.10, A.3.10";
        /// Tamil.
        TAMIL = 11, "Tamil", "Tamil", "A.2.11, A.3.11";
        /// Telugu, of which only the locking shift table is here.
        TELUGU = 12, "Telugu", "Telugu", "A.2.12, A.3.12";
        /// Urdu.
        URDU = 13, "Urdu", "Urdu", "A.2.13, A.3.13";
    }
}

impl NationalLanguage {
    /// True when this crate has that table of the language.
    #[must_use]
    pub const fn has(self, kind: ShiftKind) -> bool {
        Table::of(self, kind).is_some()
    }
}

/// The two kinds of national tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShiftKind {
    /// In place of the default alphabet, for the whole message.
    Locking,
    /// In place of the extension table, for the character behind an escape.
    Single,
}

/// A table that this crate does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {} shift table of language {language}", match kind {
    ShiftKind::Locking => "locking",
    ShiftKind::Single => "single",
})]
#[non_exhaustive]
pub struct NoTable {
    /// Whose it is.
    pub language: NationalLanguage,
    /// Which one.
    pub kind: ShiftKind,
}

/// The two tables that the septets of a message are read by. The default is the default alphabet with its extension
/// table.
///
/// ```
/// use clickatell_core::text::gsm::{LanguageTables, NationalLanguage};
///
/// let turkish = NationalLanguage::TURKISH;
/// let single = LanguageTables::new(None, Some(turkish))?;
/// let locking = LanguageTables::new(Some(turkish), None)?;
/// assert_eq!((single.septets("ağaç"), locking.septets("ağaç")), (Some(6), Some(4)));
/// assert_eq!(locking.decode(b"a\x0Ca\x60").as_deref(), Ok("ağaç"));
/// # Ok::<(), clickatell_core::text::gsm::NoTable>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LanguageTables {
    // A language in here has its table.
    locking: Option<NationalLanguage>,
    single: Option<NationalLanguage>,
}

impl LanguageTables {
    /// The default alphabet with its extension table.
    pub const DEFAULT: Self = Self { locking: None, single: None };

    /// The tables of these languages, `None` for the default one.
    ///
    /// # Errors
    /// The table that this crate does not have.
    pub const fn new(
        locking: Option<NationalLanguage>,
        single: Option<NationalLanguage>,
    ) -> Result<Self, NoTable> {
        match (locking, single) {
            (Some(language), _) if !language.has(ShiftKind::Locking) => {
                Err(NoTable { language, kind: ShiftKind::Locking })
            }
            (_, Some(language)) if !language.has(ShiftKind::Single) => {
                Err(NoTable { language, kind: ShiftKind::Single })
            }
            _ => Ok(Self { locking, single }),
        }
    }

    /// The tables that a header names.
    ///
    /// # Errors
    /// The table that this crate does not have. The standard has a handset then read the message by the default
    /// table, as if the header did not name it.
    pub fn of(header: Udh<'_>) -> Result<Self, NoTable> {
        Self::new(header.locking_shift(), header.single_shift())
    }

    /// The language of the locking shift table.
    #[must_use]
    pub const fn locking(self) -> Option<NationalLanguage> {
        self.locking
    }

    /// The language of the single shift table.
    #[must_use]
    pub const fn single(self) -> Option<NationalLanguage> {
        self.single
    }

    /// The elements that name the tables in a header: none for the default ones, three octets for each other.
    pub fn elements<'a>(self) -> impl Iterator<Item = Element<'a>> + Clone {
        let single = self.single.map(Element::SingleShift);
        single.into_iter().chain(self.locking.map(Element::LockingShift))
    }

    /// How many septets a character takes: 1, or 2 with its escape; `None` when neither table has it.
    #[must_use]
    pub fn width(self, character: char) -> Option<usize> {
        self.pair().code(character).map(|code| match code {
            Code::Locking(_) => 1,
            Code::Single(_) => 2,
        })
    }

    /// How many septets a text takes; `None` when it has a character that neither table has.
    #[must_use]
    pub fn septets(self, text: &str) -> Option<usize> {
        if self == Self::DEFAULT {
            return super::septets(text);
        }
        text.chars().try_fold(0_usize, |sum, character| Some(sum.saturating_add(self.width(character)?)))
    }

    /// Appends the octets of a text, one septet in each.
    ///
    /// A character that both tables have is taken from the locking one, without an escape.
    ///
    /// # Errors
    /// The first character that neither table has; then `out` is as it was.
    pub fn encode(self, text: &str, out: &mut Vec<u8>) -> Result<(), Unencodable> {
        if self == Self::DEFAULT {
            return super::encode(text, out);
        }
        let pair = self.pair();
        let start = out.len();
        out.reserve(text.len());
        for (at, character) in text.char_indices() {
            match pair.code(character) {
                Some(Code::Locking(code)) => out.push(code),
                Some(Code::Single(code)) => out.extend_from_slice(&[ESCAPE, code]),
                None => {
                    out.truncate(start);
                    return Err(Unencodable { character, at });
                }
            }
        }
        Ok(())
    }

    /// The text of these octets, one septet in each.
    ///
    /// # Errors
    /// The first octet that is no septet, that is an escape at the end, or whose code stands for nothing.
    pub fn decode(self, octets: &[u8]) -> Result<String, GsmError> {
        if self == Self::DEFAULT {
            return super::decode(octets);
        }
        self.pair().decode_each(octets, |error, _| Err(error))
    }

    /// The text of these octets, whatever they are.
    ///
    /// As the standard asks of a handset, a code behind an escape that the single shift table lacks shows the
    /// character of the locking table. A second escape, and a code that stands for nothing in either table, show a
    /// space. What is no septet, and an escape at the end, show U+FFFD.
    #[must_use]
    pub fn decode_lossy(self, octets: &[u8]) -> String {
        if self == Self::DEFAULT {
            return super::decode_lossy(octets);
        }
        let Ok(text) = self.pair().decode_each(octets, |error, locking| {
            Ok::<_, Infallible>(match error {
                GsmError::UnknownExtension { code, .. } => locking.character(code).unwrap_or(' '),
                GsmError::Undefined { .. } => ' ',
                GsmError::NotSeptet { .. } | GsmError::TrailingEscape { .. } => char::REPLACEMENT_CHARACTER,
            })
        });
        text
    }

    fn pair(self) -> Pair {
        let table = |language: Option<NationalLanguage>, kind, default| {
            language.and_then(|language| Table::of(language, kind)).unwrap_or(default)
        };
        Pair {
            locking: table(self.locking, ShiftKind::Locking, Table::DEFAULT_LOCKING),
            single: table(self.single, ShiftKind::Single, Table::DEFAULT_SINGLE),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for LanguageTables {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(rename = "LanguageTables")]
        struct Unchecked {
            locking: Option<NationalLanguage>,
            single: Option<NationalLanguage>,
        }
        let Unchecked { locking, single } = Unchecked::deserialize(deserializer)?;
        Self::new(locking, single).map_err(serde::de::Error::custom)
    }
}

/// Two tables at work.
#[derive(Clone, Copy)]
struct Pair {
    locking: &'static Table,
    single: &'static Table,
}

/// Where a character stands.
enum Code {
    Locking(u8),
    Single(u8),
}

impl Pair {
    fn code(self, character: char) -> Option<Code> {
        let single = || self.single.code(character).map(Code::Single);
        self.locking.code(character).map(Code::Locking).or_else(single)
    }

    /// Decodes; `faulty` gives the character for what is none, or ends the work.
    fn decode_each<E>(
        self,
        octets: &[u8],
        mut faulty: impl FnMut(GsmError, &Table) -> Result<char, E>,
    ) -> Result<String, E> {
        let mut text = String::new();
        text.reserve(octets.len());
        let mut rest = octets.iter().copied().enumerate();
        while let Some((at, octet)) = rest.next() {
            let found = match octet {
                ESCAPE => match rest.next() {
                    None => Err(GsmError::TrailingEscape { at }),
                    Some((at, code @ 0x80..)) => Err(GsmError::NotSeptet { octet: code, at }),
                    Some((at, code)) => {
                        self.single.character(code).ok_or(GsmError::UnknownExtension { code, at })
                    }
                },
                0x80.. => Err(GsmError::NotSeptet { octet, at }),
                code => self.locking.character(code).ok_or(GsmError::Undefined { code, at }),
            };
            text.push(found.or_else(|error| faulty(error, self.locking))?);
        }
        Ok(text)
    }
}

#[cfg(test)]
mod second;
#[cfg(test)]
mod tests;
