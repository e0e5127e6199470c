//! Septets packed seven octets to eight, as on the air interface; 3GPP TS 23.038, 6.1.2.1.
//!
//! The first septet lies in the lowest bits of the first octet. Behind a user data header, fill bits bring the first
//! septet to a boundary of septets counted from the start of the header; the functions take the header's length, its
//! own length octet included, and 0 where there is none.
//!
//! When seven bits are left over in the last octet they are zero, which reads as an `@` more. Whoever unpacks
//! therefore has to know the number of septets.

use alloc::vec::Vec;

use super::gsm::GsmError;

/// The low seven bits of every octet of a word.
const SEPTETS: u64 = 0x7F7F_7F7F_7F7F_7F7F;

/// There are fewer octets than the septets take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{septets} septets take {needed} octets, {left} are left")]
#[non_exhaustive]
pub struct TooFewOctets {
    /// How many septets were asked for.
    pub septets: usize,
    /// How many octets they take.
    pub needed: usize,
    /// How many octets there are.
    pub left: usize,
}

/// How many fill bits follow a header of so many octets: 0 to 6.
#[must_use]
pub const fn fill_bits(header_octets: usize) -> u32 {
    match header_octets % 7 {
        1 => 6,
        2 => 5,
        3 => 4,
        4 => 3,
        5 => 2,
        6 => 1,
        _ => 0,
    }
}

/// How many octets so many septets take behind such a header, fill bits included.
#[must_use]
pub fn octets_for(septets: usize, header_octets: usize) -> usize {
    let fill = if septets == 0 { 0 } else { u128::from(fill_bits(header_octets)) };
    let bits = u128::try_from(septets).unwrap_or(u128::MAX).saturating_mul(7).saturating_add(fill);
    usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX)
}

/// How many septets fit into so many octets behind such a header.
#[must_use]
pub fn septets_in(octets: usize, header_octets: usize) -> usize {
    let bits = u128::try_from(octets).unwrap_or(u128::MAX).saturating_mul(8);
    let septets = bits.saturating_sub(fill_bits(header_octets).into()) / 7;
    usize::try_from(septets).unwrap_or(usize::MAX)
}

/// Appends the packed form of septets that stand one in each octet.
///
/// # Errors
/// The first octet above 0x7F; then `out` is as it was.
pub fn pack(septets: &[u8], header_octets: usize, out: &mut Vec<u8>) -> Result<(), GsmError> {
    if !septets.is_ascii()
        && let Some((at, octet)) = septets.iter().enumerate().find(|(_, octet)| !octet.is_ascii())
    {
        return Err(GsmError::NotSeptet { octet: *octet, at });
    }
    out.reserve(octets_for(septets.len(), header_octets));
    // Never more than 7 bits wait between two turns, and one turn adds 56.
    let mut waiting = 0_u64;
    let mut bits = fill_bits(header_octets);
    let (words, rest) = septets.as_chunks::<8>();
    for word in words {
        waiting |= squeeze(u64::from_le_bytes(*word)).wrapping_shl(bits);
        let [octets @ .., last] = waiting.to_le_bytes();
        out.extend_from_slice(&octets);
        waiting = last.into();
    }
    for septet in rest {
        waiting |= u64::from(*septet).wrapping_shl(bits);
        bits = bits.saturating_add(7);
        if let Some(left) = bits.checked_sub(8) {
            let [octet, ..] = waiting.to_le_bytes();
            out.push(octet);
            waiting >>= 8;
            bits = left;
        }
    }
    if bits > 0 && !septets.is_empty() {
        let [octet, ..] = waiting.to_le_bytes();
        out.push(octet);
    }
    Ok(())
}

/// Appends `septets` septets, one in each octet.
///
/// # Errors
/// There are fewer octets than they take; then `out` is as it was.
pub fn unpack(
    octets: &[u8],
    header_octets: usize,
    septets: usize,
    out: &mut Vec<u8>,
) -> Result<(), TooFewOctets> {
    let needed = octets_for(septets, header_octets);
    let Some(octets) = octets.get(..needed) else {
        return Err(TooFewOctets { septets, needed, left: octets.len() });
    };
    let end = out.len().saturating_add(septets);
    out.reserve(septets);
    let fill = fill_bits(header_octets);
    let mut waiting = 0_u64;
    let mut bits = 0_u32;
    let mut rest = octets;
    if fill > 0
        && let Some((first, tail)) = octets.split_first()
    {
        let first = first.wrapping_shr(fill);
        rest = tail;
        if fill == 1 {
            out.push(first);
        } else {
            waiting = first.into();
            bits = 8_u32.saturating_sub(fill);
        }
    }
    // At most 6 bits wait between two turns, and one turn adds 56.
    while let Some((chunk, tail)) = rest.split_first_chunk::<7>() {
        let [a, b, c, d, e, f, g] = *chunk;
        let added = u64::from_le_bytes([a, b, c, d, e, f, g, 0]);
        waiting |= added.wrapping_shl(bits);
        out.extend_from_slice(&spread(waiting).to_le_bytes());
        waiting = added.wrapping_shr(56_u32.saturating_sub(bits));
        rest = tail;
    }
    for octet in rest {
        waiting |= u64::from(*octet).wrapping_shl(bits);
        bits = bits.saturating_add(8);
        while bits >= 7 {
            let [low, ..] = waiting.to_le_bytes();
            out.push(low & 0x7F);
            waiting >>= 7;
            bits = bits.saturating_sub(7);
        }
    }
    // An octet may hold the end of one septet and the whole of the next, and the last of them may be spare bits.
    out.truncate(end);
    Ok(())
}

