//! Texts as they are sent, of characters that every contender has.
//!
//! Left out because a peer gets them wrong: § (smpp-codec has a grave accent in its place), the form feed (smpp-codec
//! refuses it), and texts that leave seven bits over (gsm7 reads those as an @ more, unless it wrote them itself).

use gsm7::Gsm7Writer;
use smpp_codec::encoding::gsm_7bit_encode;

/// More octets than any text takes.
pub(super) const MOST: usize = 1024;

/// Texts, and what the peers make of them.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// What it is, and how many septets.
    pub(super) name: &'static str,
    pub(super) texts: Vec<&'static str>,
    /// One septet in each octet, by smpp-codec.
    pub(super) octets: Vec<Vec<u8>>,
    /// Packed, by gsm7.
    pub(super) packed: Vec<Vec<u8>>,
}

/// The mix of all texts, and each of them.
pub(super) fn all() -> Vec<Sample> {
    let single = [
        ("english_20", include_str!("../../samples/text/english_20.txt")),
        ("english_160", include_str!("../../samples/text/english_160.txt")),
        ("english_459", include_str!("../../samples/text/english_459.txt")),
        ("german_148", include_str!("../../samples/text/german_148.txt")),
        ("greek_150", include_str!("../../samples/text/greek_150.txt")),
        ("extension_100", include_str!("../../samples/text/extension_100.txt")),
    ]
    .map(|(name, text)| (name, text.trim_end_matches('\n')));
    let mut samples = vec![Sample::of("mix", single.iter().map(|(_, text)| *text).collect())];
    samples.extend(single.map(|(name, text)| Sample::of(name, vec![text])));
    samples
}

impl Sample {
    fn of(name: &'static str, texts: Vec<&'static str>) -> Self {
        let octets = texts.iter().map(|text| gsm_7bit_encode(text).expect("characters that it has"));
        let octets: Vec<_> = octets.collect();
        let packed = texts.iter().map(|text| {
            let mut writer = Gsm7Writer::new(Vec::new());
            writer.write_str(text).expect("characters that it has");
            writer.into_writer().expect("a Vec takes every octet")
        });
        let packed = packed.collect();
        Self { name, texts, octets, packed }
    }
}
