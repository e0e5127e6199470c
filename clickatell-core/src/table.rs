//! One declarative macro for every table of code points.

/// One row of a table made by [`code_table!`](crate::code_table): what a document prints for one code point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row<T> {
    /// The code point.
    pub value: T,
    /// Its name, as the document spells it.
    pub name: &'static str,
    /// What it means, in one line.
    pub description: &'static str,
    /// The section of the document that defines it.
    pub section: &'static str,
}

impl<T> Row<T> {
    /// A row; used by the macro.
    #[doc(hidden)]
    pub const fn new(value: T, name: &'static str, description: &'static str, section: &'static str) -> Self {
        Self { value, name, description, section }
    }
}

/// Makes a newtype over an integer out of a table of a document, in the document's order.
///
/// A code point is a value, not a variant: one that the table does not list is kept as it came and can never be
/// confused with one that it lists. The type gets a constant for each row, `ALL` (every row), `row`, `name`,
/// `from_name`, `get`, `From` both ways and a `Display` that prints the name, or the number where there is none.
///
/// ```
/// clickatell_core::code_table! {
///     /// Availability of a handset.
///     pub struct Availability(u8), unknown "{:#04x}" {
///         /// Reachable now.
///         AVAILABLE = 0, "available", "the handset can be reached", "5.3.2.30";
///         /// Out of reach.
///         UNAVAILABLE = 2, "unavailable", "the handset cannot be reached", "5.3.2.30";
///     }
/// }
///
/// assert_eq!(Availability::UNAVAILABLE.get(), 2);
/// assert_eq!(Availability::from(2).name(), Some("unavailable"));
/// assert_eq!(Availability::from_name("available"), Some(Availability::AVAILABLE));
/// assert_eq!(Availability::from(7).name(), None);
/// assert_eq!(Availability::from(7).to_string(), "0x07");
/// assert_eq!(Availability::ALL.len(), 2);
/// ```
///
/// Two rows with one value do not compile: the lookup is a `match`, and its second arm would be unreachable.
#[macro_export]
macro_rules! code_table {
    (
        $(#[$meta:meta])*
        $vis:vis struct $Type:ident($int:ty), unknown $unknown:literal {
            $(
                $(#[$row_meta:meta])*
                $CONST:ident = $value:literal, $name:literal, $description:literal, $section:literal;
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $Type($int);

        #[allow(unreachable_pub, reason = "the table is as public as its type")]
        impl $Type {
            $(
                $(#[$row_meta])*
                pub const $CONST: Self = Self($value);
            )+

            /// Every row of the table, in the document's order.
            pub const ALL: &'static [$crate::Row<Self>] = &[
                $( $crate::Row::new(Self::$CONST, $name, $description, $section), )+
            ];

            /// The value with this number, listed or not.
            #[must_use]
            pub const fn new(value: $int) -> Self {
                Self(value)
            }

            /// The number on the wire.
            #[must_use]
            pub const fn get(self) -> $int {
                self.0
            }

            /// The name of a listed value.
            #[must_use]
            #[deny(unreachable_patterns)]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some($name), )+
                    _ => None,
                }
            }

            /// The row of a listed value.
            #[must_use]
            pub fn row(self) -> Option<&'static $crate::Row<Self>> {
                Self::ALL.iter().find(|row| row.value == self)
            }

            /// The listed value with this name, in exactly this spelling.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().find(|row| row.name == name).map(|row| row.value)
            }
        }

        impl From<$int> for $Type {
            fn from(value: $int) -> Self {
                Self(value)
            }
        }

        impl From<$Type> for $int {
            fn from(value: $Type) -> Self {
                value.0
            }
        }

        impl ::core::fmt::Display for $Type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => ::core::write!(f, $unknown, self.0),
                }
            }
        }

        impl ::core::fmt::Debug for $Type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::write!(f, "{}({})", ::core::stringify!($Type), self)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    code_table! {
        /// A table for the test.
        struct Code(u8), unknown "{:#04x}" {
            /// First.
            FIRST = 0x01, "first", "the first", "1";
            /// Second.
            SECOND = 0x10, "second", "the second", "2";
        }
    }

    #[test]
    fn every_byte_survives_and_only_listed_ones_have_names() {
        for byte in 0..=u8::MAX {
            let code = Code::from(byte);
            assert_eq!((u8::from(code), code.get()), (byte, byte));
            assert_eq!(Code::new(byte), code);
            assert_eq!(code.name().is_some(), byte == 1 || byte == 16);
            assert_eq!(code.row().map(|row| row.name), code.name());
        }
    }

    #[test]
    fn display_prints_the_name_or_the_number() {
        assert_eq!(Code::SECOND.to_string(), "second");
        assert_eq!(Code::from(0xfe).to_string(), "0xfe");
        assert_eq!(std::format!("{:?}", Code::FIRST), "Code(first)");
        assert_eq!(Code::from_name("First"), None);
    }
}
