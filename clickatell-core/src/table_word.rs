//! One declarative macro for tables of words.

/// A word is in none of the rows of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table has no such word")]
pub struct UnknownWord;

/// Makes an enum out of a table of words, in the document's order, with `ALL`, `name`, `section`, `from_name` (any
/// case), `FromStr` and a `Display` that prints the name; with the feature, serde by way of the name.
macro_rules! word_table {
    (
        $(#[$meta:meta])*
        $vis:vis enum $Type:ident {
            $( $(#[$row_meta:meta])* $Variant:ident = $name:literal, $section:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $Type {
            $( $(#[$row_meta])* $Variant, )+
        }

        #[allow(unreachable_pub, reason = "the table is as public as its type")]
        impl $Type {
            /// Every row of the table, in the document's order.
            pub const ALL: &'static [Self] = &[ $( Self::$Variant, )+ ];

            /// The word, as the document spells it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$Variant => $name, )+
                }
            }

            /// The section of the document that has it.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self {
                    $( Self::$Variant => $section, )+
                }
            }

            /// The row with this word, in any case.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|row| row.name().eq_ignore_ascii_case(name))
            }
        }

        impl ::core::fmt::Display for $Type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.name())
            }
        }

        impl ::core::str::FromStr for $Type {
            type Err = $crate::UnknownWord;

            fn from_str(name: &str) -> Result<Self, $crate::UnknownWord> {
                Self::from_name(name).ok_or($crate::UnknownWord)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = ::alloc::string::String::deserialize(deserializer)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use word_table;

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    word_table! {
        /// A table for the test.
        enum Colour {
            /// First.
            Red = "RED", "1";
            /// Second.
            DarkBlue = "DARK BLUE", "2";
        }
    }

    #[test]
    fn names_go_both_ways_in_any_case() {
        assert_eq!(Colour::ALL, [Colour::Red, Colour::DarkBlue]);
        for row in Colour::ALL {
            assert_eq!((row.to_string().parse(), row.name().to_lowercase().parse()), (Ok(*row), Ok(*row)));
        }
        assert_eq!((Colour::DarkBlue.to_string(), Colour::DarkBlue.section()), ("DARK BLUE".into(), "2"));
        for word in ["", "RE", "RED ", "DARKBLUE"] {
            assert_eq!(word.parse::<Colour>(), Err(UnknownWord));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_carries_the_name() {
        use crate::text::inline::test_serde::{read, shown};

        assert_eq!(shown(&Colour::DarkBlue), "DARK BLUE");
        assert_eq!(read("red"), Ok(Colour::Red));
        assert_eq!(read::<Colour>("green"), Err(UnknownWord.to_string()));
    }
}
