//! The `deliver_sm` that a message from a handset is (SMPP-11-9, SMPP-13).

use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::text::Coding;
use clickatell_smpp::pdu::{DeliverSm, PduBody};
use clickatell_smpp::value::{Address, DataCoding, Npi, Ton};
use clickatell_smpp::{COctets, SequenceNumber, ShortMessage, TlvBuf};

/// What goes into `message_payload`: a text of more octets than this.
const SHORT_MESSAGE: usize = 254;

/// The PDU of a text from a handset to a number of the account's; `None` when the text takes more than 65535 octets.
pub(crate) fn deliver_sm(from: &Msisdn, to: &SenderId, text: &str) -> Option<Vec<u8>> {
    let coding = Coding::for_text(text);
    let mut octets = Vec::new();
    coding.encode(text, &mut octets).ok()?;
    let mut payload = TlvBuf::new();
    let short_message = if octets.len() > SHORT_MESSAGE {
        payload.message_payload(&octets).ok()?;
        ShortMessage::EMPTY
    } else {
        ShortMessage::new(&octets).ok()?
    };
    let to = Address {
        ton: Ton::new(to.ton()),
        npi: Npi::new(to.npi()),
        addr: COctets::new(to.as_str().as_bytes()).ok()?,
    };
    let mut pdu = DeliverSm::new(to, short_message);
    pdu.source = Address::international(COctets::new(from.as_str().as_bytes()).ok()?);
    pdu.data_coding = if coding == Coding::Ucs2 { DataCoding::UCS2 } else { DataCoding::DEFAULT };
    pdu.tlvs = payload.as_tlvs();
    let mut whole = Vec::new();
    pdu.encode(SequenceNumber::FIRST, &mut whole);
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_core::hex;
    use clickatell_smpp::{PduBuf, Tolerance};

    fn pdu(to: &str, text: &str) -> PduBuf {
        let (from, to) = (Msisdn::parse("27999112345").unwrap(), SenderId::parse(to).unwrap());
        PduBuf::new(&deliver_sm(&from, &to, text).unwrap()).unwrap()
    }

    #[test]
    fn v25_octet_by_octet() {
        let v25 = "0000003A000000050000000000000001000101323739393931313233343500010132373132333435363738390000000000\
                   000000000003596573";
        assert_eq!(hex::encode_upper(pdu("27123456789", "Yes").frame().octets()), v25.replace(' ', ""));
    }

    #[test]
    fn coding_and_place_follow_the_text() {
        let check = |to, text: &str, ton, coding, short: bool| {
            let pdu = pdu(to, text);
            let deliver: DeliverSm<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
            assert_eq!((deliver.destination.ton.get(), deliver.data_coding.get()), (ton, coding), "{text}");
            assert_eq!(deliver.short_message.is_empty(), !short, "{text}");
            deliver.text_octets().len()
        };
        assert_eq!(check("33500", "Yes, 5€ please", 3, 0, true), 15);
        assert_eq!(check("33500", "Да ☃", 3, 8, true), 8);
        assert_eq!(check("447624803759", &"a".repeat(254), 1, 0, true), 254);
        assert_eq!(check("447624803759", &"a".repeat(255), 1, 0, false), 255);
        let to = SenderId::parse("33500").unwrap();
        assert_eq!(deliver_sm(&Msisdn::parse("27999112345").unwrap(), &to, &"a".repeat(65_536)), None);
    }
}
