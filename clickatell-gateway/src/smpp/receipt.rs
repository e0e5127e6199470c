//! Whether a message's end gives a receipt, and the `deliver_sm` that it is (SMPP-3-8, rulings A-S11, A-S12, A-S30).

use clickatell_core::text::gsm;
use clickatell_smpp::pdu::{DeliverSm, PduBody};
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::value::{Address, EsmClass, MessageState, Npi, RegisteredDelivery, Ton};
use clickatell_smpp::{COctets, SequenceNumber, ShortMessage, TlvBuf};

use crate::clock::civil;
use crate::store::{Advanced, Held};

/// The receipt of a message that has come to its end, if its sender asked for one.
pub(crate) fn of(message: &Advanced) -> Option<Held> {
    let asked = RegisteredDelivery::new(message.registered_delivery);
    let state = MessageState::new(message.status.message_state());
    let pdu = asked.asks_for_receipt(state).then(|| deliver_sm(message, state)).flatten()?;
    Some(Held {
        account: message.account.clone(),
        api: message.api,
        at: message.done,
        kind: "receipt",
        subject: message.id.as_str().to_owned(),
        pdu,
    })
}

/// From the handset to the message's source, as that was submitted. `None` only for what cannot have been submitted.
fn deliver_sm(message: &Advanced, state: MessageState) -> Option<Vec<u8>> {
    let error = message.status.digits().to_string();
    let mut beginning = Vec::new();
    gsm::encode_lossy(message.text.as_deref().unwrap_or_default(), &mut beginning);
    let mut receipt = Receipt::default();
    receipt.id = message.id.as_str().as_bytes();
    receipt.submitted = Some(1);
    receipt.delivered = Some(u32::from(state == MessageState::DELIVERED));
    receipt.submit = civil(message.submitted);
    receipt.done = civil(message.done);
    receipt.state = Some(state);
    receipt.error = Some(error.as_bytes());
    receipt.text = Some(&beginning);

    let mut text = Vec::new();
    receipt.write(&mut text).ok()?;
    let mut tlvs = TlvBuf::new();
    receipt.write_tlvs(&mut tlvs).ok()?;
    let source = Address {
        ton: Ton::new(message.source.ton),
        npi: Npi::new(message.source.npi),
        addr: COctets::new(message.source.addr.as_bytes()).ok()?,
    };
    let mut pdu = DeliverSm::new(source, ShortMessage::new(&text).ok()?);
    pdu.source = Address::international(COctets::new(message.recipient.as_bytes()).ok()?);
    pdu.esm_class = EsmClass::RECEIPT;
    pdu.tlvs = tlvs.as_tlvs();
    let mut octets = Vec::new();
    pdu.encode(SequenceNumber::FIRST, &mut octets);
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_core::callback::CallbackLevel;
    use clickatell_core::credit::Credit;
    use clickatell_core::hex;
    use clickatell_core::id::{ApiId, ApiMessageId};
    use clickatell_core::status::MessageStatus;

    use crate::clock::parse_moment;
    use crate::store::Source;

    fn message(registered_delivery: u8, status: MessageStatus) -> Advanced {
        Advanced {
            id: ApiMessageId::parse("996411ad91fa211e7d17bc873aa4a41d").unwrap(),
            account: "ctuser01".into(),
            api: ApiId::new(3_334_222),
            sender: "27123456789".into(),
            source: Source { ton: 0, npi: 0, addr: "27123456789".into() },
            recipient: "27999112345".into(),
            client_id: None,
            callback: CallbackLevel::NONE,
            charge: Credit::ONE,
            registered_delivery,
            text: Some("Hello World".into()),
            submitted: parse_moment("2011-04-20T10:30:05Z").unwrap(),
            done: parse_moment("2011-04-20T10:31:05Z").unwrap(),
            status,
        }
    }

    #[test]
    fn v26_octet_by_octet() {
        // Vector V26 of the clause register, but for its sequence number, which the session gives.
        let v26 = "000000E800000005000000000000000100010132373939393131323334350000003237313233343536373839000400000000\
                   000000008769643A3939363431316164393166613231316537643137626338373361613461343164207375623A303031206\
                   46C7672643A303031207375626D697420646174653A3131303432303130333020646F6E6520646174653A31313034323031\
                   30333120737461743A44454C49565244206572723A30303420746578743A48656C6C6F20576F726C64001E0021393936343\
                   131616439316661323131653764313762633837336161346134316400042700010\
                   2";
        let v26 = hex::decode(&v26.replace(' ', "")).unwrap();
        let held = of(&message(1, MessageStatus::RECEIVED)).unwrap();
        assert_eq!(hex::encode_upper(&held.pdu), hex::encode_upper(&v26));
        assert_eq!((held.api, held.at), (ApiId::new(3_334_222), message(1, MessageStatus::RECEIVED).done));
    }

    #[test]
    fn a_s30_who_asked_gets_one() {
        let (good, bad) = (MessageStatus::RECEIVED, MessageStatus::DELIVERY_ERROR);
        // SMPP-3-8: (registered_delivery, a receipt of success, one of failure)
        for (flag, success, failure) in
            [(0, false, false), (1, true, true), (2, false, true), (0x11, true, true), (0x0C, false, false)]
        {
            assert_eq!(of(&message(flag, good)).is_some(), success, "{flag:#x}");
            assert_eq!(of(&message(flag, bad)).is_some(), failure, "{flag:#x}");
        }
    }

    #[test]
    fn a_s12_a_failure_carries_the_gateway_s_number() {
        let held = of(&message(1, MessageStatus::EXPIRED)).unwrap();
        let text = String::from_utf8_lossy(&held.pdu).into_owned();
        assert!(text.contains(" dlvrd:000 ") && text.contains(" stat:EXPIRED err:010 "), "{text}");
    }

    #[test]
    fn the_longest_source_and_text_fit() {
        let mut message = message(1, MessageStatus::RECEIVED);
        message.source.addr = "x".repeat(20);
        message.text = Some("€".repeat(200));
        assert!(of(&message).is_some());
    }
}
