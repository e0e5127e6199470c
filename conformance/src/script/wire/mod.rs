//! How octets of a conversation are written in a script, one format a file.

mod smpp;
pub(super) mod soap;

use super::value::Record;

pub use smpp::Smpp;

/// A format of messages. It shares no code with what it judges.
pub trait Wire {
    /// The octets of a message.
    ///
    /// # Errors
    /// What is wrong with the line of the script.
    fn encode(&self, message: &Record) -> Result<Vec<u8>, String>;

    /// How many of these octets are the first message; all of them where that cannot be seen.
    fn first(&self, octets: &[u8]) -> usize;

    /// The number that stands in the message in the place of this key.
    fn number(&self, message: &[u8], key: &str) -> Option<u64>;

    /// The message in words.
    fn describe(&self, message: &[u8]) -> String;
}
