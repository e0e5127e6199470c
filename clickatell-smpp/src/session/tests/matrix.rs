//! Every cell of the operation matrix (2.3), at both ends, in three versions: what is sent, what is served, and how
//! each request that is out of place is answered. The tables here are written by hand, from the specification's.

use std::string::String;
use std::vec::Vec;

use clickatell_core::machine::Machine;
use clickatell_core::time::Instant;

use super::super::matrix::{OPERATIONS, may_send};
use super::super::*;
use crate::code::CommandId;
use crate::frame::Header;
use crate::pdu::BindKind::{Receiver, Transceiver, Transmitter};

const STATES: [State; 7] = [
    State::Open,
    State::Outbound,
    State::Binding(Transceiver),
    State::Bound(Transmitter),
    State::Bound(Receiver),
    State::Bound(Transceiver),
    State::Unbinding(Transceiver),
];
const VERSIONS: [InterfaceVersion; 3] =
    [InterfaceVersion::V3_3, InterfaceVersion::V3_4, InterfaceVersion::V5_0];

/// What becomes of a request: `S`erved, `n`ack with 0x03, `w`rong state 0x04, `a`lready bound 0x05. One letter for each
/// of `STATES`, one word for each of `VERSIONS`.
type Cells = [&'static str; 3];

const NOWHERE: Cells = ["nnnnnnn"; 3];

/// What arrives at an SMSC, and at an ESME.
#[rustfmt::skip]
const ARRIVES: [(u32, Cells, Cells); 17] = [
    (0x0002, ["Swaaaaa", "Swaaaaa", "SSaaaaa"], NOWHERE),
    (0x0001, ["SSaaaaa", "SSaaaaa", "SSaaaaa"], NOWHERE),
    (0x0009, ["nnnnnnn", "Swaaaaa", "SSaaaaa"], NOWHERE),
    (0x000B, NOWHERE,                           ["nnnnnnn", "Swwwwww", "Swwwwww"]),
    (0x0006, ["wwwSSSS", "wwwSSSS", "wwwSSSS"], ["wwwSSSS", "wwwSSSS", "wwwSSSS"]),
    (0x0004, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NOWHERE),
    (0x0021, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NOWHERE),
    (0x0103, ["nnnnnnn", "wwwSwSw", "wwwSwSw"], ["nnnnnnn", "wwwwSSw", "wwwwSSw"]),
    (0x0005, NOWHERE,                           ["wwwwSSw", "wwwwSSw", "wwwwSSw"]),
    (0x0003, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NOWHERE),
    (0x0008, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NOWHERE),
    (0x0007, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NOWHERE),
    (0x0015, ["wwwSSSS", "wwwSSSS", "SSSSSSS"], ["wwwSSSS", "wwwSSSS", "SSSSSSS"]),
    (0x0102, NOWHERE,                           ["nnnnnnn", "wwwwSSw", "wwwwSSw"]),
    (0x0111, ["nnnnnnn", "nnnnnnn", "wwwSwSw"], NOWHERE),
    (0x0112, ["nnnnnnn", "nnnnnnn", "wwwSwSw"], NOWHERE),
    (0x0113, ["nnnnnnn", "nnnnnnn", "wwwSwSw"], NOWHERE),
];

/// What an ESME and an SMSC may send: `S`ent, `w`rong state, no such thing in this `v`ersion.
#[rustfmt::skip]
const LEAVES: [(u32, Cells, Cells); 17] = {
    const NEVER: Cells = ["wwwwwww"; 3];
    [
        (0x0002, ["Swwwwww", "Swwwwww", "SSwwwww"], NEVER),
        (0x0001, ["SSwwwww", "SSwwwww", "SSwwwww"], NEVER),
        (0x0009, ["vvvvvvv", "Swwwwww", "SSwwwww"], NEVER),
        (0x000B, NEVER,                             ["vvvvvvv", "Swwwwww", "Swwwwww"]),
        (0x0006, ["wwwSSSw", "wwwSSSw", "wwwSSSw"], ["wwwSSSw", "wwwSSSw", "wwwSSSw"]),
        (0x0004, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NEVER),
        (0x0021, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NEVER),
        (0x0103, ["vvvvvvv", "wwwSwSw", "wwwSwSw"], ["vvvvvvv", "wwwwSSw", "wwwwSSw"]),
        (0x0005, NEVER,                             ["wwwwSSw", "wwwwSSw", "wwwwSSw"]),
        (0x0003, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NEVER),
        (0x0008, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NEVER),
        (0x0007, ["wwwSwSw", "wwwSwSw", "wwwSwSw"], NEVER),
        (0x0015, ["wwwSSSw", "wwwSSSw", "SSSSSSw"], ["wwwSSSw", "wwwSSSw", "SSSSSSw"]),
        (0x0102, NEVER,                             ["vvvvvvv", "wwwwSSw", "wwwwSSw"]),
        (0x0111, ["vvvvvvv", "vvvvvvv", "wwwSwSw"], NEVER),
        (0x0112, ["vvvvvvv", "vvvvvvv", "wwwSwSw"], NEVER),
        (0x0113, ["vvvvvvv", "vvvvvvv", "wwwSwSw"], NEVER),
    ]
};

fn session(role: Role, state: State, version: InterfaceVersion, profile: Profile) -> Session {
    let mut session = Session::new(role, profile);
    session.handle_input(Instant::ZERO, Wire::Connected);
    session.inner.state = state;
    session.inner.version = version;
    session.inner.peer_version = version;
    session
}

/// Sends a header to a session that stands so: its answer, and what it told its owner.
fn hear(mut session: Session, id: CommandId) -> (Vec<u8>, Vec<SessionEvent>) {
    let mut octets = Vec::new();
    Header::request(id, SequenceNumber::new(0x0B)).encode_alone(&mut octets);
    session.handle_input(Instant::ZERO, Wire::Octets(&octets));
    let mut answer = Vec::new();
    while session.poll_output(&mut answer).is_some() {}
    (answer, core::iter::from_fn(|| session.poll_event()).collect())
}

/// The answer that a letter stands for; `None` where the request is served.
fn answer(letter: u8, id: CommandId) -> Option<Vec<u8>> {
    let has_response = !matches!(id.get(), 0x0B | 0x102);
    let (id, status, nul) = match letter {
        b'n' => (0x8000_0000, 3, false),
        b'w' if !has_response => (0x8000_0000, 4, false),
        b'w' => (id.get() | 0x8000_0000, 4, id == CommandId::DELIVER_SM),
        b'a' => (id.get() | 0x8000_0000, 5, false),
        _ => return None,
    };
    let mut octets: Vec<u8> =
        [16 + u32::from(nul), id, status, 0x0B].iter().flat_map(|n| n.to_be_bytes()).collect();
    octets.extend(nul.then_some(0));
    Some(octets)
}

fn cells() -> impl Iterator<Item = (usize, usize)> {
    (0..VERSIONS.len()).flat_map(|version| (0..STATES.len()).map(move |state| (version, state)))
}

#[test]
fn every_request_that_arrives_has_its_answer_in_every_cell() {
    let profile = Profile::standard().with_enquire_link_before_bind(false);
    assert_eq!(ARRIVES.map(|row| row.0), ids(), "the rows");
    for (id, at_smsc, at_esme) in ARRIVES {
        let id = CommandId::new(id);
        for (role, expected) in [(Role::Smsc, at_smsc), (Role::Esme, at_esme)] {
            for (version, state) in cells() {
                let letter = expected[version].as_bytes()[state];
                let session = session(role, STATES[state], VERSIONS[version], profile.clone());
                let (sent, events) = hear(session, id);
                let cell = std::format!("{role:?} {:?} {} {id}", STATES[state], VERSIONS[version]);
                match answer(letter, id) {
                    Some(refusal) => {
                        assert_eq!(sent, refusal, "{cell}");
                        assert!(matches!(events[0], SessionEvent::Refused { fault: None, .. }), "{cell}");
                    }
                    // Its body is missing, so it is refused for that, or it is answered.
                    None => {
                        let status =
                            sent.get(8..12).map(|status| u32::from_be_bytes(status.try_into().unwrap()));
                        assert!(!matches!(status, Some(3..=5)), "{cell}: {status:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_request_of_the_owner_s_is_sent_or_told_where_it_belongs() {
    let profile = Profile::standard();
    assert_eq!(LEAVES.map(|row| row.0), ids(), "the rows");
    for (id, by_esme, by_smsc) in LEAVES {
        let id = CommandId::new(id);
        for (role, expected) in [(Role::Esme, by_esme), (Role::Smsc, by_smsc)] {
            for (version, state) in cells() {
                let letter = match may_send(role, STATES[state], VERSIONS[version], id, &profile) {
                    Ok(()) => 'S',
                    Err(CommandError::WrongState { .. }) => 'w',
                    Err(CommandError::NotInVersion { .. }) => 'v',
                    Err(error) => panic!("{error}"),
                };
                let cell = std::format!("{role:?} {:?} {} {id}", STATES[state], VERSIONS[version]);
                assert_eq!(letter, char::from(expected[version].as_bytes()[state]), "{cell}");
            }
            for state in [State::Idle, State::Closed] {
                assert!(
                    may_send(role, state, InterfaceVersion::V5_0, id, &profile).is_err(),
                    "{state:?} {id}"
                );
            }
        }
    }
}

fn ids() -> [u32; 17] {
    let ids: Vec<u32> = OPERATIONS.iter().map(|operation| operation.command.get()).collect();
    // No request that the crate knows is left out.
    for row in CommandId::ALL.iter().filter(|row| !row.value.is_response()) {
        assert!(ids.contains(&row.value.get()), "{} has no row", row.name);
    }
    ids.try_into().unwrap()
}

#[test]
fn what_is_no_request_of_smpp_is_nacked_in_every_cell() {
    // Reserved, those that 3.3 had alone, a vendor's, Huawei's.
    for id in [0x77, 0x00, 0x22, 0x23, 0x24, 0x0001_0200, 0x0100_0001] {
        let id = CommandId::new(id);
        for role in [Role::Esme, Role::Smsc] {
            for (version, state) in cells() {
                let (sent, _) =
                    hear(session(role, STATES[state], VERSIONS[version], Profile::standard()), id);
                assert_eq!(Some(sent), answer(b'n', id), "{role:?} {:?} {id}", STATES[state]);
                assert_eq!(
                    may_send(role, STATES[state], VERSIONS[version], id, &Profile::standard()),
                    Err(CommandError::NotServed { command: id })
                );
            }
        }
    }
}

#[test]
fn a_response_to_nothing_is_a_stray_in_every_cell() {
    let unlisted = [0x8000_0077, 0x8000_0102, u32::MAX].map(CommandId::new);
    let listed = CommandId::ALL.iter().map(|row| row.value).filter(|id| id.is_response());
    for id in listed.chain(unlisted) {
        for role in [Role::Esme, Role::Smsc] {
            for (version, state) in cells() {
                let (sent, events) =
                    hear(session(role, STATES[state], VERSIONS[version], Profile::standard()), id);
                assert!(sent.is_empty(), "{id} is answered");
                assert!(matches!(events.as_slice(), [SessionEvent::Stray { .. }]), "{id} {events:?}");
            }
        }
    }
}

#[test]
fn what_a_profile_does_not_serve_is_nacked_and_not_sent() {
    // SMPP-8-9: recognised and refused.
    let profile = Profile::clickatell();
    for (id, ..) in ARRIVES {
        let id = CommandId::new(id);
        let served = matches!(id.get(), 1..=6 | 9 | 0x15);
        assert_eq!(profile.serves(id), served, "{id}");
        let role = if matches!(id.get(), 5 | 0x0B | 0x102) { Role::Esme } else { Role::Smsc };
        let (sent, _) =
            hear(session(role, State::Bound(Transceiver), InterfaceVersion::V3_4, profile.clone()), id);
        assert_eq!(Some(sent) == answer(b'n', id), !served, "{id}");
        if !served {
            let (sender, state) = (role.other(), State::Bound(Transceiver));
            let refused = Err(CommandError::NotServed { command: id });
            assert_eq!(may_send(sender, state, InterfaceVersion::V5_0, id, &profile), refused);
        }
    }
}

#[test]
fn an_error_says_where_a_command_belongs() {
    let words: String = OPERATIONS
        .iter()
        .map(|operation| {
            let id = operation.command;
            let errors = [Role::Esme, Role::Smsc].map(|role| {
                may_send(role, State::Closed, InterfaceVersion::V5_0, id, &Profile::standard()).unwrap_err()
            });
            assert_eq!(errors[0], errors[1]);
            std::format!("{}\n", errors[0])
        })
        .collect();
    let lines: Vec<&str> = words.lines().collect();
    assert_eq!(
        (lines[0], lines[3], lines[4], lines[5]),
        (
            "bind_transmitter needs a session that is an ESME's, connected and not bound; this one is Closed",
            "outbind needs a session that is an SMSC's, connected and not bound; this one is Closed",
            "unbind needs a session that is bound; this one is Closed",
            "submit_sm needs a session that is an ESME's, bound as transmitter or transceiver; this one is Closed",
        )
    );
    assert_eq!(
        (lines[7], lines[8], lines[12]),
        (
            "data_sm needs a session that is bound the way that the message goes; this one is Closed",
            "deliver_sm needs a session that is an SMSC's, bound as receiver or transceiver; this one is Closed",
            "enquire_link needs a session that is bound; this one is Closed",
        )
    );
}
