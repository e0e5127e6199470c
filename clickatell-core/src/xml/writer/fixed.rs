//! Attributes that stand in the program.

/// Attributes that stand in the program, as they are written: checked once, when a constant is made of them, so that
/// writing them is a copy. All have one prefix, which the elements around them declare.
///
/// ```
/// use clickatell_core::xml::XmlFixed;
///
/// const NIL: Option<XmlFixed> = XmlFixed::new("xsi", r#" xsi:nil="true""#);
/// assert!(NIL.is_some() && XmlFixed::new("xsi", r#" xsi:nil="<""#).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlFixed {
    pub(super) prefix: &'static str,
    pub(super) markup: &'static str,
}

impl XmlFixed {
    /// No attributes.
    pub const NONE: Self = Self { prefix: "", markup: "" };

    /// These attributes: each a space, a name with this prefix, and a value in double quotes. `None` where one is not,
    /// a name is not of ASCII or is there twice, the prefix is one that XML keeps for itself, or a value has anything but
    /// printable ASCII or would have to be escaped.
    #[must_use]
    pub const fn new(prefix: &'static str, markup: &'static str) -> Option<Self> {
        let reserved = matches!(prefix.as_bytes(), [b'x' | b'X', b'm' | b'M', b'l' | b'L', ..]);
        if reserved || !is_name(prefix) {
            return None;
        }
        let mut rest = markup.as_bytes();
        while !rest.is_empty() {
            let Some((name, behind)) = attribute(rest, prefix.as_bytes()) else { return None };
            rest = behind;
            let mut others = behind;
            while !others.is_empty() {
                let Some((other, behind)) = attribute(others, prefix.as_bytes()) else { return None };
                if let Some([]) = strip(name, other) {
                    return None;
                }
                others = behind;
            }
        }
        Some(Self { prefix, markup })
    }
}

/// The local name of the attribute that these octets begin with, and what is behind it.
const fn attribute<'m>(octets: &'m [u8], prefix: &[u8]) -> Option<(&'m [u8], &'m [u8])> {
    let [b' ', octets @ ..] = octets else { return None };
    let Some([b':', octets @ ..]) = strip(octets, prefix) else { return None };
    let Some((name, [b'=', b'"', octets @ ..])) = split_at(octets, b'=') else { return None };
    let Some((value, [b'"', behind @ ..])) = split_at(octets, b'"') else { return None };
    if is_name_of(name) && stands_as_it_is(value) { Some((name, behind)) } else { None }
}

/// What is behind a beginning.
const fn strip<'m>(mut octets: &'m [u8], mut beginning: &[u8]) -> Option<&'m [u8]> {
    while let [wanted, others @ ..] = beginning {
        match octets {
            [octet, rest @ ..] if *octet == *wanted => (octets, beginning) = (rest, others),
            _ => return None,
        }
    }
    Some(octets)
}

/// What is before the first of these octets, and the rest.
const fn split_at(octets: &[u8], mark: u8) -> Option<(&[u8], &[u8])> {
    let mut rest = octets;
    while let [octet, others @ ..] = rest {
        if *octet == mark {
            return octets.split_at_checked(octets.len().saturating_sub(rest.len()));
        }
        rest = others;
    }
    None
}

/// True for a name without a prefix, of ASCII.
pub(super) const fn is_name(text: &str) -> bool {
    is_name_of(text.as_bytes())
}

const fn is_name_of(octets: &[u8]) -> bool {
    let [first, rest @ ..] = octets else { return false };
    let mut rest = rest;
    while let [octet, others @ ..] = rest {
        if !may_follow(*octet) {
            return false;
        }
        rest = others;
    }
    may_follow(*first) && !matches!(first, b'0'..=b'9' | b'-' | b'.')
}

/// Whether an octet may stand in a name. Every leaf has a name to be looked at, so it is one look.
#[expect(clippy::as_conversions, reason = "constant functions have no `from`")]
#[expect(clippy::indexing_slicing, reason = "the table has all octets")]
const fn may_follow(octet: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let mut octet = b'-';
        while octet <= b'z' {
            table[octet as usize] = octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-' | b'.');
            octet += 1;
        }
        table
    };
    TABLE[octet as usize]
}

const fn stands_as_it_is(value: &[u8]) -> bool {
    let mut rest = value;
    while let [octet, others @ ..] = rest {
        if !matches!(octet, b' '..=b'~') || matches!(octet, b'<' | b'&' | b'"') {
            return false;
        }
        rest = others;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_copied_is_fixed() {
        for markup in ["", r#" p:a="" p:b="it's 1 > 0" p:a1="x""#, r#" p:ab="x" p:a="x""#, r#" p:a="x=y""#] {
            assert!(XmlFixed::new("p", markup).is_some(), "{markup}");
        }
        for (prefix, markup) in [
            ("", r#" :a="x""#),
            ("xmlns", r#" xmlns:a="x""#),
            ("XML", r#" XML:a="x""#),
            ("p:q", r#" p:q:a="x""#),
            ("é", r#" é:a="x""#),
            ("p", "p:a=\"x\""),
            ("p", r#"  p:a="x""#),
            ("p", r#" p:a="x" "#),
            ("p", r#" p:a="x"p:b="y""#),
            ("p", r#" q:a="x""#),
            ("p", r#" a="x""#),
            ("p", r#" p:="x""#),
            ("p", r#" p:1a="x""#),
            ("p", r#" p:a b="x""#),
            ("p", r#" p:a>="x""#),
            ("p", r#" p:q:a="x""#),
            ("p", r#" p:a"#),
            ("p", r#" p:a="#),
            ("p", r#" p:a='x'"#),
            ("p", r#" p:a="x"#),
            ("p", r#" p:a="<""#),
            ("p", r#" p:a="&amp;""#),
            ("p", " p:a=\"\n\""),
            ("p", " p:a=\"\0\""),
            ("p", r#" p:a="é""#),
            ("p", r#" p:a="x" p:b="x" p:a="y""#),
        ] {
            assert_eq!(XmlFixed::new(prefix, markup), None, "{prefix}: {markup}");
        }
    }
}
