//! The checks of a `submit_sm`, in their order, and what is stored of one that passes.
//!
//! The session machine has made those before these: the state, and that the PDU is well formed. The last ones, on money,
//! are the store's.

use clickatell_core::credit::Credit;
use clickatell_core::error::ApiError;
use clickatell_core::number::{Msisdn, SenderId, TestRange};
use clickatell_core::text::split::{SplitError, Splitter};
use clickatell_core::text::udh::{Concat, Reference, Udh};
use clickatell_core::text::{Coding, gsm, latin1, ucs2};
use clickatell_smpp::CommandStatus;
use clickatell_smpp::pdu::SubmitSm;
use clickatell_smpp::profile::{Profile, clickatell::ErrorCode};
use clickatell_smpp::value::{Alphabet, DataCoding, EsmFeatures};

use super::refusal::Refusal;
use crate::config::{Account, Api, Config};
use crate::lifecycle::Fate;
use crate::outcomes::{Facts, Outcomes};
use crate::store::Source;

/// What is stored of a message, beside when and under which name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// What the handset will show; `None` when the account has no number to fall back on.
    pub(super) sender: Option<String>,
    pub(super) source: Source,
    pub(super) recipient: Msisdn,
    pub(super) content: Content,
    pub(super) charge: Credit,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// The user data, header included.
    pub(super) octets: Vec<u8>,
    /// The text, where the octets are text.
    pub(super) text: Option<String>,
    /// Which part of a longer message it is.
    pub(super) concat: Option<Concat>,
    /// Into how many parts the gateway cuts it.
    pub(super) parts: usize,
}

/// Whether the values are right (checks 4 to 14), and what is to be stored of them.
pub(super) fn draft(
    config: &Config,
    profile: &Profile,
    account: &Account,
    pdu: &SubmitSm<'_>,
    transmits_only: bool,
) -> Result<Draft, Refusal> {
    profile.check_submit(pdu, transmits_only)?;
    let recipient =
        pdu.destination.addr.as_str().and_then(|text| Msisdn::parse(text).ok()).ok_or(Refusal::new(
            CommandStatus::ESME_RINVDSTADR,
            "SMPP-14-11",
            "the destination is no number in international format: country code and digits, without a plus",
        ))?;
    let content = content(pdu, config.smpp.strict);
    let parts = i64::try_from(content.parts).unwrap_or(i64::MAX);
    let charge = TestRange::price(config.prices.standard, recipient).checked_mul(parts).ok_or(
        Refusal::new(ErrorCode::MAXCR.status(), "SMPP-14-31", "the message costs more than can be counted"),
    )?;
    let source =
        Source { ton: pdu.source.ton.get(), npi: pdu.source.npi.get(), addr: pdu.source.addr.to_string() };
    Ok(Draft { sender: sender(account, &source.addr), source, recipient, content, charge })
}

/// Whether this account may send this message there (check 17, and the second half of 18).
pub(super) fn may_pass(config: &Config, account: &Account, api: &Api, draft: &Draft) -> Result<(), Refusal> {
    let unroutable = |clause, reason| Err(Refusal::new(ErrorCode::ROUTERR.status(), clause, reason));
    let Some(sender) = draft.sender.as_deref() else {
        return unroutable("SMPP-10-4", "no sender is given, and the account has no number of its own");
    };
    if !SenderId::normalise(sender).is_ok_and(|sender| account.may_send_as(&sender)) {
        return unroutable("SMPP-10-6", "the sender is not registered");
    }
    if config.numbers.blocked.contains(&draft.recipient) {
        return unroutable("SMPP-14-29", "the number is blocked");
    }
    if config.numbers.delisted.contains(&draft.recipient) {
        return unroutable("SMPP-14-29", "the number is delisted");
    }
    if config.numbers.no_route.iter().any(|beginning| draft.recipient.as_str().starts_with(beginning)) {
        return unroutable("SMPP-14-35", "no network serves the number");
    }
    if api.max_credits.is_some_and(|most| draft.charge > most) {
        return Err(Refusal::new(
            ErrorCode::MAXCR.status(),
            "SMPP-3-9",
            "the message costs more than the connection allows",
        ));
    }
    Ok(())
}

/// More messages in a second than the connection may submit (check 15).
pub(super) const THROTTLED: Refusal =
    Refusal::new(CommandStatus::ESME_RTHROTTLED, "SMPP-14-20", "more messages in a second than are allowed");

/// More messages on their way than there may be (check 15).
pub(super) const QUEUE_FULL: Refusal =
    Refusal::new(CommandStatus::ESME_RMSGQFUL, "SMPP-14-16", "more messages are on their way than may be");

/// The account is disabled (check 16).
pub(super) const FROZEN: Refusal =
    Refusal::new(ErrorCode::ACCFROZ.status(), "SMPP-14-32", "the account is disabled");

