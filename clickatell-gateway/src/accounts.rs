//! The accounts that there are: those of the configuration, and those that were opened since.
//!
//! An account is never taken away, so whoever has a reference keeps it.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use clickatell_core::id::ApiId;

use crate::config::{self, Account, Api, ConfigError, Door};
use crate::mailbox::Mailbox;
use crate::shared::lock;

/// The accounts of one gateway.
#[derive(Debug)]
pub(crate) struct Accounts {
    /// In the order in which they came; the rest is room.
    places: Box<[OnceLock<Place>]>,
    index: RwLock<Index>,
    /// How many are the configuration's.
    configured: usize,
    adding: Mutex<()>,
}

/// An account, and the queues of its connections to the SMPP door.
#[derive(Debug)]
struct Place {
    account: Account,
    mailboxes: Vec<(ApiId, Mailbox)>,
}

/// Where they are.
#[derive(Debug, Default)]
struct Index {
    users: HashMap<String, usize>,
    apis: HashMap<ApiId, usize>,
}

/// Why an account is not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AddError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("there are {0} accounts, which is the most")]
    Full(usize),
}

impl Accounts {
    /// These, and room for so many more.
    pub(crate) fn new(accounts: &[Account], more: usize) -> Self {
        let room = accounts.len().saturating_add(more);
        let all = Self {
            places: core::iter::repeat_with(OnceLock::new).take(room).collect(),
            index: RwLock::default(),
            configured: accounts.len(),
            adding: Mutex::default(),
        };
        for account in accounts {
            all.put(account.clone());
        }
        all
    }

    /// Opens one more, made for its number among those that were opened, from 0.
    ///
    /// # Errors
    /// When it does not go together with those that there are, or there is no room.
    pub(crate) fn open(&self, make: impl FnOnce(usize) -> Account) -> Result<&Account, AddError> {
        // One at a time: what is looked at stays as it is until the account is in.
        let _one_at_a_time = lock(&self.adding);
        let mut all: Vec<Account> = self.iter().cloned().collect();
        if all.len() >= self.places.len() {
            return Err(AddError::Full(all.len()));
        }
        let account = make(all.len().saturating_sub(self.configured));
        let user = account.user.clone();
        all.push(account.clone());
        config::check_accounts(&all)?;
        self.put(account);
        self.account(&user).ok_or(AddError::Full(all.len()))
    }

    fn put(&self, account: Account) {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let at = index.users.len();
        index.users.insert(account.user.clone(), at);
        index.apis.extend(account.apis.iter().map(|api| (api.id, at)));
        let of_smpp = account.apis.iter().filter(|api| api.door == Door::Smpp);
        let mailboxes = of_smpp.map(|api| (api.id, Mailbox::new())).collect();
        if let Some(place) = self.places.get(at) {
            let _the_place_is_new = place.set(Place { account, mailboxes });
        }
    }

    /// All of them, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.places().map(|place| &place.account)
    }

    /// The account with this user name.
    pub(crate) fn account(&self, user: &str) -> Option<&Account> {
        let at = *self.index().users.get(user)?;
        self.place(at).map(|place| &place.account)
    }

    /// The connection with this number, and whose it is.
    pub(crate) fn api(&self, id: ApiId) -> Option<(&Account, &Api)> {
        let at = *self.index().apis.get(&id)?;
        let account = &self.place(at)?.account;
        Some((account, account.api(id)?))
    }

    /// The queue of a connection to the SMPP door.
    pub(crate) fn mailbox(&self, id: ApiId) -> Option<&Mailbox> {
        let at = *self.index().apis.get(&id)?;
        let found = self.place(at)?.mailboxes.iter().find(|(api, _)| *api == id);
        found.map(|(_, mailbox)| mailbox)
    }

    /// All queues.
    pub(crate) fn mailboxes(&self) -> impl Iterator<Item = &Mailbox> {
        self.places().flat_map(|place| &place.mailboxes).map(|(_, mailbox)| mailbox)
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().map_while(OnceLock::get)
    }

    fn place(&self, at: usize) -> Option<&Place> {
        self.places.get(at)?.get()
    }

    fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn accounts_come_and_stay() {
        let accounts = Accounts::new(&Config::default().accounts, 1);
        let demo = accounts.account("demo").unwrap();
        let mut more = demo.clone();
        more.user = "more".into();
        assert!(accounts.open(|_| more.clone()).unwrap_err().to_string().contains("there twice"));
        (more.mo_number, more.short_code) = (None, None);
        for (api, id) in more.apis.iter_mut().zip(1..) {
            api.id = ApiId::new(id);
        }
        assert_eq!(
            accounts.open(|number| {
                assert_eq!(number, 0);
                more.clone()
            }),
            Ok(&more)
        );
        assert_eq!(accounts.api(ApiId::new(2)).map(|(account, _)| account), Some(&more));
        assert!(accounts.mailbox(ApiId::new(1)).is_some() && accounts.mailbox(ApiId::new(2)).is_none());
        assert_eq!(
            accounts.iter().map(|account| account.user.as_str()).collect::<Vec<_>>(),
            ["demo", "more"]
        );
        assert_eq!(accounts.mailboxes().count(), 2);
        assert_eq!(accounts.open(|_| more.clone()), Err(AddError::Full(2)));
        assert_eq!(demo.user, "demo");
    }
}
