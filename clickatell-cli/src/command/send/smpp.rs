//! `clickatell send smpp`.

mod body;
mod submit;

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::status::MessageStatus;
use clickatell_smpp::flow::Rate;
use clickatell_smpp::link::Plan;
use clickatell_smpp::pdu::DeliverSm;
use clickatell_smpp::profile::Profile;
use clickatell_smpp::receipt::{IdKey, Receipt};
use clickatell_smpp::{PduBuf, Tolerance};
use serde_json::{Value, json};

use self::body::{Alphabet, Long, Text};
use self::submit::Submitted;
use crate::client::smpp::{ClientError, SmppClient};
use crate::command::login::{Login, address};
use crate::failure::{Done, Failure, report};
use crate::json;

/// How long the gateway may take to bind, to answer and to say good-bye.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends a message over SMPP
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell send smpp --to 279991234567 'Hello' --wait\n  \
    clickatell send smpp --address 10.0.0.5:2775 \\\n    \
    --system-id me --password secret --system-type 3334222 \\\n    \
    --to 279991234567 'Привет' --json\n  \
    clickatell send smpp --to 279991234567 --long udh --wait \"$(cat long.txt)\"\n  \
    clickatell send smpp --to 279991234567 'Load' \\\n    \
    --count 1000 --window 10 --rate 100\n\n\
    With --count, --window or --rate the last line sums up, after a signal too, and\n\
    a lost connection does not end it: what was under way is unknown and not sent\n\
    again, the rest goes out when the link is back.")]
pub(crate) struct Args {
    /// The text; what the GSM alphabet lacks is sent as Unicode
    #[arg(value_parser = super::text)]
    text: String,
    /// A number in international format, without a plus; may be given again and again
    #[arg(long, required = true, value_parser = Msisdn::parse)]
    to: Vec<Msisdn>,
    /// What the handset shows: digits, or up to 11 letters and digits
    #[arg(long, value_parser = SenderId::parse)]
    from: Option<SenderId>,
    /// The alphabet that the text is sent in, if it has all of its characters
    #[arg(long, value_enum)]
    alphabet: Option<Alphabet>,
    /// How a long text goes out
    #[arg(long, value_enum, default_value_t = Long::Payload)]
    long: Long,
    /// How often each number gets it
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..))]
    count: Option<u32>,
    /// How many messages may be under way at a time, unanswered; 1 unless said otherwise
    #[arg(long, value_name = "MESSAGES", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    window: Option<u16>,
    /// At most so many messages a second
    #[arg(long, value_name = "MESSAGES", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Asks for receipts, waits for the final one of each message, and exits 1 unless all are received
    #[arg(long)]
    wait: bool,
    /// How many seconds to wait at most
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "wait")]
    patience: u64,
    /// Prints one JSON object for each result
    #[arg(long)]
    json: bool,
    /// Where the gateway is
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:2775", value_parser = address)]
    address: SocketAddr,
    #[command(flatten)]
    login: Login,
}

/// Which message to which number this is.
#[derive(Clone, Copy, Debug)]
struct Place {
    to: Msisdn,
    part: usize,
    parts: usize,
}

