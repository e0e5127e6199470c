//! The parameters of a call, under the keys of its operation's table.

use clickatell_core::feature::ApiKind;
use clickatell_core::send::{Auth, Fault, Given, Limits, Operation, Parameter, Rule, SendGrammar, Tolerance};
use clickatell_core::wire::Notes;

use super::table::{Key, Row, Table};
use super::{
    Request, endbatch, getmsgcharge, ind_push, querymsg, quicksend, routecoverage, senditem, si_push,
    token_pay,
};
use crate::Service;

/// What the parameters of a call may grow to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ParametersLimits {
    /// Destinations and the like; 300 destinations by default.
    pub send: Limits,
    /// The highest number of a field of `senditem`; fields beyond are passed over. Default 100. The document has four,
    /// the document/literal description ten.
    pub fields: u16,
}

impl Default for ParametersLimits {
    fn default() -> Self {
        Self { send: Limits::default(), fields: 100 }
    }
}

/// The parameters of a call as they came, before any of them is judged.
///
/// The gateway judges in three steps, with its own knowledge in between: who is calling ([`auth`](Self::auth)), what is
/// asked ([`request`](Self::request)), and at last each destination
/// ([`destination()`](clickatell_core::send::destination())).
#[derive(Clone, Debug)]
pub struct Parameters<'a> {
    operation: Operation,
    given: Given<'a>,
    fields: Vec<Option<&'a str>>,
    field_twice: bool,
}

impl<'a> Parameters<'a> {
    /// The parameters of a call that came through another door.
    #[must_use]
    pub const fn new(operation: Operation, given: Given<'a>) -> Self {
        Self { operation, given, fields: Vec::new(), field_twice: false }
    }

    /// The parameters of a call of a service, from names and values; a nil is no value.
    pub(crate) fn of_call(
        (service, table): (Service, &Table),
        values: impl Iterator<Item = (&'a str, Option<&'a str>)>,
        tolerance: Tolerance,
        limits: ParametersLimits,
        notes: &mut impl Notes<SendGrammar>,
    ) -> Self {
        let given = Given::new(ApiKind::Soap, tolerance, limits.send);
        let mut parameters = Self::new(table.operation, given);
        let mut rows = Rows::new(service, table);
        for (name, value) in values {
            let key = rows.exact(name).map(|row| row.key);
            let key = key.or_else(|| {
                let key = other_name(table, name).filter(|_| tolerance.alias)?;
                if let Key::Parameter(parameter) = key {
                    notes.note(Fault::new(Rule::Alias, parameter, 0));
                }
                Some(key)
            });
            let Some(value) = value else { continue };
            match key {
                Some(Key::Parameter(parameter)) => parameters.given.put(parameter, value),
                Some(Key::Field(number)) => parameters.put_field(number, value, limits.fields),
                None if table.operation == Operation::SendItem => {
                    if let Some(number) = field_number(name) {
                        parameters.put_field(number, value, limits.fields);
                    }
                }
                None => {}
            }
        }
        parameters
    }

    /// Says that the call had more values than were kept.
    pub(crate) fn overflow(&mut self) {
        self.given.overflow();
    }

    /// Takes a numbered field of `senditem`, from 1, where it is not beyond the highest number.
    pub fn put_field(&mut self, number: u16, value: &'a str, most: u16) {
        let Some(index) = number.checked_sub(1).filter(|_| number <= most) else { return };
        let index = usize::from(index);
        while self.fields.len() <= index {
            self.fields.push(None);
        }
        if let Some(place) = self.fields.get_mut(index).filter(|_| !value.is_empty()) {
            self.field_twice |= place.replace(value).is_some();
        }
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// The parameters that have names.
    #[must_use]
    pub const fn given(&self) -> &Given<'a> {
        &self.given
    }

    /// The fields of `senditem` up to the last that is given.
    pub(super) fn fields(&self) -> Result<impl Iterator<Item = &str>, Fault> {
        if self.field_twice {
            return Err(Fault::new(Rule::Repeated, Parameter::Template, 0));
        }
        let last = self.fields.iter().rposition(Option::is_some).map_or(0, |last| last.saturating_add(1));
        Ok(self.fields.iter().take(last).map(|field| field.unwrap_or_default()))
    }

