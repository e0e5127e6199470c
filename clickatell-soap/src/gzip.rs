//! Bodies in gzip, which the document/literal service may take and give (SOAP 4).

use core::fmt;

/// Whether a header `Accept-Encoding` takes gzip.
pub(crate) fn accepts(header: Option<&str>) -> bool {
    header.unwrap_or_default().split(',').any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = parameters.trim_ascii().strip_prefix("q=");
        let refused = weight.is_some_and(|weight| weight.bytes().all(|octet| matches!(octet, b'0' | b'.')));
        is_gzip(name.trim_ascii()) && !refused
    })
}

/// How a body is coded, by its header `Content-Encoding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Plain,
    Gzip,
    Unknown,
}

pub(crate) fn coding(header: Option<&str>) -> Coding {
    match header.unwrap_or_default().trim_ascii() {
        name if name.is_empty() || name.eq_ignore_ascii_case("identity") => Coding::Plain,
        name if is_gzip(name) => Coding::Gzip,
        _ => Coding::Unknown,
    }
}

fn is_gzip(name: &str) -> bool {
    ["gzip", "x-gzip"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Why a body did not inflate.
#[allow(dead_code, reason = "a program has an inflater or it has none, by its feature")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inflate {
    /// It is no gzip, or not all of it.
    Broken,
    /// It has more octets than it may have.
    TooLong,
    /// This program has no inflater.
    Absent,
}

impl fmt::Display for Inflate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Broken => "the body does not inflate",
            Self::TooLong => "the body inflates to more than it may",
            Self::Absent => "gzip is not supported",
        })
    }
}

/// The octets of a body, no more than `limit`. A small body may claim to be endless: it is inflated no further.
#[cfg(feature = "gzip")]
pub(crate) fn inflate(body: &[u8], limit: usize) -> Result<Vec<u8>, Inflate> {
    use std::io::Read;

    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut octets = Vec::new();
    let mut inflater = flate2::read::MultiGzDecoder::new(body).take(most);
    inflater.read_to_end(&mut octets).map_err(|_| Inflate::Broken)?;
    if octets.len() > limit { Err(Inflate::TooLong) } else { Ok(octets) }
}

#[cfg(not(feature = "gzip"))]
pub(crate) const fn inflate(_: &[u8], _: usize) -> Result<Vec<u8>, Inflate> {
    Err(Inflate::Absent)
}

/// The same octets in gzip; `None` where that is not to be had.
#[cfg(feature = "gzip")]
pub(crate) fn deflate(octets: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write;

    let mut deflater = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    deflater.write_all(octets).ok()?;
    deflater.finish().ok()
}

#[cfg(not(feature = "gzip"))]
pub(crate) const fn deflate(_: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_4_2_who_takes_gzip() {
        for (header, takes) in [
            ("gzip", true),
            ("deflate, GZIP;q=0.5", true),
            ("x-gzip", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000", false),
            // As PHP sends it.
            ("none", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(accepts(Some(header)), takes, "{header}");
        }
        assert!(!accepts(None));
        for (header, found) in [
            ("", Coding::Plain),
            ("Identity", Coding::Plain),
            ("GZip", Coding::Gzip),
            ("br", Coding::Unknown),
        ] {
            assert_eq!(coding(Some(header)), found);
        }
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn a_60_octets_go_both_ways_and_a_bomb_does_not_go_off() {
        let octets = "a text that is long and repeats itself; ".repeat(100).into_bytes();
        let deflated = deflate(&octets).unwrap();
        assert!(deflated.len() < octets.len() / 10);
        assert_eq!(inflate(&deflated, octets.len()).as_deref(), Ok(octets.as_slice()));
        assert_eq!(inflate(&deflated, octets.len() - 1), Err(Inflate::TooLong));
        for length in 0..deflated.len() {
            assert!(inflate(&deflated[..length], octets.len()).is_err(), "{length}");
        }
        let mut broken = deflated;
        broken[20] ^= 1;
        assert_eq!(inflate(&broken, 1 << 20), Err(Inflate::Broken));
        // 64 MiB of zeros in 64 KiB.
        let bomb = deflate(&vec![0; 64 << 20]).unwrap();
        assert!(bomb.len() < 400_000);
        assert_eq!(inflate(&bomb, 1000), Err(Inflate::TooLong));
    }
}
