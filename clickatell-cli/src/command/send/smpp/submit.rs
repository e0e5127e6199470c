//! Submitting: to each number, so many at a time, and what became of each.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clickatell_core::number::{Msisdn, SenderId};
use clickatell_smpp::net::Client;
use clickatell_smpp::pdu::{SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::value::{Address, DataCoding, RegisteredDelivery};
use clickatell_smpp::{COctets, CommandStatus, PduBuf, ShortMessage, Tolerance};
use serde_json::json;
use tokio::time::timeout;

use super::body::{Alphabet, Body, Long, Text};
use super::{Args, PATIENCE, Place, Waiting};
use crate::client::smpp::{ClientError, SmppClient, answer};
use crate::failure::{Failure, report};

const WHAT: &str = "the response to submit_sm";

/// A message, and what was said to it.
type Ended = (Place, Result<(CommandStatus, PduBuf), ClientError>);

/// What is submitted again and again.
struct Order {
    text: String,
    alphabet: Option<Alphabet>,
    long: Long,
    from: Option<SenderId>,
    receipt: bool,
    /// How long one answer may take; no limit but the link's own without.
    patience: Option<Duration>,
}

/// What was submitted.
#[derive(Debug)]
pub(super) struct Submitted {
    /// How many were accepted.
    pub(super) accepted: usize,
    /// Those of which receipts may come.
    pub(super) waiting: Waiting,
    pub(super) tally: Tally,
    /// How long it took to submit them.
    pub(super) took: Duration,
}

/// How the messages of a run ended.
#[derive(Debug, Default)]
pub(super) struct Tally {
    accepted: usize,
    refused: usize,
    unknown: usize,
    not_sent: usize,
}

impl Args {
    /// Submits to each number, so many parts each, and prints what became of it.
    pub(super) fn submit_all(
        &self,
        client: &mut SmppClient,
        reference: u8,
        parts: usize,
    ) -> Result<Submitted, Failure> {
        let is_load = self.is_load();
        let order = Arc::new(Order {
            text: self.text.clone(),
            alphabet: self.alphabet,
            long: self.long,
            from: self.from,
            receipt: self.wait,
            patience: (!is_load).then_some(PATIENCE),
        });
        let handle = client.handle();
        let mut reference = reference;
        let jobs = (0..self.times()).flat_map(|_| &self.to).map(|to| {
            reference = reference.wrapping_add(1);
            submit(handle.clone(), Arc::clone(&order), *to, reference)
        });
        let rule = self.login.profile().receipt_ids;
        let (mut accepted, mut waiting, mut ended) = (0_usize, Waiting::new(), 0_usize);
        let (mut tally, begun) = (Tally::default(), Instant::now());
        client.run_many(self.window.unwrap_or(1).into(), jobs, |messages| {
            ended = ended.saturating_add(1);
            for (of, answer) in messages {
                let id = match answer {
                    Err(error) if is_load => self.print_failure(of, &error, &mut tally)?,
                    Err(ClientError::Request(error)) => {
                        report(&format_args!("{of}: {error}"));
                        None
                    }
                    Err(error) => return Err(error.into()),
                    Ok((status, resp)) => self.print_answer(of, status, &resp, &mut tally)?,
                };
                if let Some(id) = id {
                    accepted = accepted.saturating_add(1);
                    let shown = String::from_utf8_lossy(&id).into_owned();
                    waiting.insert(rule.submitted(&id), (shown, of));
                }
            }
            Ok::<(), Failure>(())
        })?;
        // Those that were not begun before a signal.
        let left = self.recipients().saturating_sub(ended).saturating_mul(parts);
        tally.not_sent = tally.not_sent.saturating_add(left);
        Ok(Submitted { accepted, waiting, tally, took: begun.elapsed() })
    }

    /// The id of a message that was accepted.
    fn print_answer(
        &self,
        of: Place,
        status: CommandStatus,
        resp: &PduBuf,
        tally: &mut Tally,
    ) -> Result<Option<Vec<u8>>, Failure> {
        if !status.is_ok() {
            tally.refused = tally.refused.saturating_add(1);
            let name = name_of(status);
            let line = of.line(json!({ "error": status.get(), "text": name }));
            self.print(line, &format_args!("{of}  error {:#06x}: {name}", status.get()))?;
            return Ok(None);
        }
        tally.accepted = tally.accepted.saturating_add(1);
        match resp.frame().decode_as::<SubmitSmResp<'_>>(&Tolerance::FIELD, &mut ()) {
            Ok(resp) => {
                let id = resp.message_id.as_bytes();
                let shown = String::from_utf8_lossy(id);
                self.print(of.line(json!({ "id": shown })), &format_args!("{of}  accepted as {shown}"))?;
                Ok(Some(id.to_vec()))
            }
            Err(fault) => {
                report(&format_args!("{of}: {fault}"));
                Ok(None)
            }
        }
    }

    fn print_failure(
        &self,
        of: Place,
        error: &ClientError,
        tally: &mut Tally,
    ) -> Result<Option<Vec<u8>>, Failure> {
        if let ClientError::Unknown(_) = error {
            tally.unknown = tally.unknown.saturating_add(1);
            self.print(of.line(json!({ "unknown": true })), &format_args!("{of}  outcome unknown"))?;
        } else {
            tally.not_sent = tally.not_sent.saturating_add(1);
            let line = of.line(json!({ "not_sent": error.to_string() }));
            self.print(line, &format_args!("{of}  not sent: {error}"))?;
        }
        Ok(None)
    }

    /// Prints how the messages ended.
    pub(super) fn sum_up(&self, tally: &Tally, took: Duration) -> Result<(), Failure> {
        let Tally { accepted, refused, unknown, not_sent } = tally;
        let messages = accepted.saturating_add(*refused).saturating_add(*unknown).saturating_add(*not_sent);
        let seconds = took.as_secs_f64();
        let answered = accepted.saturating_add(*refused);
        let rate = u32::try_from(answered).map_or(f64::INFINITY, f64::from) / seconds.max(0.000_001);
        let line = json!({
            "messages": messages, "accepted": accepted, "refused": refused, "unknown": unknown,
            "not_sent": not_sent, "seconds": thousandths(seconds), "per_second": thousandths(rate),
        });
        let text = format_args!(
            "{messages} messages: {accepted} accepted, {refused} refused, {unknown} unknown, {not_sent} not sent; \
             {answered} answers in {seconds:.2} s, {rate:.1} a second"
        );
        self.print(line, &text)
    }
}

