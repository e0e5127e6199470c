//! Octets, raw or as hexadecimal text.

use std::io;

use super::{CHUNK, Input};
use crate::failure::Failure;

/// How octets are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As they are.
    Raw,
    /// As hexadecimal digits; white space and `0x` are passed over, and so are colons and commas between octets.
    Hex,
}

impl Form {
    /// The form of an input whose first octet this is.
    ///
    /// A PDU begins with its length. One that begins with a digit, a letter or white space would have 150 megabytes and
    /// more, so such an octet begins text.
    const fn of(first: u8) -> Self {
        if first.is_ascii_hexdigit() || first.is_ascii_whitespace() { Self::Hex } else { Self::Raw }
    }
}

/// The octets of an input.
#[derive(Debug)]
pub(crate) struct Octets {
    input: Input,
    form: Option<Form>,
    /// Something was read.
    begun: bool,
    digits: Digits,
    chunk: Vec<u8>,
}

impl Octets {
    /// The octets of this input; its first octet tells the form when none is given.
    pub(crate) fn new(input: Input, form: Option<Form>) -> Self {
        Self { input, form, begun: false, digits: Digits::default(), chunk: vec![0; CHUNK] }
    }

    /// Appends what one read gives. False at the end.
    pub(crate) fn read(&mut self, into: &mut Vec<u8>) -> Result<bool, Failure> {
        let count = self.input.read(&mut self.chunk)?;
        let octets = self.chunk.get(..count).unwrap_or_default();
        let Some(first) = octets.first() else {
            let end = self.digits.end();
            return end.map(|()| false).map_err(|fault| self.input.failure(fault));
        };
        let form = *self.form.get_or_insert_with(|| Form::of(*first));
        if !core::mem::replace(&mut self.begun, true) && form == Form::Hex && is_dump(octets) {
            let text = "looks like a hex dump with offsets; digits alone are read, as xxd -p writes them and \
                        Wireshark copies them as a hex stream";
            return Err(self.input.failure(io::Error::new(io::ErrorKind::InvalidData, text)));
        }
        match form {
            Form::Raw => into.extend_from_slice(octets),
            Form::Hex => {
                self.digits.read(octets, into).map_err(|fault| self.input.failure(fault))?;
            }
        }
        Ok(true)
    }
}

/// A reader of hexadecimal digits that come in pieces.
#[derive(Debug)]
struct Digits {
    /// The first digit of a pair.
    high: Option<u8>,
    line: u64,
    column: u64,
    /// The line and the column of the last digit.
    last: (u64, u64),
}

impl Default for Digits {
    fn default() -> Self {
        Self { high: None, line: 1, column: 0, last: (1, 0) }
    }
}

impl Digits {
    fn read(&mut self, text: &[u8], into: &mut Vec<u8>) -> io::Result<()> {
        for octet in text {
            self.column = self.column.saturating_add(1);
            let digit = value(*octet);
            if digit.is_some() {
                self.last = (self.line, self.column);
            }
            match (digit, self.high) {
                (Some(low), Some(high)) => {
                    into.push(high << 4 | low);
                    self.high = None;
                }
                (Some(high), None) => self.high = Some(high),
                (None, Some(0)) if matches!(octet, b'x' | b'X') => self.high = None,
                (None, _) if *octet == b'\n' => {
                    self.line = self.line.saturating_add(1);
                    self.column = 0;
                }
                (None, _) if octet.is_ascii_whitespace() => {}
                (None, None) if matches!(octet, b':' | b',') => {}
                (None, _) => {
                    let shown = octet.escape_ascii();
                    let what = format!("'{shown}' is no hexadecimal digit");
                    return Err(fault((self.line, self.column), &what));
                }
            }
        }
        Ok(())
    }

    fn end(&self) -> io::Result<()> {
        match self.high {
            None => Ok(()),
            Some(_) => Err(fault(self.last, "an odd number of hexadecimal digits")),
        }
    }
}

fn fault((line, column): (u64, u64), what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("line {line}, column {column}: {what}"))
}

