//! `clickatell send smpp`.

use std::collections::HashMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::status::MessageStatus;
use clickatell_core::text::Coding;
use clickatell_smpp::link::Plan;
use clickatell_smpp::pdu::{DeliverSm, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::receipt::{IdKey, Receipt};
use clickatell_smpp::value::{Address, DataCoding, RegisteredDelivery};
use clickatell_smpp::{COctets, CommandStatus, PduBuf, ShortMessage, TlvBuf, Tolerance};
use serde_json::{Value, json};

use crate::client::smpp::{ClientError, SmppClient};
use crate::command::login::{Login, address};
use crate::failure::{Done, Failure, report};
use crate::json;

/// How long the gateway may take to bind, to answer and to say good-bye.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest text of a `short_message`; a longer one goes into `message_payload` (SMPP API section 11).
const SHORT: usize = 254;

/// Sends a message over SMPP
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell send smpp --to 279991234567 'Hello' --wait\n  \
    clickatell send smpp --address 10.0.0.5:2775 --system-id me --password secret --system-type 3334222 \\\n    \
    --to 279991234567 'Привет' --json")]
pub(crate) struct Args {
    /// The text; what the GSM alphabet lacks is sent as Unicode
    text: String,
    /// A number in international format, without a plus; may be given again and again
    #[arg(long, required = true, value_parser = Msisdn::parse)]
    to: Vec<Msisdn>,
    /// What the handset shows: digits, or up to 11 letters and digits
    #[arg(long, value_parser = SenderId::parse)]
    from: Option<SenderId>,
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

/// A text as `submit_sm` carries it.
struct Text {
    octets: Vec<u8>,
    coding: DataCoding,
}

/// The messages that wait for their receipts, by what the receipts call them.
type Waiting = HashMap<IdKey, (String, Msisdn)>;

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        // A client that only transmits asks for no receipts.
        let plan = if self.wait { Plan::Transceiver } else { Plan::TransmitterOnly };
        let mut client = SmppClient::new(self.login.at(self.address), plan, self.login.profile(), || ())?;
        client.bound(PATIENCE)?;
        let waiting = self.submit_all(&client)?;
        let all = waiting.len() == self.to.len();
        let received = !self.wait || self.wait_for(&mut client, waiting)?;
        client.unbind(PATIENCE)?;
        Ok(if all && received { Done::Well } else { Done::WithFaults })
    }

    /// Submits to each number, and prints what became of it.
    fn submit_all(&self, client: &SmppClient) -> Result<Waiting, Failure> {
        let rule = self.login.profile().receipt_ids;
        let text = Text::new(&self.text)?;
        let mut waiting = Waiting::new();
        for to in &self.to {
            let (status, resp) = match self.submit(client, &text, *to) {
                Ok(answer) => answer,
                Err(ClientError::Request(error)) => {
                    report(&format_args!("{to}: {error}"));
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let frame = resp.frame();
            let resp = frame.decode_as::<SubmitSmResp<'_>>(&Tolerance::FIELD, &mut ());
            match (status.is_ok(), resp) {
                (true, Ok(resp)) => {
                    let id = resp.message_id.as_bytes();
                    let shown = String::from_utf8_lossy(id).into_owned();
                    self.print(
                        json!({ "id": shown, "to": to.to_string() }),
                        &format_args!("{to}  accepted as {shown}"),
                    )?;
                    waiting.insert(rule.submitted(id), (shown, *to));
                }
                (true, Err(fault)) => report(&format_args!("{to}: {fault}")),
                (false, _) => {
                    let name = name_of(status);
                    let line = json!({ "error": status.get(), "text": name, "to": to.to_string() });
                    self.print(line, &format_args!("{to}  error {:#06x}: {name}", status.get()))?;
                }
            }
        }
        Ok(waiting)
    }

    fn submit(
        &self,
        client: &SmppClient,
        text: &Text,
        to: Msisdn,
    ) -> Result<(CommandStatus, PduBuf), ClientError> {
        let (to, from) = (to.to_string(), self.from.map(|from| from.to_string()).unwrap_or_default());
        let field = |field| move |error| ClientError::Value { field, error };
        let mut payload = TlvBuf::new();
        let short = if text.octets.len() <= SHORT {
            ShortMessage::new(&text.octets)
        } else {
            payload.message_payload(&text.octets).map_err(|fault| ClientError::Text(fault.to_string()))?;
            ShortMessage::new(&[])
        };
        let destination =
            Address::international(COctets::try_from(to.as_str()).map_err(field("the number"))?);
        let mut pdu = SubmitSm::new(destination, short.map_err(field("the text"))?);
        pdu.source = Address::unknown(COctets::try_from(from.as_str()).map_err(field("the sender"))?);
        pdu.data_coding = text.coding;
        pdu.tlvs = payload.as_tlvs();
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
            let Some((shown, to)) = waiting.get(&key) else { continue };
            let digits = status.digits().to_string();
            let line =
                json!({ "id": shown, "to": to.to_string(), "status": digits, "text": status.to_string() });
            self.print(line, &format_args!("{to}  {digits} {status}"))?;
            if status.is_final() {
                all_received &= status == MessageStatus::RECEIVED;
                waiting.remove(&key);
            }
        }
        for (_, to) in waiting.values() {
            report(&format_args!("{to}: no final status after {} s", self.patience));
        }
        Ok(all_received && waiting.is_empty())
    }

    fn print(&self, line: Value, text: &impl std::fmt::Display) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        if self.json {
            json::write_line(&mut out, &line)?;
        } else {
            writeln!(out, "{text}")?;
        }
        Ok(())
    }
}

impl Text {
    fn new(text: &str) -> Result<Self, ClientError> {
        let (mut octets, mut coding) = (Vec::new(), DataCoding::DEFAULT);
        if Coding::Gsm7.encode(text, &mut octets).is_err() {
            octets.clear();
            coding = DataCoding::UCS2;
            Coding::Ucs2.encode(text, &mut octets).map_err(|error| ClientError::Text(error.to_string()))?;
        }
        Ok(Self { octets, coding })
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
