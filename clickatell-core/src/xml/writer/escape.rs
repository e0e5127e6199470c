//! Text in the form in which a reader gives it back.

use super::sink::XmlSink;
use crate::xml::chars::is_xml_char;
use alloc::format;

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
    if text.bytes().fold(true, |plain, octet| plain & is_plain(octet)) {
        out.push(text);
        return Ok(());
    }
    if let Some(found) = text.char_indices().find(|&(_, character)| !is_xml_char(character)) {
        return Err(found);
    }
    let mut rest = text;
    while let Some((at, character)) = rest.char_indices().find(|&(_, c)| is_special(c, place, ascii)) {
        out.push(rest.get(..at).unwrap_or_default());
        match character {
            '&' => out.push("&amp;"),
            '<' => out.push("&lt;"),
            '>' => out.push("&gt;"),
            '"' => out.push("&quot;"),
            _ => out.push(&format!("&#{};", u32::from(character))),
        }
        rest = rest.get(at.saturating_add(character.len_utf8())..).unwrap_or_default();
    }
    out.push(rest);
    Ok(())
}

/// What stands for itself wherever it stands: most text is nothing else.
fn is_plain(octet: u8) -> bool {
    matches!(octet, b' '..=0x7F) & !matches!(octet, b'&' | b'<' | b'>' | b'"')
}

fn is_special(character: char, place: Place, ascii: bool) -> bool {
    match character {
        '&' | '<' | '>' | '"' | '\r' => true,
        #[cfg(seeded_fault = "xml")]
        '\t' => false,
        '\t' | '\n' => place == Place::Attribute,
        _ => ascii && !character.is_ascii(),
    }
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
