//! `clickatell send smpp`.

mod body;

use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::status::MessageStatus;
use clickatell_smpp::link::Plan;
use clickatell_smpp::pdu::{DeliverSm, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::receipt::{IdKey, Receipt};
use clickatell_smpp::value::{Address, DataCoding, RegisteredDelivery};
use clickatell_smpp::{COctets, CommandStatus, PduBuf, ShortMessage, Tolerance};
use serde_json::{Value, json};

use self::body::{Alphabet, Body, Long, Text};
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
    clickatell send smpp --to 279991234567 --long udh --wait \"$(cat long.txt)\"")]
pub(crate) struct Args {
    /// The text; what the GSM alphabet lacks is sent as Unicode
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
        let text = Text::new(&self.text, self.alphabet, self.long)?;
        // A client that only transmits asks for no receipts.
        let plan = if self.wait { Plan::Transceiver } else { Plan::TransmitterOnly };
        let mut client = SmppClient::new(self.login.at(self.address), plan, self.login.profile(), || ())?;
        client.bound(PATIENCE)?;
        let waiting = self.submit_all(&client, &text)?;
        let all = waiting.len() == self.to.len().saturating_mul(text.messages.len());
        let received = !self.wait || self.wait_for(&mut client, waiting)?;
        client.unbind(PATIENCE)?;
        Ok(if all && received { Done::Well } else { Done::WithFaults })
    }

    /// Submits to each number, and prints what became of it.
    fn submit_all(&self, client: &SmppClient, text: &Text) -> Result<Waiting, Failure> {
        let rule = self.login.profile().receipt_ids;
        let mut waiting = Waiting::new();
        for to in &self.to {
            for (part, body) in (1_usize..).zip(&text.messages) {
                let of = Place { to: *to, part, parts: text.messages.len() };
                let Some(id) = self.submit(client, text.coding, body, of)? else {
                    // What is left of the message would not make one.
                    break;
                };
                let shown = String::from_utf8_lossy(&id).into_owned();
                self.print(of.line(json!({ "id": shown })), &format_args!("{of}  accepted as {shown}"))?;
                waiting.insert(rule.submitted(&id), (shown, of));
            }
        }
        Ok(waiting)
    }

    /// Submits one message; its id. Of one that is not accepted it says why.
    fn submit(
        &self,
        client: &SmppClient,
        coding: DataCoding,
        body: &Body,
        of: Place,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let (status, resp) = match self.request(client, coding, body, of.to) {
            Ok(answer) => answer,
            Err(ClientError::Request(error)) => {
                report(&format_args!("{of}: {error}"));
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        if !status.is_ok() {
            let name = name_of(status);
            let line = of.line(json!({ "error": status.get(), "text": name }));
            self.print(line, &format_args!("{of}  error {:#06x}: {name}", status.get()))?;
            return Ok(None);
        }
        let frame = resp.frame();
        match frame.decode_as::<SubmitSmResp<'_>>(&Tolerance::FIELD, &mut ()) {
            Ok(resp) => Ok(Some(resp.message_id.as_bytes().to_vec())),
            Err(fault) => {
                report(&format_args!("{of}: {fault}"));
                Ok(None)
            }
        }
    }

    fn request(
        &self,
        client: &SmppClient,
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
        if self.wait {
            pdu.registered_delivery = RegisteredDelivery::FINAL;
        }
        client.request(&pdu, "the response to submit_sm", PATIENCE)
    }

    /// Waits for the receipts. True when every message was received.
    fn wait_for(&self, client: &mut SmppClient, mut waiting: Waiting) -> Result<bool, Failure> {
        let rule = self.login.profile().receipt_ids;
        let begun = Instant::now();
        let mut all_received = true;
        while !waiting.is_empty() {
            let left = Duration::from_secs(self.patience).saturating_sub(begun.elapsed());
            let pdu = match client.delivery("a receipt", left, |pdu| receipt(pdu).is_some()) {
                Ok(pdu) => pdu,
                Err(ClientError::Late { .. }) => break,
                Err(error) => return Err(error.into()),
            };
            let Some((id, Some(status))) = receipt(&pdu) else { continue };
            let key = rule.receipted(&id);
            let Some((shown, of)) = waiting.get(&key) else { continue };
            let digits = status.digits().to_string();
            let line = of.line(json!({ "id": shown, "status": digits, "text": status.to_string() }));
            self.print(line, &format_args!("{of}  {digits} {status}"))?;
            if status.is_final() {
                all_received &= status == MessageStatus::RECEIVED;
                waiting.remove(&key);
            }
        }
        for (_, of) in waiting.values() {
            report(&format_args!("{of}: no final status after {} s", self.patience));
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

/// The gateway's name for a status, or SMPP's, or its number.
fn name_of(status: CommandStatus) -> String {
    ErrorCode::new(status.get()).name().map_or_else(|| status.to_string(), str::to_owned)
}