/// Eight septets in eight octets to 56 bits.
const fn squeeze(word: u64) -> u64 {
    let word = word & SEPTETS;
    let word = (word & 0x007F_007F_007F_007F) | ((word & 0x7F00_7F00_7F00_7F00) >> 1);
    let word = (word & 0x0000_3FFF_0000_3FFF) | ((word & 0x3FFF_0000_3FFF_0000) >> 2);
    (word & 0x0FFF_FFFF) | ((word & 0x0FFF_FFFF_0000_0000) >> 4)
}

/// The low 56 bits to eight septets in eight octets.
const fn spread(bits: u64) -> u64 {
    let word = (bits & 0x0FFF_FFFF) | ((bits & 0x00FF_FFFF_F000_0000) << 4);
    let word = (word & 0x0000_3FFF_0000_3FFF) | ((word & 0x0FFF_C000_0FFF_C000) << 2);
    (word & 0x007F_007F_007F_007F) | ((word & 0x3F80_3F80_3F80_3F80) << 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    fn packed(septets: &[u8], header_octets: usize) -> Vec<u8> {
        let mut out = Vec::new();
        pack(septets, header_octets, &mut out).unwrap();
        out
    }

    /// The bits one by one, as the standard's figure draws them.
    fn naive(septets: &[u8], header_octets: usize) -> Vec<u8> {
        let fill = if septets.is_empty() { 0 } else { (7 - header_octets * 8 % 7) % 7 };
        let mut out = vec![0; (septets.len() * 7 + fill).div_ceil(8)];
        for (number, septet) in septets.iter().enumerate() {
            for bit in (0..7).filter(|bit| septet >> bit & 1 == 1) {
                let place = fill + number * 7 + bit;
                out[place / 8] |= 1 << (place % 8);
            }
        }
        out
    }

    #[test]
    fn known_answers() {
        // "hellohello": the example of many textbooks. "1234567" with its spare bits: by hand.
        assert_eq!(packed(b"hellohello", 0), [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37]);
        assert_eq!(packed(b"1234567", 0), [0x31, 0xD9, 0x8C, 0x56, 0xB3, 0xDD, 0x00]);
        // Behind a header of 6 octets one fill bit, so that an "A", 0x41, becomes 0x82: by hand.
        assert_eq!(packed(b"A", 6), [0x82]);
        assert_eq!(packed(b"", 6), []);
    }

    #[test]
    fn part_sizes_follow_from_the_bits() {
        for (header_octets, septets, fill) in [(0, 160, 0), (6, 153, 1), (7, 152, 0), (1, 158, 6)] {
            assert_eq!(septets_in(140 - header_octets, header_octets), septets);
            assert_eq!(octets_for(septets, header_octets), 140 - header_octets);
            assert_eq!(fill_bits(header_octets), fill);
        }
    }

    #[test]
    fn what_cannot_be_is_refused_and_leaves_no_octets() {
        let mut out = b"kept".to_vec();
        assert_eq!(pack(b"ab\x80", 0, &mut out), Err(GsmError::NotSeptet { octet: 0x80, at: 2 }));
        let short = TooFewOctets { septets: 2, needed: 2, left: 1 };
        assert_eq!(unpack(&[0], 0, 2, &mut out), Err(short));
        let claim = unpack(&[0], 0, usize::MAX, &mut out).unwrap_err();
        assert_eq!((claim.septets, claim.left, out.as_slice()), (usize::MAX, 1, b"kept".as_slice()));
    }

    #[test]
    fn seven_spare_bits_are_no_character_when_the_count_is_known() {
        let mut out = Vec::new();
        unpack(&[0x31, 0xD9, 0x8C, 0x56, 0xB3, 0xDD, 0x00], 0, 7, &mut out).unwrap();
        assert_eq!(out, b"1234567");
    }

    proptest! {
        #[test]
        fn packing_agrees_with_the_bits_and_unpacks(
            septets in prop::collection::vec(0_u8..0x80, 0..70),
            header_octets in 0_usize..20,
        ) {
            let octets = packed(&septets, header_octets);
            prop_assert_eq!(&octets, &naive(&septets, header_octets));
            prop_assert_eq!(octets.len(), octets_for(septets.len(), header_octets));
            let mut again = b"kept".to_vec();
            unpack(&octets, header_octets, septets.len(), &mut again).unwrap();
            prop_assert_eq!(again.strip_prefix(b"kept"), Some(septets.as_slice()));
            let room = septets_in(octets.len(), header_octets);
            prop_assert!(room == septets.len() || room == septets.len() + 1);
        }
    }
}
