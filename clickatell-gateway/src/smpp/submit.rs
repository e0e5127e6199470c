//! The checks of a `submit_sm`, in their order, and what is stored of one that passes.
//!
//! The session machine has made those before these: the state, and that the PDU is well formed. The last ones, on money,
//! are the store's.

use clickatell_core::feature::{MessageType, ReqFeat};
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::send::{self, Options, SendMsg};
use clickatell_core::text::split::{SplitError, Splitter};
use clickatell_core::text::udh::{Concat, Reference, Udh};
use clickatell_core::text::{Coding, gsm, latin1, ucs2};
use clickatell_smpp::CommandStatus;
use clickatell_smpp::pdu::SubmitSm;
use clickatell_smpp::profile::{Profile, clickatell::ErrorCode};
use clickatell_smpp::value::{Alphabet, DataCoding, EsmFeatures};

use super::refusal::Refusal;
use crate::accept::{self, Candidate, Routed};
use crate::api::data_coding;
use crate::config::{Account, Api, Config, SmppProfile};
use crate::outcomes::Outcomes;
use crate::store::Source;

/// What is stored of a message, beside when and under which name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// What the handset will show; `None` when the account has no number to fall back on.
    pub(super) sender: Option<String>,
    pub(super) source: Source,
    pub(super) recipient: Msisdn,
    pub(super) content: Content,
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
    /// What its route must be able to do.
    pub(super) features: ReqFeat,
    pub(super) data_coding: u8,
    pub(super) esm_class: u8,
}

impl Content {
    /// What an account on trial sends, in place of what it submitted.
    fn of_trial(pdu: &SubmitSm<'_>, trial: &SendMsg<'_>) -> Result<Self, Refusal> {
        let parts = trial.parts()?;
        let text = match &trial.content {
            send::Content::Text(text) | send::Content::Unicode(text) => Some(text.clone().into_owned()),
            _ => None,
        };
        let features = pdu.esm_class.features().difference(EsmFeatures::UDHI);
        Ok(Self {
            octets: trial.content.octets().into_owned(),
            text,
            concat: None,
            parts: parts.into(),
            features: trial.features(parts),
            data_coding: data_coding(trial.content.coding(), MessageType::default()),
            esm_class: pdu.esm_class.with_features(features).get(),
        })
    }
}

/// Whether the values are right (checks 4 to 14), and what is to be stored of them: of an account on trial, the text that
/// the gateway has for it.
pub(super) fn draft(
    config: &Config,
    profile: &Profile,
    account: &Account,
    pdu: &SubmitSm<'_>,
    transmits_only: bool,
) -> Result<Draft, Refusal> {
    profile.check_submit(pdu, transmits_only)?;
    if config.smpp.profile == SmppProfile::Standard {
        // The ranges of SMPP 3.4; the gateway's own order has those of the fields that it looks at.
        profile.check(pdu)?;
    }
    let recipient =
        pdu.destination.addr.as_str().and_then(|text| Msisdn::parse(text).ok()).ok_or(Refusal::new(
            CommandStatus::ESME_RINVDSTADR,
            "SMPP-14-11",
            "the destination is no number in international format: country code and digits, without a plus",
        ))?;
    let content = match accept::trial(account, &Options::default()) {
        Some(trial) => Content::of_trial(pdu, &trial)?,
        None => content(pdu, config.smpp.strict),
    };
    let source =
        Source { ton: pdu.source.ton.get(), npi: pdu.source.npi.get(), addr: pdu.source.addr.to_string() };
    Ok(Draft { sender: sender(account, &source.addr), source, recipient, content })
}

/// Whether this account may send this message there, how it goes, and what becomes of it (check 17, and the second half
/// of 18).
pub(super) fn may_pass(
    config: &Config,
    outcomes: &Outcomes,
    (account, api): (&Account, &Api),
    draft: &Draft,
) -> Result<Routed, Refusal> {
    let unregistered = |clause, reason| Err(Refusal::new(ErrorCode::ROUTERR.status(), clause, reason));
    let Some(from) = draft.sender.as_deref() else {
        return unregistered("SMPP-10-4", "no sender is given, and the account has no number of its own");
    };
    if !SenderId::normalise(from).is_ok_and(|sender| account.may_send_as(&sender)) {
        return unregistered("SMPP-10-6", "the sender is not registered");
    }
    let Content { text, features, parts, .. } = &draft.content;
    let candidate = Candidate {
        account,
        api,
        from,
        to: draft.recipient,
        text: text.as_deref(),
        features: *features,
        parts: *parts,
        most: None,
        // No parameter of SMPP asks for it: whoever can be replied to is (SMPP-13-1).
        replies: account.two_way && (account.mo_number.is_some() || account.short_code.is_some()),
        escalate: false,
    };
    Ok(accept::consider(config, outcomes, &candidate)?)
}

/// More messages in a second than the connection may submit (check 15).
pub(super) const THROTTLED: Refusal =
    Refusal::new(CommandStatus::ESME_RTHROTTLED, "SMPP-14-20", "more messages in a second than are allowed");

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
    let (coding, cut) = coding_and_parts(pdu.data_coding.alphabet(), body, text.as_deref());
    let parts = if concat.is_some() || has_header { 1 } else { cut };
    Content {
        octets: octets.to_vec(),
        text,
        concat,
        parts,
        features: ReqFeat::of_message(coding, has_header, parts),
        data_coding: pdu.data_coding.get(),
        esm_class: pdu.esm_class.get(),
    }
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

/// In which coding a message goes on, and into how many parts the gateway cuts it where it has no header (SMPP-4-16).
fn coding_and_parts(alphabet: Alphabet, body: &[u8], text: Option<&str>) -> (Coding, usize) {
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
    let parts = match Splitter::new(coding, Reference::Eight(0)).split(octets) {
        Ok(parts) => parts.len(),
        // More than a handset could join; they cost what they cost.
        Err(SplitError::TooManyParts { parts }) => parts,
        Err(_) => 1,
    };
    (coding, parts)
}

#[cfg(test)]
mod tests;