/// Whether a text begins with a line of a dump: `xxd` has a colon behind the offset, `hexdump -C` a column of characters
/// behind bars, `hexdump` and `od` an offset of seven digits, Wireshark one of four and more than one space behind it.
fn is_dump(text: &[u8]) -> bool {
    let line = text.split(|octet| *octet == b'\n').next().unwrap_or_default();
    let digits = count_digits(line);
    let (offset, behind) = line.split_at_checked(digits).unwrap_or_default();
    let spaces = behind.iter().take_while(|octet| **octet == b' ').count();
    // Octets one by one, behind an offset that begins at nothing.
    let is_listed = digits > 3
        && offset.iter().all(|digit| *digit == b'0')
        && spaces > 1
        && behind.get(spaces..).is_some_and(|octets| count_digits(octets) == 2);
    let is_offset = digits > 3 && behind.starts_with(b":");
    let is_short = digits == 7 && spaces > 0;
    digits > 0 && (is_offset || is_listed || is_short || line.contains(&b'|'))
}

fn count_digits(text: &[u8]) -> usize {
    text.iter().take_while(|octet| octet.is_ascii_hexdigit()).count()
}

fn value(octet: u8) -> Option<u8> {
    char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_octet_tells_the_form() {
        for first in b"0123456789abcdefABCDEF \t\r\n" {
            assert_eq!(Form::of(*first), Form::Hex);
            assert!(u32::from_be_bytes([*first, 0, 0, 0]) > 150_000_000, "such a PDU is above every cap");
        }
        for first in [0x00, 0x01, 0x7F, 0xFF, b'G', b'{'] {
            assert_eq!(Form::of(first), Form::Raw);
        }
    }

    #[test]
    fn dumps_with_offsets_are_told_from_digits() {
        for dump in [
            "00000000: 0000 0010 0000 0015 0000 0000 0000 0008  ................",
            "00000000  00 00 00 10 00 00 00 15  00 00 00 00 00 00 00 08  |................|\n00000010",
            "0000000 0000 1000 0000 1500 0000 0000 0000 0800\n0000010",
            "0000   00 00 00 10 00 00 00 15 00 00 00 00 00 00 00 08   ................",
            "0000  00 00 00 10 00 00 00 15  00 00 00 00 00 00 00 08\n",
            "0000: 00 00 00 10",
        ] {
            assert!(is_dump(dump.as_bytes()), "{dump}");
        }
        for digits in [
            "00000010 00000015",
            "00 00 00 10",
            "0x00 0x00",
            "00000010\n0:",
            "",
            ":",
            "00:00:00:10",
            "0000 0010",
            "0000  0010",
        ] {
            assert!(!is_dump(digits.as_bytes()), "{digits}");
        }
    }

    #[test]
    fn digits_may_be_cut_anywhere() {
        let text = b"0x00 00\n0X00:10, 7 f\tFF,0x0A";
        for length in 0..=text.len() {
            let (mut digits, mut octets) = (Digits::default(), Vec::new());
            digits.read(&text[..length], &mut octets).unwrap();
            digits.read(&text[length..], &mut octets).unwrap();
            digits.end().unwrap();
            assert_eq!(octets, [0, 0, 0, 0x10, 0x7F, 0xFF, 0x0A]);
        }
    }

    #[test]
    fn what_is_no_digit_is_found() {
        for (text, message) in [
            ("00\n 0g", "line 2, column 3: 'g' is no hexadecimal digit"),
            ("1x", "line 1, column 2: 'x' is no hexadecimal digit"),
            ("0:0", "line 1, column 2: ':' is no hexadecimal digit"),
            ("00 x", "line 1, column 4: 'x' is no hexadecimal digit"),
            ("\u{e9}", "line 1, column 1: '\\xc3' is no hexadecimal digit"),
            ("001", "line 1, column 3: an odd number of hexadecimal digits"),
            ("00 1\n\n", "line 1, column 4: an odd number of hexadecimal digits"),
        ] {
            let (mut digits, mut octets) = (Digits::default(), Vec::new());
            let fault = digits.read(text.as_bytes(), &mut octets).and_then(|()| digits.end()).unwrap_err();
            assert_eq!(fault.to_string(), message);
        }
    }
}
