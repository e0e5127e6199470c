//! What a row of the table of parameters becomes.

/// One row a parameter: constants and lookups on `Tag`, accessors on `Tlvs`, setters on `TlvBuf`.
macro_rules! tlv_table {
    ($(
        #[doc = $doc:literal]
        $CONST:ident $name:ident = $tag:literal, $kind:ident, $len:pat,
        $text:literal, $description:literal, $section:literal;
    )+) => {
        clickatell_core::code_table! {
            /// The tag of an optional parameter (5.3.2). 0x1400 to 0x3FFF belong to the SMSC's vendor.
            pub struct Tag(u16), unknown "tlv {:#06x}" {
                $( #[doc = $doc] $CONST = $tag, $text, $description, $section; )+
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
        }

        /// Typed look-ups: `None` when the parameter is absent, an error when it has a length that its type cannot
        /// have (which a strict decoder has refused before). Of several with one tag they give the first.
        impl<'a> $crate::Tlvs<'a> {
            $( $crate::tlv::rows::tlv_accessor!($kind, $name, $CONST, $doc, $section); )+
        }

        /// One setter a parameter; each appends.
        impl $crate::TlvBuf {
            $( $crate::tlv::rows::tlv_setter!($kind, $name, $CONST, $doc, $section); )+
        }
    };
}

macro_rules! tlv_accessor {
    (u8, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        #[doc = concat!($doc, " One octet (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<Result<u8, $crate::Fault>> {
            self.fixed::<1>(Tag::$CONST).map(|value| value.map(|[octet]| octet))
        }
    };
    (u16, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        #[doc = concat!($doc, " Two octets (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<Result<u16, $crate::Fault>> {
            self.fixed(Tag::$CONST).map(|value| value.map(u16::from_be_bytes))
        }
    };
    (u32, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        #[doc = concat!($doc, " Four octets (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<Result<u32, $crate::Fault>> {
            self.fixed(Tag::$CONST).map(|value| value.map(u32::from_be_bytes))
        }
    };
    (octets, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        #[doc = concat!($doc, " Octets (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<&'a [u8]> {
            self.find(Tag::$CONST).map(|tlv| tlv.value())
        }
    };
    (c_octets, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        #[doc = concat!($doc, " Text without its NUL, which some peers leave out (", $section, ").")]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<&'a [u8]> {
            self.find(Tag::$CONST).map(|tlv| tlv.text())
        }
    };
}

macro_rules! tlv_setter {
    (u8, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(@integer u8, $name, $CONST, $doc, $section);
    };
    (u16, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(@integer u16, $name, $CONST, $doc, $section);
    };
    (u32, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        $crate::tlv::rows::tlv_setter!(@integer u32, $name, $CONST, $doc, $section);
    };
    (@integer $int:ty, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        #[doc = concat!("Appends `", stringify!($name), "`. ", $doc, " (", $section, ")")]
        pub fn $name(&mut self, value: $int) -> &mut Self {
            self.put(Tag::$CONST, &value.to_be_bytes())
        }
    };
    (octets, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
        #[doc = concat!("Appends `", stringify!($name), "`. ", $doc, " (", $section, ")")]
        ///
        /// # Errors
        /// When the specification does not allow a value of that length.
        pub fn $name(&mut self, value: &[u8]) -> Result<&mut Self, $crate::Fault> {
            self.put_checked(Tag::$CONST, value)
        }
    };
    (c_octets, $name:ident, $CONST:ident, $doc:literal, $section:literal) => {
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

pub(super) use {tlv_accessor, tlv_setter, tlv_table};
