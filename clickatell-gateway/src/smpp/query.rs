//! The check of a `query_sm`, and its answer (SMPP-14-12, ruling A-S23).

use clickatell_core::status::MessageStatus;
use clickatell_core::time::Instant;
use clickatell_smpp::CommandStatus;
use clickatell_smpp::value::{MessageState, SmppTime};

use super::refusal::Refusal;
use crate::clock::civil;
use crate::store::Message;

/// What a `query_sm` asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) id: String,
    pub(super) source: String,
    /// The account that asks.
    pub(super) account: String,
    /// The source must be given.
    pub(super) strict: bool,
}

/// What a `query_sm_resp` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) id: String,
    /// Empty before the end.
    pub(super) final_date: String,
    pub(super) state: MessageState,
    pub(super) error_code: u8,
}

/// What the store found under the id, as an answer to who asks.
pub(super) fn answer(query: &Query, found: Option<&Message>) -> Result<Answer, Refusal> {
    let any_source = query.source.is_empty() && !query.strict;
    let message = found
        .filter(|message| message.account == query.account)
        .filter(|message| any_source || message.source == query.source)
        .ok_or(Refusal::new(
            CommandStatus::ESME_RINVMSGID,
            "SMPP-14-12",
            "this account has submitted no such message from there",
        ))?;
    let status = MessageStatus::new(message.status);
    let final_date = if status.is_final() { date(message.changed.0) } else { String::new() };
    Ok(Answer {
        id: message.id.clone(),
        final_date,
        state: MessageState::new(status.message_state()),
        error_code: u8::try_from(message.status).unwrap_or(u8::MAX),
    })
}

/// A moment as an absolute time of SMPP in UTC; empty outside the years that it can say.
fn date(at: Instant) -> String {
    let time = civil(at).and_then(|at| SmppTime::absolute(at, 0).ok());
    time.map(|time| time.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_dates_are_absolute_times() {
        let at = crate::clock::parse_moment("2011-04-20T10:31:07Z").unwrap();
        assert_eq!(date(at), "110420103107000+");
        assert_eq!(date(Instant::ZERO), "");
    }
}
