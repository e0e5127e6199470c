//! `clickatell receive smpp`.

mod join;

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use clickatell_smpp::json::PduView;
use clickatell_smpp::link::Plan;
use clickatell_smpp::net::{Incoming, Owed};
use clickatell_smpp::pdu::Body;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::{CommandStatus, Fault, PduBuf, Tolerance};
use serde_json::{Value, json};

use self::join::Parts;
use crate::client::comeback::Comebacks;
use crate::client::refusal::is_of_credentials;
use crate::client::smpp::SmppClient;
use crate::command::login::{Login, address};
use crate::failure::{Done, Failure, remark};
use crate::json;
use crate::signals::Signals;

/// How long the gateway may take to say good-bye.
const GOODBYE: Duration = Duration::from_secs(5);

/// Binds, acknowledges what comes in and prints it, one JSON object on a line, until a signal
///
/// It keeps the link alive, and binds again by the documents' rules when it is lost; it ends when its credentials are
/// refused before it was ever bound. A message is acknowledged when its line is written, not before. The lines are those
/// of `decode smpp --json`; a receipt has `receipt` besides, and the part that completes a long message has `joined`: all
/// of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell receive smpp\n  \
    clickatell receive smpp 10.0.0.5:2775 --bind receiver \\\n    \
    --system-id me --password secret --system-type 3334222\n  \
    clickatell receive smpp |\n    \
    jq -r '.receipt.status // .joined.text // .body.text'")]
pub(crate) struct Args {
    /// Where the gateway is
    #[arg(value_name = "ADDR", default_value = "127.0.0.1:2775", value_parser = address)]
    address: SocketAddr,
    #[command(flatten)]
    login: Login,
    /// As what it binds
    #[arg(long, value_enum, default_value_t = Kind::Transceiver)]
    bind: Kind,
}

/// What it binds as.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    Receiver,
    Transceiver,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let plan = match self.bind {
            Kind::Receiver => Plan::ReceiverOnly,
            Kind::Transceiver => Plan::Transceiver,
        };
        let profile = self.login.profile();
        let mut comebacks = Comebacks::new(profile.reconnect.clone());
        let mut client = SmppClient::new(self.login.at(self.address), plan, profile, || ())?;
        let signals = {
            let _inside = client.runtime().enter();
            Signals::catch().map_err(Failure::Runtime)?
        };
        let mut parts = Parts::new();
        let attempts = client.attempts().clone();
        let (mut was_bound, mut is_down) = (false, false);
        client.each(signals.any(), |happened| {
            match happened {
                Incoming::Delivery(delivery) => take(delivery, &mut parts)?,
                Incoming::Up(kind, version) => {
                    tracing::info!("bound as {kind:?}, SMPP {version}");
                    comebacks.up();
                    was_bound = true;
                    if std::mem::take(&mut is_down) {
                        remark(&"bound again");
                    }
                }
                Incoming::Down(_, why) if !was_bound && is_of_credentials(why) => {
                    return Err(attempts.explain(why).into());
                }
                Incoming::Down(_, why) => {
                    is_down = was_bound;
                    remark(&format_args!("{}; {}", attempts.explain(why), comebacks.down(why)));
                }
                other => tracing::info!("{other:?}"),
            }
            Ok::<(), Failure>(())
        })?;
        if let Err(error) = client.unbind(GOODBYE) {
            remark(&error);
        }
        Ok(Done::Well)
    }
}

/// Prints a delivery, then acknowledges it.
fn take(delivery: Owed, parts: &mut Parts) -> Result<(), Failure> {
    let written = print(delivery.pdu(), parts);
    let answered = match &written {
        Ok(()) => delivery.accept(),
        // It is not safe here: the gateway is to keep it.
        Err(_) => delivery.reject(CommandStatus::ESME_RX_T_APPN),
    };
    if let Err(error) = answered {
        remark(&format_args!("a delivery was not acknowledged: {error}"));
    }
    written.map_err(Failure::Output)
}

fn print(pdu: &PduBuf, parts: &mut Parts) -> io::Result<()> {
    let frame = pdu.frame();
    let mut notes: Vec<Fault> = Vec::new();
    let decoded = frame.decode(&Tolerance::FIELD, &mut notes).map_err(io::Error::other)?;
    let mut line = serde_json::to_value(PduView::new(frame, decoded, &notes))?;
    if let (Body::DeliverSm(deliver), Some(line)) = (&decoded.body, line.as_object_mut())
        && let Some(receipt) = Receipt::of(deliver)
    {
        line.insert("receipt".to_owned(), receipt.map_or(Value::Null, |receipt| fields(&receipt)));
    }
    if let (Some(joined), Some(line)) = (parts.push(&decoded.body), line.as_object_mut()) {
        line.insert("joined".to_owned(), joined);
    }
    let mut out = io::stdout().lock();
    json::write_line(&mut out, &line)?;
    out.flush()
}

/// What a receipt says; what it does not say is left out.
fn fields(receipt: &Receipt<'_>) -> Value {
    let text = |octets: &[u8]| Value::from(octets.iter().copied().map(char::from).collect::<String>());
    let members = [
        ("id", Some(text(receipt.id))),
        ("status", receipt.status().map(|status| json!(status.digits().to_string()))),
        ("state", receipt.state.map(|state| state.name().map_or_else(|| json!(state.get()), Value::from))),
        ("error", receipt.error.map(text)),
        ("submitted", receipt.submit.map(|date| json!(date.to_string()))),
        ("done", receipt.done.map(|date| json!(date.to_string()))),
    ];
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
