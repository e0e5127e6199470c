//! Reading the variables of a callback.

use alloc::borrow::Cow;
use alloc::string::String;
use core::cell::RefCell;

use super::grammar::{CallbackGrammar, Fault, Field, Rule, Tolerance, Variable};
use super::{Received, StatusCallback};
use crate::credit::Credit;
use crate::form::{self, pairs};
use crate::id::{ApiId, MessageId};
use crate::reply::ReplyStatus;
use crate::wire::Notes;

/// The value of a variable, and where its pair begins.
pub(super) type Value<'a> = (Cow<'a, [u8]>, usize);

pub(super) fn received<'a>(
    octets: &'a [u8],
    tolerance: &Tolerance,
    limits: form::Limits,
    notes: &mut impl Notes<CallbackGrammar>,
) -> Result<Received<'a>, Fault> {
    let mut reader = Reader::new(octets.len(), tolerance, notes);
    if octets.starts_with(b"<") && octets.len() <= limits.octets {
        reader.bend(Rule::BareDocument, Variable::Data, 0)?;
        return Ok(Received::Data(Cow::Borrowed(octets)));
    }
    reader.form(octets, limits)?;
    if reader.has(Variable::Data) && !reader.has(Variable::MessageId) {
        return reader.data().map(Received::Data);
    }
    if reader.values.iter().all(Option::is_none) {
        return Ok(Received::Probe);
    }
    reader.callback().map(Received::Status)
}

/// The variables as they came, in the order of their table.
type Values<'a> = [Option<Value<'a>>; Variable::ALL.len()];

/// Reads the variables, and notes what the tolerance bends.
pub(super) struct Reader<'a, 't, 'n, N> {
    values: Values<'a>,
    end: usize,
    tolerance: &'t Tolerance,
    notes: &'n mut N,
}

impl<'a, 't, 'n, N: Notes<CallbackGrammar>> Reader<'a, 't, 'n, N> {
    /// A reader that has no variables yet, of a form or document with so many octets.
    pub(super) fn new(end: usize, tolerance: &'t Tolerance, notes: &'n mut N) -> Self {
        Self { values: Default::default(), end, tolerance, notes }
    }

    /// Takes the variables of a form.
    fn form(&mut self, octets: &'a [u8], limits: form::Limits) -> Result<(), Fault> {
        let Self { values, tolerance, notes, .. } = self;
        // Both the pairs and this loop have something to note, one after the other.
        let notes = RefCell::new(&mut **notes);
        let mut of_pairs = |fault: form::Fault| notes.borrow_mut().note(of_form(fault));
        for pair in pairs(octets, tolerance.form, limits, &mut of_pairs) {
            let pair = pair.map_err(of_form)?;
            let name = core::str::from_utf8(pair.name()).ok();
            let Some(variable) = name.and_then(Variable::from_name) else { continue };
            let (at, exact) = (pair.at(), pair.is(variable.name()));
            let mut note = |fault: Fault| notes.borrow_mut().note(fault);
            put(values, variable, exact, (pair.into_value(), at), tolerance, &mut note)?;
        }
        Ok(())
    }

    /// Takes one variable, whose name is spelled as in the table or not.
    pub(super) fn take(&mut self, variable: Variable, exact: bool, value: Value<'a>) -> Result<(), Fault> {
        put(&mut self.values, variable, exact, value, self.tolerance, self.notes)
    }

    fn has(&self, variable: Variable) -> bool {
        self.values.get(index(variable)).is_some_and(Option::is_some)
    }

