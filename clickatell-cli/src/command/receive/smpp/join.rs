//! The parts of a long message, put together.

use clickatell_core::hex;
use clickatell_core::text::join::{JoinLimits, Joined, Joiner};
use clickatell_core::text::udh::{Concat, Reference, Udh};
use clickatell_core::time::Instant;
use clickatell_smpp::Tlvs;
use clickatell_smpp::json::{message_text, text_coding};
use clickatell_smpp::pdu::Body;
use clickatell_smpp::value::{DataCoding, EsmClass, EsmFeatures};
use serde_json::{Value, json};

use crate::failure::remark;

/// Whose parts belong together: source, destination, coding.
type Conversation = (Vec<u8>, Vec<u8>, u8);

/// The messages of which parts are missing.
#[derive(Debug)]
pub(super) struct Parts {
    joiner: Joiner<Conversation>,
    begun: std::time::Instant,
}

/// One part.
struct Part<'a> {
    conversation: Conversation,
    concat: Concat,
    octets: &'a [u8],
}

impl Parts {
    pub(super) fn new() -> Self {
        Self { joiner: Joiner::new(JoinLimits::default()), begun: std::time::Instant::now() }
    }

    /// The whole message, when this is its last part.
    pub(super) fn push(&mut self, body: &Body<'_>) -> Option<Value> {
        let Part { conversation, concat, octets } = Part::of(body)?;
        let coding = DataCoding::new(conversation.2);
        let joined =
            self.joiner.push(Instant::ZERO.after(self.begun.elapsed()), conversation, concat, octets);
        while let Some(incomplete) = self.joiner.poll_incomplete() {
            let source = String::from_utf8_lossy(&incomplete.key.0);
            let (have, total) = (incomplete.parts.len(), incomplete.total);
            remark(&format_args!("{have} of {total} parts of a message from {source} came, and no more"));
        }
        match joined {
            Ok(Joined::Complete(whole)) => Some(json!({
                "parts": concat.total(),
                "octets": hex::encode(&whole),
                "text": message_text(EsmClass::DEFAULT, coding, &whole),
            })),
            Ok(_) => None,
            Err(error) => {
                remark(&format_args!("a part is not joined with others: {error}"));
                None
            }
        }
    }
}

impl<'a> Part<'a> {
    /// What numbers a part is its header, or the three sar parameters.
    fn of(body: &Body<'a>) -> Option<Self> {
        let (source, destination, octets, tlvs) = match body {
            Body::DeliverSm(pdu) => {
                (pdu.source.addr.as_bytes(), pdu.destination.addr.as_bytes(), pdu.text_octets(), pdu.tlvs)
            }
            Body::DataSm(pdu) => {
                (pdu.source.addr.as_bytes(), pdu.destination.addr.as_bytes(), pdu.text_octets(), pdu.tlvs)
            }
            _ => return None,
        };
        let (esm_class, coding) = text_coding(body)?;
        let (concat, octets) = if esm_class.features().contains(EsmFeatures::UDHI) {
            let (header, octets) = Udh::parse(octets).ok()?;
            // Each part would be read with tables of its own, which the whole no longer names.
            if header.single_shift().is_some() || header.locking_shift().is_some() {
                return None;
            }
            (header.concat()?, octets)
        } else {
            (sar(&tlvs)?, octets)
        };
        let conversation = (source.to_vec(), destination.to_vec(), coding.get());
        Some(Self { conversation, concat, octets })
    }
}

fn sar(tlvs: &Tlvs<'_>) -> Option<Concat> {
    let reference = tlvs.sar_msg_ref_num()?.ok()?;
    let (total, part) = (tlvs.sar_total_segments()?.ok()?, tlvs.sar_segment_seqnum()?.ok()?);
    Concat::new(Reference::Sixteen(reference), total, part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_smpp::pdu::DeliverSm;
    use clickatell_smpp::value::Address;
    use clickatell_smpp::{COctets, ShortMessage, TlvBuf};

    fn push(parts: &mut Parts, header: &[u8], text: &[u8], tlvs: &TlvBuf) -> Option<Value> {
        let octets = [header, text].concat();
        let to = Address::international(COctets::try_from("447624803759").expect("a number"));
        let mut pdu = DeliverSm::new(to, ShortMessage::new(&octets).expect("short"));
        pdu.source = Address::international(COctets::try_from("279991234567").expect("a number"));
        if !header.is_empty() {
            pdu.esm_class = EsmClass::DEFAULT.with_features(EsmFeatures::UDHI);
        }
        pdu.tlvs = tlvs.as_tlvs();
        parts.push(&Body::DeliverSm(pdu))
    }

    fn sar(total: u8, part: u8) -> TlvBuf {
        let mut tlvs = TlvBuf::new();
        tlvs.sar_msg_ref_num(0x0102).sar_total_segments(total).sar_segment_seqnum(part);
        tlvs
    }

    #[test]
    fn the_part_that_completes_a_message_gives_all_of_it() {
        let (mut parts, none) = (Parts::new(), TlvBuf::new());
        assert_eq!(push(&mut parts, &[5, 0, 3, 9, 2, 2], b"world", &none), None);
        // Another reference is another message, and so is one that the parameters number.
        assert_eq!(push(&mut parts, &[5, 0, 3, 8, 2, 1], b"Other ", &none), None);
        assert_eq!(push(&mut parts, &[], b"B", &sar(2, 2)), None);
        let whole = json!({ "parts": 2, "octets": "48656c6c6f20776f726c64", "text": "Hello world" });
        assert_eq!(push(&mut parts, &[5, 0, 3, 9, 2, 1], b"Hello ", &none), Some(whole));
        let whole = json!({ "parts": 2, "octets": "4142", "text": "AB" });
        assert_eq!(push(&mut parts, &[], b"A", &sar(2, 1)), Some(whole));
    }

    #[test]
    fn what_is_no_part_is_left_alone() {
        let (mut parts, none) = (Parts::new(), TlvBuf::new());
        assert_eq!(push(&mut parts, &[], b"Hello", &none), None);
        // Ports alone; part 3 of 2; parts that shift to the tables of a language.
        for header in
            [&[6, 5, 4, 0x0B, 0x84, 0x23, 0xF0][..], &[5, 0, 3, 9, 2, 3], &[8, 0, 3, 9, 1, 1, 0x24, 1, 1]]
        {
            assert_eq!(push(&mut parts, header, b"Hello", &none), None, "{header:?}");
        }
        assert_eq!(push(&mut parts, &[], b"Hello", &sar(0, 1)), None);
    }
}
