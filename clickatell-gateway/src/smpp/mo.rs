//! The `deliver_sm` that a message from a handset is (SMPP-11-9, SMPP-13).

use clickatell_core::number::{Msisdn, SenderId};
use clickatell_smpp::pdu::{DeliverSm, PduBody};
use clickatell_smpp::value::{Address, EsmFeatures, Npi, Ton};
use clickatell_smpp::{COctets, SequenceNumber, ShortMessage, TlvBuf};

use crate::handset::Said;

/// What goes into `message_payload`: a text of more octets than this.
const SHORT_MESSAGE: usize = 254;

/// The PDU of a message from a handset to a number of the account's; `None` when it takes more than 65535 octets.
pub(crate) fn deliver_sm(from: &Msisdn, to: &SenderId, said: &Said) -> Option<Vec<u8>> {
    let octets = said.octets.as_slice();
    let mut payload = TlvBuf::new();
    let short_message = if octets.len() > SHORT_MESSAGE {
        payload.message_payload(octets).ok()?;
        ShortMessage::EMPTY
    } else {
        ShortMessage::new(octets).ok()?
    };
    let to = Address {
        ton: Ton::new(to.ton()),
        npi: Npi::new(to.npi()),
        addr: COctets::new(to.as_str().as_bytes()).ok()?,
    };
    let mut pdu = DeliverSm::new(to, short_message);
    pdu.source = Address::international(COctets::new(from.as_str().as_bytes()).ok()?);
    pdu.data_coding = said.data_coding;
    if said.has_header {
        pdu.esm_class = pdu.esm_class.with_features(EsmFeatures::UDHI);
    }
    pdu.tlvs = payload.as_tlvs();
    let mut whole = Vec::new();
    pdu.encode(SequenceNumber::FIRST, &mut whole);
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handset::Given;
    use clickatell_core::hex;
    use clickatell_smpp::{PduBuf, Tolerance};

    fn said(text: &str) -> Said {
        Said::new(Given { text: Some(text), ..Given::default() }).unwrap()
    }

    fn pdu(to: &str, text: &str) -> PduBuf {
        let (from, to) = (Msisdn::parse("27999112345").unwrap(), SenderId::parse(to).unwrap());
        PduBuf::new(&deliver_sm(&from, &to, &said(text)).unwrap()).unwrap()
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
        assert_eq!(deliver_sm(&Msisdn::parse("27999112345").unwrap(), &to, &said(&"a".repeat(65_536))), None);
    }
}
