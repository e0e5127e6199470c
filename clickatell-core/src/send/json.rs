//! Messages, batches and options in JSON: an object of the parameters, under their names, with the values of the wire.

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Given, Limits, Options, Parameter, SendMsg, Template, Tolerance};
use crate::feature::ApiKind;

/// `to` is an array, all else a text.
impl Serialize for SendMsg<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(Parameter::To.name(), &self.to)?;
        for (parameter, value) in self.values() {
            if parameter != Parameter::To {
                map.serialize_entry(parameter.name(), &value)?;
            }
        }
        map.end()
    }
}

impl Serialize for Template<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.values())
    }
}

impl Serialize for Options {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = |parameter: &Parameter| Some((parameter.name(), self.value(*parameter)?.into_text()));
        serializer.collect_map(Parameter::ALL.iter().filter_map(value))
    }
}

impl<'de> Deserialize<'de> for SendMsg<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = deserializer.deserialize_map(Parameters)?;
        given.message(&mut ()).map(SendMsg::into_owned).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Template<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = deserializer.deserialize_map(Parameters)?;
        given.template(&mut ()).map(Template::into_owned).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = deserializer.deserialize_map(Parameters)?;
        given.options(&mut ()).map_err(D::Error::custom)
    }
}

/// What a message can have that was read with a tolerance: it reads back.
const ACCEPTED: Tolerance = Tolerance { client_id: true, flash: true, ..Tolerance::STRICT };

/// Parameters that are 0 or 1.
const FLAGS: [Parameter; 4] = [Parameter::DelivAck, Parameter::Escalate, Parameter::Mo, Parameter::Unicode];

struct Parameters;

impl<'de> Visitor<'de> for Parameters {
    type Value = Given<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of parameters")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given<'static>, A::Error> {
        let mut given = Given::new(ApiKind::Soap, ACCEPTED, Limits { destinations: u32::MAX });
        while let Some(parameter) = map.next_key::<Parameter>()? {
            match map.next_value::<Value<'_>>()? {
                Value::List(list) if parameter == Parameter::To => {
                    list.into_iter().for_each(|to| given.put(parameter, to.into_owned()));
                }
                Value::Text(text) => given.put(parameter, text.into_owned()),
                Value::Whole(number) => given.put(parameter, number.to_string()),
                Value::Decimal(number) => given.put(parameter, number.to_string()),
                Value::Flag(flag) if FLAGS.contains(&parameter) => {
                    given.put(parameter, if flag { "1" } else { "0" });
                }
                Value::Flag(_) => return Err(A::Error::custom("true and false are for flags")),
                Value::List(_) => return Err(A::Error::custom("only to is an array")),
            }
        }
        Ok(given)
    }
}

/// What a person may write for a value: numbers need no quotes, and flags may be `true` and `false`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value<'a> {
    Flag(bool),
    Whole(u64),
    Decimal(f64),
    Text(Cow<'a, str>),
    List(Vec<Cow<'a, str>>),
}
