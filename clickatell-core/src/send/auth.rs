//! Who is calling.

use alloc::string::String;
use core::fmt;

use super::read::Reader;
use super::{Fault, Given, Parameter, Rule, SendGrammar};
use crate::id::{ApiId, ApiIdError, MessageId};
use crate::secret::Credentials;
use crate::wire::Notes;

/// Who is calling: an open session, or credentials in the call itself.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Auth {
    /// `session_id`. It is preferred where both are given.
    Session(MessageId),
    /// `api_id`, `user` and `password`. A user or password that was not given is empty, and as wrong as any other.
    Inline(Credentials),
}

impl fmt::Debug for Auth {
    /// Whoever knows the id of a session can use it, so it does not show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id) => write!(f, "Session({:*<1$})", "", id.as_str().len()),
            Self::Inline(credentials) => f.debug_tuple("Inline").field(credentials).finish(),
        }
    }
}

impl Given<'_> {
    /// Who is calling any operation but `auth`.
    ///
    /// # Errors
    /// Error 005 where there is neither a session nor any of the credentials, 108 for the connection, 003 for what cannot
    /// be a session.
    pub fn auth(&self, notes: &mut impl Notes<SendGrammar>) -> Result<Auth, Fault> {
        if let Some(session) = self.id(Parameter::SessionId)? {
            return Ok(Auth::Session(session));
        }
        let mut reader = Reader { given: self, notes };
        let api_id = reader.api_id();
        let none =
            matches!(api_id, Ok(None)) && self.get(Parameter::User).is_none() && self.password().is_none();
        if none {
            return Err(missing(Parameter::SessionId));
        }
        Ok(Auth::Inline(Credentials {
            api_id: api_id?.ok_or_else(|| missing(Parameter::ApiId))?,
            user: self.get(Parameter::User).map(String::from).unwrap_or_default(),
            password: self.password().cloned().unwrap_or_default(),
        }))
    }

    /// The connection that a call of `auth` names, which is looked for before anything else of it is judged.
    ///
    /// # Errors
    /// Error 108 where there is none, or what is no number.
    pub fn api_id(&self, notes: &mut impl Notes<SendGrammar>) -> Result<ApiId, Fault> {
        let api_id = Reader { given: self, notes }.api_id()?;
        api_id.ok_or_else(|| missing(Parameter::ApiId))
    }

    /// The credentials of `auth`.
    ///
    /// # Errors
    /// Error 108 for the connection, 101 where user or password is missing.
    pub fn credentials(&self, notes: &mut impl Notes<SendGrammar>) -> Result<Credentials, Fault> {
        Ok(Credentials {
            api_id: self.api_id(notes)?,
            user: self.get(Parameter::User).map(String::from).ok_or_else(|| missing(Parameter::User))?,
            password: self.password().cloned().ok_or_else(|| missing(Parameter::Password))?,
        })
    }
}

fn missing(parameter: Parameter) -> Fault {
    Fault::new(Rule::Missing, parameter, 0)
}

impl<N: Notes<SendGrammar>> Reader<'_, '_, '_, N> {
    /// The connection; none where it is 0.
    fn api_id(&mut self) -> Result<Option<ApiId>, Fault> {
        let Some((text, begin)) = self.trimmed(Parameter::ApiId)? else { return Ok(None) };
        let id = ApiId::parse(text).map_err(|error| {
            let (rule, at) = match error {
                ApiIdError::NotDigit { at, .. } => (Rule::NotDigit, at),
                ApiIdError::Length { .. } => (Rule::Length { least: 1, most: 12 }, ApiId::MAX_DIGITS),
            };
            Fault::new(rule, Parameter::ApiId, begin.saturating_add(at))
        })?;
        Ok(Some(id).filter(|id| id.get() != 0))
    }
}
