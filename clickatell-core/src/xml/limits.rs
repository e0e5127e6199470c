//! What a document may cost, and which rules are bent.

/// Caps on everything that a document can make grow.
///
/// Lengths are octets: of the document as it came, of everything else in UTF-8 after references are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct XmlLimits {
    /// The document, byte order mark and declaration included. Default 1 MiB.
    pub document: usize,
    /// Elements open at once, the root being the first. Default 64.
    pub depth: usize,
    /// Attributes of one element, namespace declarations included. Default 64.
    pub attributes: usize,
    /// One attribute's value. Default 8 KiB.
    pub attribute: usize,
    /// One text, whatever pieces it came in. Default 256 KiB.
    pub text: usize,
    /// One name, its prefix included. Default 256.
    pub name: usize,
    /// Namespace declarations in force at once. Default 64.
    pub namespaces: usize,
    /// Notes kept by a reader; further ones are dropped. Default 16.
    pub notes: usize,
}

impl Default for XmlLimits {
    fn default() -> Self {
        Self {
            document: 1 << 20,
            depth: 64,
            attributes: 64,
            attribute: 8 << 10,
            text: 256 << 10,
            name: 256,
            namespaces: 64,
            notes: 16,
        }
    }
}

/// Switches for what real peers do against the rules. Where one is on, the reader gives the value and notes the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default = "XmlTolerance::strict", deny_unknown_fields)
)]
#[non_exhaustive]
pub struct XmlTolerance {
    /// Local names of elements are compared without regard to the case of ASCII letters: Connect's documentation and
    /// its clients write `clickatellsdk` and `CLICKATELLSDK`, `action` and `Action` (CON-XML-2, CON-XML-7), and SOAP
    /// clients differ in the names of operations and parameters.
    pub any_case: bool,
    /// A prefix that nothing declares is taken for one without a namespace: some hand-made SOAP clients write
    /// `xsi:type` without declaring `xsi`.
    pub undeclared_prefix: bool,
}

impl XmlTolerance {
    /// Every rule holds.
    pub const STRICT: Self = Self { any_case: false, undeclared_prefix: false };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self { any_case: true, undeclared_prefix: true };

    /// A switch that is not named is off.
    #[cfg(feature = "serde")]
    const fn strict() -> Self {
        Self::STRICT
    }
}
