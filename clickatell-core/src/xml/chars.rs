//! The character classes of XML 1.0 (fifth edition), and qualified names.

/// Whether XML 1.0 can carry a character at all, written out or as a reference.
///
/// It cannot carry U+0000 to U+001F except tab, line feed and carriage return, nor U+FFFE and U+FFFF. Text from
/// elsewhere, such as the text of a message, is to be checked with this before it is given to a writer, which refuses
/// such characters.
#[must_use]
pub const fn is_xml_char(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}'
    )
}

/// White space of XML: space, tab, line feed, carriage return.
pub(super) const fn is_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether text is nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// Text without the white space at its start.
pub(super) fn skip_space(text: &str) -> &str {
    let spaces = text.bytes().take_while(|&octet| is_space(octet)).count();
    text.get(spaces..).unwrap_or_default()
}

/// Where a character may stand in a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Nowhere,
    Inside,
    Anywhere,
    Colon,
}

const fn place(character: char) -> Place {
    match character {
        'a'..='z' | 'A'..='Z' | '_' => Place::Anywhere,
        ':' => Place::Colon,
        '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}' => Place::Inside,
        '\u{C0}'..='\u{D6}'
        | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}' => Place::Anywhere,
        _ => Place::Nowhere,
    }
}

/// A name with at most one colon in it, neither at its start nor at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QName<'t> {
    full: &'t str,
    /// Octets before the colon; 0 without one.
    colon: usize,
}

impl<'t> QName<'t> {
    /// The qualified name that `text` begins with, as long as it gets.
    #[inline]
    pub(super) fn at_start(text: &'t str) -> Option<Self> {
        // Nearly every name is plain: this is the hot loop, and `any_at_start` the definition.
        let mut colon = 0;
        let mut length = text.len();
        for (at, &octet) in text.as_bytes().iter().enumerate() {
            match plain(octet) {
                Plain::Inside => {}
                Plain::Colon if colon == 0 => colon = at,
                Plain::Behind => {
                    length = at;
                    break;
                }
                Plain::Colon | Plain::Unknown => return Self::any_at_start(text),
            }
        }
        let begins =
            |at: usize| text.as_bytes().get(at).is_some_and(|&o| o.is_ascii_alphabetic() || o == b'_');
        let behind = colon.saturating_add(1);
        if begins(0) && (colon == 0 || begins(behind)) {
            return Some(Self { full: text.get(..length)?, colon });
        }
        Self::any_at_start(text)
    }

    /// The same for names of any characters, and for what is no name.
    #[cold]
    fn any_at_start(text: &'t str) -> Option<Self> {
        let mut colon = 0;
        let mut first = true;
        let mut length = text.len();
        for (at, character) in text.char_indices() {
            match place(character) {
                Place::Anywhere => first = false,
                Place::Inside if !first => {}
                Place::Colon if !first && colon == 0 => {
                    colon = at;
                    first = true;
                }
                Place::Nowhere => {
                    length = at;
                    break;
                }
                Place::Inside | Place::Colon => return None,
            }
        }
        let full = text.get(..length).filter(|_| !first)?;
        Some(Self { full, colon })
    }

    /// All of `text` as a qualified name.
    pub(super) fn whole(text: &'t str) -> Option<Self> {
        Self::at_start(text).filter(|name| name.full.len() == text.len())
    }

    /// As it is written.
    pub(super) fn full(&self) -> &'t str {
        self.full
    }

    /// Before the colon; empty without one.
    pub(super) fn prefix(&self) -> &'t str {
        self.full.get(..self.colon).unwrap_or_default()
    }

    /// Behind the colon.
    pub(super) fn local(&self) -> &'t str {
        match self.colon {
            0 => self.full,
            colon => self.full.get(colon.saturating_add(1)..).unwrap_or_default(),
        }
    }
}

/// What an octet means to a name of ASCII letters, digits, `_`, `-`, `.` and one colon.
#[derive(Clone, Copy)]
enum Plain {
    Inside,
    Colon,
    /// The name ends before it.
    Behind,
    /// Not ASCII.
    Unknown,
}

#[inline]
fn plain(octet: u8) -> Plain {
    const PLAIN: [Plain; 256] = {
        let mut table = [Plain::Unknown; 256];
        let mut rest: &mut [Plain] = &mut table;
        let mut octet: u8 = 0;
        while let Some((entry, behind)) = rest.split_first_mut() {
            *entry = match octet {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => Plain::Inside,
                b':' => Plain::Colon,
                0..0x80 => Plain::Behind,
                _ => Plain::Unknown,
            };
            rest = behind;
            octet = octet.wrapping_add(1);
        }
        table
    };
    PLAIN.get(usize::from(octet)).copied().unwrap_or(Plain::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_or_is_not_one_of_xml() {
        // The production Char, in numbers.
        for code in 0..=u32::from(char::MAX) {
            let Some(character) = char::from_u32(code) else { continue };
            let expected =
                matches!(code, 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..=0x10_FFFF);
            assert_eq!(is_xml_char(character), expected, "U+{code:04X}");
        }
    }

    #[test]
    fn names() {
        for (text, prefix, local) in [
            ("a", "", "a"),
            ("SOAP-ENV:Envelope", "SOAP-ENV", "Envelope"),
            ("_x.1-y", "", "_x.1-y"),
            ("prénom", "", "prénom"),
            ("n:\u{10000}", "n", "\u{10000}"),
        ] {
            let name = QName::whole(text).unwrap();
            assert_eq!((name.full(), name.prefix(), name.local()), (text, prefix, local));
        }
        for text in [
            "", "1a", "é:1", "é:b:c", "-a", ".a", ":a", "a:", "a:b:c", "a:1", "a b", "a\u{D7}", "\u{B7}a",
            "a=", "\u{2028}",
        ] {
            assert_eq!(QName::whole(text), None, "{text:?}");
        }
        assert_eq!(QName::at_start("a:b c").map(|name| name.full()), Some("a:b"));
        assert_eq!(QName::at_start("ab\u{D7}").map(|name| name.full()), Some("ab"));
    }

    #[test]
    fn the_hot_loop_agrees_with_the_definition() {
        let alphabet = ['a', 'Z', '_', '9', '-', '.', ':', ' ', '=', '/', '\u{B7}', 'é', '\u{D7}'];
        for length in 0..=4_u32 {
            for number in 0..alphabet.len().pow(length) {
                let text: std::string::String = (0..length)
                    .map(|place| alphabet[number / alphabet.len().pow(place) % alphabet.len()])
                    .collect();
                assert_eq!(QName::at_start(&text), QName::any_at_start(&text), "{text:?}");
            }
        }
    }
}
