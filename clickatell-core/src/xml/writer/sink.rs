//! The caller's buffer.

use alloc::string::String;
use alloc::vec::Vec;

/// Where a document is appended: a `Vec<u8>` or a `String`. Made by `From`.
#[derive(Debug)]
pub struct XmlSink<'o>(Buffer<'o>);

enum Buffer<'o> {
    Octets(&'o mut Vec<u8>),
    Text(&'o mut String),
}

impl<'o> From<&'o mut Vec<u8>> for XmlSink<'o> {
    fn from(octets: &'o mut Vec<u8>) -> Self {
        Self(Buffer::Octets(octets))
    }
}

impl<'o> From<&'o mut String> for XmlSink<'o> {
    fn from(text: &'o mut String) -> Self {
        Self(Buffer::Text(text))
    }
}

impl XmlSink<'_> {
    pub(super) fn push(&mut self, text: &str) {
        match &mut self.0 {
            Buffer::Octets(octets) => octets.extend_from_slice(text.as_bytes()),
            Buffer::Text(string) => string.push_str(text),
        }
    }

    pub(super) fn len(&self) -> usize {
        match &self.0 {
            Buffer::Octets(octets) => octets.len(),
            Buffer::Text(string) => string.len(),
        }
    }

    /// Takes back what was pushed since the buffer had this length.
    pub(super) fn truncate(&mut self, length: usize) {
        match &mut self.0 {
            Buffer::Octets(octets) => octets.truncate(length),
            // A length that the buffer had between two pushes is a character boundary.
            Buffer::Text(string) => string.truncate(length),
        }
    }
}

impl core::fmt::Debug for Buffer<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // What was written may hold passwords.
        f.write_str("Buffer")
    }
}
