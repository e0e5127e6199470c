//! The XML declaration, `<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>`.

use super::chars::{is_space, skip_space};
use super::encoding::XmlEncoding;
use super::error::XmlRule;

/// What a declaration says, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    pub(super) encoding: Option<Declared>,
    /// Octets from `<` to `>`.
    pub(super) length: usize,
}

/// The encoding that a declaration names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    Known(XmlEncoding),
    /// UTF-16 and its like, by a name in octets that are not UTF-16.
    Wide,
    Unknown,
}

impl Declaration {
    /// The declaration that a document begins with; `None` when it begins otherwise.
    ///
    /// `octets` are those behind a byte order mark.
    pub(super) fn parse(octets: &[u8]) -> Result<Option<Self>, XmlRule> {
        let Some(inside) = octets.strip_prefix(b"<?xml") else { return Ok(None) };
        if !inside.first().is_some_and(|&octet| is_space(octet)) {
            // `<?xml-stylesheet …?>`, or nothing that ends.
            return Ok(None);
        }
        let end = inside.windows(2).position(|pair| pair == b"?>").ok_or(XmlRule::Truncated)?;
        let inside = inside.get(..end).unwrap_or_default();
        let inside = core::str::from_utf8(inside).map_err(|_| XmlRule::Declaration)?;

        let (version, rest) = member(inside, "version")?.ok_or(XmlRule::Declaration)?;
        if version != "1.0" {
            return Err(XmlRule::Declaration);
        }
        let (encoding, rest) = match member(rest, "encoding")? {
            Some((name, rest)) => (Some(declared(name)?), rest),
            None => (None, rest),
        };
        let rest = match member(rest, "standalone")? {
            Some(("yes" | "no", rest)) => rest,
            Some(_) => return Err(XmlRule::Declaration),
            None => rest,
        };
        if !skip_space(rest).is_empty() {
            return Err(XmlRule::Declaration);
        }
        let length = b"<?xml".len().saturating_add(end).saturating_add(b"?>".len());
        Ok(Some(Self { encoding, length }))
    }
}

/// `name = "value"` behind white space: the value, and what follows it.
fn member<'t>(text: &'t str, name: &str) -> Result<Option<(&'t str, &'t str)>, XmlRule> {
    let begin = skip_space(text);
    let Some(rest) = begin.strip_prefix(name) else { return Ok(None) };
    let rest = skip_space(rest).strip_prefix('=').ok_or(XmlRule::Declaration)?;
    let rest = skip_space(rest);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(XmlRule::Declaration)?;
    if begin.len() == text.len() {
        return Err(XmlRule::Declaration);
    }
    let (value, rest) =
        rest.strip_prefix(quote).and_then(|rest| rest.split_once(quote)).ok_or(XmlRule::Declaration)?;
    Ok(Some((value, rest)))
}

/// The encoding of a name, which is to be well-formed even where it is unknown.
fn declared(name: &str) -> Result<Declared, XmlRule> {
    let well_formed = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'_' | b'-'));
    if !well_formed {
        return Err(XmlRule::Declaration);
    }
    let wide = ["UTF-16", "UTF-32", "ISO-10646-UCS", "UCS-"]
        .iter()
        .any(|family| name.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family)));
    Ok(match XmlEncoding::from_name(name) {
        Some(encoding) => Declared::Known(encoding),
        None if wide => Declared::Wide,
        None => Declared::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(text: &str) -> Result<Option<Declared>, XmlRule> {
        Declaration::parse(text.as_bytes()).map(|found| found.expect("a declaration").encoding)
    }

    #[test]
    fn what_declarations_say() {
        assert_eq!(encoding("<?xml version=\"1.0\"?>"), Ok(None));
        let latin1 = Ok(Some(Declared::Known(XmlEncoding::Latin1)));
        assert_eq!(encoding("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>"), latin1);
        assert_eq!(encoding("<?xml\n version = '1.0'\tencoding='iso-8859-1' standalone=\"no\" ?>"), latin1);
        assert_eq!(encoding("<?xml version='1.0' encoding='utf-16'?>"), Ok(Some(Declared::Wide)));
        assert_eq!(encoding("<?xml version='1.0' encoding='windows-1252'?>"), Ok(Some(Declared::Unknown)));
        assert_eq!(Declaration::parse(b"<?xml version='1.0'?><a/>").unwrap().unwrap().length, 21);
    }

    #[test]
    fn what_is_no_declaration() {
        for text in
            ["", "<a/>", "<?xml-stylesheet href='x'?><a/>", " <?xml version='1.0'?>", "<?xml", "<?xml?>"]
        {
            assert_eq!(Declaration::parse(text.as_bytes()), Ok(None), "{text}");
        }
        assert_eq!(Declaration::parse(b"<?xml version='1.0'"), Err(XmlRule::Truncated));
        for text in [
            "<?xml ?>",
            "<?xml encoding='UTF-8'?>",
            "<?xml encoding='UTF-8' version='1.0'?>",
            "<?xml version='1.1'?>",
            "<?xml version='1.0?>",
            "<?xml version=1.0?>",
            "<?xml version'1.0'?>",
            "<?xml version='1.0'encoding='UTF-8'?>",
            "<?xml version='1.0' encoding=''?>",
            "<?xml version='1.0' encoding='8859'?>",
            "<?xml version='1.0' standalone='maybe'?>",
            "<?xml version='1.0' standalone='yes' encoding='UTF-8'?>",
            "<?xml version='1.0' mood='good'?>",
            "<?xml version='1.0' encoding='é'?>",
        ] {
            assert_eq!(Declaration::parse(text.as_bytes()), Err(XmlRule::Declaration), "{text}");
        }
    }
}
