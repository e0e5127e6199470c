//! The SMPP door.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `listener` | accepts connections, as many as may be |
//! | `connection` | one connection: the session on it, who decides for it, and who delivers over it |
//! | `desk` | decides what the session asks, with the store behind it |
//! | `bind`, `submit`, `query` | the checks of each request, in their order |
//! | `delivery` | what is held goes out, one item after the other |
//! | `receipt`, `mo` | the PDUs that are held |
//! | `parts` | what a client of SMPP 3.3 gets instead of a long one |
//! | `timing` | when a message is sent, and until when |
//! | `binds`, `lockout`, `throttle` | who may bind, and how much |
//! | `tally`, `counted` | counts PDUs by name; a stream whose PDUs are counted |

mod bind;
mod binds;
mod connection;
mod counted;
mod delivery;
mod desk;
mod listener;
mod lockout;
pub(crate) mod mo;
mod parts;
mod query;
pub(crate) mod receipt;
mod refusal;
mod submit;
mod tally;
mod throttle;
mod timing;

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use clickatell_core::id::ApiId;
use clickatell_smpp::profile::{Profile, clickatell};
use serde::Serialize;

use crate::accounts::Accounts;
use crate::clock::Stamp;
use crate::config::{Config, SmppProfile};
use crate::mailbox::Mailbox;
use crate::shared::lock;
use binds::Binds;
use lockout::Lockout;
use tally::Tally;
use throttle::Throttle;

pub(crate) use binds::SessionId;
pub(crate) use listener::listen;
pub(crate) use submit::text_of;

/// What all SMPP sessions of one gateway share.
#[derive(Debug)]
pub(crate) struct Smpp {
    pub(crate) profile: Profile,
    binds: Mutex<Binds>,
    /// Only where the profile locks out.
    lockout: Option<Mutex<Lockout>>,
    throttle: Mutex<Throttle>,
    sessions: Mutex<BTreeMap<SessionId, SessionView>>,
    last_session: AtomicU64,
    connections: AtomicUsize,
    tally: Tally,
    accounts: Arc<Accounts>,
}

/// A bound session, as the control interface shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SessionView {
    session: SessionId,
    account: String,
    api_id: ApiId,
    kind: &'static str,
    version: String,
    peer: String,
    since: Stamp,
}

impl Smpp {
    pub(crate) fn new(config: &Config, accounts: Arc<Accounts>) -> Self {
        let is_clickatell = config.smpp.profile == SmppProfile::Clickatell;
        let per_kind =
            config.smpp.binds_per_kind.map(NonZeroUsize::get).or_else(|| is_clickatell.then_some(1));
        let lockout = is_clickatell.then(|| {
            let limit = config.limits.failed_binds;
            Mutex::new(Lockout::new(clickatell::BIND_ATTEMPTS, clickatell::LOCKOUT, limit))
        });
        Self {
            profile: config.profile(),
            binds: Mutex::new(Binds::new(per_kind)),
            lockout,
            throttle: Mutex::default(),
            sessions: Mutex::default(),
            last_session: AtomicU64::new(0),
            connections: AtomicUsize::new(0),
            tally: Tally::new(),
            accounts,
        }
    }

    /// The queue of a connection to this door.
    pub(crate) fn mailbox(&self, api: ApiId) -> Option<&Mailbox> {
        self.accounts.mailbox(api)
    }

    pub(crate) fn mailboxes(&self) -> impl Iterator<Item = &Mailbox> {
        self.accounts.mailboxes()
    }

    /// The bound sessions, oldest first.
    pub(crate) fn sessions(&self) -> Vec<SessionView> {
        lock(&self.sessions).values().cloned().collect()
    }

    /// How many connections there are.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(crate) const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Nobody is locked out any more: of this user, or of all. How many addresses and users had been refused.
    pub(crate) fn forget_lockouts(&self, user: Option<&str>) -> usize {
        self.lockout.as_ref().map_or(0, |lockout| lock(lockout).forget(user.map(str::as_bytes)))
    }

    fn binds(&self) -> MutexGuard<'_, Binds> {
        lock(&self.binds)
    }

    fn new_session(&self) -> SessionId {
        self.last_session.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
    }
}
