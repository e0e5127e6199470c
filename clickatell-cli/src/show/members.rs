//! Items of text, member by member.

use std::fmt;
use std::io::{self, Write};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::style::{FAULT, NAME, TITLE, VALUE};

/// Shows an object, a line for each of its members, in their order.
pub(crate) fn members(out: &mut impl Write, number: u64, json: &str) -> io::Result<()> {
    writeln!(out, "{TITLE}item {number}{TITLE:#}")?;
    let Members(members) = serde_json::from_str(json)?;
    let width = members.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in members {
        match value {
            Value::String(text) => writeln!(out, "  {NAME}{name:width$}{NAME:#}  {VALUE}{text}{VALUE:#}")?,
            other => writeln!(out, "  {NAME}{name:width$}{NAME:#}  {VALUE}{other}{VALUE:#}")?,
        }
    }
    Ok(())
}

/// The members of an object.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
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
