mod values;
mod versions;

use std::vec;
use std::vec::Vec;

use clickatell_testkit::from_hex;
use proptest::prelude::*;

use super::*;

#[test]
fn order_duplicates_and_vendor_tags_survive() {
    let octets = from_hex("1400 0002 4142  0424 0003 596573  0424 0000  1400 0001 43");
    let tlvs = Tlvs::new(&octets).unwrap();
    let tags: Vec<u16> = tlvs.iter().map(|tlv| tlv.tag.get()).collect();
    assert_eq!(tags, [0x1400, 0x0424, 0x0424, 0x1400]);
    // Of several with one tag the first counts.
    assert_eq!(tlvs.message_payload(), Some(b"Yes".as_slice()));
    let mut rebuilt = TlvBuf::new();
    for tlv in &tlvs {
        rebuilt.push(tlv);
    }
    assert_eq!(rebuilt.as_tlvs().as_bytes(), octets);
    assert_eq!(std::format!("{:?}", tlvs.find(Tag::new(0x1400)).unwrap()), "tlv 0x1400=b\"AB\"");
}

#[test]
fn accessors_read_what_setters_wrote() {
    let mut buf = TlvBuf::new();
    buf.message_state(2).sar_msg_ref_num(0x1234).qos_time_to_live(7);
    buf.receipted_message_id(COctets::<65>::try_from("996411ad").unwrap()).unwrap();
    buf.network_error_code(&[3, 0, 4]).unwrap();
    let tlvs = buf.as_tlvs();
    assert_eq!(tlvs.message_state(), Some(Ok(2)));
    assert_eq!(tlvs.sar_msg_ref_num(), Some(Ok(0x1234)));
    assert_eq!(tlvs.qos_time_to_live(), Some(Ok(7)));
    assert_eq!(tlvs.receipted_message_id(), Some(b"996411ad".as_slice()));
    assert_eq!(tlvs.network_error_code(), Some([3, 0, 4].as_slice()));
    assert_eq!(tlvs.congestion_state(), None);
    assert_eq!(Tlvs::new(tlvs.as_bytes()), Ok(tlvs));
}

#[test]
fn setters_refuse_lengths_that_the_table_forbids() {
    let mut buf = TlvBuf::new();
    assert_eq!(buf.network_error_code(&[3, 0]).unwrap_err().field(), Field::Tlv(Tag::NETWORK_ERROR_CODE));
    assert!(buf.message_payload(&vec![0x41; 65_535]).is_ok());
    // SMPP-11-2: a u16 cannot say 65536.
    assert!(TlvBuf::new().message_payload(&vec![0x41; 65_536]).is_err());
    assert!(Tlv::new(Tag::new(0x1400), &vec![0; 65_536]).is_none());
}

#[test]
fn a_value_past_the_end_is_a_broken_stream_with_its_claim() {
    // SMPP-11-6: the length says 12, 11 octets are there.
    let octets = from_hex("0210 0001 34 0424 000C 48656C6C6F20576F726C64");
    let fault = Tlvs::walk(&octets, 55, false, &Tolerance::STRICT, &mut ()).unwrap_err();
    assert_eq!(
        (fault.rule(), fault.field(), fault.at()),
        (Rule::TlvStream, Field::Tlv(Tag::MESSAGE_PAYLOAD), 60)
    );
    let claim = fault.claim().unwrap();
    assert_eq!((claim.octets, claim.left), (12, 11));

    // It may be the text: no tolerance takes a message without it.
    let tolerance = Tolerance { tlv_stream: true, ..Tolerance::STRICT };
    assert_eq!(Tlvs::walk(&octets, 55, false, &tolerance, &mut ()).unwrap_err(), fault);
}

#[test]
fn one_to_three_octets_left_over_are_a_broken_stream() {
    for left in 1..=3 {
        let mut octets = from_hex("0210 0001 34");
        octets.extend(vec![0xAB; left]);
        let fault = Tlvs::new(&octets).unwrap_err();
        assert_eq!((fault.rule(), fault.field(), fault.at()), (Rule::TlvStream, Field::Tlvs, 5));
        let mut notes = Vec::new();
        let tolerance = Tolerance { tlv_stream: true, ..Tolerance::STRICT };
        let tlvs = Tlvs::walk(&octets, 0, false, &tolerance, &mut notes).unwrap();
        assert_eq!((tlvs.iter().count(), notes.as_slice()), (1, [fault].as_slice()));
    }
}

