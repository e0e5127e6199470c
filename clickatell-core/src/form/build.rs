//! Forms and URLs with a query.

use alloc::string::String;
use core::fmt;

use super::{Space, encode};

/// Writes pairs one behind the other, percent-encoded.
#[derive(Clone)]
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

impl fmt::Debug for Builder {
    /// The names of the pairs and the lengths of their values, any of which may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, form) = self.text.rsplit_once('?').unwrap_or(("", &self.text));
        let mut shown = f.debug_struct("Builder");
        shown.field("url", &Length(url.len())).field("pairs", &Lengths(form)).field("space", &self.space);
        shown.finish()
    }
}

/// The pairs of a coded form as `Debug` may show them: names, and how long the values are.
pub(crate) struct Lengths<'a>(pub(crate) &'a str);

impl<'a> fmt::Debug for Lengths<'a> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What has no `=` is no name for sure.
        let entry = |pair: &'a str| match pair.split_once('=') {
            Some((name, value)) => (name, Length(value.len())),
            None => ("", Length(pair.len())),
        };
        f.debug_map().entries(self.0.split('&').filter(|pair| !pair.is_empty()).map(entry)).finish()
    }
}

/// How many octets there are that do not show.
pub(crate) struct Length(pub(crate) usize);

impl fmt::Debug for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} octets]", self.0)
    }
}
