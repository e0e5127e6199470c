//! A cursor over octets that never panics and never copies.

/// Reads a fixed layout from a slice, front to back.
///
/// Every method either takes what it was asked for or returns `None` and leaves the reader where it was, so that a
/// caller can find out, off the hot path, what exactly was missing.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    whole: usize,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the first of these octets.
    #[must_use]
    #[inline]
    pub const fn new(octets: &'a [u8]) -> Self {
        Self { whole: octets.len(), rest: octets }
    }

    /// How many octets have been read.
    #[must_use]
    #[inline]
    pub const fn position(&self) -> usize {
        // `rest` is always a suffix of the whole.
        self.whole.saturating_sub(self.rest.len())
    }

    /// The octets that are left.
    #[must_use]
    #[inline]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// True when nothing is left.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `octets` octets.
    #[inline]
    pub fn take(&mut self, octets: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.rest.split_at_checked(octets)?;
        self.rest = tail;
        Some(head)
    }

    /// All that is left.
    #[inline]
    pub fn take_rest(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.rest)
    }

    /// The next `N` octets as an array.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.rest.split_first_chunk::<N>()?;
        self.rest = tail;
        Some(*head)
    }

    /// One octet.
    #[inline]
    pub fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[octet]| octet)
    }

    /// Two octets, most significant first.
    #[inline]
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// Four octets, most significant first.
    #[inline]
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// An ASCII string of at most `max` octets, its terminating NUL included, and the `N` octets behind it.
    ///
    /// The string comes without its NUL. `None` when there is no NUL within `max` octets, when an octet before it
    /// is not ASCII, or when fewer than `N` octets follow; which of these it was is for a second, slower look.
    /// Layouts of this kind alternate short strings and single octets, so reading both at once saves half of the
    /// bounds checks.
    #[inline(always)]
    pub fn c_octets_then<const N: usize>(&mut self, max: usize) -> Option<(&'a [u8], [u8; N])> {
        // Where the longest string would fit, one look at the length is enough for everything behind it, and the words
        // to be searched are as many as `max` says.
        let words = max.checked_next_multiple_of(WORD).unwrap_or(max);
        let Some((longest, _)) = self.rest.split_at_checked(words.saturating_add(N).saturating_add(1)) else {
            let end = find_end_of_few(self.rest)?;
            return if end < max { self.split_at_nul(end) } else { None };
        };
        // Most strings of a message are empty. A processor that has guessed so goes on behind this one without
        // waiting for the search.
        if longest.first() == Some(&0) && max > 0 {
            return self.split_at_nul(0);
        }
        let end = find_end(longest.as_chunks().0)?;
        if end < max { self.split_at_nul(end) } else { None }
    }

    /// The octets before a NUL at `end`, and the `N` behind it.
    #[inline(always)]
    fn split_at_nul<const N: usize>(&mut self, end: usize) -> Option<(&'a [u8], [u8; N])> {
        let (text, tail) = self.rest.split_at_checked(end)?;
        let (0, tail) = tail.split_first()? else { return None };
        let (after, tail) = tail.split_first_chunk::<N>()?;
        self.rest = tail;
        Some((text, *after))
    }
}

/// How many octets are looked at together.
const WORD: usize = 8;
const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The place of the first octet that is NUL or not ASCII.
#[inline(always)]
fn find_end(words: &[[u8; WORD]]) -> Option<usize> {
    let mut before = 0_usize;
    for octets in words {
        let word = u64::from_le_bytes(*octets);
        // The lowest bit set here marks that octet exactly; higher ones may be false.
        let ends = (word.wrapping_sub(LOW) | word) & HIGH;
        if ends != 0 {
            return before.checked_add(usize::try_from(ends.trailing_zeros() / 8).ok()?);
        }
        before = before.wrapping_add(WORD);
    }
    None
}

/// The same of octets that are not whole words, as at the end of a unit.
#[inline(never)]
fn find_end_of_few(octets: &[u8]) -> Option<usize> {
    let (words, tail) = octets.as_chunks();
    find_end(words).or_else(|| {
        let end = tail.iter().position(|octet| *octet == 0 || !octet.is_ascii())?;
        octets.len().checked_sub(tail.len())?.checked_add(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    fn naive(octets: &[u8]) -> Option<usize> {
        octets.iter().position(|octet| *octet == 0 || !octet.is_ascii())
    }

    #[test]
    fn a_read_that_fails_moves_nothing() {
        let mut reader = Reader::new(&[1, 2, 3]);
        assert_eq!(reader.u32(), None);
        assert_eq!(reader.take(4), None);
        assert_eq!(reader.c_octets_then::<0>(10), None);
        assert_eq!((reader.position(), reader.u16(), reader.u8()), (0, Some(0x0102), Some(3)));
        assert!(reader.is_empty());
        assert_eq!(reader.position(), 3);
    }

    #[test]
    fn a_string_and_the_octets_behind_it_come_together() {
        let mut reader = Reader::new(b"CMT\0\x01\x02tail");
        assert_eq!(reader.c_octets_then::<2>(6), Some((b"CMT".as_slice(), [1, 2])));
        assert_eq!(reader.rest(), b"tail");
        // The NUL counts towards the maximum.
        assert_eq!(Reader::new(b"CMT\0").c_octets_then::<0>(3), None);
        assert_eq!(Reader::new(b"CMT\0").c_octets_then::<0>(4), Some((b"CMT".as_slice(), [])));
        assert_eq!(Reader::new(b"CMT\0").c_octets_then::<1>(4), None);
    }

    #[test]
    fn every_octet_at_every_place_around_a_word_is_judged_alike() {
        for len in 0..20 {
            for place in 0..len {
                for octet in 0..=u8::MAX {
                    let mut octets = std::vec![b'x'; len];
                    octets[place] = octet;
                    octets.push(0);
                    assert_eq!(find_end_of_few(&octets), naive(&octets), "{octets:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_word_scan_agrees_with_the_naive_one(
            octets in prop::collection::vec(prop_oneof![Just(0_u8), Just(0x80), Just(0x01), any::<u8>()], 0..64)
        ) {
            prop_assert_eq!(find_end_of_few(&octets), naive(&octets));
            let mut reader = Reader::new(&octets);
            let read = reader.c_octets_then::<3>(21);
            let end = naive(&octets).filter(|end| *end < 21 && octets[*end] == 0 && octets.len() >= end + 4);
            prop_assert_eq!(read.map(|(text, _)| text.len()), end);
            if let Some((text, after)) = read {
                let mut rebuilt: Vec<u8> = text.to_vec();
                rebuilt.push(0);
                rebuilt.extend(after);
                rebuilt.extend(reader.rest());
                prop_assert_eq!(rebuilt, octets);
            }
        }
    }
}
