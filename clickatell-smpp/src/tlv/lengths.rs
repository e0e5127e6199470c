//! The lengths of optional parameters in a table that takes one look, which the decoder has at each that passes by.

use super::Tag;

/// How many slots the table has; seven bits say which.
const SLOTS: usize = 128;
/// Spreads the tags of the table over the slots, so that no two have the same.
const SPREAD: u32 = 0xA127_C399;

/// A tag with the shortest length that it may have, as one number, and how many more octets it may have.
#[derive(Clone, Copy)]
struct Lengths {
    shortest: u32,
    longer: u32,
}

static LENGTHS: [Lengths; SLOTS] = lengths();

/// Whether a tag and a length, as the one number that they are on the wire, are certainly what
/// [`allows_length`](Tag::allows_length) allows. False for tags that nobody listed, and for lengths behind a gap.
#[inline(always)]
pub(super) fn are_listed(prefix: u32) -> bool {
    let lengths = LENGTHS.get(slot(prefix));
    lengths.is_some_and(|lengths| prefix.wrapping_sub(lengths.shortest) <= lengths.longer)
}

/// The slot of the tag in the upper half of this number.
#[expect(clippy::as_conversions, reason = "seven bits, and constant functions have no `from`")]
#[inline(always)]
const fn slot(prefix: u32) -> usize {
    ((prefix >> 16).wrapping_mul(SPREAD) >> 25) as usize
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "evaluated by the compiler only, where a panic is a compile error"
)]
const fn lengths() -> [Lengths; SLOTS] {
    // In an empty slot: no octets of tag 0, which is not listed and may have any number.
    let mut slots = [Lengths { shortest: 0, longer: 0 }; SLOTS];
    let mut row = 0;
    while row < Tag::ALL.len() {
        let tag = Tag::ALL[row].value;
        let mut shortest = 0;
        while !tag.allows_length(shortest) {
            shortest += 1;
        }
        let mut longest = shortest;
        while longest < 0xFFFF && tag.allows_length(longest + 1) {
            longest += 1;
        }
        let prefix = (tag.get() as u32) << 16 | shortest as u32;
        assert!(slots[slot(prefix)].shortest == 0, "two tags in one slot: SPREAD must be another");
        slots[slot(prefix)] = Lengths { shortest: prefix, longer: (longest - shortest) as u32 };
        row += 1;
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_allowed_and_nearly_all_that_is_allowed_is_listed() {
        for tag in 0..=u16::MAX {
            let known = Tag::new(tag).row().is_some();
            // Around every limit of the table.
            for length in (0..=70).chain([100, 101, 102, 255, 256, 257, 1024, 1025, u16::MAX]) {
                let listed = are_listed(u32::from(tag) << 16 | u32::from(length));
                let allowed = Tag::new(tag).allows_length(length.into());
                let behind_a_gap = (tag, length) == (Tag::MS_VALIDITY.get(), 4);
                assert_eq!(listed, known && allowed && !behind_a_gap, "{tag:#06x} with {length} octets");
            }
        }
    }
}
