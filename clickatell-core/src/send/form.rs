//! Parameters as the HTTP door carries them: pairs of a query or form, octets in ISO-8859-1.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroize as _;

use super::{Fault, Given, Limits, Parameter, Rule, SendGrammar, SendMsg, Tolerance};
use crate::feature::ApiKind;
use crate::form::{Builder, Pair};
use crate::text::latin1;
use crate::wire::Notes;

impl<'a> Given<'a> {
    /// The parameters of a call of the HTTP door. Pairs with other names are left out.
    ///
    /// Values are in ISO-8859-1 unless `charset` says otherwise, wherever it stands. Destinations stand in one value,
    /// with commas between them.
    ///
    /// # Errors
    /// A character set that is not known, or that a value is not in; error 101.
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = Pair<'a>>,
        tolerance: Tolerance,
        limits: Limits,
        notes: &mut impl Notes<SendGrammar>,
    ) -> Result<Self, Fault> {
        let mut given = Self::new(ApiKind::Http, tolerance, limits);
        let mut found = Vec::new();
        for pair in pairs {
            let name = core::str::from_utf8(pair.name()).ok();
            if let Some(parameter) = name.and_then(|name| given.find(name, notes)) {
                // Kept as a pair, which is wiped when there is a fault.
                found.push((parameter, pair));
            }
        }
        let charset = found
            .iter()
            .find(|(parameter, pair)| *parameter == Parameter::Charset && !pair.value().is_empty());
        let utf8 = match charset {
            None => false,
            Some((parameter, pair)) => {
                let fault = Fault::new(Rule::Undocumented, *parameter, 0);
                if !tolerance.bends(Rule::Undocumented) {
                    return Err(fault);
                }
                notes.note(fault);
                match pair.value() {
                    name if name.eq_ignore_ascii_case(b"UTF-8") => true,
                    name if name.eq_ignore_ascii_case(b"ISO-8859-1") => false,
                    _ => return Err(Fault::new(Rule::Charset, *parameter, 0)),
                }
            }
        };
        for (parameter, pair) in found {
            let value = characters(parameter, pair.into_value(), utf8)?;
            match (parameter, value) {
                (Parameter::To, Cow::Borrowed(list)) => {
                    list.split(',').for_each(|to| given.put(parameter, to))
                }
                (Parameter::To, Cow::Owned(list)) => {
                    list.split(',').for_each(|to| given.put(parameter, String::from(to)));
                }
                (_, value) => given.put(parameter, value),
            }
        }
        Ok(given)
    }
}

/// The characters of a value. Octets that are not handed on are wiped: they may be a password.
fn characters(parameter: Parameter, value: Cow<'_, [u8]>, utf8: bool) -> Result<Cow<'_, str>, Fault> {
    if !utf8 && !value.is_ascii() {
        let text = latin1::decode(&value);
        if let Cow::Owned(mut octets) = value {
            octets.zeroize();
        }
        return Ok(Cow::Owned(text));
    }
    let not_utf8 = |at| Fault::new(Rule::NotUtf8, parameter, at);
    match value {
        Cow::Borrowed(octets) => {
            core::str::from_utf8(octets).map(Cow::Borrowed).map_err(|error| not_utf8(error.valid_up_to()))
        }
        Cow::Owned(octets) => String::from_utf8(octets).map(Cow::Owned).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            error.into_bytes().zeroize();
            not_utf8(at)
        }),
    }
}

impl SendMsg<'_> {
    /// Appends the parameters, as the HTTP door wants them, behind those that are there: of authentication, for example.
    ///
    /// # Errors
    /// As for [`build`](Self::build), or a character beyond ISO-8859-1 in a text that is not marked as Unicode.
    pub fn write_form(&self, mut builder: Builder) -> Result<Builder, Fault> {
        let mut octets = Vec::new();
        let mut destinations = false;
        for (parameter, value) in self.build()? {
            if parameter == Parameter::To {
                if !destinations {
                    builder = builder.pair(parameter.name_in(ApiKind::Http), self.to.join(",").as_bytes());
                    destinations = true;
                }
                continue;
            }
            octets.clear();
            latin1::encode(&value, &mut octets)
                .map_err(|error| Fault::new(Rule::NotLatin1, parameter, error.at))?;
            builder = builder.pair(parameter.name_in(ApiKind::Http), &octets);
        }
        Ok(builder)
    }
}
