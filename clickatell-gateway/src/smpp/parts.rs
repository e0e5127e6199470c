//! The parts of a long text for a session of SMPP 3.3, which has no `message_payload` (SMPP-11-8).

use std::borrow::Cow;

use clickatell_core::text::Coding;
use clickatell_core::text::split::{SplitError, Splitter};
use clickatell_core::text::udh::Reference;
use clickatell_smpp::pdu::{DeliverSm, PduBody};
use clickatell_smpp::value::{Alphabet, DataCoding, EsmFeatures};
use clickatell_smpp::{PduBuf, SequenceNumber, ShortMessage, Tlvs, Tolerance};

/// The PDUs that bring an item to a client of SMPP 3.3, one behind the other: those of the item, or instead of one with
/// a `message_payload` the parts of its text, each with a header that names this reference.
///
/// # Errors
/// Why the text cannot be cut: it takes more parts than one octet can number.
pub(super) fn without_payload(item: &[u8], reference: u8) -> Result<Cow<'_, [u8]>, SplitError> {
    // Several PDUs are parts already.
    let Some(pdu) = PduBuf::new(item) else { return Ok(Cow::Borrowed(item)) };
    let frame = pdu.frame();
    let Ok(whole) = frame.decode_as::<DeliverSm<'_>>(&Tolerance::STRICT, &mut ()) else {
        return Ok(Cow::Borrowed(item));
    };
    let Some(payload) = whole.tlvs.message_payload() else { return Ok(Cow::Borrowed(item)) };
    if whole.esm_class.features().contains(EsmFeatures::UDHI) {
        return Err(SplitError::AlreadyPart);
    }
    let mut pdus = Vec::new();
    for part in Splitter::new(coding(whole.data_coding), Reference::Eight(reference)).split(payload)? {
        let mut octets = Vec::new();
        part.encode(&mut octets);
        let mut pdu = whole;
        if part.has_header() {
            pdu.esm_class = pdu.esm_class.with_features(EsmFeatures::UDHI);
        }
        // A part and its header take at most 159 octets.
        pdu.short_message = ShortMessage::new(&octets).unwrap_or(ShortMessage::EMPTY);
        pdu.tlvs = Tlvs::EMPTY;
        pdu.encode(SequenceNumber::FIRST, &mut pdus);
    }
    Ok(Cow::Owned(pdus))
}

/// How the octets of a text may be cut.
fn coding(data_coding: DataCoding) -> Coding {
    match data_coding.alphabet() {
        Alphabet::Default => Coding::Gsm7,
        Alphabet::Ascii | Alphabet::Latin1 => Coding::Latin1,
        Alphabet::Ucs2 => Coding::Ucs2,
        _ => Coding::Octets,
    }
}

#[cfg(test)]
mod tests {
    use clickatell_core::number::{Msisdn, SenderId};
    use clickatell_core::text::udh::Udh;
    use clickatell_smpp::{Cut, cut};

    use super::*;
    use crate::handset::{Given, Said};
    use crate::smpp::mo;

    fn item(text: &str) -> Vec<u8> {
        let (from, to) = (Msisdn::parse("27999112345").unwrap(), SenderId::parse("33500").unwrap());
        let said = Said::new(Given { text: Some(text), ..Given::default() }).unwrap();
        mo::deliver_sm(&from, &to, &said).unwrap()
    }

    #[test]
    fn the_parts_together_are_the_text() {
        for (text, count, longest) in [
            ("a".repeat(255), 2, 159),
            ("€".repeat(300), 4, 158),
            ("Ж😀".repeat(100), 5, 140),
            ("Ж".repeat(255 * 67), 255, 140),
        ] {
            let item = item(&text);
            let pdus = without_payload(&item, 7).unwrap();
            let (mut left, mut octets, mut parts) = (pdus.as_ref(), Vec::new(), 0);
            while let Ok(Cut::Frame(frame, rest)) = cut(left, 4096) {
                let pdu: DeliverSm<'_> = frame.decode_as(&Tolerance::STRICT, &mut ()).unwrap();
                assert!(pdu.tlvs.is_empty() && pdu.esm_class.features() == EsmFeatures::UDHI);
                assert!(pdu.text_octets().len() <= longest, "{}", pdu.text_octets().len());
                let (header, body) = Udh::parse(pdu.text_octets()).unwrap();
                let concat = header.concat().unwrap();
                parts += 1;
                assert_eq!(
                    (concat.reference(), concat.total(), concat.part()),
                    (Reference::Eight(7), count, parts)
                );
                octets.extend_from_slice(body);
                left = rest;
                if parts == count {
                    break;
                }
            }
            assert!(left.is_empty());
            let whole = PduBuf::new(&item).unwrap();
            let whole: DeliverSm<'_> = whole.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
            assert_eq!((octets.as_slice(), parts), (whole.text_octets(), count));
        }
    }

    #[test]
    fn what_needs_no_cut_is_as_it_was_and_what_cannot_be_cut_says_so() {
        let short = item("short");
        assert_eq!(without_payload(&short, 7).unwrap(), short);
        let pair = [short.as_slice(), &short].concat();
        assert_eq!(without_payload(&pair, 7).unwrap(), pair);
        assert_eq!(
            without_payload(&item(&"Ж".repeat(255 * 67 + 1)), 7),
            Err(SplitError::TooManyParts { parts: 256 })
        );
    }
}
