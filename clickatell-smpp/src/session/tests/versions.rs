//! What 3.3, 3.4 and 5.0 differ in: what is sent, left out and refused in each. (Which requests there are is the
//! operation matrix's.)

use std::vec::Vec;

use super::super::*;
use super::pair::*;
use crate::code::{CommandId, CommandStatus};
use crate::octets::{COctets, ShortMessage};
use crate::pdu::{
    BindKind, DeliverSmResp, Destination, DestinationBuf, Destinations, SubmitMulti, SubmitSm, SubmitSmResp,
};
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::value::{Address, RegisteredDelivery};

const VERSIONS: [InterfaceVersion; 3] =
    [InterfaceVersion::V3_3, InterfaceVersion::V3_4, InterfaceVersion::V5_0];

/// A parameter of a length and a value that its row allows.
fn parameter(tag: Tag) -> TlvBuf {
    let length = (0..=300).find(|length| tag.allows_length(*length)).unwrap();
    let text = std::iter::repeat_n(b'0', length.saturating_sub(1)).chain([0]).take(length).collect();
    let values = [0, 1, 0x80, b'0'].map(|octet| std::vec![octet; length]);
    let mut values = values.into_iter().chain([text]);
    let value = values.find(|value| tag.allows_value(value, tag.since())).unwrap();
    let mut tlvs = TlvBuf::new();
    tlvs.push(Tlv::new(tag, &value).unwrap());
    tlvs
}

/// Everything listed, a vendor's, and a reserved one.
fn tags() -> impl Iterator<Item = Tag> {
    Tag::ALL.iter().map(|row| row.value).chain([Tag::new(0x1400), Tag::new(0x3FFF), Tag::new(0x7777)])
}

/// By hand: the first version that has it.
fn since(tag: Tag) -> InterfaceVersion {
    match tag.get() {
        0x0428 => InterfaceVersion::V5_0,
        0x0600..=0x06FF => InterfaceVersion::V5_0,
        _ => InterfaceVersion::V3_4,
    }
}

fn transmitter(version: InterfaceVersion) -> (End, End) {
    bound_pair(version, BindKind::Transmitter)
}

#[test]
fn every_parameter_of_a_request_is_sent_or_refused() {
    for version in VERSIONS {
        let (mut esme, mut smsc) = transmitter(version);
        for tag in tags() {
            let tlvs = parameter(tag);
            let pdu = SubmitSm { tlvs: tlvs.as_tlvs(), short_message: ShortMessage::EMPTY, ..hello() };
            let sent = esme.session.submit(at(0), &pdu).map(|_| ());
            let expected = match version {
                InterfaceVersion::V3_3 => Err(CommandError::NoTlvs { version }),
                _ if version < since(tag) => Err(CommandError::TlvNotInVersion { tag, version }),
                _ => Ok(()),
            };
            assert_eq!(sent, expected, "{version} {tag}");
            let octets = pass(&mut esme, &mut smsc);
            assert_eq!(octets.ends_with(tlvs.as_tlvs().as_bytes()), sent.is_ok());
            // What arrives is taken as it came.
            if let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() {
                smsc.session.answer(at(0), duty, SubmitSmResp::default().into()).unwrap();
                pass(&mut smsc, &mut esme);
            }
        }
    }
}

#[test]
fn every_parameter_of_a_response_is_sent_or_left_out() {
    for version in VERSIONS {
        let (mut esme, mut smsc) = transmitter(version);
        for tag in tags() {
            // Between two that any version with parameters has.
            let mut tlvs = TlvBuf::new();
            tlvs.user_message_reference(7);
            tlvs.push(parameter(tag).as_tlvs().iter().next().unwrap());
            tlvs.user_message_reference(8);
            esme.session.submit(at(0), &hello()).unwrap();
            pass(&mut esme, &mut smsc);
            let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() else { panic!("not served") };
            let resp = SubmitSmResp { tlvs: tlvs.as_tlvs(), ..SubmitSmResp::default() };
            smsc.session.answer(at(0), duty, resp.into()).unwrap();
            pass(&mut smsc, &mut esme);
            let Some(SessionEvent::Response { pdu, .. }) = esme.events.pop() else { panic!("no response") };
            let read = pdu.frame().decode_as::<SubmitSmResp<'_>>(&crate::Tolerance::FIELD, &mut ()).unwrap();
            let came: Vec<u16> = read.tlvs.iter().map(|tlv| tlv.tag.get()).collect();
            let expected = match version {
                InterfaceVersion::V3_3 => Vec::new(),
                _ if version < since(tag) => std::vec![0x0204, 0x0204],
                _ => std::vec![0x0204, tag.get(), 0x0204],
            };
            assert_eq!(came, expected, "{version} {tag}");
        }
    }
}

