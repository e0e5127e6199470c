//! Attributes that stand in the program.

/// Attributes that stand in the program: checked once, when a constant is made of them, so that writing them is a copy.
/// All have one prefix, which the elements around them declare.
///
/// ```
/// use clickatell_core::xml::XmlFixed;
///
/// const NIL: Option<XmlFixed> = XmlFixed::new("xsi", &[("nil", "true")]);
/// assert!(NIL.is_some() && XmlFixed::new("xsi", &[("nil", "\"")]).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlFixed {
    pub(super) prefix: &'static str,
    pub(super) attributes: &'static [(&'static str, &'static str)],
}

impl XmlFixed {
    /// No attributes.
    pub const NONE: Self = Self { prefix: "", attributes: &[] };

    /// These attributes, local names and values, in this order. `None` where a name is not of ASCII or none at all, a
    /// name is there twice, the prefix is one that XML keeps for itself, or a value has anything but printable ASCII or
    /// would have to be escaped.
    #[must_use]
    pub const fn new(
        prefix: &'static str,
        attributes: &'static [(&'static str, &'static str)],
    ) -> Option<Self> {
        let reserved = matches!(prefix.as_bytes(), [b'x' | b'X', b'm' | b'M', b'l' | b'L', ..]);
        if reserved || !is_name(prefix) {
            return None;
        }
        let mut rest = attributes;
        while let [(name, value), others @ ..] = rest {
            if !is_name(name) || !stands_as_it_is(value) || has(others, name) {
                return None;
            }
            rest = others;
        }
        Some(Self { prefix, attributes })
    }
}

/// True for a name without a prefix, of ASCII.
pub(super) const fn is_name(text: &str) -> bool {
    let [first, rest @ ..] = text.as_bytes() else { return false };
    if !(first.is_ascii_alphabetic() || *first == b'_') {
        return false;
    }
    let mut rest = rest;
    while let [octet, others @ ..] = rest {
        if !(octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-' | b'.')) {
            return false;
        }
        rest = others;
    }
    true
}

const fn stands_as_it_is(value: &str) -> bool {
    let mut rest = value.as_bytes();
    while let [octet, others @ ..] = rest {
        if !matches!(octet, b' '..=b'~') || matches!(octet, b'<' | b'&' | b'"') {
            return false;
        }
        rest = others;
    }
    true
}

const fn has(attributes: &[(&str, &str)], name: &str) -> bool {
    let mut rest = attributes;
    while let [(other, _), others @ ..] = rest {
        if same(other.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}

const fn same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, ones @ ..], [b, others @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (ones, others);
    }
    one.is_empty() && other.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_copied_is_fixed() {
        assert!(XmlFixed::new("p", &[("a", ""), ("b", "it's 1 > 0"), ("a1", "x")]).is_some());
        for (prefix, attributes) in [
            ("", [("a", "x")].as_slice()),
            ("xmlns", &[("a", "x")]),
            ("XML", &[("a", "x")]),
            ("p:q", &[("a", "x")]),
            ("é", &[("a", "x")]),
            ("p", &[("", "x")]),
            ("p", &[("1a", "x")]),
            ("p", &[("a b", "x")]),
            ("p", &[("a>", "x")]),
            ("p", &[("q:a", "x")]),
            ("p", &[("a", "\"")]),
            ("p", &[("a", "<")]),
            ("p", &[("a", "&amp;")]),
            ("p", &[("a", "\n")]),
            ("p", &[("a", "\0")]),
            ("p", &[("a", "é")]),
            ("p", &[("a", "x"), ("b", "x"), ("a", "y")]),
        ] {
            assert_eq!(XmlFixed::new(prefix, attributes), None, "{prefix}: {attributes:?}");
        }
    }
}
