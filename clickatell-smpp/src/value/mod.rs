//! Values of single fields.

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