#[test]
fn every_status_is_one_that_the_peer_knows() {
    // 5.0's in 3.4, then in 3.3; everything below 0x100 is the same but for those about parameters in 3.3.
    let nearest = |status: u32| match status {
        0x100 | 0x102 | 0x103 => (0x15, 0x15),
        0x104 => (0x45, 0x45),
        0x105 | 0x106 => (0xC4, 0x02),
        0x101 | 0x107..=0x112 => (0xFF, 0xFF),
        0xC0..=0xC4 => (status, 0x02),
        _ => (status, status),
    };
    let vendors = [0x400, 0x4FF, 0x113, 0x500].map(CommandStatus::new);
    let statuses: Vec<CommandStatus> = CommandStatus::ALL
        .iter()
        .map(|row| row.value)
        .chain(vendors)
        .filter(|status| !status.is_ok())
        .collect();
    for version in VERSIONS {
        let (mut esme, mut smsc) = transmitter(version);
        for status in &statuses {
            let expected = match version {
                InterfaceVersion::V3_3 => nearest(status.get()).1,
                InterfaceVersion::V3_4 => nearest(status.get()).0,
                _ => status.get(),
            };
            esme.session.submit(at(0), &hello()).unwrap();
            pass(&mut esme, &mut smsc);
            let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() else { panic!("not served") };
            smsc.session.answer(at(0), duty, Reply::Refuse(*status)).unwrap();
            pass(&mut smsc, &mut esme);
            let Some(SessionEvent::Response { status: told, .. }) = esme.events.pop() else {
                panic!("no response")
            };
            assert_eq!(told.get(), expected, "{version} {status}");
        }
    }
}

#[test]
fn a_refused_bind_tells_a_status_of_the_version_that_was_asked_for() {
    for (version, told) in [(InterfaceVersion::V5_0, 0x101), (InterfaceVersion::V3_4, 0xFF)] {
        let profile = Profile::standard().with_interface_version(InterfaceVersion::V5_0);
        let (mut esme, mut smsc) = (End::new(Role::Esme, profile.clone()), End::new(Role::Smsc, profile));
        let pdu = crate::pdu::Bind { interface_version: version, ..bind(BindKind::Receiver) };
        esme.session.bind(at(0), &pdu).unwrap();
        pass(&mut esme, &mut smsc);
        let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
        let status = CommandStatus::ESME_RPROHIBITED;
        smsc.session.refuse_bind(at(0), duty, status, AfterRefusal::KeepOpen).unwrap();
        pass(&mut smsc, &mut esme);
        let Some(SessionEvent::BindRefused { status, .. }) = esme.events.pop() else { panic!("bound") };
        assert_eq!(status.get(), told);
    }
}

#[test]
fn values_are_held_to_the_range_of_the_version() {
    let registered = |octet| SubmitSm { registered_delivery: RegisteredDelivery::new(octet), ..hello() };
    let priority = |priority_flag| SubmitSm { priority_flag, ..hello() };
    let text = [b'A'; 255];
    let long = |octets| SubmitSm { short_message: ShortMessage::new(&text[..octets]).unwrap(), ..hello() };
    // The status of the field that is out of range in 3.3, 3.4 and 5.0; 0 where it is sent.
    let table = [
        (registered(0x01), [0, 0, 0]),
        (registered(0x02), [7, 0, 0]),
        (registered(0x03), [7, 7, 0]),
        (registered(0x04), [7, 0, 0]),
        (registered(0x11), [7, 0, 0]),
        (registered(0x1F), [7, 7, 0]),
        (registered(0x20), [7, 7, 7]),
        (registered(0x80), [7, 7, 7]),
        (priority(1), [0, 0, 0]),
        (priority(2), [6, 0, 0]),
        (priority(3), [6, 0, 0]),
        (priority(4), [6, 6, 0]),
        (priority(5), [6, 6, 6]),
        (long(254), [0, 0, 0]),
        (long(255), [1, 1, 0]),
    ];
    for (column, version) in VERSIONS.into_iter().enumerate() {
        for (row, (pdu, statuses)) in table.iter().enumerate() {
            let (mut esme, _) = transmitter(version);
            let status = match esme.session.submit(at(0), pdu) {
                Ok(_) => 0,
                Err(CommandError::Violation(violation)) => violation.status.get(),
                Err(error) => panic!("{error}"),
            };
            assert_eq!(status, statuses[column], "{version} row {row}");
            assert_eq!(esme.drain().is_empty(), status != 0);
        }
    }
}

