//! One declarative macro for parameters that are a number in a range.

/// A number outside the range of its parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number from {least} to {most}")]
#[non_exhaustive]
pub struct OutOfRange {
    /// The lowest.
    pub least: u32,
    /// The highest.
    pub most: u32,
}

/// Makes a newtype over an integer that is within a range, with `MIN`, `MAX`, `new`, `get`, conversions and `Display`;
/// with the feature, serde by way of the number, checked when read.
macro_rules! ranged {
    ($(#[$meta:meta])* $vis:vis struct $Type:ident($int:ident), $least:literal to $most:literal;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(try_from = "u32", into = "u32")
        )]
        $vis struct $Type($int);

        impl $Type {
            /// The lowest.
            pub const MIN: Self = Self($least);
            /// The highest.
            pub const MAX: Self = Self($most);

            /// This number.
            ///
            /// # Errors
            /// When it is outside the range.
            pub const fn new(number: $int) -> Result<Self, $crate::send::OutOfRange> {
                match number {
                    $least..=$most => Ok(Self(number)),
                    _ => Err($crate::send::OutOfRange { least: $least, most: $most }),
                }
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> $int {
                self.0
            }
        }

        impl TryFrom<u32> for $Type {
            type Error = $crate::send::OutOfRange;

            fn try_from(number: u32) -> Result<Self, $crate::send::OutOfRange> {
                // A number that the integer cannot hold is beyond the range, which the integer can.
                Self::new($int::try_from(number).unwrap_or($int::MAX))
            }
        }

        impl From<$Type> for u32 {
            fn from(value: $Type) -> Self {
                value.0.into()
            }
        }

        impl ::core::fmt::Display for $Type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}
pub(super) use ranged;
