//! Percent coding of octets.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use zeroize::Zeroizing;

use super::{Fault, Field, Form, Rule, Tolerance};
use crate::hex;
use crate::wire::Notes;

/// How a space is written, and whether `+` is read as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Space {
    /// A space is `+`, as in forms and in the pairs of callbacks.
    Plus,
    /// A space is `%20` and `+` is itself, as in a path, in `mo.log` and in documents that callbacks carry.
    Percent,
}

/// The octets that a coded text stands for; borrowed when nothing in it is coded.
///
/// # Errors
/// The first `%` without two hexadecimal digits behind it, unless [`Tolerance::escape`] keeps it as it stands.
pub fn decode<'a>(
    coded: &'a [u8],
    space: Space,
    tolerance: Tolerance,
    notes: &mut impl Notes<Form>,
) -> Result<Cow<'a, [u8]>, Fault> {
    Part { coded, field: Field::Value, at: 0 }.decode(space, tolerance, notes)
}

/// Appends the coded form of octets: letters, digits, `-`, `_` and `.` as they are, all else as `%` and two upper-case
/// hexadecimal digits.
pub fn encode(octets: &[u8], space: Space, out: &mut String) {
    for octet in octets {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(*octet)),
            b' ' if space == Space::Plus => out.push('+'),
            _ => {
                out.push('%');
                out.extend(hex::upper_pair(*octet).map(char::from));
            }
        }
    }
}

/// A name or a value as it came, and where it begins.
pub(super) struct Part<'a> {
    pub(super) coded: &'a [u8],
    pub(super) field: Field,
    pub(super) at: usize,
}

impl<'a> Part<'a> {
    pub(super) fn decode(
        &self,
        space: Space,
        tolerance: Tolerance,
        notes: &mut impl Notes<Form>,
    ) -> Result<Cow<'a, [u8]>, Fault> {
        let special = |octet: &u8| *octet == b'%' || (*octet == b'+' && space == Space::Plus);
        let Some(first) = self.coded.iter().position(special) else {
            return Ok(Cow::Borrowed(self.coded));
        };
        let (plain, mut rest) = self.coded.split_at_checked(first).unwrap_or((self.coded, &[]));
        // A password may be among them: one block, which never moves, and which is wiped where there is a fault.
        let mut octets = Zeroizing::new(Vec::new());
        octets.reserve_exact(self.coded.len());
        octets.extend_from_slice(plain);
        while let Some((octet, behind)) = rest.split_first() {
            rest = behind;
            if *octet == b'%' {
                if let Some((octet, behind)) = escape(rest) {
                    octets.push(octet);
                    rest = behind;
                    continue;
                }
                let behind_sign = rest.len().saturating_add(1);
                let at = self.at.saturating_add(self.coded.len().saturating_sub(behind_sign));
                let fault = Fault::new(Rule::Escape, self.field, at);
                if !tolerance.bends(Rule::Escape) {
                    return Err(fault);
                }
                notes.note(fault);
            }
            let plus = *octet == b'+' && space == Space::Plus;
            octets.push(if plus { b' ' } else { *octet });
        }
        Ok(Cow::Owned(mem::take(&mut *octets)))
    }
}

/// The octet that two hexadecimal digits stand for, and what is behind them.
fn escape(digits: &[u8]) -> Option<(u8, &[u8])> {
    let (pair, rest) = digits.split_first_chunk::<2>()?;
    let [high, low] = pair.map(hex::digit);
    let octet = high? << 4 | low?;
    // A seeded fault for the proof that the fuzz target finds one.
    #[cfg(seeded_fault = "form")]
    let octet = if octet == 0xF7 { b'?' } else { octet };
    Some((octet, rest))
}

/// Octets as percent-encoded text, a space as `%20`.
#[cfg(feature = "serde")]
pub(super) mod in_serde {
    use alloc::borrow::Cow;
    use alloc::string::String;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Space, Tolerance, decode, encode};

    pub(in crate::form) fn serialize<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let mut coded = String::new();
        encode(octets, Space::Percent, &mut coded);
        serializer.serialize_str(&coded)
    }

    pub(in crate::form) fn deserialize<'de, 'a, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cow<'a, [u8]>, D::Error> {
        let coded = String::deserialize(deserializer)?;
        let octets = decode(coded.as_bytes(), Space::Percent, Tolerance::STRICT, &mut ());
        octets.map(|octets| Cow::Owned(octets.into_owned())).map_err(D::Error::custom)
    }
}