#[test]
fn a_255th_destination_came_with_5_0() {
    let mobile = Address::international(COctets::try_from("27999112345").unwrap());
    let mut destinations = DestinationBuf::new();
    for _ in 0..255 {
        destinations.push(Destination::Address(mobile)).unwrap();
    }
    let pdu = SubmitMulti::new(destinations.as_destinations(), ShortMessage::new(b"Hello").unwrap());
    for (version, taken) in VERSIONS.into_iter().zip([false, false, true]) {
        let (mut esme, _) = transmitter(version);
        match esme.session.request(at(0), &pdu) {
            Ok(_) => assert!(taken, "{version}"),
            Err(CommandError::Violation(violation)) => {
                assert_eq!((taken, violation.status), (false, CommandStatus::ESME_RINVNUMDESTS), "{version}");
            }
            Err(error) => panic!("{error}"),
        }
        // In no version is there a message to nobody.
        let nobody = SubmitMulti { destinations: Destinations::EMPTY, ..pdu };
        let Err(CommandError::Violation(violation)) = esme.session.request(at(0), &nobody) else {
            panic!("sent in {version}")
        };
        assert_eq!(violation.status, CommandStatus::ESME_RINVNUMDESTS);
    }
}

#[test]
fn ids_of_3_3_are_eight_hexadecimal_digits_where_the_profile_asks_for_it() {
    for (id, fits) in [("", true), ("7a", true), ("0A1B2C3D", true), ("0A1B2C3D4", false), ("not hex", false)]
    {
        let resp = SubmitSmResp::new(COctets::try_from(id).unwrap());
        for (version, asked) in VERSIONS.into_iter().flat_map(|version| [(version, true), (version, false)]) {
            let (mut esme, mut smsc) = transmitter(version);
            smsc.session.inner.profile.ids_of_3_3 = asked;
            esme.session.submit(at(0), &hello()).unwrap();
            pass(&mut esme, &mut smsc);
            let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() else { panic!("not served") };
            let number = duty.id();
            let answered = smsc.session.answer(at(0), duty, resp.into());
            let violation = matches!(
                answered,
                Err(AnswerError::Violation(violation)) if violation.status == CommandStatus::ESME_RINVMSGID
            );
            assert_eq!(
                violation,
                asked && version == InterfaceVersion::V3_3 && !fits,
                "{version} {id:?} {answered:?}"
            );
            assert_eq!(smsc.drain().is_empty(), violation);
            // The message is stored: its owner says so with another id, and not a minute later that it is not.
            if violation {
                let duty = smsc.session.retry(number).unwrap();
                smsc.session.answer(at(0), duty, SubmitSmResp::default().into()).unwrap();
                assert_eq!(smsc.drain()[8..12], [0; 4]);
            }
        }
    }
    assert!(!Profile::standard().ids_of_3_3 && !Profile::clickatell().ids_of_3_3);
}

#[test]
fn the_lower_of_two_versions_is_spoken() {
    // What the ESME says, what the SMSC speaks, whether it says so, what both then speak.
    for (said, speaks, spoken) in [
        (0x50, 0x50, 0x50),
        (0x50, 0x34, 0x34),
        (0x34, 0x50, 0x34),
        (0x33, 0x50, 0x33),
        (0x34, 0x33, 0x33),
        // naz #184: 34 in decimal.
        (34, 0x34, 34),
        (0x00, 0x34, 0x00),
    ] {
        let profile = |version| Profile::standard().with_interface_version(InterfaceVersion::new(version));
        let (mut esme, mut smsc) =
            (End::new(Role::Esme, profile(said)), End::new(Role::Smsc, profile(speaks)));
        let pdu = crate::pdu::Bind {
            interface_version: InterfaceVersion::new(said),
            ..bind(BindKind::Transmitter)
        };
        esme.session.bind(at(0), &pdu).unwrap();
        pass(&mut esme, &mut smsc);
        let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
        smsc.session.accept_bind(at(0), duty, COctets::EMPTY).unwrap();
        let answer = pass(&mut smsc, &mut esme);
        // The version is told to whom parameters may be sent.
        assert_eq!(answer.len() > 17, said >= 0x34 && speaks >= 0x34, "{said:#x} {speaks:#x}");
        assert_eq!(smsc.session.version().get(), spoken);
        assert_eq!(esme.session.version().has_tlvs(), smsc.session.version().has_tlvs());
    }
}

