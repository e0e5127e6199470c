//! Names of clauses of the documents.

use std::fmt;

use serde::Deserialize;

/// The name of one clause: the document in capitals, the section, and a number within it, as in `SMPP-8-12`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct ClauseId(String);

impl TryFrom<String> for ClauseId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, String> {
        let mut parts = id.split('-');
        let document = parts.next().unwrap_or_default();
        let section = parts.next().unwrap_or_default();
        let number = parts.next().unwrap_or_default();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
        // The Connect document has no numbers: its sections are names, as in `CON-C05-1`.
        let is_section = |text: &str| {
            !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit() || octet.is_ascii_uppercase())
        };
        let well_formed = !document.is_empty()
            && document.bytes().all(|octet| octet.is_ascii_uppercase())
            && section.split('.').all(is_section)
            && is_number(number)
            && parts.next().is_none();
        if well_formed { Ok(Self(id)) } else { Err(format!("{id:?} is no clause id")) }
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_document_a_section_and_a_number_make_an_id() {
        for id in ["SMPP-8-12", "SOAP-6.2.7-1", "CON-C05-1", "CON-CAP-2"] {
            assert_eq!(ClauseId::try_from(id.to_owned()).unwrap().to_string(), id);
        }
        for id in [
            "",
            "SMPP",
            "SMPP-8",
            "SMPP-8-",
            "SMPP-8-a",
            "smpp-8-1",
            "SMPP-8-1-1",
            "SMPP--1",
            "SMPP-8.-1",
            "8-1-1",
            "-8-1",
        ] {
            assert!(ClauseId::try_from(id.to_owned()).is_err(), "{id}");
        }
    }
}
