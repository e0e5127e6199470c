//! The machines that scripts are run against, one a file.

mod api_sessions;
mod callback_delivery;
mod link;
mod session;
mod soap;

use std::collections::BTreeMap;

use clickatell_core::error::ApiError;
use clickatell_core::id::{ApiMessageId, MessageId};

use super::statement::Header;
use super::subject::Subject;
use super::value::Record;

/// The machine that a script names as the one under test, as its profile and settings make it.
///
/// # Errors
/// When there is no such machine, profile or setting.
pub fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    match header.under_test.as_str() {
        "esme" | "smsc" => session::open(header),
        "link" => link::open(header),
        "callback_delivery" => callback_delivery::open(header),
        "api_sessions" => api_sessions::open(header),
        "soap_server" => soap::server::open(header),
        "soap_client" => soap::client::open(header),
        "soap_batches" => soap::batches::open(header),
        other => Err(format!("there is no machine {other}")),
    }
}

/// What scripts call the things that a machine has numbers for.
#[derive(Default)]
struct Names(BTreeMap<String, u64>);

impl Names {
    /// Gives a name, once.
    fn give(&mut self, name: &str, id: u64) -> Result<(), String> {
        match self.0.insert(name.to_owned(), id) {
            None => Ok(()),
            Some(_) => Err(format!("there is a {name} already")),
        }
    }

    /// The number behind a name.
    fn id(&self, name: &str) -> Result<u64, String> {
        self.0.get(name).copied().ok_or_else(|| format!("there is no {name}"))
    }

    /// The name of a number.
    fn of(&self, id: u64) -> String {
        let name = self.0.iter().find(|(_, known)| **known == id).map(|(name, _)| name.clone());
        name.unwrap_or_else(|| format!("unnamed.{id}"))
    }
}

/// No machine has what it is not said to have.
fn without_profile(header: &Header) -> Result<(), String> {
    if header.profile.is_empty() { Ok(()) } else { Err(format!("{} has no profiles", header.under_test)) }
}

/// A count that a script sets.
fn set_count(settings: &mut Record, key: &str, count: &mut usize) -> Result<(), String> {
    if let Some(number) = settings.take_number(key)? {
        *count = usize::try_from(number).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The id that scripts call by this name: one of the gateway's making, 32 digits of hex.
fn id(name: &str) -> Result<MessageId, String> {
    let mut octets = [0; 16];
    if name.is_empty() || name.len() > octets.len() {
        return Err(format!("{name:?} has not 1 to 16 octets"));
    }
    for (octet, letter) in octets.iter_mut().zip(name.bytes()) {
        *octet = letter;
    }
    Ok(MessageId::from(ApiMessageId::from_random(octets)))
}

/// The answer of a call that is refused: the error's digits.
fn refused(answer: ApiError) -> Record {
    Record::new(answer.digits().to_string())
}
