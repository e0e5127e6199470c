//! Items of text, member by member.

use std::fmt;
use std::io::{self, Write};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::style::{FAULT, NAME, TITLE, VALUE};

/// Shows an object, a line for each of its members, in their order; what is in it is shown further to the right.
pub(crate) fn members(out: &mut impl Write, number: u64, json: &str) -> io::Result<()> {
    writeln!(out, "{TITLE}item {number}{TITLE:#}")?;
    match serde_json::from_str(json)? {
        Json::Object(members) => object(out, &members, 2),
        other => line(out, 2, "", 0, &other),
    }
}

fn object(out: &mut impl Write, members: &[(String, Json)], indent: usize) -> io::Result<()> {
    let width = members.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in members {
        match value {
            Json::Object(members) => {
                writeln!(out, "{:indent$}{NAME}{name}{NAME:#}", "")?;
                object(out, members, indent.saturating_add(2))?;
            }
            Json::Array(values) => {
                for value in values {
                    line(out, indent, name, width, value)?;
                }
            }
            plain => line(out, indent, name, width, plain)?,
        }
    }
    Ok(())
}

fn line(out: &mut impl Write, indent: usize, name: &str, width: usize, value: &Json) -> io::Result<()> {
    writeln!(out, "{:indent$}{NAME}{name:width$}{NAME:#}  {VALUE}{value}{VALUE:#}", "")
}

/// A value whose members keep their order.
enum Json {
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
    Plain(String),
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => f.write_str(text),
            Self::Array(values) => write!(f, "{} values", values.len()),
            Self::Object(members) => write!(f, "{} members", members.len()),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Plain("null".to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Plain(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }
}

/// Shows why an item cannot be read.
pub(crate) fn bad(out: &mut impl Write, number: u64, message: &str, hint: Option<&str>) -> io::Result<()> {
    writeln!(out, "{TITLE}item {number}{TITLE:#}")?;
    write!(out, "  {FAULT}{message}{FAULT:#}")?;
    match hint {
        Some(hint) => writeln!(out, "; {hint}"),
        None => writeln!(out),
    }
}
