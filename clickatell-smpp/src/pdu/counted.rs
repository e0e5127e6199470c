//! Lists whose number of entries stands in one octet before them: destinations, and those that failed.

use crate::grammar::Field;

/// A list has room for no more entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} can count no more than 255 entries")]
pub struct ListFull {
    /// The octet that counts.
    pub(super) field: Field,
}

impl ListFull {
    /// The octet that counts: `number_of_dests` or `no_unsuccess`.
    #[must_use]
    pub const fn field(&self) -> Field {
        self.field
    }
}

/// Defines a list that stays the octets it is on the wire, the iterator that walks it, and the buffer that writes it.
///
/// The entry type gives `next_of(&mut Reader) -> Option<Self>` and `put(&self, &mut Vec<u8>)`.
macro_rules! counted_list {
    (
        $(#[$meta:meta])* $List:ident,
        $(#[$iter_meta:meta])* $Iter:ident,
        $(#[$buf_meta:meta])* $Buf:ident ($method:ident),
        $Entry:ident, counted by $Field:ident
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq)]
        pub struct $List<'a> {
            count: u8,
            octets: &'a [u8],
        }

        impl<'a> $List<'a> {
            /// None.
            pub const EMPTY: Self = Self { count: 0, octets: &[] };

            /// For the decoder, which has walked them.
            #[inline]
            pub(super) const fn judged(count: u8, octets: &'a [u8]) -> Self {
                Self { count, octets }
            }

            /// How many there are, as the octet before them says.
            #[must_use]
            #[inline]
            pub const fn count(&self) -> u8 {
                self.count
            }

            /// True without any.
            #[must_use]
            #[inline]
            pub const fn is_empty(&self) -> bool {
                self.count == 0
            }

            /// The octets on the wire, behind the one that counts.
            #[must_use]
            #[inline]
            pub const fn as_bytes(&self) -> &'a [u8] {
                self.octets
            }

            /// Every entry, in the sender's order.
            #[must_use]
            #[inline]
            pub const fn iter(&self) -> $Iter<'a> {
                $Iter(clickatell_core::wire::Reader::new(self.octets))
            }
        }

        impl core::fmt::Debug for $List<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_list().entries(self).finish()
            }
        }

        impl<'a> IntoIterator for &$List<'a> {
            type Item = $Entry<'a>;
            type IntoIter = $Iter<'a>;

            fn into_iter(self) -> $Iter<'a> {
                self.iter()
            }
        }

        $(#[$iter_meta])*
        #[derive(Clone, Debug)]
        pub struct $Iter<'a>(clickatell_core::wire::Reader<'a>);

        impl<'a> Iterator for $Iter<'a> {
            type Item = $Entry<'a>;

            #[inline]
            fn next(&mut self) -> Option<$Entry<'a>> {
                $Entry::next_of(&mut self.0)
            }
        }

        $(#[$buf_meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $Buf {
            count: u8,
            octets: alloc::vec::Vec<u8>,
        }

        impl $Buf {
            /// None yet.
            #[must_use]
            pub const fn new() -> Self {
                Self { count: 0, octets: alloc::vec::Vec::new() }
            }

            /// Appends one.
            ///
            /// # Errors
            /// When there are 255 already.
            pub fn push(
                &mut self,
                entry: $Entry<'_>,
            ) -> Result<&mut Self, $crate::pdu::counted::ListFull> {
                let full = $crate::pdu::counted::ListFull { field: $crate::grammar::Field::$Field };
                self.count = self.count.checked_add(1).ok_or(full)?;
                entry.put(&mut self.octets);
                Ok(self)
            }

            /// A view for a PDU.
            #[must_use]
            pub fn $method(&self) -> $List<'_> {
                $List { count: self.count, octets: &self.octets }
            }
        }
    };
}

pub(super) use counted_list;