    /// Who is calling: credentials for `auth`, a session for `ping`, either for all others, of which the session counts.
    ///
    /// # Errors
    /// Error 005 where there is neither, 003 for what cannot be a session, 108 for the connection, 101 where `auth` lacks
    /// user or password.
    pub fn auth(&self, notes: &mut impl Notes<SendGrammar>) -> Result<Auth, Fault> {
        match self.operation {
            Operation::Auth => self.given.credentials(notes).map(Auth::Inline),
            _ => self.given.auth(notes),
        }
    }

    /// What is asked, judged in the gateway's order as far as that needs no account. A message is not yet measured against
    /// `concat`: [`SendMsg::parts`](clickatell_core::send::SendMsg::parts) comes behind the sender's registration.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it; its answer is the error that the gateway gives.
    pub fn request(&self, notes: &mut impl Notes<SendGrammar>) -> Result<Request<'_>, Fault> {
        let given = &self.given;
        Ok(match self.operation {
            Operation::Auth => given.once().map(|()| Request::Auth)?,
            Operation::Ping => given.once().map(|()| Request::Ping)?,
            Operation::GetBalance => given.once().map(|()| Request::GetBalance)?,
            Operation::SendMsg => Request::SendMsg(given.message(notes)?),
            Operation::QueryMsg => Request::QueryMsg(querymsg::Request::check(given)?),
            Operation::DelMsg => Request::DelMsg(querymsg::Request::check(given)?),
            Operation::RouteCoverage => Request::RouteCoverage(routecoverage::Request::check(given)?),
            Operation::IndPush => Request::IndPush(ind_push::Request::check(given, notes)?),
            Operation::StartBatch => Request::StartBatch(given.template(notes)?),
            Operation::SendItem => Request::SendItem(senditem::Request::check(self)?),
            Operation::QuickSend => Request::QuickSend(quicksend::Request::check(given)?),
            Operation::EndBatch => Request::EndBatch(endbatch::Request::check(given)?),
            Operation::GetMsgCharge => Request::GetMsgCharge(getmsgcharge::Request::check(given)?),
            Operation::SiPush => Request::SiPush(si_push::Request::check(given, notes)?),
            Operation::TokenPay => Request::TokenPay(token_pay::Request::check(given)?),
            Operation::SendBillMsg => {
                return Err(Fault::new(Rule::Undocumented, Parameter::BillAmount, 0));
            }
        })
    }
}

/// Finds the rows of names, which mostly come in the table's order.
struct Rows<'t, I> {
    service: Service,
    table: &'t Table,
    ahead: I,
    last: Option<&'static Row>,
}

impl<'t> Rows<'t, ()> {
    fn new(service: Service, table: &'t Table) -> Rows<'t, impl Iterator<Item = &'static Row> + Clone> {
        Rows { service, table, ahead: table.rows(service), last: None }
    }
}

impl<I: Iterator<Item = &'static Row> + Clone> Rows<'_, I> {
    /// The service's row with exactly this name.
    fn exact(&mut self, name: &str) -> Option<&'static Row> {
        if let Some(last) = self.last.filter(|last| last.name == name) {
            return Some(last);
        }
        let mut ahead = self.ahead.clone();
        let found = match ahead.find(|row| row.name == name) {
            Some(row) => {
                self.ahead = ahead;
                row
            }
            None => self.table.rows(self.service).find(|row| row.name == name)?,
        };
        self.last = Some(found);
        Some(found)
    }
}

/// What a name means that is in no row of the service: one of another service, a row's in another case, or one that a
/// client has for it.
fn other_name(table: &Table, name: &str) -> Option<Key> {
    let in_another_case = table.all().find(|row| row.name.eq_ignore_ascii_case(name));
    in_another_case.map(|row| row.key).or_else(|| {
        let key = Key::Parameter(Parameter::from_any_name(name)?);
        table.all().any(|row| row.key == key).then_some(key)
    })
}

/// The number of a field of `senditem`, 12 of `field12`, under the name that every door has for it.
#[must_use]
pub fn field_number(name: &str) -> Option<u16> {
    let digits = name.strip_prefix("field")?;
    let decimal = digits.bytes().all(|octet| octet.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| decimal)
}
