//! Versions: what each PDU of 3.3, 3.4 and 5.0 has of each parameter, listed the other way round than in the table.

use std::vec::Vec;

use crate::code::CommandId as Id;
use crate::grammar::{Field, Rule};
use crate::tlv::{Tag, Tlv, TlvBuf, Tlvs};
use crate::value::InterfaceVersion as Version;

/// What `submit_sm`, `submit_multi` and `data_sm` share in 3.4, by their tags.
const SENT: &[u16] = &[
    0x0005, 0x000D, 0x0019, 0x0030, 0x0201, 0x0202, 0x0203, 0x0204, 0x0205, 0x020A, 0x020B, 0x020C, 0x020D,
    0x020E, 0x020F, 0x0302, 0x0303, 0x0304, 0x0381, 0x0424, 0x0426, 0x1201, 0x1203, 0x1204, 0x130C, 0x1380,
    0x1383,
];
const DATA: &[u16] =
    &[0x0006, 0x0007, 0x0008, 0x000E, 0x000F, 0x0010, 0x0017, 0x001E, 0x0421, 0x0423, 0x0427];
const DELIVERED: &[u16] = &[
    0x0019, 0x001E, 0x0201, 0x0202, 0x0203, 0x0204, 0x0205, 0x020A, 0x020B, 0x020C, 0x020D, 0x020E, 0x020F,
    0x0381, 0x0423, 0x0424, 0x0427, 0x1383,
];
const EXPLAINED: &[u16] = &[0x001D, 0x0420, 0x0423, 0x0425];
/// What 5.0 adds to all messages.
const PORTED: &[u16] = &[0x060D, 0x060E, 0x060F, 0x0610, 0x0611, 0x0612, 0x0613];
const BROADCAST: &[u16] = &[
    0x0005, 0x000D, 0x0019, 0x0201, 0x0202, 0x0203, 0x0204, 0x020A, 0x020B, 0x020D, 0x0302, 0x0303, 0x0381,
    0x0424, 0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x0606, 0x060A, 0x1201, 0x1203, 0x1204, 0x130C,
];

/// The lists of a PDU in 3.4, and those that 5.0 adds.
fn lists(id: Id) -> (Vec<&'static [u16]>, Vec<&'static [u16]>) {
    const CONGESTED: &[u16] = &[0x0428];
    let (of_3_4, mut added): (Vec<&[u16]>, Vec<&[u16]>) = match id {
        Id::SUBMIT_SM | Id::SUBMIT_MULTI => (
            vec_of([SENT, &[0x0501]]),
            vec_of([PORTED, &[0x0006, 0x0007, 0x0008, 0x000E, 0x000F, 0x0010, 0x0017, 0x0421, 0x060B]]),
        ),
        Id::DATA_SM => (vec_of([SENT, DATA]), vec_of([PORTED, &[0x0501, 0x060B]])),
        Id::DELIVER_SM => {
            (vec_of([DELIVERED]), vec_of([PORTED, &[0x0005, 0x000D, 0x0302, 0x0303, 0x0501, 0x1380]]))
        }
        Id::SUBMIT_SM_RESP | Id::SUBMIT_MULTI_RESP => (Vec::new(), vec_of([EXPLAINED])),
        Id::DATA_SM_RESP => (vec_of([EXPLAINED]), Vec::new()),
        Id::DELIVER_SM_RESP => (Vec::new(), vec_of([&[0x001D, 0x0423, 0x0425]])),
        Id::BIND_TRANSMITTER_RESP | Id::BIND_RECEIVER_RESP | Id::BIND_TRANSCEIVER_RESP => {
            (vec_of([&[0x0210]]), Vec::new())
        }
        Id::ALERT_NOTIFICATION => (vec_of([&[0x0422]]), Vec::new()),
        Id::REPLACE_SM => (Vec::new(), vec_of([&[0x0424]])),
        Id::BROADCAST_SM => (Vec::new(), vec_of([BROADCAST])),
        Id::BROADCAST_SM_RESP => (Vec::new(), vec_of([&[0x0606, 0x0607]])),
        Id::QUERY_BROADCAST_SM => (Vec::new(), vec_of([&[0x0204]])),
        Id::QUERY_BROADCAST_SM_RESP => (Vec::new(), vec_of([&[0x0204, 0x0427, 0x0606, 0x0608, 0x0609]])),
        Id::CANCEL_BROADCAST_SM => (Vec::new(), vec_of([&[0x0204, 0x0601]])),
        _ => (Vec::new(), Vec::new()),
    };
    if id.is_response() {
        added.push(CONGESTED);
    }
    (of_3_4, added)
}

