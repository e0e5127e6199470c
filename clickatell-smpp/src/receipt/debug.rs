//! A receipt as logs and failed tests show it.

use core::fmt;

use super::Receipt;

impl fmt::Debug for Receipt<'_> {
    /// Octets show as the strings that they mostly are, escaped where they are none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("id", &Escaped(self.id))
            .field("submitted", &self.submitted)
            .field("delivered", &self.delivered)
            .field("submit", &self.submit)
            .field("done", &self.done)
            .field("state", &self.state)
            .field("error", &self.error.map(Escaped))
            .field("network_error", &self.network_error)
            .field("text", &self.text.map(Escaped))
            .finish()
    }
}

struct Escaped<'a>(&'a [u8]);

impl fmt::Debug for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn octets_show_as_strings() {
        let receipt =
            Receipt { id: b"0A1B", error: Some(b"\"4"), text: Some(b"caf\xe9 1"), ..Receipt::default() };
        let shown = format!("{receipt:?}");
        let expected = r#"Receipt { id: "0A1B", submitted: None, delivered: None, submit: None, done: None, state: None, error: Some("\"4"), network_error: None, text: Some("caf\xe9 1") }"#;
        assert_eq!(shown, expected);
    }
}
