//! JSON lines, with octets escaped.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, Serializer};

/// Members that hold text for people: the only ones whose characters are not octets.
const TEXTS: [&[u8]; 2] = [b"text", b"message"];

/// Writes one JSON object and a line feed.
///
/// Octets outside printable ASCII are `\u00XX`, but for readable text, which stays as it is.
pub(crate) fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Octets::default()))?;
    out.write_all(b"\n")
}

#[derive(Default)]
struct Octets {
    in_key: bool,
    /// The value at hand is text, not octets.
    verbatim: bool,
}

impl Formatter for Octets {
    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.in_key {
            self.verbatim = TEXTS.contains(&fragment.as_bytes());
        }
        if self.verbatim || fragment.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
            return writer.write_all(fragment.as_bytes());
        }
        for character in fragment.chars() {
            match character {
                ' '..='~' => write!(writer, "{character}")?,
                _ => write!(writer, "\\u{:04x}", u32::from(character))?,
            }
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        let short = match escape {
            CharEscape::Quote => "\\\"",
            CharEscape::ReverseSolidus => "\\\\",
            CharEscape::LineFeed if self.verbatim => "\\n",
            CharEscape::CarriageReturn if self.verbatim => "\\r",
            CharEscape::Tab if self.verbatim => "\\t",
            CharEscape::Solidus => "/",
            CharEscape::Backspace => "\\u0008",
            CharEscape::FormFeed => "\\u000c",
            CharEscape::LineFeed => "\\u000a",
            CharEscape::CarriageReturn => "\\u000d",
            CharEscape::Tab => "\\u0009",
            CharEscape::AsciiControl(octet) => return write!(writer, "\\u{octet:04x}"),
        };
        writer.write_all(short.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_escaped_and_text_is_not() {
        let value = serde_json::json!({
            "system_id": "a\n\t\"\\\u{7f}\u{80}é\u{ff}",
            "text": "é\n\u{1}Привет",
            "then": "é",
        });
        let mut line = Vec::new();
        write_line(&mut line, &value).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(
            line,
            concat!(
                r#"{"system_id":"a\u000a\u0009\"\\\u007f\u0080\u00e9\u00ff","text":"é\n\u0001Привет","#,
                r#""then":"\u00e9"}"#,
                "\n"
            )
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), value);
    }
}
