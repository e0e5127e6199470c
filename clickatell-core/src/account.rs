//! Accounts: their connections, the senders that they may use, and what a new one may do.
//!
//! What is kept of an account, its balance for one, is the gateway's own affair; here is what the documents say of all of
//! them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;

use crate::credit::Credit;
use crate::delivery::CallbackUrl;
use crate::error::ApiError;
use crate::feature::ApiKind;
use crate::id::ApiId;
use crate::number::{Msisdn, SenderId, ShortCode};

/// What a new account has to spend: ten credits.
pub const FREE_CREDITS: Credit = Credit::from_units(30_000_000);

/// How far a new account has come (SMPP 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Stage {
    /// It has its [`FREE_CREDITS`], and its messages carry a text of the gateway's.
    #[default]
    New,
    /// Its owner has typed the code that came to the phone.
    Confirmed,
}

impl Stage {
    /// True when the account can buy credits.
    #[must_use]
    pub const fn may_buy(self) -> bool {
        matches!(self, Self::Confirmed)
    }

    /// The text that goes out: the account's own, or the gateway's in its place.
    #[must_use]
    pub const fn text<'a>(self, own: &'a str, preset: &'a str) -> &'a str {
        match self {
            Self::New => preset,
            Self::Confirmed => own,
        }
    }
}

/// One connection of an account: an interface of the gateway, and a name for people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Connection<K> {
    /// Whose it is.
    pub account: K,
    /// The interface that it is for.
    pub kind: ApiKind,
    /// What the account calls it.
    pub description: String,
    /// Where statuses of its messages are pushed. No call has a parameter for it.
    pub callback: Option<CallbackUrl>,
}

/// Why a connection was not added. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// Another connection has this id, be it of this account or of another.
    #[error("another connection has this id")]
    TakenId,
    /// Another connection of this account is called the same.
    #[error("another connection of this account has this description")]
    TakenDescription,
}

/// The connections of all accounts of a gateway; `K` names an account.
///
/// ```
/// use clickatell_core::account::{ConnectionError, Connections};
/// use clickatell_core::error::ApiError;
/// use clickatell_core::feature::ApiKind;
/// use clickatell_core::id::ApiId;
///
/// let mut connections = Connections::new();
/// connections.add(ApiId::new(3_442_105), "demo", ApiKind::Http, "shop")?;
/// let again = connections.add(ApiId::new(3_442_106), "demo", ApiKind::Smpp, "shop");
/// assert_eq!(again, Err(ConnectionError::TakenDescription));
/// assert_eq!(connections.find(ApiId::new(3_442_105), ApiKind::Soap), Err(ApiError::INVALID_PROTOCOL));
/// # Ok::<(), ConnectionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Connections<K> {
    by_id: BTreeMap<ApiId, Connection<K>>,
}

impl<K> Default for Connections<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Connections<K> {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self { by_id: BTreeMap::new() }
    }

    /// The connection that a call through an interface names.
    ///
    /// # Errors
    /// 108 where there is none of this id, 111 where it is for another interface.
    pub fn find(&self, id: ApiId, kind: ApiKind) -> Result<&Connection<K>, ApiError> {
        let connection = self.by_id.get(&id).ok_or(ApiError::INVALID_API_ID)?;
        if connection.kind == kind { Ok(connection) } else { Err(ApiError::INVALID_PROTOCOL) }
    }

    /// Sets where statuses of a connection's messages are pushed, or that they are not; false where there is no such
    /// connection.
    pub fn set_callback(&mut self, id: ApiId, url: Option<CallbackUrl>) -> bool {
        let connection = self.by_id.get_mut(&id);
        connection.map(|connection| connection.callback = url).is_some()
    }
}

impl<K: PartialEq> Connections<K> {
    /// Adds a connection to an account.
    ///
    /// # Errors
    /// When its id or its description is taken.
    pub fn add(
        &mut self,
        id: ApiId,
        account: K,
        kind: ApiKind,
        description: impl Into<String>,
    ) -> Result<(), ConnectionError> {
        let description = description.into();
        if self.by_id.contains_key(&id) {
            return Err(ConnectionError::TakenId);
        }
        if self.of(&account).any(|(_, connection)| connection.description == description) {
            return Err(ConnectionError::TakenDescription);
        }
        self.by_id.insert(id, Connection { account, kind, description, callback: None });
        Ok(())
    }

    /// The connections of an account. One without any cannot use the gateway.
    pub fn of(&self, account: &K) -> impl Iterator<Item = (ApiId, &Connection<K>)> {
        let own = move |(_, connection): &(&ApiId, &Connection<K>)| connection.account == *account;
        self.by_id.iter().filter(own).map(|(id, connection)| (*id, connection))
    }
}

/// What an account may show as its sender: what is registered and approved, and the numbers that it rents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Senders {
    /// Registered and approved.
    pub registered: BTreeSet<SenderId>,
    /// Numbers that handsets write to, rented from the gateway.
    pub numbers: BTreeSet<Msisdn>,
    /// Short codes, rented likewise.
    pub short_codes: BTreeSet<ShortCode>,
}

