//! The five documents.

use serde::Deserialize;

/// A document that has a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Document {
    /// The SMPP API.
    Smpp,
    /// The MT Billing API.
    Billing,
    /// The Connect API.
    Connect,
    /// The two-way technical guide.
    TwoWay,
    /// The SOAP API.
    Soap,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Smpp, Self::Billing, Self::Connect, Self::TwoWay, Self::Soap];

    /// The file of its clauses.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Smpp => "smpp.toml",
            Self::Billing => "billing.toml",
            Self::Connect => "connect.toml",
            Self::TwoWay => "two_way.toml",
            Self::Soap => "soap.toml",
        }
    }

    /// How its ids begin.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Smpp => "SMPP",
            Self::Billing => "BILL",
            Self::Connect => "CON",
            Self::TwoWay => "TW",
            Self::Soap => "SOAP",
        }
    }

    /// How many clauses it has.
    #[must_use]
    pub fn clauses(self) -> usize {
        match self {
            Self::Smpp => 175,
            Self::Billing => 132,
            Self::Connect => 284,
            Self::TwoWay => 111,
            Self::Soap => 277,
        }
    }

    /// Whether `id` is this document's prefix, that section and a number, with hyphens between them.
    #[must_use]
    pub fn is_well_formed(self, id: &str, section: &str) -> bool {
        let mut parts = id.split('-');
        let number = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
        parts.next() == Some(self.prefix())
            && parts.next() == Some(section)
            && self.is_section(section)
            && parts.next().is_some_and(number)
            && parts.next().is_none()
    }

    /// Whether `section` has the form of one: a word in Connect, numbers with dots elsewhere.
    fn is_section(self, section: &str) -> bool {
        match self {
            Self::Connect => {
                section.starts_with(|first: char| first.is_ascii_uppercase())
                    && section.bytes().all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit())
            }
            Self::Smpp | Self::Billing | Self::TwoWay | Self::Soap => section
                .split('.')
                .all(|number| !number.is_empty() && number.bytes().all(|octet| octet.is_ascii_digit())),
        }
    }
}
