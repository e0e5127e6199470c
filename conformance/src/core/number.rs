//! Numbers, senders and ids.

use clickatell_core::credit::Credit;
use clickatell_core::feature::ReqFeat;
use clickatell_core::id::{
    ApiId, ApiIdError, ApiMessageId, ApiMessageIdError, ClientMessageId, ClientMessageIdError, MessageId,
    MessageIdError,
};
use clickatell_core::number::{
    CountryCode, Msisdn, MsisdnError, SenderId, SenderIdError, SenderKind, SenderWarning, ShortCode,
    ShortCodeError, TestRange,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::table::names;
use crate::Verdict;
use crate::line::Kind;
use crate::shape::{refused, same};

/// A number, the test range that it is of, and what a message to it costs where one credit is the price.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestNumber {
    number: String,
    expect: Value,
}

impl Kind for TestNumber {
    fn run(self, verdict: &mut Verdict) {
        let range = TestRange::of(&self.number);
        let name = range.map(|range| match range {
            TestRange::SouthAfrica => "ZA",
            TestRange::UnitedStates => "US",
            _ => "?",
        });
        let mut shown = json!({ "range": name, "billing": range.is_some_and(TestRange::serves_billing) });
        if let Ok(to) = Msisdn::parse(&self.number) {
            shown["price"] = json!(TestRange::price(Credit::ONE, to).to_string());
        }
        verdict.check("test range", || same(&shown, &self.expect));
    }
}

/// The number of a handset: on the wire, as a person wrote it, and behind the code of a country.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Handset {
    text: String,
    expect: Value,
    /// What a person who wrote it meant.
    meant: Option<Value>,
    /// A country code, with which the text is a number of that country.
    country_code: Option<CountryCode>,
    /// That number.
    national: Option<Value>,
}

impl Kind for Handset {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("number read", || same(&handset(Msisdn::parse(&self.text)), &self.expect));
        if let Some(meant) = &self.meant {
            verdict.check("number normalised", || same(&handset(Msisdn::normalise(&self.text)), meant));
        }
        if self.country_code.is_some() || self.national.is_some() {
            verdict.check("number of a country", || {
                let code = self.country_code.ok_or("no country_code")?;
                let national = self.national.as_ref().ok_or("no national")?;
                same(&handset(Msisdn::from_national(code, &self.text)), national)
            });
        }
    }
}

fn handset(number: Result<Msisdn, MsisdnError>) -> Value {
    match number {
        Ok(number) => json!({ "number": number.as_str() }),
        Err(MsisdnError::Empty) => refused("empty", None),
        Err(MsisdnError::Plus) => refused("plus", None),
        Err(MsisdnError::DialPrefix) => refused("dial_prefix", None),
        Err(MsisdnError::LeadingZero) => refused("leading_zero", None),
        Err(MsisdnError::NotDigit { at, .. }) => refused("not_digit", Some(at)),
        Err(_) => refused("length", None),
    }
}

/// A sender, what it is by its look, what SMPP calls that, what a route must be able to do to keep it, and what it is
/// advised against.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sender {
    text: String,
    expect: Value,
}

impl Kind for Sender {
    fn run(self, verdict: &mut Verdict) {
        let shown = match SenderId::parse(&self.text) {
            Ok(sender) => json!({
                "sender": sender.as_str(),
                "kind": match sender.kind() {
                    SenderKind::Alphanumeric => "alphanumeric",
                    SenderKind::ShortCode => "short_code",
                    SenderKind::International => "international",
                    _ => "?",
                },
                "ton": sender.ton(),
                "npi": sender.npi(),
                "kept_by": names(ReqFeat::of_sender(&sender)),
                "warnings": sender.warnings().map(warning).collect::<Vec<_>>(),
            }),
            Err(SenderIdError::Empty) => refused("empty", None),
            Err(SenderIdError::Plus) => refused("plus", None),
            Err(SenderIdError::Digits { .. }) => refused("digits", None),
            Err(SenderIdError::Characters { .. }) => refused("characters", None),
            Err(SenderIdError::Control { at, .. }) => refused("control", Some(at)),
            Err(_) => refused("?", None),
        };
        verdict.check("sender read", || same(&shown, &self.expect));
    }
}

fn warning(warning: SenderWarning) -> &'static str {
    match warning {
        SenderWarning::Space => "space",
        SenderWarning::Punctuation => "punctuation",
        SenderWarning::NotAscii => "not_ascii",
        _ => "?",
    }
}

/// A name that the gateway or a client gives, or a short code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Id {
    of: IdName,
    text: String,
    expect: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum IdName {
    ApiId,
    Apimsgid,
    Climsgid,
    AnyMessageId,
    ShortCode,
}

impl Kind for Id {
    fn run(self, verdict: &mut Verdict) {
        let text = self.text.as_str();
        let given = |id: String| json!({ "id": id });
        let shown = match self.of {
            IdName::ApiId => ApiId::parse(text).map_or_else(
                |error| match error {
                    ApiIdError::NotDigit { at, .. } => refused("not_digit", Some(at)),
                    _ => refused("length", None),
                },
                |id| given(id.to_string()),
            ),
            IdName::Apimsgid => ApiMessageId::parse(text).map_or_else(
                |error| match error {
                    ApiMessageIdError::NotDigit { at, .. } => refused("not_digit", Some(at)),
                    _ => refused("length", None),
                },
                |id| given(id.to_string()),
            ),
            IdName::Climsgid => ClientMessageId::parse(text).map_or_else(
                |error| match error {
                    ClientMessageIdError::NotAlphanumeric { at, .. } => refused("alphanumeric", Some(at)),
                    _ => refused("length", None),
                },
                |id| given(id.to_string()),
            ),
            IdName::AnyMessageId => MessageId::parse(text).map_or_else(
                |error| match error {
                    MessageIdError::Control { at, .. } => refused("control", Some(at)),
                    _ => refused("length", None),
                },
                |id| given(id.to_string()),
            ),
            IdName::ShortCode => ShortCode::parse(text).map_or_else(
                |error| match error {
                    ShortCodeError::NotDigit { at, .. } => refused("not_digit", Some(at)),
                    _ => refused("length", None),
                },
                |code| given(code.to_string()),
            ),
        };
        verdict.check("id read and shown", || same(&shown, &self.expect));
    }
}