    /// The callback that the variables are.
    pub(super) fn callback(mut self) -> Result<StatusCallback<'a>, Fault> {
        Ok(StatusCallback {
            api_id: self.api_id()?,
            message_id: self.text(Variable::MessageId).and_then(|(text, at)| {
                MessageId::parse(&text).map_err(|_| fault(Rule::Id, Variable::MessageId, at))
            })?,
            client_message_id: self.client_message_id()?,
            timestamp: self.number(Variable::Timestamp, Rule::Timestamp)?,
            to: self.text(Variable::To)?.0,
            from: self.text(Variable::From)?.0,
            status: self.status()?,
            charge: self.charge()?,
        })
    }

    /// The document, without one pair of quotes around it.
    fn data(&mut self) -> Result<Cow<'a, [u8]>, Fault> {
        let (value, at) = self.value(Variable::Data)?;
        let inside = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\""));
        let Some(inside) = inside.map(<[u8]>::len) else { return Ok(value) };
        self.bend(Rule::Quoted, Variable::Data, at)?;
        let inside = 1..inside.saturating_add(1);
        Ok(match value {
            Cow::Borrowed(octets) => Cow::Borrowed(octets.get(inside).unwrap_or_default()),
            Cow::Owned(octets) => Cow::Owned(octets.get(inside).unwrap_or_default().to_vec()),
        })
    }

    fn api_id(&mut self) -> Result<Option<ApiId>, Fault> {
        if !self.has(Variable::ApiId) {
            return Ok(None);
        }
        let (text, at) = self.text(Variable::ApiId)?;
        ApiId::parse(&text).map(Some).map_err(|_| fault(Rule::ApiId, Variable::ApiId, at))
    }

    fn client_message_id(&mut self) -> Result<Option<Cow<'a, str>>, Fault> {
        if !self.has(Variable::ClientMessageId) {
            self.bend(Rule::NoClientMessageId, Variable::ClientMessageId, self.end)?;
            return Ok(None);
        }
        let (text, _) = self.text(Variable::ClientMessageId)?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    fn number(&mut self, variable: Variable, rule: Rule) -> Result<u64, Fault> {
        let (value, at) = self.value(variable)?;
        let digits =
            core::str::from_utf8(&value).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| fault(rule, variable, at))
    }

    fn status(&mut self) -> Result<ReplyStatus, Fault> {
        let (value, at) = self.value(Variable::Status)?;
        let (status, short) =
            ReplyStatus::read(&value).ok_or_else(|| fault(Rule::Status, Variable::Status, at))?;
        if short {
            self.bend(Rule::ShortStatus, Variable::Status, at)?;
        }
        Ok(status)
    }

    fn charge(&mut self) -> Result<Credit, Fault> {
        let (text, at) = self.text(Variable::Charge)?;
        let charge: Credit = text.parse().map_err(|_| fault(Rule::Charge, Variable::Charge, at))?;
        let places =
            text.split_once('.').filter(|(whole, _)| !whole.is_empty()).map(|(_, places)| places.len());
        if places != Some(6) {
            self.bend(Rule::ShortCharge, Variable::Charge, at)?;
        }
        Ok(charge)
    }

    /// A value as text; ISO-8859-1 where it is not UTF-8 and that is bent.
    fn text(&mut self, variable: Variable) -> Result<(Cow<'a, str>, usize), Fault> {
        let (value, at) = self.value(variable)?;
        if value.iter().any(u8::is_ascii_control) {
            return Err(fault(Rule::Control, variable, at));
        }
        let text = match value {
            Cow::Borrowed(octets) => match core::str::from_utf8(octets) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(_) => Err(latin1(octets)),
            },
            Cow::Owned(octets) => match String::from_utf8(octets) {
                Ok(text) => Ok(Cow::Owned(text)),
                Err(error) => Err(latin1(error.as_bytes())),
            },
        };
        match text {
            Ok(text) => Ok((text, at)),
            Err(text) => {
                self.bend(Rule::NotUtf8, variable, at)?;
                Ok((Cow::Owned(text), at))
            }
        }
    }

    fn value(&mut self, variable: Variable) -> Result<Value<'a>, Fault> {
        let value = self.values.get_mut(index(variable)).and_then(Option::take);
        value.ok_or_else(|| fault(Rule::Missing, variable, self.end))
    }

    fn bend(&mut self, rule: Rule, variable: Variable, at: usize) -> Result<(), Fault> {
        bend(fault(rule, variable, at), self.tolerance, self.notes)
    }
}

/// Puts a variable in its place.
fn put<'a>(
    values: &mut Values<'a>,
    variable: Variable,
    exact: bool,
    value: Value<'a>,
    tolerance: &Tolerance,
    notes: &mut impl Notes<CallbackGrammar>,
) -> Result<(), Fault> {
    let at = value.1;
    if !exact {
        bend(fault(Rule::LetterCase, variable, at), tolerance, notes)?;
    }
    let Some(place) = values.get_mut(index(variable)) else { return Ok(()) };
    if place.replace(value).is_some() {
        bend(fault(Rule::Duplicate, variable, at), tolerance, notes)?;
    }
    Ok(())
}

/// Lets a fault pass, with a note, where the tolerance bends its rule.
fn bend(fault: Fault, tolerance: &Tolerance, notes: &mut impl Notes<CallbackGrammar>) -> Result<(), Fault> {
    if !tolerance.bends(fault.rule()) {
        return Err(fault);
    }
    notes.note(fault);
    Ok(())
}

fn fault(rule: Rule, variable: Variable, at: usize) -> Fault {
    Fault::new(rule, Field::Variable(variable), at)
}

/// A fault of the form as one of the callback.
fn of_form(fault: form::Fault) -> Fault {
    Fault::new(Rule::Form(fault.rule()), Field::Form, usize::try_from(fault.at()).unwrap_or(usize::MAX))
}

fn latin1(octets: &[u8]) -> String {
    octets.iter().copied().map(char::from).collect()
}

/// The place of a variable in its table.
fn index(variable: Variable) -> usize {
    Variable::ALL.iter().position(|row| *row == variable).unwrap_or_default()
}
