//! The replies of a body of several lines.

use core::fmt;
use core::iter::FusedIterator;

use super::grammar::{Fault, Field, Limits, ReplyGrammar, Rule, Tolerance};
use super::{Reply, parse};
use crate::wire::Notes;

/// The replies of a body, one for each line that is not blank; lines end with LF or CRLF.
///
/// A charge that stands on a line of its own behind `OK:` belongs to it, as routeCoverage answers over HTTP.
pub fn replies<'a, 'n, N: Notes<ReplyGrammar>>(
    body: &'a [u8],
    tolerance: &Tolerance,
    limits: Limits,
    notes: &'n mut N,
) -> Replies<'a, 'n, N> {
    Replies { octets: body.len(), rest: body, tolerance: *tolerance, limits, found: 0, notes }
}

/// What [`replies`] gives. A line with a fault is one error, and the next line follows; too many lines are the last
/// item.
pub struct Replies<'a, 'n, N> {
    octets: usize,
    rest: &'a [u8],
    tolerance: Tolerance,
    limits: Limits,
    found: usize,
    notes: &'n mut N,
}

impl<'a, N: Notes<ReplyGrammar>> Iterator for Replies<'a, '_, N> {
    type Item = Result<Reply<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let at = self.octets.saturating_sub(self.rest.len());
            let (line, rest) = cut(self.rest);
            if line.trim_ascii().is_empty() {
                self.rest = rest;
                continue;
            }
            if self.found >= self.limits.lines {
                self.rest = &[];
                return Some(Err(Fault::new(Rule::TooManyLines, Field::Reply, at)));
            }
            self.found = self.found.saturating_add(1);
            let (line, rest) = with_charge(self.rest).unwrap_or((line, rest));
            self.rest = rest;
            if line.len() > self.limits.line {
                return Some(Err(Fault::new(Rule::TooLong, Field::Reply, at)));
            }
            return Some(parse::reply(line, at, &self.tolerance, self.notes));
        }
    }
}

impl<N: Notes<ReplyGrammar>> FusedIterator for Replies<'_, '_, N> {}

impl<N> fmt::Debug for Replies<'_, '_, N> {
    /// How far it is: what has not been read may hold a session.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replies")
            .field("octets", &self.octets)
            .field("left", &self.rest.len())
            .field("found", &self.found)
            .field("tolerance", &self.tolerance)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// The first line without its end, and what follows it.
fn cut(octets: &[u8]) -> (&[u8], &[u8]) {
    let length = octets.iter().position(|octet| *octet == b'\n').unwrap_or(octets.len());
    let (line, rest) = octets.split_at_checked(length).unwrap_or((octets, &[]));
    (line.strip_suffix(b"\r").unwrap_or(line), rest.strip_prefix(b"\n").unwrap_or(rest))
}

/// The same for a line that begins with `OK:` and the line behind it, when that is a charge.
fn with_charge(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, behind) = cut(octets);
    let (second, rest) = cut(behind);
    let (word, _) = first.trim_ascii_start().split_first_chunk::<2>()?;
    if !(word.eq_ignore_ascii_case(b"OK") && first.contains(&b':') && parse::is_charge(second)) {
        return None;
    }
    let end = octets.len().checked_sub(behind.len())?.checked_add(second.len())?;
    Some((octets.get(..end)?, rest))
}