#[test]
fn a_known_parameter_of_wrong_length_is_refused_or_noted() {
    let octets = from_hex("1400 0000 0427 0002 0002");
    let fault = Tlvs::walk(&octets, 100, false, &Tolerance::STRICT, &mut ()).unwrap_err();
    assert_eq!((fault.rule(), fault.at()), (Rule::TlvLength, 104));
    let tolerance = Tolerance { tlv_length: true, ..Tolerance::STRICT };
    let mut notes = Vec::new();
    let tlvs = Tlvs::walk(&octets, 100, false, &tolerance, &mut notes).unwrap();
    assert_eq!(notes, [fault]);
    assert_eq!(tlvs.message_state(), Some(Err(fault)));
    assert_eq!(tlvs.find(Tag::MESSAGE_STATE).unwrap().value(), [0, 2]);
}

#[test]
fn a_nul_after_the_text_is_told_from_a_broken_stream() {
    let octets = from_hex("00 0427 0001 02");
    let fault = Tlvs::walk(&octets, 80, true, &Tolerance::STRICT, &mut ()).unwrap_err();
    assert_eq!((fault.rule(), fault.field(), fault.at()), (Rule::NulAfterText, Field::ShortMessage, 80));
    let tolerance = Tolerance { nul_after_text: true, ..Tolerance::STRICT };
    let mut notes = Vec::new();
    let tlvs = Tlvs::walk(&octets, 80, true, &tolerance, &mut notes).unwrap();
    assert_eq!((tlvs.message_state(), notes.as_slice()), (Some(Ok(2)), [fault].as_slice()));
    // Where no text stands before, it is a broken stream.
    assert_eq!(Tlvs::walk(&octets, 80, false, &tolerance, &mut ()).unwrap_err().rule(), Rule::TlvStream);
}

#[test]
fn every_row_judges_lengths_and_has_a_name() {
    for row in Tag::ALL {
        assert_eq!(Tag::from_name(row.name), Some(row.value));
        let allowed = (0..=2000).filter(|octets| row.value.allows_length(*octets)).count();
        assert!(allowed > 0 && (allowed < 2000 || row.value == Tag::MESSAGE_PAYLOAD), "{}", row.name);
    }
    assert_eq!(Tag::ALL.len(), 44 + 20);
    // The two numbers that smpp-codec 0.2 has wrong, and the width that rusmpp-core 0.4 has wrong.
    assert_eq!(Tag::BROADCAST_REP_NUM.get(), 0x0604);
    assert_eq!(Tag::BROADCAST_FREQUENCY_INTERVAL.get(), 0x0605);
    assert!(Tag::BROADCAST_REP_NUM.allows_length(2) && !Tag::BROADCAST_REP_NUM.allows_length(1));
}

proptest! {
    #[test]
    fn any_list_of_parameters_round_trips(
        list in prop::collection::vec((0x1400..0x3FFF_u16, prop::collection::vec(any::<u8>(), 0..20)), 0..8)
    ) {
        let mut buf = TlvBuf::new();
        for (tag, value) in &list {
            buf.push(Tlv::new(Tag::new(*tag), value).unwrap());
        }
        let octets = buf.as_tlvs().as_bytes().to_vec();
        let tlvs = Tlvs::new(&octets).unwrap();
        let read: Vec<(u16, Vec<u8>)> = tlvs.iter().map(|tlv| (tlv.tag.get(), tlv.value().to_vec())).collect();
        prop_assert_eq!(&read, &list);
        // Every short prefix either is a whole number of parameters or is refused.
        for end in 0..octets.len() {
            let whole = Tlvs::new(&octets[..end]);
            let boundary = whole.is_ok_and(|tlvs| tlvs.iter().map(|tlv| 4 + tlv.value().len()).sum::<usize>() == end);
            prop_assert_eq!(whole.is_ok(), boundary);
        }
    }
}
