//! JSON values read back: what a PDU needs of them, each member named in its errors.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;

use clickatell_core::hex;
use clickatell_core::text::latin1;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroize;

use crate::octets::{COctets, OctetsError};
use crate::pdu::ListFull;

/// A JSON value, as far as PDUs have them.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Number(u64),
    Text(String),
    List(Vec<Self>),
    Object(Vec<Member>),
    /// A value that no member of a PDU has.
    Other(&'static str),
}

/// A member of an object, and whether anyone asked for it.
#[derive(Debug)]
pub(super) struct Member {
    name: String,
    value: Value,
    used: Cell<bool>,
}

/// What is wrong with a member.
#[derive(Debug, thiserror::Error)]
#[error("{path}{name}: {fault}")]
pub(super) struct MemberError {
    path: String,
    name: String,
    fault: MemberFault,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum MemberFault {
    #[error("missing")]
    Missing,
    #[error("unknown, or given twice")]
    Unexpected,
    #[error("expected {expected}, found {found}")]
    Type { expected: &'static str, found: &'static str },
    #[error("{found} is more than {max}")]
    TooLarge { found: u64, max: u64 },
    #[error("{0}")]
    Octets(#[from] OctetsError),
    #[error("{0}")]
    Full(#[from] ListFull),
    #[error("{0}")]
    Hex(#[from] hex::HexError),
    // The place and not the character: it may be one of a password.
    #[error("the character at {at} is no octet: only U+0001 to U+00FF stand for one")]
    NoOctet { at: usize },
    #[error("{0:?} is no command of SMPP")]
    Command(String),
    #[error("{0}")]
    Other(&'static str),
}

/// The members of one object, with the place of that object for errors.
#[derive(Debug)]
pub(super) struct Members<'v> {
    path: String,
    members: &'v [Member],
}

/// The octets of a C-octet string; no NUL is among them.
#[derive(Debug)]
pub(super) struct Text(Vec<u8>);

impl Text {
    /// The string, of whatever length.
    pub(super) fn get<const MAX: usize>(&self) -> COctets<'_, MAX> {
        COctets::judged(&self.0)
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        // It may be a password.
        self.0.zeroize();
    }
}

impl Value {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
            Self::Other(kind) => kind,
        }
    }
}

impl<'v> Members<'v> {
    /// The members of an object at `path`, which is empty or ends with a full stop.
    pub(super) fn of(path: String, value: &'v Value) -> Result<Self, MemberError> {
        match value {
            Value::Object(members) => Ok(Self { path, members }),
            other => Err(MemberError {
                name: path.trim_end_matches('.').to_owned(),
                path: String::new(),
                fault: MemberFault::Type { expected: "an object", found: other.kind() },
            }),
        }
    }

    /// No members at all.
    pub(super) const fn none(path: String) -> Self {
        Self { path, members: &[] }
    }

    /// The first member of this name.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        let member = self.members.iter().find(|member| member.name == name)?;
        member.used.set(true);
        Some(&member.value)
    }

    pub(super) fn error(&self, name: &str, fault: impl Into<MemberFault>) -> MemberError {
        MemberError { path: self.path.clone(), name: name.to_owned(), fault: fault.into() }
    }

    /// A number up to `max`, where there is one.
    pub(super) fn number<T: TryFrom<u64>>(&self, name: &str, max: T) -> Result<Option<T>, MemberError>
    where
        u64: From<T>,
    {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Number(number)) => match T::try_from(*number) {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(self.error(name, MemberFault::TooLarge { found: *number, max: max.into() })),
            },
            Some(other) => {
                Err(self.error(name, MemberFault::Type { expected: "a number", found: other.kind() }))
            }
        }
    }

    /// A single octet; 0, the specification's "not given", where there is none.
    pub(super) fn octet(&self, name: &str) -> Result<u8, MemberError> {
        Ok(self.number(name, u8::MAX)?.unwrap_or_default())
    }

    /// A string, where there is one.
    pub(super) fn string(&self, name: &str) -> Result<Option<&'v str>, MemberError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(other) => {
                Err(self.error(name, MemberFault::Type { expected: "a string", found: other.kind() }))
            }
        }
    }

    /// The entries of a list; none where there is no member.
    pub(super) fn list(&self, name: &str) -> Result<&'v [Value], MemberError> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::List(list)) => Ok(list),
            Some(other) => {
                Err(self.error(name, MemberFault::Type { expected: "a list", found: other.kind() }))
            }
        }
    }

    /// The octets of hexadecimal digits; none where there is no member.
    pub(super) fn hex(&self, name: &str) -> Result<Vec<u8>, MemberError> {
        hex::decode(self.string(name)?.unwrap_or_default()).map_err(|error| self.error(name, error))
    }

    /// A C-octet string, a character for an octet; empty where there is no member.
    pub(super) fn text(&self, name: &str) -> Result<Text, MemberError> {
        let mut octets = Vec::new();
        let text = self.string(name)?.unwrap_or_default();
        latin1::encode(text, &mut octets)
            .map_err(|error| self.error(name, MemberFault::NoOctet { at: error.at }))?;
        match octets.iter().position(|octet| *octet == 0) {
            None => Ok(Text(octets)),
            Some(at) => Err(self.error(name, OctetsError::Nul { at })),
        }
    }

    /// An error when a member is left that nobody asked for.
    pub(super) fn finish(&self) -> Result<(), MemberError> {
        match self.members.iter().find(|member| !member.used.get()) {
            None => Ok(()),
            Some(member) => Err(self.error(&member.name, MemberFault::Unexpected)),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;

        impl<'de> Visitor<'de> for AnyValue {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_unit<E: Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
                Ok(Value::Number(number))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
                Ok(u64::try_from(number).map_or(Value::Other("a negative number"), Value::Number))
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Value, E> {
                Ok(Value::Other("a fraction"))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Value, E> {
                Ok(Value::Other("a truth value"))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
                let mut list = Vec::new();
                while let Some(value) = sequence.next_element()? {
                    list.push(value);
                }
                Ok(Value::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry()? {
                    members.push(Member { name, value, used: Cell::new(false) });
                }
                Ok(Value::Object(members))
            }
        }

        deserializer.deserialize_any(AnyValue)
    }
}
