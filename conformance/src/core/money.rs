//! Amounts of credits, and what an SMPP account must spend.

use clickatell_core::credit::{
    Credit, CreditError, MONTHLY_MINIMUM, may_begin_tests, minimum_of_first_month, notice_date, shortfall,
};
use clickatell_core::feature::ApiKind;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{explain, refused, same};

/// An amount as it comes on the wire, in units of 1/3 000 000 of a credit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amount {
    text: String,
    expect: Value,
}

impl Kind for Amount {
    fn run(self, verdict: &mut Verdict) {
        let shown = match self.text.parse::<Credit>() {
            Ok(credit) => json!({ "units": credit.units(), "printed": credit.to_string() }),
            Err(CreditError::Character { at, .. }) => refused("character", Some(at)),
            Err(CreditError::Decimals { at }) => refused("decimals", Some(at)),
            Err(CreditError::Empty) => refused("empty", None),
            Err(_) => refused("range", None),
        };
        verdict.check("amount read", || same(&shown, &self.expect));
        if let Some(units) = self.expect["units"].as_i64() {
            verdict.check("amount written", || {
                same(&Credit::from_units(units).to_string(), &self.expect["printed"])
            });
        }
    }
}

/// The end of a month: what is deducted, and what is left.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Month {
    balance: String,
    spent: String,
    /// The month's minimum; the document's where it is absent.
    minimum: Option<String>,
    expect: Value,
}

impl Kind for Month {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("month closed", || {
            let minimum = self.minimum.as_deref().map_or(Ok(MONTHLY_MINIMUM), amount)?;
            let deducted = shortfall(amount(&self.spent)?, minimum);
            let left = amount(&self.balance)?.checked_sub(deducted).ok_or("out of range")?;
            let shown = json!({
                "deducted": deducted.to_string(),
                "balance": left.to_string(),
                "disabled": left.is_negative(),
            });
            same(&shown, &self.expect)
        });
    }
}

/// The minimum of the month in which an account goes live; null where there are no such days.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstMonth {
    days_left: u8,
    days_of_month: u8,
    expect: Value,
}

impl Kind for FirstMonth {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("minimum of the first month", || {
            let minimum = minimum_of_first_month(MONTHLY_MINIMUM, self.days_left, self.days_of_month);
            same(&minimum.map(|minimum| minimum.to_string()), &self.expect)
        });
    }
}

/// What a door asks to be spent each month.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoorMinimum {
    door: String,
    expect: Value,
}

impl Kind for DoorMinimum {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("minimum of a door", || {
            let door = ApiKind::from_name(&self.door).ok_or("no such door")?;
            let shown =
                json!({ "minimum": door.monthly_minimum().to_string(), "sessions": door.uses_sessions() });
            same(&shown, &self.expect)
        });
    }
}

/// Whether an account may begin its tests.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestStart {
    balance: String,
    expect: Value,
}

impl Kind for TestStart {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("start of tests", || same(&may_begin_tests(amount(&self.balance)?), &self.expect));
    }
}

/// When a customer is told whether what was spent suffices; null where there is no such month.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notice {
    year: u16,
    month: u8,
    expect: Value,
}

impl Kind for Notice {
    fn run(self, verdict: &mut Verdict) {
        let date = notice_date(self.year, self.month).ok().map(|date| date.to_string());
        verdict.check("date of a notice", || same(&date, &self.expect));
    }
}

fn amount(text: &str) -> Result<Credit, String> {
    text.parse().map_err(explain)
}