#[test]
fn an_smsc_that_does_not_say_its_version_is_a_3_3_unless_it_shows_more() {
    // smppex #61, uudashr/jsmpp PR #44: bind responses without sc_interface_version.
    let v = |profile: Profile, kind| bound_esme(profile, kind).session.version();
    assert_eq!(v(Profile::standard(), BindKind::Transmitter), InterfaceVersion::V3_3);
    assert_eq!(v(Profile::standard(), BindKind::Receiver), InterfaceVersion::V3_3);
    assert_eq!(v(Profile::standard(), BindKind::Transceiver), InterfaceVersion::V3_4);
    let assumed = Profile::standard().with_unsaid_version(InterfaceVersion::V3_4);
    assert_eq!(v(assumed, BindKind::Transmitter), InterfaceVersion::V3_4);
    // Whatever is assumed of it, its own requests are taken by what it was told: a data_sm here.
    let mut esme = bound_esme(Profile::standard(), BindKind::Receiver);
    let data_sm = "00000022 00000103 00000000 00000003 00 000000 010131323300 000000 0424000141";
    assert!(esme.hear(data_sm).is_empty(), "nothing is refused");
    assert!(matches!(esme.events.as_slice(), [SessionEvent::Request { .. }]), "{:?}", esme.events);
}

#[test]
fn an_esme_leaves_parameters_of_its_responses_out_as_well() {
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V3_3, BindKind::Receiver);
    smsc.session.deliver(at(0), &yes()).unwrap();
    pass(&mut smsc, &mut esme);
    let Some(SessionEvent::Request { duty, .. }) = esme.events.pop() else { panic!("not served") };
    let tlvs = parameter(Tag::new(0x1400));
    let resp = DeliverSmResp { tlvs: tlvs.as_tlvs(), ..DeliverSmResp::default() };
    esme.session.answer(at(0), duty, resp.into()).unwrap();
    assert_eq!(esme.drain().len(), 17);
}

#[test]
fn a_transceiver_needs_3_4() {
    // The ESME does not ask for it; whether an SMSC grants it is its owner's to say, by `check_bind`.
    let mut esme = End::new(Role::Esme, Profile::standard());
    let pdu = crate::pdu::Bind { interface_version: InterfaceVersion::V3_3, ..bind(BindKind::Transceiver) };
    assert!(matches!(esme.session.bind(at(0), &pdu), Err(CommandError::Violation(_))));
    let only_3_3 = Profile::standard().with_interface_version(InterfaceVersion::V3_3);
    let mut esme = End::new(Role::Esme, only_3_3.clone());
    assert_eq!(
        esme.session.bind(at(0), &bind(BindKind::Transceiver)),
        Err(CommandError::NotInVersion {
            command: CommandId::BIND_TRANSCEIVER,
            version: InterfaceVersion::V3_3
        })
    );
    let mut smsc = End::new(Role::Smsc, only_3_3);
    let mut octets = Vec::new();
    crate::pdu::PduBody::encode(&bind(BindKind::Transceiver), SequenceNumber::FIRST, &mut octets);
    assert_eq!(smsc.hear_octets(&octets)[8..12], [0, 0, 0, 3]);
}

#[test]
fn the_peer_may_send_what_the_bind_said() {
    const DATA_SM: &str = "00000022 00000103 00000000 00000003 00 000000 010131323300 000000 0424000141";
    const OUTBIND: &str = "00000012 0000000B 00000000 00000003 0000";
    // An ESME whose own version and whose bind differ; the SMSC goes by the bind.
    for (own, said, taken) in [(0x33, 0x34, true), (0x34, 0x33, false)] {
        let profile = Profile::standard().with_interface_version(InterfaceVersion::new(own));
        let mut esme = End::new(Role::Esme, profile);
        let pdu =
            crate::pdu::Bind { interface_version: InterfaceVersion::new(said), ..bind(BindKind::Receiver) };
        esme.session.bind(at(0), &pdu).unwrap();
        esme.drain();
        esme.hear("00000011 80000001 00000000 00000001 00");
        assert_eq!(esme.hear(DATA_SM).is_empty(), taken, "{own:#x} {said:#x}");
    }
    // Refused, a bind has said nothing.
    let mut esme = End::new(Role::Esme, Profile::standard());
    let pdu = crate::pdu::Bind { interface_version: InterfaceVersion::V3_3, ..bind(BindKind::Receiver) };
    esme.session.bind(at(0), &pdu).unwrap();
    esme.drain();
    esme.hear("00000010 80000001 0000000D 00000001");
    assert!(esme.hear(OUTBIND).is_empty());
    assert_eq!(esme.session.state(), State::Outbound);
    // An SMSC of 5.0 holds an ESME to the version that it bound with.
    let (_, mut smsc) = transmitter(InterfaceVersion::V3_4);
    let nack = clickatell_testkit::from_hex("00000010 80000000 00000003 00000009");
    assert_eq!(smsc.hear("00000010 00000111 00000000 00000009"), nack);
}
