use super::*;
use crate::octets::{Password, ShortMessage};
use crate::pdu::{Destination, DestinationBuf, Destinations};
use crate::tlv::TlvBuf;
use crate::value::{Address, DataCoding, EsmClass, RegisteredDelivery};

fn hello() -> SubmitSm<'static> {
    let destination = Address::international(COctets::try_from("27999112345").unwrap());
    SubmitSm {
        source: Address::unknown(COctets::try_from("27123456789").unwrap()),
        registered_delivery: RegisteredDelivery::FINAL,
        ..SubmitSm::new(destination, ShortMessage::new(b"Hello World").unwrap())
    }
}

fn status(profile: &Profile, pdu: &SubmitSm<'_>) -> u32 {
    profile.check_submit(pdu, false).map_or_else(|violation| violation.status.get(), |()| 0)
}

#[test]
fn each_row_of_the_gateway_s_order_has_its_code() {
    let lenient = Profile::clickatell();
    let strict = Profile::clickatell().with_strict(true);
    let both = |pdu: SubmitSm<'_>| (status(&lenient, &pdu), status(&strict, &pdu));
    assert_eq!(both(hello()), (0, 0));

    let mut pdu = hello();
    pdu.destination.ton = Ton::UNKNOWN;
    assert_eq!(both(pdu), (0, 0x0B), "SMPP-10-2");
    let mut pdu = hello();
    pdu.destination.npi = Npi::UNKNOWN;
    assert_eq!(both(pdu), (0, 0x0B), "SMPP-10-2");
    for number in ["+27999112345", "0831234567", "123456", "1234567890123456", "", "ACME"] {
        let mut pdu = hello();
        pdu.destination.addr = COctets::try_from(number).unwrap();
        assert_eq!(both(pdu), (0x0B, 0x0B), "SMPP-14-11 {number}");
    }
    let mut pdu = hello();
    pdu.source.ton = Ton::new(7);
    assert_eq!(both(pdu), (0, 0x48), "SMPP-14-18");
    for (sender, code) in [
        ("12345678901234567", 0x0A),
        ("1234567890123456", 0),
        ("+1234567890", 0),
        ("+", 0x0A),
        ("Clickatell1", 0),
        ("Clickatell12", 0x0A),
        ("", 0),
    ] {
        let mut pdu = hello();
        pdu.source.addr = COctets::try_from(sender).unwrap();
        assert_eq!(status(&lenient, &pdu), code, "SMPP-14-10, SMPP-10-5 {sender}");
    }
    for (class, code) in
        [(0x00, 0), (0x03, 0), (0x40, 0x404), (0x80, 0), (0x3F, 0x43), (0x04, 0x43), (0x08, 0), (0x10, 0)]
    {
        let pdu = SubmitSm { esm_class: EsmClass::new(class), ..hello() };
        assert_eq!(status(&lenient, &pdu), code, "SMPP-14-17 {class:#x}");
    }
    for (value, code) in
        [(0x00, 0), (0x01, 0), (0x02, 0), (0x05, 0), (0x11, 0), (0x03, 7), (0x20, 7), (0x80, 7)]
    {
        let pdu = SubmitSm { registered_delivery: RegisteredDelivery::new(value), ..hello() };
        assert_eq!(status(&lenient, &pdu), code, "SMPP-14-8 {value:#x}");
    }
    // The times are the specification's own, whatever the profile.
    for profile in [&lenient, &Profile::standard()] {
        let pdu = SubmitSm { schedule_delivery_time: COctets::try_from("tomorrow").unwrap(), ..hello() };
        assert_eq!(status(profile, &pdu), 0x61, "SMPP-14-21");
        let pdu = SubmitSm { validity_period: COctets::try_from("xx").unwrap(), ..hello() };
        assert_eq!(status(profile, &pdu), 0x62, "SMPP-14-22");
        let pdu = SubmitSm { validity_period: COctets::try_from("000001000000000R").unwrap(), ..hello() };
        assert_eq!(status(profile, &pdu), 0);
    }
}

#[test]
fn a_client_that_only_transmits_asks_for_no_receipt() {
    // SMPP-5-16
    let profile = Profile::clickatell();
    assert_eq!(profile.check_submit(&hello(), true).unwrap_err().status.get(), 0x07);
    let silent = SubmitSm { registered_delivery: RegisteredDelivery::NONE, ..hello() };
    assert_eq!(profile.check_submit(&silent, true), Ok(()));
}

