//! Whether accounts go together, and can do what is said of them.

use std::collections::BTreeSet;

use clickatell_core::delivery::BasicAuth;
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::{Account, Api, ConfigError, Door};

/// What a `system_id` of SMPP holds, without its NUL.
const SMPP_USER: usize = 15;
/// What a `password` of SMPP holds, without its NUL.
const SMPP_PASSWORD: usize = 8;

/// Whoever has a connection to the SMPP door can bind to it.
fn check_credentials(account: &Account) -> Result<(), ConfigError> {
    if account.first_api(Door::Smpp).is_none() {
        return Ok(());
    }
    for (what, length, most) in
        [("user name", account.user.len(), SMPP_USER), ("password", account.password.len(), SMPP_PASSWORD)]
    {
        if length > most {
            let user = &account.user;
            return Err(ConfigError::in_values(format!(
                "user {user:?}: a {what} of {length} characters cannot be sent over SMPP, which has {most}; \
                 shorten it, or leave out the api of door \"smpp\""
            )));
        }
    }
    Ok(())
}

/// No two accounts have one user name or number, no two connections one API id.
pub(crate) fn check(accounts: &[Account]) -> Result<(), ConfigError> {
    let mut seen = BTreeSet::new();
    for account in accounts {
        let user = account.user.as_str();
        if user.is_empty() || !user.is_ascii() {
            return Err(ConfigError::in_values(format!(
                "user {user:?}: a user name is ASCII, and not empty"
            )));
        }
        check_credentials(account)?;
        account.apis.iter().try_for_each(check_api)?;
        let numbers = account.mo_number.iter().map(|number| format!("mo_number {number}"));
        let codes = account.short_code.iter().map(|code| format!("short_code {code}"));
        let apis = account.apis.iter().map(|api| format!("api id {}", api.id));
        for name in numbers.chain(codes).chain(apis).chain([format!("user {user:?}")]) {
            if let Some(twice) = seen.replace(name) {
                return Err(ConfigError::in_values(format!("{twice} is there twice")));
            }
        }
    }
    Ok(())
}

/// Each account of this file has a connection: nobody can use one without.
pub(super) fn check_use(text: &str, accounts: &[Account]) -> Result<(), ConfigError> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Places {
        account: Vec<Spanned<IgnoredAny>>,
    }

    let Some(at) = accounts.iter().position(|account| account.apis.is_empty()) else { return Ok(()) };
    let places = toml::from_str::<Places>(text).unwrap_or_default().account;
    let message = "account: an [[account]] needs an [[account.api]] below it, for each door that it uses";
    let place = places.get(at).map(Spanned::span);
    Err(ConfigError::in_values(message.into()).at(text, place.map(|span| span.start)))
}

/// What a connection cannot do.
fn check_api(api: &Api) -> Result<(), ConfigError> {
    let refused = |why: String| Err(ConfigError::in_values(format!("api id {}: {why}", api.id)));
    if api.throughput.is_some() && api.door != Door::Smpp {
        return refused("throughput is for door \"smpp\": the other doors have no error for it".into());
    }
    if api.max_credits.is_some_and(|most| most.is_negative()) {
        return refused("max_credits is below zero".into());
    }
    let Some(callback) = &api.callback else { return Ok(()) };
    if api.door == Door::Smpp {
        return refused("callback is for SOAP and HTTP: over SMPP statuses come as receipts".into());
    }
    if callback.url.is_encrypted() {
        return refused(format!("callback.url {}: the stand-in calls back over http only", callback.url));
    }
    if callback.user.is_empty() && !callback.password.is_empty() {
        return refused("callback.password without callback.user".into());
    }
    match BasicAuth::new(&callback.user, callback.password.expose()) {
        Ok(_) => Ok(()),
        Err(error) => refused(format!("callback.user and callback.password: {error}")),
    }
}
