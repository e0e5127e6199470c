//! Texts and octets: edges first, then whatever a seeded generator makes.

const ALPHABETS: [&str; 6] = [
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 @ \n\r",
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà",
    "ab@€[]{}~^|\\\u{C}",
    "aéàçÇœ\u{A0}ÿ\u{7F}\u{80}\u{1B}`´",
    "Привет мир Ωαβγ",
    "a😀𝄞\u{FFFF}\u{10FFFF}漢字\u{E000}\u{D7FF}",
];

/// How many texts, and how many sequences of octets, the generator makes.
const RANDOM: usize = 3000;
/// Longer than any single message, so that some take several parts.
const LONGEST: u64 = 400;

pub struct Samples {
    pub texts: Vec<String>,
    pub octets: Vec<Vec<u8>>,
}

impl Samples {
    pub fn new(seed: u64) -> Self {
        let mut random = SplitMix(seed);
        let mut texts = edge_texts();
        let mut octets = edge_octets();
        for _ in 0..RANDOM {
            // Of one alphabet, or of several.
            let first = random.below(6) as usize;
            let alphabets = &ALPHABETS[first..=first + random.below(6 - first as u64) as usize];
            let letters: Vec<char> = alphabets.concat().chars().collect();
            let length = random.below(LONGEST);
            texts.push((0..length).map(|_| letters[random.below(letters.len() as u64) as usize]).collect());
            let highest = [0x80, 0x100][random.below(2) as usize];
            octets.push((0..random.below(40)).map(|_| random.below(highest) as u8).collect());
        }
        Self { texts, octets }
    }
}

/// Every number of septets around a whole octet, with each end that packing makes hard to tell from its spare bits.
fn edge_texts() -> Vec<String> {
    let ends = ["", "@", "@@", "\r", "\r\r", "€", "§", "`", "\u{C}", "\u{1B}"];
    let mut texts: Vec<_> = (0..20).flat_map(|length| ends.map(|end| "a".repeat(length) + end)).collect();
    for length in [152, 153, 154, 159, 160, 161, 305, 306, 307] {
        texts.extend(ends.map(|end| "a".repeat(length) + end + "b"));
    }
    // A pair on every place of a cut.
    for length in 60..72 {
        texts.push("ж".repeat(length) + "😀😀😀😀😀😀");
    }
    texts
}

fn edge_octets() -> Vec<Vec<u8>> {
    let mut octets = vec![Vec::new()];
    for octet in 0..=u8::MAX {
        octets.extend([vec![octet], vec![0x1B, octet], vec![octet, 0x1B], vec![b'a', 0x1B, octet, b'b']]);
        octets.extend([vec![0xD8, octet], vec![octet, 0x00, 0x41], vec![0xD8, 0x3D, octet, 0x00]]);
    }
    octets
}

/// The generator of Steele, Lea and Flood: small, and the same everywhere.
pub struct SplitMix(pub u64);

impl SplitMix {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}
