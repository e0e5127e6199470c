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

/// The tests of a source file: each from its attribute to the brace that ends it, as rustfmt sets it. A mention anywhere
/// else, in the words at the head of a file of tests for example, is no test.
pub fn tests(source: &str) -> impl Iterator<Item = &str> {
    let mut rest = source;
    core::iter::from_fn(move || {
        let attribute = rest.match_indices("#[").map(|(at, _)| at).find(|at| is_test(rest, *at))?;
        let (_, behind) = rest.split_at_checked(attribute)?.1.split_once('\n')?;
        let indent = behind.len().checked_sub(behind.trim_start_matches(' ').len())?;
        let end = format!("\n{}}}\n", behind.get(..indent)?);
        let length = behind.find(&end).map_or(behind.len(), |at| at.saturating_add(end.len()));
        let (test, left) = behind.split_at_checked(length)?;
        rest = left;
        Some(test)
    })
}

/// Whether the attribute at this place makes a function a test, as `#[test]` and `#[tokio::test]` do.
fn is_test(source: &str, at: usize) -> bool {
    let line = source.get(at..).and_then(|line| line.lines().next()).unwrap_or_default();
    let path = line.trim_start_matches("#[").split(['(', ']']).next();
    path.and_then(|path| path.rsplit("::").next()) == Some("test")
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
    fn a_test_ends_at_its_brace() {
        let source = "//! SMPP-8-1\n#[test]\nfn a() {\n    // SMPP-8-2\n    if b {\n    }\n}\n// SMPP-8-3\n\
            mod c {\n    #[tokio::test(flavor = 1)]\n    fn d() {\n        \"SMPP-8-4\";\n    }\n    // SMPP-8-5\n}\n";
        let found: Vec<_> = tests(source).map(mentions).collect();
        assert_eq!(found, [["SMPP-8-2"], ["SMPP-8-4"]]);
        assert_eq!(tests("// SMPP-8-1\nfn test() {}\n").count(), 0);
    }
}
