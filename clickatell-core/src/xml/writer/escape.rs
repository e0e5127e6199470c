//! Text in the form in which a reader gives it back.

use super::sink::XmlSink;
use crate::xml::chars::is_xml_char;

/// Where text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Content,
    Attribute,
}

/// Appends text, with references for what would be markup, for what a reader would change, and, where `ascii`, for
/// every character outside US-ASCII.
///
/// Nothing is appended when there is a character that XML cannot carry: the error is its offset and itself.
pub(super) fn escape(
    out: &mut XmlSink<'_>,
    text: &str,
    place: Place,
    ascii: bool,
) -> Result<(), (usize, char)> {
    if all_plain(text.as_bytes()) {
        out.push(text);
        return Ok(());
    }
    if may_be_no_xml(text)
        && let Some(found) = text.char_indices().find(|&(_, character)| !is_xml_char(character))
    {
        return Err(found);
    }
    let mut rest = text;
    loop {
        let (before, special) = rest.split_at_checked(plain_octets(rest.as_bytes())).unwrap_or((rest, ""));
        out.push(before);
        let mut characters = special.chars();
        let Some(character) = characters.next() else { return Ok(()) };
        rest = characters.as_str();
        match character {
            '&' => out.push("&amp;"),
            '<' => out.push("&lt;"),
            '>' => out.push("&gt;"),
            '"' => out.push("&quot;"),
            _ if stands_for_itself(character, place, ascii) => out.push(character.encode_utf8(&mut [0; 4])),
            _ => reference(out, character),
        }
    }
}

/// What stands for itself wherever it stands: most text is nothing else.
fn is_plain(octet: u8) -> bool {
    matches!(octet, b' '..=0x7F) & !matches!(octet, b'&' | b'<' | b'>' | b'"')
}

/// Whether all are plain, without a branch for each.
fn all_plain(octets: &[u8]) -> bool {
    octets.iter().fold(true, |plain, octet| plain & is_plain(*octet))
}

/// How many plain octets there are at the front.
fn plain_octets(octets: &[u8]) -> usize {
    let (blocks, _) = octets.as_chunks::<16>();
    let blocks = blocks.iter().take_while(|block| all_plain(*block)).count();
    let skipped = blocks.saturating_mul(16);
    let behind = octets.get(skipped..).unwrap_or_default();
    let plain = behind.iter().position(|octet| !is_plain(*octet)).unwrap_or(behind.len());
    skipped.saturating_add(plain)
}

/// Whether a character that XML cannot carry may be there: controls, and U+FFFE and U+FFFF, whose first octet this is.
fn may_be_no_xml(text: &str) -> bool {
    text.bytes().fold(false, |found, octet| found | (octet < b' ') | (octet == 0xEF))
}

fn stands_for_itself(character: char, place: Place, ascii: bool) -> bool {
    match character {
        '\r' => false,
        #[cfg(seeded_fault = "xml")]
        '\t' => true,
        '\t' | '\n' => place == Place::Content,
        _ => !ascii || character.is_ascii(),
    }
}

/// Appends a character by its number.
fn reference(out: &mut XmlSink<'_>, character: char) {
    let mut digits = [0; "1114111".len()];
    let mut number = u32::from(character);
    let mut begin = digits.len();
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0'.saturating_add(u8::try_from(number % 10).unwrap_or_default());
        number /= 10;
        begin = at;
        if number == 0 {
            break;
        }
    }
    out.push("&#");
    out.push(digits.get(begin..).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default());
    out.push(";");
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn escaped(text: &str, place: Place, ascii: bool) -> Result<String, (usize, char)> {
        let mut out = String::from("before ");
        let result = escape(&mut XmlSink::from(&mut out), text, place, ascii);
        let out = out.strip_prefix("before ").unwrap();
        assert!(result.is_ok() || out.is_empty());
        result.map(|()| out.into())
    }

    #[test]
    fn known_answers() {
        let content = |text, ascii| escaped(text, Place::Content, ascii).unwrap();
        assert_eq!(content("5 < 6 & \"x\"", true), "5 &lt; 6 &amp; &quot;x&quot;");
        assert_eq!(content("]]>", true), "]]&gt;");
        assert_eq!(content("\t\n\r'", true), "\t\n&#13;'");
        assert_eq!(content("é€😀\u{7F}", true), "&#233;&#8364;&#128512;\u{7F}");
        assert_eq!(content("é€😀", false), "é€😀");
        assert_eq!(content("\u{10FFFF}\u{FFFD}", true), "&#1114111;&#65533;");
        for plain in 0..40 {
            let plain = "a".repeat(plain);
            let text = [&plain, "<", &plain, "é"].concat();
            assert_eq!(
                escaped(&text, Place::Content, true).unwrap(),
                [&plain, "&lt;", &plain, "&#233;"].concat()
            );
        }
        assert_eq!(escaped("\t\n\r '", Place::Attribute, true).unwrap(), "&#9;&#10;&#13; '");
    }

    #[test]
    fn what_xml_cannot_carry_is_refused_before_anything_is_written() {
        for character in ['\0', '\u{1}', '\u{B}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
            let text: String = ['<', 'é', character].iter().collect();
            assert_eq!(escaped(&text, Place::Content, true), Err((3, character)));
            assert_eq!(escaped(&text, Place::Attribute, false), Err((3, character)));
        }
    }
}
