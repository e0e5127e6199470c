//! Why a configuration cannot be used.

use core::fmt;

use crate::redact;

/// Why a configuration cannot be used, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// What is wrong, in one line, and under which key of TOML.
    pub message: String,
    /// The line, from 1; `None` when it is wrong between places.
    pub line: Option<usize>,
    /// The column, from 1, in characters.
    pub column: Option<usize>,
}

impl ConfigError {
    /// What TOML or a type said about a text.
    pub(super) fn in_text(text: &str, error: &toml::de::Error) -> Self {
        let message = redact::said(&error.message().lines().collect::<Vec<_>>().join("; "));
        let message = match key(error) {
            Some(key) => format!("{key}: {message}"),
            None => message,
        };
        Self::in_values(message).at(text, error.span().map(|span| span.start))
    }

    /// Values that do not go together.
    pub(super) fn in_values(message: String) -> Self {
        Self { message, line: None, column: None }
    }

    /// The same, at the place in a text that begins after so many octets.
    pub(super) fn at(self, text: &str, octets: Option<usize>) -> Self {
        let before = octets.and_then(|octets| text.get(..octets));
        let line = before.map(|before| before.matches('\n').count().saturating_add(1));
        let column = before
            .map(|before| before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1));
        Self { line, column, ..self }
    }
}

/// The key at which it is wrong, as `account.api.id`. An error says it only where it has no text to show.
fn key(error: &toml::de::Error) -> Option<String> {
    let mut bare = error.clone();
    bare.set_input(None);
    let said = bare.to_string();
    let key = said.lines().last()?.strip_prefix("in `")?.strip_suffix('`')?;
    Some(key.to_owned())
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}