/// The balance does not suffice (check 18).
pub(super) const NO_CREDIT: Refusal =
    Refusal::new(ErrorCode::NOCR.status(), "SMPP-14-30", "the balance is smaller than the message's price");

/// The account's messages of the day or month are used up.
pub(super) const LIMIT_REACHED: Refusal = Refusal::new(
    ErrorCode::of(ApiError::MT_LIMIT_EXCEEDED).status(),
    "SOAP-10-130",
    "the account's messages of the day or month are used up",
);

/// The account has spent what it lets itself spend.
pub(super) const CEILING_REACHED: Refusal = Refusal::new(
    ErrorCode::of(ApiError::MAX_ALLOWED_CREDIT).status(),
    "SOAP-10-302",
    "the account would spend more than it lets itself spend",
);

/// What becomes of a message, or the refusal that an outcome makes of it.
pub(super) fn fate(
    outcomes: &Outcomes,
    account: &Account,
    api: &Api,
    draft: &Draft,
) -> Result<Fate, Refusal> {
    let from = draft.sender.as_deref().unwrap_or_default();
    let (to, text) = (draft.recipient.as_str(), draft.content.text.as_deref());
    match outcomes.decide(Facts { account: &account.user, api: api.id, from, to, text }) {
        None => Ok(Fate::Received),
        Some(Ok(fate)) => Ok(fate),
        Some(Err(error)) => Err(Refusal::new(ErrorCode::of(error).status(), "", "an outcome says so")),
    }
}

/// What the handset will show: the source without its `+`, or the account's own number where there is none.
fn sender(account: &Account, source: &str) -> Option<String> {
    if !source.is_empty() {
        return Some(SenderId::normalise(source).map_or_else(|_| source.to_owned(), String::from));
    }
    let number = account.mo_number.map(String::from);
    number.or_else(|| account.short_code.map(String::from))
}

/// Reads the user data: its header or the parameters that say the same, its text, and how many parts it takes.
fn content(pdu: &SubmitSm<'_>, strict: bool) -> Content {
    let octets = pdu.text_octets();
    let has_header = pdu.esm_class.features().contains(EsmFeatures::UDHI);
    let header = has_header.then(|| Udh::parse(octets).ok()).flatten();
    let body = header.map_or(octets, |(_, body)| body);
    let by_parameters = || if strict || has_header { None } else { sar(pdu) };
    let concat = header.and_then(|(header, _)| header.concat()).or_else(by_parameters);
    let text = text_of(pdu.data_coding, body);
    let whole = concat.is_some() || has_header;
    let parts = if whole { 1 } else { parts(pdu.data_coding.alphabet(), body, text.as_deref()) };
    Content { octets: octets.to_vec(), text, concat, parts }
}

/// The text of user data without its header; `None` for octets that are none.
pub(crate) fn text_of(data_coding: DataCoding, body: &[u8]) -> Option<String> {
    match data_coding.alphabet() {
        Alphabet::Default => Some(gsm::decode_lossy(body)),
        Alphabet::Ascii | Alphabet::Latin1 => Some(latin1::decode(body)),
        Alphabet::Ucs2 => Some(ucs2::decode_lossy(body)),
        _ => None,
    }
}

/// The three `sar_` parameters together say what a header would (ruling A-S31).
fn sar(pdu: &SubmitSm<'_>) -> Option<Concat> {
    let reference = pdu.tlvs.sar_msg_ref_num()?.ok()?;
    let total = pdu.tlvs.sar_total_segments()?.ok()?;
    let part = pdu.tlvs.sar_segment_seqnum()?.ok()?;
    Concat::new(Reference::Sixteen(reference), total, part)
}

/// Into how many parts the gateway cuts a message without a header (SMPP-4-16).
fn parts(alphabet: Alphabet, body: &[u8], text: Option<&str>) -> usize {
    // ASCII and Latin-1 are sent on in the alphabet that takes the least room (ruling A-S20).
    let recoded = match (alphabet, text) {
        (Alphabet::Ascii | Alphabet::Latin1, Some(text)) => {
            let coding = Coding::for_text(text);
            let mut octets = Vec::new();
            coding.encode(text, &mut octets).is_ok().then_some((coding, octets))
        }
        _ => None,
    };
    let coding = match alphabet {
        Alphabet::Default => Coding::Gsm7,
        Alphabet::Ucs2 => Coding::Ucs2,
        _ => Coding::Octets,
    };
    let (coding, octets) = recoded.as_ref().map_or((coding, body), |(coding, octets)| (*coding, octets));
    match Splitter::new(coding, Reference::Eight(0)).split(octets) {
        Ok(parts) => parts.len(),
        // More than a handset could join; they cost what they cost.
        Err(SplitError::TooManyParts { parts }) => parts,
        Err(_) => 1,
    }
}

#[cfg(test)]
mod tests;