/// Submits one text to one number; what is left of one that is not accepted would not make a message.
async fn submit(client: Client, order: Arc<Order>, to: Msisdn, reference: u8) -> Vec<Ended> {
    let text = match Text::new(&order.text, order.alphabet, order.long, reference) {
        Ok(text) => text,
        Err(error) => return vec![(Place { to, part: 1, parts: 1 }, Err(error))],
    };
    let mut ended = Vec::new();
    for (part, body) in (1_usize..).zip(&text.messages) {
        let answer = order.submit(&client, text.coding, body, to).await;
        let is_accepted = matches!(answer, Ok((CommandStatus::ESME_ROK, _)));
        ended.push((Place { to, part, parts: text.messages.len() }, answer));
        if !is_accepted {
            break;
        }
    }
    ended
}

impl Order {
    async fn submit(
        &self,
        client: &Client,
        coding: DataCoding,
        body: &Body,
        to: Msisdn,
    ) -> Result<(CommandStatus, PduBuf), ClientError> {
        let (to, from) = (to.to_string(), self.from.map(|from| from.to_string()).unwrap_or_default());
        let field = |field| move |error| ClientError::Value { field, error };
        let destination =
            Address::international(COctets::try_from(to.as_str()).map_err(field("the number"))?);
        let short = ShortMessage::new(&body.short_message).map_err(field("the text"))?;
        let mut pdu = SubmitSm::new(destination, short);
        pdu.source = Address::unknown(COctets::try_from(from.as_str()).map_err(field("the sender"))?);
        pdu.data_coding = coding;
        pdu.esm_class = body.esm_class;
        pdu.tlvs = body.tlvs.as_tlvs();
        if self.receipt {
            pdu.registered_delivery = RegisteredDelivery::FINAL;
        }
        let outcome = match self.patience {
            Some(patience) => timeout(patience, client.submit(&pdu))
                .await
                .map_err(|_| ClientError::Late { what: WHAT, patience })?,
            None => client.submit(&pdu).await,
        };
        answer(outcome?, WHAT)
    }
}

/// A number that is read by people: thousandths are enough.
fn thousandths(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// The gateway's name for a status, or SMPP's, or its number.
fn name_of(status: CommandStatus) -> String {
    ErrorCode::new(status.get()).name().map_or_else(|| status.to_string(), str::to_owned)
}
