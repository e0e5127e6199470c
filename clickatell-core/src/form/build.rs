//! Forms and URLs with a query.

use alloc::string::String;

use super::{Space, encode};

/// Writes pairs one behind the other, percent-encoded.
#[derive(Clone, Debug)]
pub struct Builder {
    text: String,
    space: Space,
}

impl Builder {
    /// A form body, or a query without its `?`.
    #[must_use]
    pub const fn body(space: Space) -> Self {
        Self { text: String::new(), space }
    }

    /// A URL that the pairs are added to: behind a query that it has already, and in place of a fragment, which never
    /// goes out.
    #[must_use]
    pub fn on_url(url: &str, space: Space) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let mut text = String::from(url);
        if !url.contains('?') {
            text.push('?');
        }
        Self { text, space }
    }

    /// The same with one more pair.
    #[must_use]
    pub fn pair(mut self, name: &str, value: &[u8]) -> Self {
        if !(self.text.is_empty() || self.text.ends_with(['?', '&'])) {
            self.text.push('&');
        }
        encode(name.as_bytes(), self.space, &mut self.text);
        self.text.push('=');
        encode(value, self.space, &mut self.text);
        self
    }

    /// What was written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }
}
