//! What every door, session and task of one gateway has in common.

use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clickatell_core::api_session::ApiSessions;
use clickatell_core::id::ApiMessageId;
use clickatell_soap::batch::Batches;
use tokio::sync::{Notify, watch};

use crate::accounts::Accounts;
use crate::api::Login;
use crate::callback::Callbacks;
use crate::clock::Clock;
use crate::config::{Account, Config};
use crate::engine::Agenda;
use crate::outcomes::Outcomes;
use crate::random::Random;
use crate::smpp::Smpp;
use crate::soap;
use crate::store::Store;

/// How long a client may take to send the body of a request, at whichever door.
pub(crate) const BODY: Duration = Duration::from_secs(30);

/// One gateway.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Arc<Config>,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) outcomes: Outcomes,
    /// Where the doors over HTTP listen.
    pub(crate) http: core::net::SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) smpp: Smpp,
    /// What went through the SOAP door.
    pub(crate) soap: soap::Tally,
    pub(crate) random: Random,
    pub(crate) agenda: Mutex<Agenda>,
    /// The sessions of the text doors.
    pub(crate) sessions: Mutex<ApiSessions<Login>>,
    /// The batches of the text doors, each of a user.
    pub(crate) batches: Mutex<Batches<String>>,
    pub(crate) callbacks: Callbacks,
    /// Something is due earlier than was known.
    pub(crate) wake: Notify,
    /// Held while a virtual clock moves.
    pub(crate) advancing: tokio::sync::Mutex<()>,
}

impl Shared {
    pub(crate) fn agenda(&self) -> MutexGuard<'_, Agenda> {
        lock(&self.agenda)
    }

    /// The account with this user name.
    pub(crate) fn account(&self, user: &str) -> Option<&Account> {
        self.accounts.account(user)
    }

    /// A message id that nobody can guess, or that a seed repeats.
    pub(crate) fn new_message_id(&self) -> Option<ApiMessageId> {
        match self.random.octets() {
            Ok(octets) => Some(ApiMessageId::from_random(octets)),
            Err(error) => {
                tracing::error!(%error, "the system gives no random octets");
                None
            }
        }
    }
}

/// The value in a lock. A thread that panicked while it held it left nothing half done that matters here: every
/// critical section of this crate is a few assignments.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until the gateway is told to stop, or is gone.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _either_way = stop.wait_for(|stop| *stop).await;
}
