//! What a row of the table of parameters becomes.

/// One row a parameter: constants and lookups on `Tag`, accessors on `Tlvs`, setters on `TlvBuf`.
macro_rules! tlv_table {
    ($(
        $(#[doc = $doc:literal])+
        $CONST:ident $name:ident = $tag:literal, $kind:ident, $len:pat,
        in $range:pat $(=> $range_5:pat)?, of [$($use:ident)*] $(5.0 [$($use_5:ident)*])?,
        $text:literal, $description:literal, $section:literal;
    )+) => {
        clickatell_core::code_table! {
            /// The tag of an optional parameter (5.3.2). 0x1400 to 0x3FFF belong to the SMSC's vendor.
            pub struct Tag(u16), unknown "tlv {:#06x}" {
                $( $(#[doc = $doc])+ $CONST = $tag, $text, $description, $section; )+
            }
        }

        impl Tag {
            /// Whether the specification allows a value of this length; true for tags that it does not list.
            #[must_use]
            #[inline]
            pub const fn allows_length(self, octets: usize) -> bool {
                match self.get() {
                    $( $tag => matches!(octets, $len), )+
                    _ => true,
                }
            }

            /// Whether the specification gives a meaning to a value of these octets, in this version; true for tags that
            /// it does not list. Lengths are for [`allows_length`](Self::allows_length).
            #[must_use]
            pub fn allows_value(self, value: &[u8], version: $crate::value::InterfaceVersion) -> bool {
                let is_5 = version.includes($crate::value::InterfaceVersion::V5_0);
                match self.get() {
                    $( $tag => {
                        $crate::tlv::rows::well_formed!($kind, value)
                            && (matches!(value, $range) $( || is_5 && matches!(value, $range_5) )?)
                    } )+
                    _ => true,
                }
            }

            /// The PDUs that have it in 3.4, and those that have it besides in 5.0; `None` for tags that the
            /// specification does not list.
            pub(super) const fn uses(self) -> Option<($crate::tlv::uses::Uses, $crate::tlv::uses::Uses)> {
                use $crate::tlv::uses::Uses;
                match self.get() {
                    $( $tag => Some((
                        Uses::NONE $( .or(Uses::$use) )*,
                        Uses::NONE $( $( .or(Uses::$use_5) )* )?,
                    )), )+
                    _ => None,
                }
            }
        }

        /// Typed look-ups: `None` when the parameter is absent, an error when it has a length that its type cannot
        /// have (which a strict decoder has refused before). Of several with one tag they give the first.
        impl<'a> $crate::Tlvs<'a> {
            $( $crate::tlv::rows::tlv_accessor!($kind, $name, $CONST, concat!($($doc),+), $section); )+
        }

        /// One setter a parameter; each appends.
        impl $crate::TlvBuf {
            $( $crate::tlv::rows::tlv_setter!($kind, $name, $CONST, concat!($($doc),+), $section); )+
        }
    };
}

macro_rules! tlv_accessor {
    (u8, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!($doc, " One octet (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<Result<u8, $crate::Fault>> {
            self.fixed::<1>(Tag::$CONST).map(|value| value.map(|[octet]| octet))
        }
    };
    (u16, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!($doc, " Two octets (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<Result<u16, $crate::Fault>> {
            self.fixed(Tag::$CONST).map(|value| value.map(u16::from_be_bytes))
        }
    };
    (u32, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!($doc, " Four octets (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<Result<u32, $crate::Fault>> {
            self.fixed(Tag::$CONST).map(|value| value.map(u32::from_be_bytes))
        }
    };
    (octets, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!($doc, " Octets (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<&'a [u8]> {
            self.find(Tag::$CONST).map(|tlv| tlv.value())
        }
    };
    (digits, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        $crate::tlv::rows::tlv_accessor!(octets, $name, $CONST, $doc, $section);
    };
    (time, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        $crate::tlv::rows::tlv_accessor!(c_octets, $name, $CONST, $doc, $section);
    };
    (c_octets, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!($doc, " Text without its NUL, which some peers leave out (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<&'a [u8]> {
            self.find(Tag::$CONST).map(|tlv| tlv.text())
        }
    };
}

macro_rules! tlv_setter {
    (u8, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(@integer u8, $name, $CONST, $doc, $section);
    };
    (u16, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(@integer u16, $name, $CONST, $doc, $section);
    };
    (u32, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(@integer u32, $name, $CONST, $doc, $section);
    };
    (@integer $int:ty, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!("Appends `", stringify!($name), "`. ", $doc, " (", $section, ")")]
        pub fn $name(&mut self, value: $int) -> &mut Self {
            self.put(Tag::$CONST, &value.to_be_bytes())
        }
    };
    (digits, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(octets, $name, $CONST, $doc, $section);
    };
    (time, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(c_octets, $name, $CONST, $doc, $section);
    };
    (octets, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!("Appends `", stringify!($name), "`. ", $doc, " (", $section, ")")]
        ///
        /// # Errors
        /// When the specification does not allow a value of that length.
        pub fn $name(&mut self, value: &[u8]) -> Result<&mut Self, $crate::Fault> {
            self.put_checked(Tag::$CONST, value)
        }
    };
    (c_octets, $name:ident, $CONST:ident, $doc:expr, $section:literal) => {
        #[doc = concat!("Appends `", stringify!($name), "` and its NUL. ", $doc, " (", $section, ")")]
        ///
        /// # Errors
        /// When the specification does not allow a text of that length.
        pub fn $name<const MAX: usize>(
            &mut self,
            value: $crate::COctets<'_, MAX>,
        ) -> Result<&mut Self, $crate::Fault> {
            self.put_text(Tag::$CONST, value)
        }
    };
}

/// Whether a value is of its kind, whatever the octets mean.
macro_rules! well_formed {
    (c_octets, $value:ident) => {
        $crate::tlv::check::is_c_octets($value)
    };
    (time, $value:ident) => {
        $crate::tlv::check::is_time($value)
    };
    (digits, $value:ident) => {
        $value.iter().all(u8::is_ascii_digit)
    };
    ($kind:ident, $value:ident) => {
        true
    };
}

pub(super) use {tlv_accessor, tlv_setter, tlv_table, well_formed};
