//! Rows of an annotated list: place, octets, name, value and meaning.

use std::io::{self, Write};

use super::style::{NAME, OCTETS, VALUE};

/// Octets on one line.
const OCTETS_A_LINE: usize = 8;
/// Columns of the place, the octets, the name, and what is left of 100 for the rest.
const PLACE: usize = 6;
const HEX: usize = 3 * OCTETS_A_LINE - 1;
const NAMES: usize = 24;
const REST: usize = 100 - PLACE - 2 - HEX - 2 - NAMES - 1;
/// How many lines of octets are shown of a field that can be read, and of one that cannot.
const READABLE_LINES: usize = 3;
const OPAQUE_LINES: usize = 16;
/// How many lines of text are shown of one field.
const TEXT_LINES: usize = 60;

/// One field.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// Its first octet, from the first of the PDU.
    pub(super) at: usize,
    /// Its octets.
    pub(super) octets: &'a [u8],
    /// Octets are not to be seen.
    pub(super) masked: bool,
    /// What it is called.
    pub(super) name: String,
    /// Its value in a word.
    pub(super) value: String,
    /// What that means.
    pub(super) meaning: String,
    /// Text that it holds.
    pub(super) text: Option<String>,
}

impl Row<'_> {
    /// Writes it in as many lines as it takes.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let hex = self.hex_lines();
        let rest = self.rest_lines();
        for line in 0..hex.len().max(rest.len()).max(1) {
            let octets = hex.get(line).map_or("", String::as_str);
            let rest = rest.get(line).map_or("", String::as_str);
            let (place, name) = match line {
                0 => (self.at.to_string(), self.name.as_str()),
                _ => (String::new(), ""),
            };
            write!(out, "{OCTETS}{place:>PLACE$}  {octets}{OCTETS:#}")?;
            if !name.is_empty() || !rest.is_empty() {
                let gap = HEX.saturating_sub(octets.chars().count());
                write!(out, "{:gap$}  {NAME}{name}{NAME:#}", "")?;
            }
            if !rest.is_empty() {
                let gap = NAMES.saturating_sub(name.chars().count());
                write!(out, "{:gap$} {rest}", "")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn hex_lines(&self) -> Vec<String> {
        let limit = if self.text.is_some() { READABLE_LINES } else { OPAQUE_LINES };
        let mut lines: Vec<String> = self
            .octets
            .chunks(OCTETS_A_LINE)
            .take(limit)
            .map(|chunk| {
                let octets = chunk
                    .iter()
                    .map(|octet| if self.masked { "**".to_owned() } else { format!("{octet:02x}") });
                octets.collect::<Vec<_>>().join(" ")
            })
            .collect();
        let shown = limit.saturating_mul(OCTETS_A_LINE);
        if let Some(more) = self.octets.len().checked_sub(shown).filter(|more| *more > 0) {
            lines.push(format!("and {more} more octets"));
        }
        lines
    }

    /// Value and meaning, then the text.
    fn rest_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let gap = if self.value.is_empty() || self.meaning.is_empty() { 0 } else { 2 };
        let taken = self.value.chars().count().saturating_add(gap);
        let value = &self.value;
        let mut meaning = wrap(&self.meaning, REST.saturating_sub(taken), REST).into_iter();
        let first = meaning.next().unwrap_or_default();
        if taken > 0 || !first.is_empty() {
            let first = first.trim_end();
            lines.push(format!("{VALUE}{value}{VALUE:#}{:gap$}{first}", ""));
        }
        lines.extend(meaning.map(|line| line.trim_end().to_owned()));
        if let Some(text) = &self.text {
            let quoted = format!("\"{}\"", escape(text));
            let wrapped = wrap(&quoted, REST, REST);
            let more = wrapped.len().saturating_sub(TEXT_LINES);
            let shown = wrapped.into_iter().take(TEXT_LINES);
            lines.extend(shown.map(|line| format!("{VALUE}{}{VALUE:#}", line.trim_end())));
            if more > 0 {
                lines.push(format!("and {more} more lines"));
            }
        }
        lines
    }
}

/// The text with control characters escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            _ if character.is_control() => escaped.extend(character.escape_debug()),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Breaks a text into lines, at spaces where there are any; no character is lost.
fn wrap(text: &str, first: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let (mut used, mut room) = (0_usize, first);
    for word in text.split_inclusive(' ') {
        let length = word.trim_end().chars().count();
        if used > 0 && used.saturating_add(length) > room {
            lines.push(std::mem::take(&mut line));
            (used, room) = (0, width);
        }
        for character in word.chars() {
            if used >= room && character != ' ' {
                lines.push(std::mem::take(&mut line));
                (used, room) = (0, width);
            }
            line.push(character);
            used = used.saturating_add(1);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_breaks_at_spaces_and_loses_nothing() {
        assert_eq!(wrap("", 10, 10), [""]);
        assert_eq!(wrap("one two three", 7, 5), ["one two ", "three"]);
        assert_eq!(wrap("abcdefgh", 3, 4), ["abc", "defg", "h"]);
        assert_eq!(wrap("a  bcdefgh i", 4, 4), ["a  ", "bcde", "fgh ", "i"]);
        for text in ["Привет, мир", "a b c d e f", "   ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert_eq!(wrap(text, 2, 5).concat(), text);
        }
    }

    #[test]
    fn escaped_text_has_no_control_characters() {
        assert_eq!(escape("a\n\"\\\u{7f}é€"), "a\\n\\\"\\\\\\u{7f}é€");
    }
}
