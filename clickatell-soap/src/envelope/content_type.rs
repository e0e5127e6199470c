//! The header `Content-Type`, of which only the encoding counts.

use clickatell_core::xml::XmlEncoding;

/// The encoding that a header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Known(XmlEncoding),
    Unknown,
    None,
}

/// The parameter `charset` of a header, in quotes or without. The type itself makes no difference: clients send any.
pub(super) fn charset(content_type: Option<&str>) -> Charset {
    let parameters = content_type.unwrap_or_default().split(';').skip(1);
    let value = parameters.filter_map(|parameter| parameter.split_once('=')).find_map(|(name, value)| {
        let value = value.trim_ascii();
        let inside = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        name.trim_ascii().eq_ignore_ascii_case("charset").then_some(inside.unwrap_or(value))
    });
    match value {
        None | Some("") => Charset::None,
        Some(name) => XmlEncoding::from_name(name).map_or(Charset::Unknown, Charset::Known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_61_the_charset_of_the_header() {
        for (header, charset_found) in [
            ("text/xml", Charset::None),
            ("", Charset::None),
            ("text/xml; charset=UTF-8", Charset::Known(XmlEncoding::Utf8)),
            ("text/xml;charset=\"iso-8859-1\"", Charset::Known(XmlEncoding::Latin1)),
            ("application/soap+xml; action=\"a\"; Charset = us-ascii ", Charset::Known(XmlEncoding::Ascii)),
            ("text/xml; charset=windows-1252", Charset::Unknown),
            ("text/xml; charset=", Charset::None),
            ("charset=UTF-7", Charset::None),
        ] {
            assert_eq!(charset(Some(header)), charset_found, "{header}");
        }
        assert_eq!(charset(None), Charset::None);
    }
}