#[test]
fn there_is_exactly_one_text_of_a_fitting_length() {
    let profile = Profile::clickatell();
    let mut payload = TlvBuf::new();
    payload.message_payload(b"Hello World").unwrap();
    let both = SubmitSm { tlvs: payload.as_tlvs(), ..hello() };
    assert_eq!(status(&profile, &both), 0xC1, "SMPP-11-5");
    assert_eq!(status(&Profile::standard(), &both), 0x01);
    let payload_only = SubmitSm { short_message: ShortMessage::EMPTY, ..both };
    assert_eq!(status(&profile, &payload_only), 0, "SMPP-11-1");
    let neither = SubmitSm { short_message: ShortMessage::EMPTY, ..hello() };
    assert_eq!(status(&profile, &neither), 0x01, "SMPP-14-3");
    assert_eq!(status(&Profile::standard(), &neither), 0);
    let mut empty = TlvBuf::new();
    empty.message_payload(b"").unwrap();
    let empty = SubmitSm { tlvs: empty.as_tlvs(), ..neither };
    assert_eq!(status(&profile, &empty), 0x01, "ruling A-S7");
    assert_eq!(status(&Profile::standard(), &empty), 0);
    for (octets, code) in [(254, 0), (255, 0x01)] {
        let text = std::vec![b'A'; octets];
        let pdu = SubmitSm { short_message: ShortMessage::new(&text).unwrap(), ..hello() };
        assert_eq!(status(&profile, &pdu), code, "SMPP-11-3");
    }
}

#[test]
fn the_text_fits_its_alphabet() {
    // SMPP-14-33
    let profile = Profile::clickatell();
    let text = |octets: &'static [u8], coding, class| SubmitSm {
        short_message: ShortMessage::new(octets).unwrap(),
        data_coding: DataCoding::new(coding),
        esm_class: EsmClass::new(class),
        ..hello()
    };
    assert_eq!(status(&profile, &text(&[4, 0x1F, 4], 8, 0)), 0x404);
    assert_eq!(status(&profile, &text(&[4, 0x1F], 8, 0)), 0);
    assert_eq!(status(&profile, &text(b"x", 5, 0)), 0x404);
    for (group, code) in [(0xC0, 0x404), (0xD8, 0x404), (0xE0, 0x404), (0xEF, 0x404), (0xF0, 0), (0xF5, 0)] {
        assert_eq!(status(&profile, &text(b"xx", group, 0)), code, "ruling A-S20 {group:#x}");
        assert_eq!(status(&Profile::standard(), &text(b"xx", group, 0)), 0);
    }
    // A header of five octets, then UCS-2.
    assert_eq!(status(&profile, &text(&[5, 0, 3, 0x33, 2, 1, 4, 0x1F], 8, 0x40)), 0);
    assert_eq!(status(&profile, &text(&[9, 0, 3, 0x33, 2, 1, 4, 0x1F], 8, 0x40)), 0x404);
}

#[test]
fn versions_of_binds() {
    // SMPP-4-1
    let bind = |kind, version| {
        let mut bind = Bind::new(kind, COctets::try_from("u").unwrap(), Password::try_from("p").unwrap());
        bind.interface_version = InterfaceVersion::new(version);
        bind.system_type = COctets::try_from("3000001").unwrap();
        bind
    };
    let lenient = Profile::clickatell();
    let strict = Profile::clickatell().with_strict(true);
    for (kind, version, expected) in [
        (BindKind::Transmitter, 0x33, (true, true)),
        (BindKind::Transmitter, 0x00, (true, true)),
        (BindKind::Transceiver, 0x33, (false, false)),
        (BindKind::Transceiver, 0x34, (true, true)),
        (BindKind::Receiver, 0x50, (true, false)),
    ] {
        let bind = bind(kind, version);
        assert_eq!((lenient.check_bind(&bind).is_ok(), strict.check_bind(&bind).is_ok()), expected);
    }
}

#[test]
fn parameters_without_meaning_are_refused_where_there_is_a_status_for_it() {
    let with =
        |tlvs: &TlvBuf, profile: &Profile| status(profile, &SubmitSm { tlvs: tlvs.as_tlvs(), ..hello() });
    let mut privacy = TlvBuf::new();
    privacy.privacy_indicator(4);
    let standard = Profile::standard();
    assert_eq!((with(&privacy, &standard), with(&privacy, &Profile::clickatell())), (0xC4, 0));
    // 5.0 has values that 3.4 has not.
    let mut state = TlvBuf::new();
    state.message_state(9);
    let latest = Profile::standard().with_interface_version(InterfaceVersion::V5_0);
    assert_eq!((with(&state, &standard), with(&state, &latest)), (0xC4, 0));
    // A wrong length is for the tolerance.
    let mut length = TlvBuf::new();
    length.push(crate::tlv::Tlv::new(Tag::PRIVACY_INDICATOR, &[0, 0]).unwrap());
    let strict = Profile::standard().with_tolerance(crate::Tolerance::STRICT);
    assert_eq!((with(&length, &standard), with(&length, &strict)), (0, 0xC2));
    // So is a wrong place.
    let mut place = TlvBuf::new();
    place.message_state(2);
    assert_eq!((with(&place, &standard), with(&place, &strict)), (0, 0xC1));
    let missing = standard.check_tlvs(CommandId::BROADCAST_SM, Tlvs::EMPTY).unwrap_err();
    assert_eq!(
        (missing.field, missing.status),
        (Field::Tlv(Tag::BROADCAST_AREA_IDENTIFIER), CommandStatus::ESME_RMISSINGOPTPARAM)
    );
    let deliver = DeliverSm::new(hello().source, hello().short_message);
    let deliver = DeliverSm { tlvs: privacy.as_tlvs(), ..deliver };
    assert_eq!(
        standard.check_deliver(&deliver).map_err(|violation| std::format!("{violation}")),
        Err("privacy_indicator: a value that the specification does not give this parameter".into())
    );
}

