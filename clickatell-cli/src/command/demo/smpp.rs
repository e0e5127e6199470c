//! The SMPP door, walked through as a client.

use std::collections::BTreeSet;
use std::time::Duration;

use clickatell_core::text::Coding;
use clickatell_core::text::split::Splitter;
use clickatell_core::text::udh::Reference;
use clickatell_smpp::link::{DownReason, Plan, RequestError};
use clickatell_smpp::pdu::{DeliverSm, QuerySm, QuerySmResp, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::value::{
    Address, DataCoding, EsmClass, EsmFeatures, InterfaceVersion, MessageState, RegisteredDelivery,
};
use clickatell_smpp::{COctets, CommandStatus, PduBuf, ShortMessage, TlvBuf, Tolerance};
use serde_json::{Value, json};

use super::answered::Answered;
use super::transcript::Transcript;
use super::{Access, DemoError, expect};
use crate::client;
use crate::client::control::Control;
use crate::client::smpp::{ClientError, SmppClient};
use crate::client::tap::Pdus;

const PATIENCE: Duration = Duration::from_secs(10);
const HANDSET: &str = "279991234567";

/// A client whose transcript is in order.
struct Walked {
    client: SmppClient,
    answered: Answered,
}

impl Walked {
    /// The oldest delivery that is wanted, once its response is on its way.
    fn delivery(
        &mut self,
        what: &'static str,
        wanted: impl Fn(&PduBuf) -> bool,
    ) -> Result<PduBuf, DemoError> {
        let pdu = self.client.delivery(what, PATIENCE, wanted)?;
        let sequence_number = pdu.frame().header().sequence_number;
        expect("the delivery is answered", self.answered.wait(sequence_number, PATIENCE))?;
        Ok(pdu)
    }
}

/// Binds, sends a long message and receives its receipts, asks, receives an MO, is refused, unbinds.
pub(super) fn walk(access: &Access, print: Transcript) -> Result<(), DemoError> {
    print.heading(&format_args!("SMPP at {}", access.smpp))?;
    let control = Control::new(access.http);

    let answered = Answered::default();
    let connect = |password| {
        let access = client::smpp::Access {
            address: access.smpp,
            system_id: &access.system_id,
            password,
            system_type: &access.system_type,
        };
        let profile = Profile::clickatell();
        let max_pdu_length = profile.max_pdu_length;
        let answered = answered.clone();
        let watch = move || {
            let answered = answered.clone();
            Pdus::new(max_pdu_length, move |way, frame| {
                // Whoever reads the transcript may have gone; the demo goes on.
                drop(print.pdu(way, frame));
                answered.saw(way, frame);
            })
        };
        SmppClient::new(access, Plan::Transceiver, profile, watch)
    };

    print.step(&"A wrong password is refused.")?;
    let refused = connect("wrong")?.bound(PATIENCE);
    expect(
        "the bind is refused",
        matches!(refused, Err(ClientError::Down(DownReason::BindRefused(CommandStatus::ESME_RINVPASWD)))),
    )?;
    print.good(&"refused with ESME_RINVPASWD")?;

    print.step(&"The right one binds as a transceiver.")?;
    let mut client = Walked { client: connect(&access.password)?, answered: answered.clone() };
    let version = client.client.bound(PATIENCE)?;
    expect("both ends speak SMPP 3.4", version == InterfaceVersion::V3_4)?;
    print.good(&format_args!("bound, SMPP {version}, with a balance of {}", balance(&control)?))?;

    long_message(&mut client, &control, access, print)?;
    payload(&mut client, &control, access, print)?;
    mobile_originated(&mut client, &control, access, print)?;
    refusals(&client, &control, access, print)?;

    print.step(&"Good-bye.")?;
    client.client.unbind(PATIENCE)?;
    print.good(&"unbound, and the connection is closed")?;
    Ok(())
}

/// A message to the handset, with a receipt asked for.
fn message<'a>(access: &'a Access, text: &'a [u8]) -> Result<SubmitSm<'a>, DemoError> {
    let destination = Address::international(COctets::try_from(HANDSET).map_err(DemoError::value)?);
    let mut pdu = SubmitSm::new(destination, ShortMessage::new(text).map_err(DemoError::value)?);
    pdu.source = Address::unknown(COctets::try_from(access.sender.as_str()).map_err(DemoError::value)?);
    pdu.registered_delivery = RegisteredDelivery::FINAL;
    Ok(pdu)
}

/// A long Unicode message: cut into parts, submitted, delivered, joined on the handset.
fn long_message(
    client: &mut Walked,
    control: &Control,
    access: &Access,
    print: Transcript,
) -> Result<(), DemoError> {
    let text = "Съешь же ещё этих мягких французских булок, да выпей чаю. ☕ ".repeat(3);
    let text = text.trim_end();
    let mut octets = Vec::new();
    Coding::Ucs2.encode(text, &mut octets).map_err(DemoError::value)?;
    let parts: Vec<_> = Splitter::new(Coding::Ucs2, Reference::Eight(0x33))
        .split(&octets)
        .map_err(DemoError::value)?
        .collect();
    print.step(&format_args!(
        "{} characters of Unicode take {} parts; each gets an id, and a receipt a second later.",
        text.chars().count(),
        parts.len()
    ))?;
    let mut ids = BTreeSet::new();
    for part in &parts {
        let mut octets = Vec::new();
        part.encode(&mut octets);
        let mut pdu = message(access, &octets)?;
        pdu.data_coding = DataCoding::UCS2;
        pdu.esm_class = EsmClass::DEFAULT.with_features(EsmFeatures::UDHI);
        ids.insert(message_id(submit(client, &pdu)?)?);
    }
    expect("every part has an id of its own", ids.len() == parts.len())?;
    for _ in &parts {
        let id = receipt(client, MessageState::DELIVERED)?;
        expect("the receipt is of one of the parts, once", ids.remove(&id))?;
    }
    print.good(&"a receipt for each id")?;
    let inbox = control.get(&format!("/gateway/handset/{HANDSET}"))?;
    expect("the handset shows the whole text", has_text(&inbox, text))?;
    print.good(&"the handset joined the parts to the text that was sent")?;
    Ok(())
}

/// A long GSM message in `message_payload`, and a query about it.
fn payload(
    client: &mut Walked,
    control: &Control,
    access: &Access,
    print: Transcript,
) -> Result<(), DemoError> {
    print.step(&"A text beyond 254 octets goes into message_payload; the gateway cuts it itself.")?;
    let text = "The price is 5€ [five euros], and not a cent more. ".repeat(6);
    let mut octets = Vec::new();
    Coding::Gsm7.encode(&text, &mut octets).map_err(DemoError::value)?;
    let mut tlvs = TlvBuf::new();
    tlvs.message_payload(&octets).map_err(DemoError::value)?;
    let mut pdu = message(access, &[])?;
    pdu.tlvs = tlvs.as_tlvs();
    let id = message_id(submit(client, &pdu)?)?;
    expect("one receipt for the whole", receipt(client, MessageState::DELIVERED)? == id)?;
    let recorded = control.get(&format!("/gateway/messages/{id}"))?;
    expect(
        "the gateway recorded the text",
        recorded.get("text").and_then(Value::as_str) == Some(text.as_str()),
    )?;
    expect("it took three parts", recorded.get("parts").and_then(Value::as_u64) == Some(3))?;
    print.good(&"one id, one receipt, three parts charged")?;

    let name = COctets::try_from(id.as_str()).map_err(DemoError::value)?;
    let query = QuerySm::new(name, pdu.source);
    let (status, resp) = client.client.request(&query, "the response to query_sm", PATIENCE)?;
    let state =
        resp.frame().decode_as::<QuerySmResp<'_>>(&Tolerance::FIELD, &mut ()).map_err(DemoError::value)?;
    expect("query_sm knows it", status.is_ok() && state.message_state == MessageState::DELIVERED)?;
    expect("with status 004", state.error_code == 4)?;
    print.good(&"query_sm says DELIVERED, status 004")?;
    Ok(())
}

/// The handset sends a message to the account's number.
fn mobile_originated(
    client: &mut Walked,
    control: &Control,
    access: &Access,
    print: Transcript,
) -> Result<(), DemoError> {
    print.step(&"The handset answers, and the client acknowledges.")?;
    let text = "Да, спасибо! 👍";
    control
        .post(&format!("/gateway/handset/{HANDSET}/mo"), &json!({ "to": access.mo_number, "text": text }))?;
    let pdu = client.delivery("the message of the handset", |pdu| receipt_of(pdu).is_none())?;
    let deliver: DeliverSm<'_> =
        pdu.frame().decode_as(&Tolerance::FIELD, &mut ()).map_err(DemoError::value)?;
    expect("it is from the handset", deliver.source.addr.as_bytes() == HANDSET.as_bytes())?;
    expect(
        "it is to the account's number",
        deliver.destination.addr.as_bytes() == access.mo_number.as_bytes(),
    )?;
    let read = Coding::Ucs2.decode(deliver.text_octets()).map_err(DemoError::value)?;
    expect("it says what was sent", deliver.data_coding == DataCoding::UCS2 && read == text)?;
    print.good(&"received as deliver_sm, in Unicode, emoji and all")?;
    Ok(())
}

/// What the client's own profile does not let out, and what the gateway does not take.
fn refusals(client: &Walked, control: &Control, access: &Access, print: Transcript) -> Result<(), DemoError> {
    print.step(
        &"Two texts in one message never leave the client; a sender that is not registered is refused.",
    )?;
    let mut tlvs = TlvBuf::new();
    tlvs.message_payload(b"twice").map_err(DemoError::value)?;
    let mut pdu = message(access, b"once")?;
    pdu.tlvs = tlvs.as_tlvs();
    let Err(ClientError::Request(RequestError::Violation(violation))) = submit(client, &pdu) else {
        return Err(DemoError::Unexpected("the client refuses two texts"));
    };
    print.good(&violation)?;
    let before = balance(control)?;
    let mut pdu = message(access, b"Hello")?;
    pdu.source = Address::unknown(COctets::try_from("NOBODY").map_err(DemoError::value)?);
    let (status, _) = submit(client, &pdu)?;
    expect("the sender is refused with 0x400", status == ErrorCode::ROUTERR.status())?;
    let after = balance(control)?;
    expect("nothing was charged", before == after)?;
    print.good(&format_args!("refused with 0x400 ROUTERR, and the balance is still {after}"))?;
    Ok(())
}

/// The credits of the first account.
fn balance(control: &Control) -> Result<String, DemoError> {
    let state = control.get("/gateway/state")?;
    let balance = state.pointer("/accounts/0/balance").and_then(Value::as_str);
    balance.map(str::to_owned).ok_or(DemoError::Unexpected("the account has a balance"))
}

/// Submits a message, and waits for its response.
fn submit(client: &Walked, pdu: &SubmitSm<'_>) -> Result<(CommandStatus, PduBuf), ClientError> {
    client.client.request(pdu, "the response to submit_sm", PATIENCE)
}

/// The id in a successful response.
fn message_id((status, pdu): (CommandStatus, PduBuf)) -> Result<String, DemoError> {
    expect("the message is accepted", status.is_ok())?;
    let resp: SubmitSmResp<'_> =
        pdu.frame().decode_as(&Tolerance::FIELD, &mut ()).map_err(DemoError::value)?;
    let id = resp.message_id.as_str().unwrap_or_default().to_owned();
    expect("the id is 32 hexadecimal digits", id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Ok(id)
}

/// Waits for a receipt of this state, and says of which message it is.
fn receipt(client: &mut Walked, state: MessageState) -> Result<String, DemoError> {
    let pdu = client.delivery("a receipt", |pdu| receipt_of(pdu).is_some())?;
    let (id, found) = receipt_of(&pdu).ok_or(DemoError::Unexpected("a receipt"))?;
    expect("the receipt says DELIVERED", found == Some(state))?;
    Ok(id)
}

/// The id and the state in a receipt; `None` for a message.
fn receipt_of(pdu: &PduBuf) -> Option<(String, Option<MessageState>)> {
    let deliver: DeliverSm<'_> = pdu.frame().decode_as(&Tolerance::FIELD, &mut ()).ok()?;
    let receipt = Receipt::of(&deliver)?.ok()?;
    Some((String::from_utf8_lossy(receipt.id).into_owned(), receipt.state))
}

/// Whether some message of an inbox has exactly this text.
fn has_text(inbox: &Value, text: &str) -> bool {
    let list = inbox.get("messages").unwrap_or(inbox);
    list.as_array().is_some_and(|messages| {
        messages.iter().any(|message| message.get("text").and_then(Value::as_str) == Some(text))
    })
}
