//! Values of single fields.

/// A newtype over one octet. Every value survives, reserved bits too; accessors beside it say what they mean.
macro_rules! octet {
    ($(#[$meta:meta])* $Type:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Type(u8);

        impl $Type {
            /// The value with this octet.
            #[must_use]
            pub const fn new(octet: u8) -> Self {
                Self(octet)
            }

            /// The octet on the wire.
            #[must_use]
            pub const fn get(self) -> u8 {
                self.0
            }
        }

        impl From<u8> for $Type {
            fn from(octet: u8) -> Self {
                Self(octet)
            }
        }

        impl From<$Type> for u8 {
            fn from(value: $Type) -> Self {
                value.0
            }
        }

        impl core::fmt::Debug for $Type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({:#04x})", stringify!($Type), self.0)
            }
        }
    };
}

mod address;
mod data_coding;
mod esm_class;
mod interface_version;
mod message_state;
mod registered_delivery;
mod time;

pub use address::{Address, Npi, Ton};
pub use data_coding::{Alphabet, DataCoding};
pub use esm_class::{EsmClass, EsmFeatures};
pub use interface_version::InterfaceVersion;
pub use message_state::MessageState;
pub use registered_delivery::RegisteredDelivery;
pub use time::{SmppTime, SmppTimeError};

#[cfg(test)]
mod tests {
    use super::*;

    /// Every type of one octet, on all 256 values, through each way in and out.
    #[test]
    fn all_256_values_survive_every_constructor_of_every_type() {
        macro_rules! each {
            ($($Type:ident),+) => {
                $(
                    for octet in 0..=u8::MAX {
                        let value = $Type::new(octet);
                        assert_eq!(($Type::from(octet), value.get(), u8::from(value)), (value, octet, octet));
                        let others = (0..=u8::MAX).filter(|other| $Type::new(*other) == value).count();
                        assert_eq!(others, 1, "{value:?} aliases another");
                    }
                    assert_eq!($Type::default().get(), 0);
                )+
            };
        }
        each!(Ton, Npi, EsmClass, DataCoding, RegisteredDelivery, InterfaceVersion, MessageState);
    }
}