fn vec_of<const COUNT: usize>(lists: [&'static [u16]; COUNT]) -> Vec<&'static [u16]> {
    lists.to_vec()
}

#[test]
fn each_parameter_of_each_pdu_in_each_version() {
    let mut cells = 0;
    for command in Id::ALL.iter().map(|row| row.value) {
        let (of_3_4, added) = lists(command);
        let listed = |lists: &[&[u16]], tag: Tag| lists.iter().any(|list| list.contains(&tag.get()));
        for tag in Tag::ALL.iter().map(|row| row.value) {
            let in_3_4 = listed(&of_3_4, tag);
            let in_5_0 = in_3_4 || listed(&added, tag);
            for (version, expected) in
                [(Version::V3_3, false), (Version::V3_4, in_3_4), (Version::V5_0, in_5_0)]
            {
                assert_eq!(tag.belongs_to(command, version), expected, "{tag} in {command}, {version}");
                cells += 1;
            }
        }
        for (version, expected) in [(Version::V3_3, false), (Version::V3_4, true), (Version::V5_0, true)] {
            assert_eq!(Tag::new(0x1400).belongs_to(command, version), expected, "{command}, {version}");
        }
    }
    assert_eq!(cells, 33 * 64 * 3);
}

#[test]
fn a_parameter_is_as_old_as_its_first_use() {
    for row in Tag::ALL {
        let first = if row.section.starts_with("5.0") { Version::V5_0 } else { Version::V3_4 };
        assert_eq!(row.value.since(), first, "{}", row.name);
        let used = |version| Id::ALL.iter().any(|command| row.value.belongs_to(command.value, version));
        assert_eq!(
            (used(Version::V3_4), used(Version::V5_0)),
            (first == Version::V3_4, true),
            "{}",
            row.name
        );
    }
    assert_eq!(Tag::ALL.iter().filter(|row| row.value.since() == Version::V3_4).count(), 44);
    assert_eq!(Tag::new(0x1400).since(), Version::V3_4);
}

#[test]
fn what_a_broadcast_cannot_do_without() {
    let all: Vec<Tag> = Tag::required_by(Id::BROADCAST_SM).to_vec();
    assert_eq!(all.iter().map(|tag| tag.get()).collect::<Vec<_>>(), [0x0606, 0x0601, 0x0604, 0x0605]);
    for missing in &all {
        let mut buf = TlvBuf::new();
        for tag in all.iter().filter(|tag| *tag != missing) {
            buf.push(Tlv::new(*tag, &[0]).unwrap());
        }
        let fault = buf.as_tlvs().check_required(Id::BROADCAST_SM).unwrap_err();
        assert_eq!((fault.rule(), fault.field(), fault.at()), (Rule::TlvMissing, Field::Tlv(*missing), 15));
        assert_eq!(fault.answer().get(), 0xC3);
    }
    assert!(Tlvs::EMPTY.check_required(Id::QUERY_BROADCAST_SM_RESP).is_err());
    assert_eq!(Tlvs::EMPTY.check_required(Id::SUBMIT_SM), Ok(()));
}

#[test]
fn a_parameter_out_of_place_is_found_where_it_stands() {
    let mut buf = TlvBuf::new();
    buf.user_message_reference(7);
    buf.push(Tlv::new(Tag::new(0x1400), b"vendor").unwrap());
    buf.message_state(2);
    let tlvs = buf.as_tlvs();
    let place = |command, version| {
        let fault = tlvs.check_places(command, version).unwrap_err();
        assert_eq!((fault.rule(), fault.answer().get()), (Rule::TlvMisplaced, 0xC1));
        (fault.field(), fault.at())
    };
    // A submit_sm has no state, in whatever version; a deliver_sm has all three.
    for version in [Version::V3_4, Version::V5_0] {
        assert_eq!(place(Id::SUBMIT_SM, version), (Field::Tlv(Tag::MESSAGE_STATE), 16));
        assert_eq!(tlvs.check_places(Id::DELIVER_SM, version), Ok(()));
    }
    assert_eq!(place(Id::DELIVER_SM, Version::V3_3), (Field::Tlv(Tag::USER_MESSAGE_REFERENCE), 0));
    assert_eq!(place(Id::QUERY_SM, Version::V3_4), (Field::Tlv(Tag::USER_MESSAGE_REFERENCE), 0));
    assert_eq!(Tlvs::EMPTY.check_places(Id::QUERY_SM, Version::V3_3), Ok(()));
}
