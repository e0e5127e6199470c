//! The SMPP door, walked through as a client.

use std::collections::BTreeSet;
use std::time::Duration;

use clickatell_core::text::Coding;
use clickatell_core::text::split::Splitter;
use clickatell_core::text::udh::Reference;
use clickatell_smpp::pdu::{Bind, BindKind, DeliverSm, QuerySm, QuerySmResp, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::session::{CommandError, EndReason};
use clickatell_smpp::value::{
    Address, DataCoding, EsmClass, EsmFeatures, InterfaceVersion, MessageState, RegisteredDelivery,
};
use clickatell_smpp::{COctets, CommandStatus, Password, PduBuf, ShortMessage, TlvBuf, Tolerance};
use serde_json::{Value, json};

use super::transcript::Transcript;
use super::{Access, DemoError, expect};
use crate::client::control::Control;
use crate::client::smpp::{ClientError, SmppClient};

const PATIENCE: Duration = Duration::from_secs(10);
const HANDSET: &str = "279991234567";

/// Binds, sends a long message and receives its receipts, asks, receives an MO, is refused, probes, unbinds.
pub(super) fn walk(access: &Access, print: Transcript) -> Result<(), DemoError> {
    print.heading(&format_args!("SMPP at {}", access.smpp))?;
    let control = Control::new(access.http);

    print.step(&"A wrong password is refused, and the connection stays open for another try.")?;
    let tap = Box::new(move |way, frame: clickatell_smpp::Frame<'_>| {
        // Whoever reads the transcript may have gone; the demo goes on.
        let _ = print.pdu(way, frame);
    });
    let mut client = SmppClient::connect(access.smpp, Profile::clickatell(), tap)?;
    let refused = client.bind(&bind(access, "wrong")?, PATIENCE);
    expect(
        "the bind is refused",
        matches!(refused, Err(ClientError::BindRefused(CommandStatus::ESME_RINVPASWD))),
    )?;
    print.good(&"refused with ESME_RINVPASWD")?;

    print.step(&"The right one binds as a transceiver.")?;
    let version = client.bind(&bind(access, &access.password)?, PATIENCE)?;
    expect("both ends speak SMPP 3.4", version == InterfaceVersion::V3_4)?;
    print.good(&format_args!("bound, SMPP {version}"))?;

    long_message(&mut client, &control, access, print)?;
    payload(&mut client, &control, access, print)?;
    mobile_originated(&mut client, &control, access, print)?;
    refusals(&mut client, &control, access, print)?;

    print.step(&"A probe, and good-bye.")?;
    let probe = client.enquire_link()?;
    let (status, _) = client.response(probe, "the response to enquire_link", PATIENCE)?;
    expect("the probe is answered", status.is_ok())?;
    client.unbind(PATIENCE).or_else(|error| match error {
        ClientError::Ended(EndReason::Unbound) => Ok(()),
        error => Err(error),
    })?;
    print.good(&"unbound, and the connection is closed")?;
    Ok(())
}

fn bind<'a>(access: &'a Access, password: &'a str) -> Result<Bind<'a>, DemoError> {
    let name = COctets::try_from(access.system_id.as_str()).map_err(DemoError::value)?;
    let password = Password::try_from(password).map_err(DemoError::value)?;
    let mut bind = Bind::new(BindKind::Transceiver, name, password);
    bind.system_type = COctets::try_from(access.system_type.as_str()).map_err(DemoError::value)?;
    Ok(bind)
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
    client: &mut SmppClient,
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
    let mut handles = Vec::new();
    for part in &parts {
        let mut octets = Vec::new();
        part.encode(&mut octets);
        let mut pdu = message(access, &octets)?;
        pdu.data_coding = DataCoding::UCS2;
        pdu.esm_class = EsmClass::DEFAULT.with_features(EsmFeatures::UDHI);
        handles.push(client.submit(&pdu)?);
    }
    let mut ids = BTreeSet::new();
    for handle in handles {
        ids.insert(message_id(client.response(handle, "the response to submit_sm", PATIENCE)?)?);
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
    client: &mut SmppClient,
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
    let handle = client.submit(&pdu)?;
    let id = message_id(client.response(handle, "the response to submit_sm", PATIENCE)?)?;
    expect("one receipt for the whole", receipt(client, MessageState::DELIVERED)? == id)?;
    let recorded = control.get(&format!("/gateway/messages/{id}"))?;
    expect(
        "the gateway recorded the text",
        recorded.get("text").and_then(Value::as_str) == Some(text.as_str()),
    )?;
    expect("it took three parts", recorded.get("parts").and_then(Value::as_u64) == Some(3))?;
    print.good(&"one id, one receipt, three parts charged")?;

    let name = COctets::try_from(id.as_str()).map_err(DemoError::value)?;
    let handle = client.query(&QuerySm::new(name, pdu.source))?;
    let (status, resp) = client.response(handle, "the response to query_sm", PATIENCE)?;
    let state =
        resp.frame().decode_as::<QuerySmResp<'_>>(&Tolerance::FIELD, &mut ()).map_err(DemoError::value)?;
    expect("query_sm knows it", status.is_ok() && state.message_state == MessageState::DELIVERED)?;
    expect("with status 004", state.error_code == 4)?;
    print.good(&"query_sm says DELIVERED, status 004")?;
    Ok(())
}

/// The handset sends a message to the account's number.
fn mobile_originated(
    client: &mut SmppClient,
    control: &Control,
    access: &Access,
    print: Transcript,
) -> Result<(), DemoError> {
    print.step(&"The handset answers, and the client acknowledges.")?;
    let text = "Да, спасибо! 👍";
    control
        .post(&format!("/gateway/handset/{HANDSET}/mo"), &json!({ "to": access.mo_number, "text": text }))?;
    let pdu = client.delivery("the message of the handset", PATIENCE, |pdu| receipt_of(pdu).is_none())?;
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
fn refusals(
    client: &mut SmppClient,
    control: &Control,
    access: &Access,
    print: Transcript,
) -> Result<(), DemoError> {
    print.step(
        &"Two texts in one message never leave the client; a sender that is not registered is refused.",
    )?;
    let mut tlvs = TlvBuf::new();
    tlvs.message_payload(b"twice").map_err(DemoError::value)?;
    let mut pdu = message(access, b"once")?;
    pdu.tlvs = tlvs.as_tlvs();
    let both = client.submit(&pdu);
    let Err(ClientError::Command(CommandError::Violation(violation))) = both else {
        return Err(DemoError::Unexpected("the client refuses two texts"));
    };
    print.good(&violation)?;
    let before = balance(control)?;
    let mut pdu = message(access, b"Hello")?;
    pdu.source = Address::unknown(COctets::try_from("NOBODY").map_err(DemoError::value)?);
    let handle = client.submit(&pdu)?;
    let (status, _) = client.response(handle, "the response to submit_sm", PATIENCE)?;
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
fn receipt(client: &mut SmppClient, state: MessageState) -> Result<String, DemoError> {
    let pdu = client.delivery("a receipt", PATIENCE, |pdu| receipt_of(pdu).is_some())?;
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
