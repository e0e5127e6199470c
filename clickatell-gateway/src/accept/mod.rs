//! Whether a message is accepted, by which route it goes and for what price, and what becomes of it: the same for every door.
//!
//! A door reads its own requests, and says no in its own words: SOAP and HTTP by an error, SMPP by a status. What lies between
//! is here and in the store. Where these checks stand among a door's others is for the table of the door.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `route` | by which route a message goes, and for what price |
//! | `refused` | every reason for a "no", with what each door calls it |

mod refused;
mod route;

use clickatell_core::feature::ReqFeat;
use clickatell_core::number::Msisdn;
use clickatell_core::send::{Content, MaxCredits, MaxParts, Options, SendMsg};

use crate::config::{Account, Api, Config, Door};
use crate::lifecycle::Fate;
use crate::outcomes::{Facts, Outcomes};

pub(crate) use refused::Refused;
pub(crate) use route::{Routed, coverage};

/// A message that may be accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) account: &'a Account,
    pub(crate) api: &'a Api,
    /// What the handset will show.
    pub(crate) from: &'a str,
    pub(crate) to: Msisdn,
    pub(crate) text: Option<&'a str>,
    /// What its route must be able to do.
    pub(crate) features: ReqFeat,
    pub(crate) parts: usize,
    /// The most that it may cost, beside what the connection allows.
    pub(crate) most: Option<MaxCredits>,
    /// The handset is to be able to reply.
    pub(crate) replies: bool,
    /// A dearer route rather than waiting.
    pub(crate) escalate: bool,
}

/// Whether a message can go where it is to go, and what becomes of it then. What is checked of money and of numbers of
/// messages is the store's, in the transaction that takes it.
pub(crate) fn consider(
    config: &Config,
    outcomes: &Outcomes,
    candidate: &Candidate<'_>,
) -> Result<Routed, Refused> {
    reachable(config, candidate.account, candidate.to)?;
    let mut routed = route::route(config, candidate).ok_or(Refused::NoNetwork)?;
    let Candidate { account, api, from, text, .. } = *candidate;
    let facts = Facts { account: &account.user, api: api.id, from, to: candidate.to.as_str(), text };
    match outcomes.decide(facts) {
        Some(decided) => {
            if routed.fate == Fate::NoRoute {
                // It goes out all the same, by what is cheapest.
                routed.charge = route::cheapest(config, candidate).unwrap_or_default();
            }
            routed.fate = decided.map_err(Refused::Outcome)?;
        }
        // Over SMPP a client is told at once (SMPP-3-9); over the other doors by the message's status.
        None if routed.fate == Fate::NoRoute && api.door == Door::Smpp => {
            return Err(route::why_none(config, candidate));
        }
        None => {}
    }
    Ok(routed)
}

/// Whether messages of this account can go to a number at all.
fn reachable(config: &Config, account: &Account, number: Msisdn) -> Result<(), Refused> {
    if config.numbers.blocked.contains(&number) {
        Err(Refused::Blocked)
    } else if config.numbers.delisted.contains(&number) {
        Err(Refused::Delisted)
    } else if account.opted_out.contains(&number) {
        Err(Refused::OptedOut)
    } else if account.mo_premium && account.mo_number == Some(number) {
        Err(Refused::OwnPremium)
    } else {
        Ok(())
    }
}

/// What an account on trial sends instead: the text that the gateway has for it, with these options. `None` where it is
/// not on trial.
pub(crate) fn trial(account: &Account, options: &Options) -> Option<SendMsg<'static>> {
    let text = account.trial_text.clone()?;
    let mut trial = SendMsg::new([], Content::for_text(text));
    trial.options = *options;
    trial.options.concat = MaxParts::MAX;
    Some(trial)
}
