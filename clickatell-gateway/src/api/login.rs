//! Who is calling (checks A1 to A9).

use core::net::IpAddr;
use std::borrow::Cow;

use clickatell_core::api_session::OpenError;
use clickatell_core::error::ApiError;
use clickatell_core::id::{ApiId, MessageId};
use clickatell_core::reply::Reply;
use clickatell_core::secret::Credentials;
use clickatell_core::send::{Auth, Operation, Parameter};

use super::denial::Denial;
use super::{Call, DRAWS, Outcome};
use crate::config::{Account, Api, Door};
use crate::shared::{Shared, lock};

/// Whoever is calling: an account, through one of its connections.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) api: ApiId,
}

impl Shared {
    /// `auth`: opens a session.
    pub(super) fn auth(&self, call: &Call<'_>) -> Result<Outcome, Denial> {
        let given = call.parameters.given();
        // Which connection is meant comes before what is missing to use it (checks A3 and A4).
        self.owner(given.api_id(&mut ())?)?;
        let login = self.admit(call, &given.credentials(&mut ())?)?;
        call.parameters.request(&mut ())?;
        let now = self.clock.now();
        for _ in 0..DRAWS {
            let id = MessageId::from(self.new_message_id().ok_or(Denial::internal())?);
            match lock(&self.sessions).open(now, id, login.clone()) {
                Ok(()) => {
                    let text = Cow::Owned(id.as_str().to_owned());
                    let outcome = Outcome::one(Reply::Ok { text });
                    return Ok(Outcome { account: Some(login.user), ..outcome });
                }
                Err(OpenError::Taken) => {}
                Err(error) => {
                    tracing::warn!(%error, "no session can be opened");
                    break;
                }
            }
        }
        Err(Denial::new(ApiError::INTERNAL, "SOAP-10-901", "no session can be opened now"))
    }

    /// Who is calling any other operation. A session lives on from now, whatever becomes of the call.
    pub(super) fn log_in(&self, call: &Call<'_>) -> Result<Login, Denial> {
        let given = call.parameters.given();
        if call.operation() == Operation::Ping && given.get(Parameter::SessionId).is_none() {
            return Err(Denial::new(ApiError::MISSING_SESSION, "SOAP-5.2-3", "ping is for a session"));
        }
        match given.auth(&mut ())? {
            Auth::Inline(credentials) => self.admit(call, &credentials),
            Auth::Session(id) => {
                let now = self.clock.now();
                let found = lock(&self.sessions).touch(now, &id).cloned();
                let login = found.map_err(|none| {
                    Denial::new(none.answer(), "SOAP-5.1-5", "no session with this id is open")
                })?;
                let (account, api) = self.connection(&login).ok_or(Denial::internal())?;
                self.may_call(call, account, api)?;
                Ok(login)
            }
            // What core may come to know is not for these doors before they do.
            _ => Err(Denial::internal()),
        }
    }

    /// The account and the connection of a login.
    pub(super) fn connection(&self, login: &Login) -> Option<(&Account, &Api)> {
        let account = self.account(&login.user)?;
        Some((account, account.api(login.api)?))
    }

    /// The connection with this number, and whose it is (check A3).
    fn owner(&self, id: ApiId) -> Result<(&Account, &Api), Denial> {
        self.accounts.api(id).ok_or(Denial::new(
            ApiError::INVALID_API_ID,
            "SOAP-10-108",
            "no connection has this number",
        ))
    }

    /// Checks A3 to A8.
    fn admit(&self, call: &Call<'_>, credentials: &Credentials) -> Result<Login, Denial> {
        let (owner, api) = self.owner(credentials.api_id)?;
        let user = self.account(&credentials.user);
        let proven = user.filter(|user| user.password.is(credentials.password.expose().as_bytes()));
        if proven.is_none_or(|user| user.user != owner.user) {
            let unknown = user.is_none() && self.config.http.distinct_user_error;
            return Err(if unknown {
                Denial::new(ApiError::UNKNOWN_USER, "SOAP-10-002", "no account has this user name")
            } else {
                Denial::new(
                    ApiError::AUTHENTICATION_FAILED,
                    "SOAP-10-001",
                    "user and password are not those of the connection's account",
                )
            });
        }
        self.may_call(call, owner, api)?;
        Ok(Login { user: owner.user.clone(), api: api.id })
    }

    /// Checks A6 to A8, which an open session does not escape.
    fn may_call(&self, call: &Call<'_>, account: &Account, api: &Api) -> Result<(), Denial> {
        if account.frozen {
            return Err(Denial::new(ApiError::ACCOUNT_FROZEN, "SOAP-10-004", "the account is disabled"));
        }
        if !allows(api, call.peer) {
            return Err(Denial::new(
                ApiError::IP_LOCKDOWN,
                "SOAP-5.1-3",
                "the connection may not be used from this address",
            ));
        }
        if self.config.http.strict && api.door != call.door {
            return Err(Denial::new(
                ApiError::INVALID_PROTOCOL,
                "SOAP-10-111",
                "the connection is for another interface",
            ));
        }
        Ok(())
    }
}

/// Whether a connection may be used from this address: from any, unless some are named.
fn allows(api: &Api, peer: IpAddr) -> bool {
    api.peers.is_empty() || api.peers.contains(&peer.to_canonical())
}

impl Door {
    /// The name of the door in records.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Smpp => "smpp",
            Self::Soap => "soap",
            Self::Http => "http",
        }
    }
}
