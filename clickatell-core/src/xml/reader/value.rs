//! Character data: references, line ends, white space in attributes.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::xml::chars::is_xml_char;
use crate::xml::error::{XmlLimit, XmlRule};

/// A fault, and how many octets lie before it.
pub(super) type At = (usize, XmlRule);

/// Text with its line ends as line feeds (XML 1.0, section 2.11); `None` when it is longer than there is room.
pub(super) fn line_ends(text: &str, room: usize) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|octet| octet == b'\r') {
        return (text.len() <= room).then_some(Cow::Borrowed(text));
    }
    let length = text.len().saturating_sub(text.matches("\r\n").count());
    if length > room {
        return None;
    }
    let mut out = String::with_capacity(length);
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\r') {
        out.push_str(line);
        out.push('\n');
        rest = behind.strip_prefix('\n').unwrap_or(behind);
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

/// The value that stands between an attribute's quotes: references resolved, white space as spaces (XML 1.0,
/// section 3.3.3). It has at most `limit` octets, and no more are held than that.
pub(super) fn attribute(written: &str, limit: usize) -> Result<Cow<'_, str>, At> {
    let over = (0, XmlRule::Limit(XmlLimit::Attribute, limit));
    const SPECIAL: [char; 5] = ['<', '&', '\t', '\n', '\r'];
    let plain = |octet: u8| !matches!(octet, b'<' | b'&' | b'\t' | b'\n' | b'\r');
    if written.bytes().all(plain) {
        return if written.len() > limit { Err(over) } else { Ok(Cow::Borrowed(written)) };
    }
    let mut out = String::new();
    let mut rest = written;
    while let Some((before, special)) = rest.find(SPECIAL).and_then(|at| rest.split_at_checked(at)) {
        if out.len().saturating_add(before.len()) >= limit {
            // What is special stands for one octet at least.
            return Err(over);
        }
        out.push_str(before);
        let at = written.len().saturating_sub(special.len());
        if let Some(behind) = special.strip_prefix('&') {
            let (name, behind) = behind.split_once(';').ok_or((at, XmlRule::Reference))?;
            out.push(reference(name).map_err(|rule| (at, rule))?);
            rest = behind;
        } else if special.starts_with('<') {
            return Err((at, XmlRule::LessThan));
        } else {
            out.push(' ');
            rest = special.strip_prefix("\r\n").or_else(|| special.get(1..)).unwrap_or_default();
        }
    }
    if out.len().saturating_add(rest.len()) > limit {
        return Err(over);
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// The character that a reference stands for, by what is between `&` and `;`.
pub(super) fn reference(name: &str) -> Result<char, XmlRule> {
    let (digits, radix) = match name {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => match name.strip_prefix('#') {
            Some(number) => number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16)),
            None => return Err(unknown(name)),
        },
    };
    if digits.is_empty() {
        return Err(XmlRule::Reference);
    }
    let mut code: u32 = 0;
    for character in digits.chars() {
        let digit = character.to_digit(radix).ok_or(XmlRule::Reference)?;
        code = code.saturating_mul(radix).saturating_add(digit);
    }
    char::from_u32(code).filter(|&character| is_xml_char(character)).ok_or(XmlRule::CharacterReference)
}

fn unknown(name: &str) -> XmlRule {
    match crate::xml::chars::QName::whole(name) {
        Some(_) => XmlRule::Entity,
        None => XmlRule::Reference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (name, character) in [
            ("amp", '&'),
            ("lt", '<'),
            ("gt", '>'),
            ("quot", '"'),
            ("apos", '\''),
            ("#233", 'é'),
            ("#xE9", 'é'),
            ("#xe9", 'é'),
            ("#8364", '€'),
            ("#x1F600", '😀'),
            ("#00000000000000000000065", 'A'),
            ("#9", '\t'),
            ("#xD", '\r'),
            ("#x10FFFF", '\u{10FFFF}'),
        ] {
            assert_eq!(reference(name), Ok(character), "{name}");
        }
        for (name, rule) in [
            ("", XmlRule::Reference),
            ("#", XmlRule::Reference),
            ("#x", XmlRule::Reference),
            ("#X41", XmlRule::Reference),
            ("#-1", XmlRule::Reference),
            ("#+65", XmlRule::Reference),
            ("# 65", XmlRule::Reference),
            ("#6a", XmlRule::Reference),
            (" amp", XmlRule::Reference),
            ("AMP", XmlRule::Entity),
            ("nbsp", XmlRule::Entity),
            ("#0", XmlRule::CharacterReference),
            ("#x0", XmlRule::CharacterReference),
            ("#1", XmlRule::CharacterReference),
            ("#xD800", XmlRule::CharacterReference),
            ("#xDFFF", XmlRule::CharacterReference),
            ("#xFFFE", XmlRule::CharacterReference),
            ("#x110000", XmlRule::CharacterReference),
            ("#4294967361", XmlRule::CharacterReference),
            ("#99999999999999999999", XmlRule::CharacterReference),
        ] {
            assert_eq!(reference(name), Err(rule), "{name}");
        }
    }

    #[test]
    fn line_ends_become_line_feeds() {
        let mixed = "a\r\nb\rc\n\r\r\nd\r";
        assert_eq!(line_ends(mixed, 10).as_deref(), Some("a\nb\nc\n\n\nd\n"));
        assert_eq!(line_ends(mixed, 9), None);
        assert!(matches!(line_ends("a\nb", 3), Some(Cow::Borrowed("a\nb"))));
        assert_eq!(line_ends("a\nb", 2), None);
    }

    #[test]
    fn white_space_in_attributes_becomes_spaces_unless_it_is_a_reference() {
        assert_eq!(attribute("a\tb\r\nc\nd\re", 9).unwrap(), "a b c d e");
        assert_eq!(attribute("&#9;&#10;&#13;&#32;&lt;", 5).unwrap(), "\t\n\r <");
        assert_eq!(attribute("a&b", 9), Err((1, XmlRule::Reference)));
        assert_eq!(attribute("é<", 9), Err((2, XmlRule::LessThan)));
        assert!(matches!(attribute("plain > ' é", 12), Ok(Cow::Borrowed(_))));
        let over = |limit| Err((0, XmlRule::Limit(XmlLimit::Attribute, limit)));
        for (written, octets) in [("abc", 3), ("a\r\nc", 3), ("&lt;&gt;c", 3), ("a&#233;", 3), ("&#233;", 2)]
        {
            assert!(attribute(written, octets).is_ok(), "{written}");
            assert_eq!(attribute(written, octets - 1), over(octets - 1), "{written}");
        }
    }
}
