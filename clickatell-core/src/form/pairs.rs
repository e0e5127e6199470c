//! The pairs of a query or form body.

use alloc::borrow::Cow;
use alloc::string::String;
use core::iter::FusedIterator;
use core::{fmt, mem};

use zeroize::Zeroize as _;

use super::percent::Part;
use super::{Fault, Field, Form, Length, Limits, Rule, Space, Tolerance};
use crate::wire::Notes;

/// A name and its value, percent coding taken off; serde carries both percent-encoded.
///
/// Any value may be a password: `Debug` shows its length, and what of it had to be copied is wiped when the pair is
/// dropped.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Pair<'a> {
    #[cfg_attr(feature = "serde", serde(with = "super::percent::in_serde"))]
    name: Cow<'a, [u8]>,
    #[cfg_attr(feature = "serde", serde(with = "super::percent::in_serde"))]
    value: Cow<'a, [u8]>,
    at: usize,
}

impl<'a> Pair<'a> {
    /// What stands in front of the first `=`.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// What stands behind it; empty also where there is no `=`.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The same value, borrowed from the form where nothing in it was coded.
    #[must_use]
    pub fn into_value(mut self) -> Cow<'a, [u8]> {
        mem::take(&mut self.value)
    }

    /// Where the pair begins in the query or body, in octets.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// True for this name in this case, as the parameters of MT billing are compared.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        *self.name == *name.as_bytes()
    }

    /// True for this name in any case, as the variables of callbacks are compared.
    #[must_use]
    pub fn is_ignoring_case(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The pair without a borrow.
    #[must_use]
    pub fn into_owned(mut self) -> Pair<'static> {
        Pair {
            name: Cow::Owned(mem::take(&mut self.name).into_owned()),
            value: Cow::Owned(mem::take(&mut self.value).into_owned()),
            at: self.at,
        }
    }
}

impl Drop for Pair<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(value) = &mut self.value {
            value.zeroize();
        }
    }
}

impl fmt::Debug for Pair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("name", &String::from_utf8_lossy(&self.name))
            .field("value", &Length(self.value.len()))
            .field("at", &self.at)
            .finish()
    }
}

/// The pairs of a query string or form body, in their order, every duplicate kept; `+` is a space.
///
/// Nothing between two `&` is no pair: an empty form, as the gateway sends it to try a URL out, has none.
pub fn pairs<'a, 'n, N: Notes<Form>>(
    form: &'a [u8],
    tolerance: Tolerance,
    limits: Limits,
    notes: &'n mut N,
) -> Pairs<'a, 'n, N> {
    let state = if form.len() > limits.octets { State::TooLong } else { State::At(form) };
    Pairs { octets: form.len(), state, tolerance, limits, found: 0, notes }
}

/// What [`pairs`] gives. A pair with a fault is one error, and the next pair follows; a limit and a raw document are the
/// last item.
pub struct Pairs<'a, 'n, N> {
    octets: usize,
    state: State<'a>,
    tolerance: Tolerance,
    limits: Limits,
    found: usize,
    notes: &'n mut N,
}

#[derive(Clone, Copy)]
enum State<'a> {
    /// What has not been read.
    At(&'a [u8]),
    TooLong,
    Ended,
}

impl<'a, N: Notes<Form>> Iterator for Pairs<'a, '_, N> {
    type Item = Result<Pair<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let form = match self.state {
            State::At(form) => skip_empty(form),
            State::TooLong => {
                self.state = State::Ended;
                return Some(Err(Fault::new(Rule::TooLong, Field::Form, self.limits.octets)));
            }
            State::Ended => return None,
        };
        if form.is_empty() {
            self.state = State::Ended;
            return None;
        }
        let at = self.octets.saturating_sub(form.len());
        if self.found >= self.limits.pairs {
            self.state = State::Ended;
            return Some(Err(Fault::new(Rule::TooManyPairs, Field::Form, at)));
        }
        self.found = self.found.saturating_add(1);
        let (pair, rest) = cut(form, b'&');
        let (name, value) = cut(pair, b'=');
        if let Some(document) = raw_document(form) {
            self.state = State::Ended;
            return Some(self.document(name, document, at));
        }
        self.state = State::At(rest);
        Some(self.pair(name, value, at))
    }
}

impl<N: Notes<Form>> FusedIterator for Pairs<'_, '_, N> {}

impl<N> fmt::Debug for Pairs<'_, '_, N> {
    /// How far it is: what has not been read may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = match self.state {
            State::At(form) => form.len(),
            State::TooLong | State::Ended => 0,
        };
        f.debug_struct("Pairs")
            .field("octets", &self.octets)
            .field("left", &left)
            .field("found", &self.found)
            .field("tolerance", &self.tolerance)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl<'a, N: Notes<Form>> Pairs<'a, '_, N> {
    fn pair(&mut self, name: &'a [u8], value: &'a [u8], at: usize) -> Result<Pair<'a>, Fault> {
        let behind = at.saturating_add(name.len()).saturating_add(1);
        let name = Part { coded: name, field: Field::Name, at };
        let value = Part { coded: value, field: Field::Value, at: behind };
        Ok(Pair {
            name: name.decode(Space::Plus, self.tolerance, self.notes)?,
            value: value.decode(Space::Plus, self.tolerance, self.notes)?,
            at,
        })
    }

    fn document(&mut self, name: &'a [u8], value: &'a [u8], at: usize) -> Result<Pair<'a>, Fault> {
        let behind = at.saturating_add(name.len()).saturating_add(1);
        let fault = Fault::new(Rule::RawDocument, Field::Value, behind);
        if !self.tolerance.bends(Rule::RawDocument) {
            return Err(fault);
        }
        self.notes.note(fault);
        Ok(Pair { name: Cow::Borrowed(name), value: Cow::Borrowed(value), at })
    }
}

fn skip_empty(form: &[u8]) -> &[u8] {
    let begin = form.iter().position(|octet| *octet != b'&').unwrap_or(form.len());
    form.get(begin..).unwrap_or_default()
}

/// What is in front of the first `separator`, and what is behind it.
fn cut(octets: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let mut halves = octets.splitn(2, |octet| *octet == separator);
    (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
}

/// The document that begins a form's `data`, when it stands there uncoded.
fn raw_document(form: &[u8]) -> Option<&[u8]> {
    let (name, value) = form.split_at_checked(b"data=".len())?;
    let raw = value.starts_with(b"<") || value.starts_with(b"\"<");
    (raw && name.eq_ignore_ascii_case(b"data=")).then_some(value)
}
