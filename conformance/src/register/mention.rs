//! Clause ids in running text and in sources.

use super::Document;

/// The ids in `text`: what has the form of one and stands by itself. A section alone (`SMPP-13`) is none.
#[must_use]
pub fn mentions(text: &str) -> Vec<&str> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_' || character == '-';
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = None;
    while let Some(character) = rest.chars().next() {
        let id = if before.is_some_and(is_word) { None } else { id_at(rest) };
        let step = id.map_or_else(|| character.len_utf8(), str::len);
        let (read, unread) = rest.split_at_checked(step).unwrap_or((rest, ""));
        if id.is_some() && !unread.starts_with(|next: char| next.is_alphanumeric() || next == '_') {
            found.push(read);
        }
        before = read.chars().next_back();
        rest = unread;
    }
    found
}

/// The id that `text` begins with.
fn id_at(text: &str) -> Option<&str> {
    let after_prefix = Document::ALL
        .iter()
        .find_map(|document| text.strip_prefix(document.prefix()).and_then(|rest| rest.strip_prefix('-')))?;
    let is_section =
        |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '.';
    let after_section = after_prefix.trim_start_matches(is_section);
    let number = after_section.strip_prefix('-')?;
    let after_number = number.trim_start_matches(|character: char| character.is_ascii_digit());
    let is_whole = after_section.len() < after_prefix.len() && after_number.len() < number.len();
    let length = text.len().checked_sub(after_number.len())?;
    is_whole.then(|| text.get(..length)).flatten()
}

/// The part of a crate's source file that is test code; `path` is relative to the crate's folder, with `/`.
#[must_use]
pub fn test_code<'a>(path: &str, source: &'a str) -> &'a str {
    const MODULE: &str = "#[cfg(test)]\nmod tests {";
    let is_test_file = path.starts_with("tests/") || path.ends_with("/tests.rs") || path.contains("/tests/");
    if is_test_file {
        return source;
    }
    source.find(MODULE).and_then(|start| source.get(start..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_by_itself() {
        let text =
            "(SMPP-8-12, ruling A-S5) \"CON-C05-1\"; SOAP-6.2.7-1. TW-7.1.1-12\nBILL-9.1.1-4/SOAP-10-001";
        let ids = ["SMPP-8-12", "CON-C05-1", "SOAP-6.2.7-1", "TW-7.1.1-12", "BILL-9.1.1-4", "SOAP-10-001"];
        assert_eq!(mentions(text), ids);
        for text in [
            "",
            "SMPP-13",
            "SMPP-13-",
            "SMPP--1",
            "SMPP-8-{n}",
            "SMPP-8-1st",
            "SOAP-ENV:Body",
            "X-SMPP-8-1",
            "XSMPP-8-1",
            "é\u{301}SMPP_8-1",
        ] {
            assert_eq!(mentions(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_typo_is_an_id_too() {
        assert_eq!(mentions("SMPP-99-1 and CON-ZZ-1"), ["SMPP-99-1", "CON-ZZ-1"]);
    }

    #[test]
    fn tests_are_told_from_other_code() {
        let source = "// SMPP-8-1\n#[cfg(test)]\nmod tests {\n    // SMPP-8-2\n}\n";
        assert_eq!(mentions(test_code("src/pdu/bind.rs", source)), ["SMPP-8-2"]);
        for path in ["tests/bind.rs", "src/pdu/tests.rs", "src/pdu/tests/bind.rs"] {
            assert_eq!(test_code(path, source), source, "{path}");
        }
        assert_eq!(test_code("src/lib.rs", "#[cfg(test)]\nextern crate std;\n// SMPP-8-1"), "");
    }
}