/// The messages that wait for their receipts, by what the receipts call them.
type Waiting = HashMap<IdKey, (String, Place)>;

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let [reference, ..] = RandomState::new().build_hasher().finish().to_be_bytes();
        // What it says of the first holds for all.
        let parts = Text::new(&self.text, self.alphabet, self.long, reference)?.messages.len();
        // A client that only transmits asks for no receipts.
        let plan = if self.wait { Plan::Transceiver } else { Plan::TransmitterOnly };
        let mut client = SmppClient::new(self.login.at(self.address), plan, self.profile(), || ())?;
        client.bound(PATIENCE)?;
        if self.is_load() {
            client.heed_signals().map_err(Failure::Runtime)?;
        }
        let Submitted { accepted, waiting, tally, took } = self.submit_all(&mut client, reference, parts)?;
        let all = accepted == self.recipients().saturating_mul(parts);
        let received = if self.wait { self.wait_for(&mut client, waiting) } else { Ok(true) };
        if self.is_load() {
            self.sum_up(&tally, took)?;
        }
        let received = received?;
        client.unbind(PATIENCE)?;
        Ok(if all && received { Done::Well } else { Done::WithFaults })
    }

    /// Whether it is a load, which is summed up and outlives its link.
    const fn is_load(&self) -> bool {
        self.count.is_some() || self.window.is_some() || self.rate.is_some()
    }

    /// How many times the text goes out to one of the numbers.
    fn recipients(&self) -> usize {
        self.to.len().saturating_mul(self.times())
    }

    /// How often each number gets it.
    fn times(&self) -> usize {
        self.count.and_then(|count| usize::try_from(count).ok()).unwrap_or(1)
    }

    /// The rules of the account, and those of this run.
    fn profile(&self) -> Profile {
        let mut profile = self.login.profile();
        if let Some(window) = self.window {
            profile = profile.with_window(window.into());
        }
        profile.flow.rate = self.rate.map(Rate::per_second);
        profile
    }

    /// Waits for the receipts. True when every message was received.
    fn wait_for(&self, client: &mut SmppClient, mut waiting: Waiting) -> Result<bool, Failure> {
        let rule = self.login.profile().receipt_ids;
        let begun = Instant::now();
        let (mut all_received, mut waited) = (true, self.patience);
        while !waiting.is_empty() {
            let left = Duration::from_secs(self.patience).saturating_sub(begun.elapsed());
            let pdu = match client.delivery("a receipt", left, |pdu| receipt(pdu).is_some()) {
                Ok(pdu) => pdu,
                Err(ClientError::Late { .. }) => break,
                Err(ClientError::Interrupted) => {
                    waited = begun.elapsed().as_secs();
                    break;
                }
                Err(error) => return Err(error.into()),
            };
            let Some((id, Some(status))) = receipt(&pdu) else { continue };
            let key = rule.receipted(&id);
            let Some((shown, of)) = waiting.get(&key) else { continue };
            let digits = status.digits().to_string();
            let line = of.line(json!({ "id": shown, "status": digits, "text": status.to_string() }));
            self.print(line, &format_args!("{of}  {shown}: {digits} {status}"))?;
            if status.is_final() {
                all_received &= status == MessageStatus::RECEIVED;
                waiting.remove(&key);
            }
        }
        for (_, of) in waiting.values() {
            report(&format_args!("{of}: no final status after {waited} s"));
        }
        Ok(all_received && waiting.is_empty())
    }

    fn print(&self, line: Value, text: &impl fmt::Display) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        if self.json {
            json::write_line(&mut out, &line)?;
        } else {
            writeln!(out, "{text}")?;
        }
        Ok(())
    }
}

impl Place {
    /// A result, and of what it is.
    fn line(self, mut result: Value) -> Value {
        if let Some(members) = result.as_object_mut() {
            members.insert("to".to_owned(), json!(self.to.to_string()));
            if self.parts > 1 {
                members.insert("part".to_owned(), json!(self.part));
                members.insert("parts".to_owned(), json!(self.parts));
            }
        }
        result
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { to, part, parts } = self;
        if *parts > 1 { write!(f, "{to} {part}/{parts}") } else { to.fmt(f) }
    }
}

/// The id and the status in a receipt; `None` for a message.
fn receipt(pdu: &PduBuf) -> Option<(Vec<u8>, Option<MessageStatus>)> {
    let frame = pdu.frame();
    let deliver: DeliverSm<'_> = frame.decode_as(&Tolerance::FIELD, &mut ()).ok()?;
    let receipt = Receipt::of(&deliver)?.ok()?;
    Some((receipt.id.to_vec(), receipt.status()))
}