#[test]
fn a_message_to_nobody_is_refused() {
    let standard = Profile::standard();
    let refused = |pdu: &SubmitMulti<'_>| {
        standard.check_submit_multi(pdu).map_err(|violation| (violation.field, violation.status.get()))
    };
    let mut pdu = SubmitMulti::new(Destinations::EMPTY, hello().short_message);
    assert_eq!(refused(&pdu), Err((Field::NumberOfDests, 0x33)));
    let mut list = DestinationBuf::new();
    list.push(Destination::Address(hello().destination)).unwrap();
    pdu.destinations = list.as_destinations();
    assert_eq!(refused(&pdu), Ok(()));
    let mut tlvs = TlvBuf::new();
    tlvs.privacy_indicator(4);
    pdu.tlvs = tlvs.as_tlvs();
    assert_eq!(refused(&pdu), Err((Field::Tlv(Tag::PRIVACY_INDICATOR), 0xC4)));
    let mut second = TlvBuf::new();
    second.message_payload(b"Hello").unwrap();
    pdu.tlvs = second.as_tlvs();
    assert_eq!(refused(&pdu), Err((Field::Tlv(Tag::MESSAGE_PAYLOAD), 0x01)));
}

#[test]
fn a_bind_names_a_connection_and_a_password_that_is_no_longer_than_it_may_be() {
    let lenient = Profile::clickatell();
    let strict = Profile::clickatell().with_strict(true);
    let profiles = [&Profile::standard(), &lenient, &strict];
    let both = |pdu: Bind<'_>| {
        profiles
            .map(|profile| profile.check_bind(&pdu).map_or_else(|violation| violation.status.get(), |()| 0))
    };
    let name = COctets::try_from("demo").unwrap();
    let bind = Bind::new(BindKind::Transceiver, name, Password::try_from("demo1234").unwrap());
    // SMPP-9-4
    for (system_type, statuses) in
        [("3000001", [0, 0, 0]), ("", [0, 0, 0x53]), ("vma", [0, 0x53, 0x53]), ("30 01", [0, 0x53, 0x53])]
    {
        let system_type = COctets::try_from(system_type).unwrap();
        assert_eq!(both(Bind { system_type, ..bind }), statuses, "{system_type:?}");
    }
    // SMPP-9-3: one that came in, and is sent on.
    let mut octets = clickatell_testkit::from_hex(
        "00000030 00000009 00000000 00000001 64656D6F00 7477656C76652D636861727300 3330303030303100 34 000000",
    );
    let length = u32::try_from(octets.len()).unwrap();
    octets[..4].copy_from_slice(&length.to_be_bytes());
    let frame = crate::frame::Frame::new(&octets).unwrap();
    let long = frame.decode_as::<Bind<'_>>(&crate::Tolerance::FIELD, &mut ()).unwrap();
    assert_eq!(both(long), [0x0E; 3]);
}

#[test]
fn any_request_can_be_checked_before_there_is_a_session() {
    use crate::pdu::QuerySm;
    let (standard, clickatell) = (Profile::standard(), Profile::clickatell());
    assert_eq!((standard.check(&hello()), clickatell.check(&hello())), (Ok(()), Ok(())));
    let mut pdu = hello();
    pdu.destination.addr = COctets::try_from("ACME").unwrap();
    assert!(standard.check(&pdu).is_ok());
    assert_eq!(clickatell.check(&pdu), clickatell.check_submit(&pdu, false));
    // The ranges of the version that the profile speaks.
    let mut pdu = hello();
    pdu.priority_flag = 4;
    assert_eq!(standard.check(&pdu).unwrap_err().field, Field::PriorityFlag);
    assert!(standard.with_interface_version(InterfaceVersion::V5_0).check(&pdu).is_ok());
    let nobody = SubmitMulti::new(Destinations::EMPTY, ShortMessage::EMPTY);
    assert_eq!(Profile::standard().check(&nobody).unwrap_err().status, CommandStatus::ESME_RINVNUMDESTS);
    let query = QuerySm::new(COctets::EMPTY, Address::EMPTY);
    assert_eq!(clickatell.check(&query), Ok(()));
}
