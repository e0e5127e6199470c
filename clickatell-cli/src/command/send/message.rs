//! What sending through the text doors has in common: the message, the credentials, the wait.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

use clickatell_core::id::{ApiId, MessageId};
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::reply::Reply;
use clickatell_core::secret::{Credentials, Secret};
use clickatell_core::send::{MaxParts, SendMsg};
use clickatell_core::status::MessageStatus;
use serde_json::json;

use crate::client::text::{TextDoor, TextError};
use crate::failure::{Done, Failure, remark, report};
use crate::json;

/// How often the gateway is asked how far a message has come.
const ASK_EVERY: Duration = Duration::from_millis(500);

/// Who is calling.
#[derive(Debug, clap::Args)]
pub(super) struct Caller {
    /// The user name
    #[arg(long, env = "CLICKATELL_USER", default_value = "demo")]
    user: String,
    /// The password
    #[arg(long, env = "CLICKATELL_PASSWORD", default_value = "demo1234", hide_env_values = true)]
    password: String,
}

impl Caller {
    pub(super) fn credentials(&self, api_id: ApiId) -> Credentials {
        let (user, password) = (self.user.clone(), Secret::from(self.password.as_str()));
        Credentials { api_id, user, password }
    }
}

/// What is sent, and how long to wait.
#[derive(Debug, clap::Args)]
pub(super) struct Message {
    /// The text; what the GSM alphabet lacks is sent as Unicode
    #[arg(value_parser = super::text)]
    text: String,
    /// A number in international format, without a plus; may be given again and again
    #[arg(long, required = true, value_parser = Msisdn::parse)]
    to: Vec<Msisdn>,
    /// What the handset shows: digits, or up to 11 letters and digits
    #[arg(long, value_parser = SenderId::parse)]
    from: Option<SenderId>,
    /// The most parts
    #[arg(long, value_name = "PARTS", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=35))]
    concat: u8,
    /// Waits for the final status of each message, and exits 1 unless all are received
    #[arg(long)]
    wait: bool,
    /// How many seconds to wait at most
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "wait")]
    patience: u64,
    /// Prints one JSON object for each result
    #[arg(long)]
    json: bool,
}

impl Message {
    /// Sends it, prints what became of it, and says whether that is well.
    pub(super) fn send(&self, door: &mut impl TextDoor) -> Result<Done, Failure> {
        let mut message = SendMsg::new(self.to.iter().copied(), door.content(&self.text));
        message.options.from = self.from;
        message.options.concat = MaxParts::try_from(u32::from(self.concat)).unwrap_or_default();
        let sent = match door.send(&message) {
            Ok(replies) => self.results(&replies)?,
            Err(error) => {
                report(&error);
                return Ok(Done::WithFaults);
            }
        };
        let all = sent.len() == self.to.len();
        let received = if self.wait { self.wait_for(door, sent)? } else { true };
        Ok(if all && received { Done::Well } else { Done::WithFaults })
    }

    /// Prints the results; the messages that were accepted.
    fn results(&self, replies: &[Reply<'_>]) -> Result<BTreeMap<MessageId, Msisdn>, Failure> {
        let mut out = std::io::stdout().lock();
        let mut accepted = BTreeMap::new();
        // The results come in the order of the destinations, whether they name them or not.
        for (reply, to) in replies.iter().zip(&self.to) {
            if let Reply::Id { id, .. } = reply {
                accepted.insert(*id, *to);
            }
            match reply {
                _ if self.json => {
                    let mut line = serde_json::to_value(reply).map_err(std::io::Error::other)?;
                    // One error may stand for all destinations, and then it is of none of them.
                    if let Some(members) = line.as_object_mut().filter(|_| replies.len() == self.to.len()) {
                        members.entry("to").or_insert_with(|| json!(to.to_string()));
                    }
                    json::write_line(&mut out, &line)?;
                }
                Reply::Id { id, .. } => writeln!(out, "{to}  accepted as {id}")?,
                Reply::Error { code, text, .. } => writeln!(out, "{to}  error {}: {text}", code.digits())?,
                other => writeln!(out, "{to}  {other:?}")?,
            }
        }
        // A call that is refused as a whole has one error for all of its destinations.
        for to in self.to.iter().skip(replies.len()).filter(|_| !self.json) {
            writeln!(out, "{to}  not sent")?;
        }
        Ok(accepted)
    }

    /// Asks until every message is at its end. True when all were received.
    fn wait_for(
        &self,
        door: &mut impl TextDoor,
        mut waiting: BTreeMap<MessageId, Msisdn>,
    ) -> Result<bool, Failure> {
        let mut seen: BTreeMap<MessageId, MessageStatus> = BTreeMap::new();
        let begun = Instant::now();
        let patience = Duration::from_secs(self.patience);
        let mut all_received = true;
        while !waiting.is_empty() && begun.elapsed() < patience {
            let mut ended = Vec::new();
            for (id, to) in &waiting {
                let status = match door.status(*id) {
                    Ok(status) => status,
                    Err(error) => return Self::lost(&error),
                };
                if seen.insert(*id, status) != Some(status) {
                    self.print_status(*id, *to, status)?;
                }
                if status.is_final() {
                    all_received &= status == MessageStatus::RECEIVED;
                    ended.push(*id);
                }
            }
            waiting.retain(|id, _| !ended.contains(id));
            if !waiting.is_empty() {
                std::thread::sleep(ASK_EVERY);
            }
        }
        for to in waiting.values() {
            report(&format_args!("{to}: no final status after {} s", self.patience));
        }
        if !waiting.is_empty() && door.has_virtual_clock() {
            remark(&"the gateway's clock is a virtual one: POST /gateway/clock moves it");
        }
        Ok(all_received && waiting.is_empty())
    }

    fn lost(error: &TextError) -> Result<bool, Failure> {
        report(error);
        Ok(false)
    }

    fn print_status(&self, id: MessageId, to: Msisdn, status: MessageStatus) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        if self.json {
            let digits = status.digits().to_string();
            json::write_line(
                &mut out,
                &json!({ "id": id, "to": to, "status": digits, "text": status.to_string() }),
            )?;
        } else {
            writeln!(out, "{to}  {id}: {} {status}", status.digits())?;
        }
        Ok(())
    }
}