impl Senders {
    /// That the account may use a sender.
    ///
    /// # Errors
    /// 123 when it may not.
    pub fn check(&self, sender: &SenderId) -> Result<(), ApiError> {
        let text = sender.as_str();
        let rented = Msisdn::parse(text).is_ok_and(|number| self.numbers.contains(&number))
            || ShortCode::parse(text).is_ok_and(|code| self.short_codes.contains(&code));
        if rented || self.registered.contains(sender) { Ok(()) } else { Err(ApiError::INVALID_SENDER_ID) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::send::Parameter;
    use alloc::vec::Vec;

    #[test]
    fn smpp_5_4_and_smpp_5_5_a_new_account_has_ten_credits_and_the_gateways_text() {
        assert_eq!(Some(FREE_CREDITS), Credit::from_credits(10));
        assert_eq!(FREE_CREDITS.checked_sub(Credit::ONE), Credit::from_credits(9));
        let stage = Stage::default();
        assert_eq!((stage.may_buy(), stage.text("abc", "Clickatell test")), (false, "Clickatell test"));
        let stage = Stage::Confirmed;
        assert_eq!((stage.may_buy(), stage.text("abc", "Clickatell test")), (true, "abc"));
    }

    #[test]
    fn smpp_5_1_and_smpp_5_6_every_connection_has_an_id_of_its_own() {
        let mut connections = Connections::new();
        let [first, second] = [1, 2].map(ApiId::new);
        assert_eq!(connections.find(first, ApiKind::Http), Err(ApiError::INVALID_API_ID));
        assert_eq!(connections.add(first, "a", ApiKind::Http, "shop"), Ok(()));
        for account in ["a", "b"] {
            let again = connections.add(first, account, ApiKind::Soap, "bank");
            assert_eq!(again, Err(ConnectionError::TakenId));
        }
        assert_eq!(connections.add(second, "a", ApiKind::Soap, "bank"), Ok(()));
        let own: Vec<_> = connections.of(&"a").map(|(id, connection)| (id, connection.kind)).collect();
        assert_eq!(own, [(first, ApiKind::Http), (second, ApiKind::Soap)]);
        assert_eq!(connections.of(&"b").count(), 0);
    }

    #[test]
    fn smpp_5_7_and_soap_10_111_descriptions_and_interfaces() {
        let mut connections = Connections::new();
        let [first, second] = [1, 2].map(ApiId::new);
        connections.add(first, "a", ApiKind::Http, "shop").unwrap();
        let again = connections.add(second, "a", ApiKind::Smpp, "shop");
        assert_eq!(again, Err(ConnectionError::TakenDescription));
        // Another account may call its own the same.
        assert_eq!(connections.add(second, "b", ApiKind::Smpp, "shop"), Ok(()));
        assert!(connections.find(first, ApiKind::Http).is_ok_and(|found| found.account == "a"));
        assert_eq!(connections.find(first, ApiKind::Soap), Err(ApiError::INVALID_PROTOCOL));
        assert_eq!(connections.find(ApiId::new(3), ApiKind::Http), Err(ApiError::INVALID_API_ID));
    }

    #[test]
    fn bill_9_1_1_3_the_callback_url_is_a_setting_of_the_connection() {
        let mut connections = Connections::new();
        let id = ApiId::new(1);
        let url = CallbackUrl::parse("https://www.yoururl.com/script.asp").unwrap();
        assert!(!connections.set_callback(id, Some(url.clone())));
        connections.add(id, "a", ApiKind::Http, "shop").unwrap();
        let callback = |connections: &Connections<&str>| {
            connections.find(id, ApiKind::Http).map(|connection| connection.callback.clone())
        };
        assert_eq!(callback(&connections), Ok(None));
        assert!(connections.set_callback(id, Some(url.clone())));
        assert_eq!(callback(&connections), Ok(Some(url)));
        // And no call has one: the parameter `callback` is which statuses are pushed.
        for name in ["callback_url", "callbackurl", "url"] {
            assert_eq!(Parameter::from_any_name(name), None, "{name}");
        }
    }

    #[test]
    fn smpp_10_6_and_smpp_16_5_and_soap_10_123_and_tw_11_2_senders_are_registered_or_rented() {
        let sender = |text| SenderId::parse(text).unwrap();
        let senders = Senders {
            registered: [sender("ACME"), sender("27831112222")].into(),
            numbers: [Msisdn::parse("447624803759").unwrap()].into(),
            short_codes: [ShortCode::parse("31647").unwrap()].into(),
        };
        for own in ["ACME", "27831112222", "447624803759", "31647"] {
            assert_eq!(senders.check(&sender(own)), Ok(()), "{own}");
        }
        for other in ["NOBODY", "acme", "27831112223", "31648", "447624803758"] {
            assert_eq!(senders.check(&sender(other)), Err(ApiError::INVALID_SENDER_ID), "{other}");
        }
    }
}
