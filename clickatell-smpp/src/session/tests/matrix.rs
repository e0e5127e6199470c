//! The operation matrix (2.3): every cell for requests that arrive.

use super::super::state::{Verdict, judge};
use super::super::*;
use crate::code::CommandId;
use crate::pdu::BindKind::{Receiver, Transceiver, Transmitter};

#[test]
fn every_cell_has_its_answer() {
    use Verdict::{AlreadyBound, Serve, Unknown, WrongState};
    let states = [
        State::Open,
        State::Binding(Transceiver),
        State::Bound(Transmitter),
        State::Bound(Receiver),
        State::Bound(Transceiver),
        State::Unbinding(Transceiver),
    ];
    let no = WrongState;
    let smsc = [
        (
            CommandId::BIND_RECEIVER,
            [Serve, AlreadyBound, AlreadyBound, AlreadyBound, AlreadyBound, AlreadyBound],
        ),
        (
            CommandId::BIND_TRANSMITTER,
            [Serve, AlreadyBound, AlreadyBound, AlreadyBound, AlreadyBound, AlreadyBound],
        ),
        (
            CommandId::BIND_TRANSCEIVER,
            [Serve, AlreadyBound, AlreadyBound, AlreadyBound, AlreadyBound, AlreadyBound],
        ),
        (CommandId::SUBMIT_SM, [no, no, Serve, no, Serve, no]),
        (CommandId::QUERY_SM, [no, no, Serve, no, Serve, no]),
        (CommandId::ENQUIRE_LINK, [no, no, Serve, Serve, Serve, Serve]),
        (CommandId::UNBIND, [no, no, Serve, Serve, Serve, Serve]),
    ];
    let esme = [
        (CommandId::DELIVER_SM, [no, no, no, Serve, Serve, no]),
        (CommandId::ENQUIRE_LINK, [no, no, Serve, Serve, Serve, Serve]),
        (CommandId::UNBIND, [no, no, Serve, Serve, Serve, Serve]),
    ];
    let profile = Profile::clickatell();
    for (role, table) in [(Role::Smsc, smsc.as_slice()), (Role::Esme, esme.as_slice())] {
        for row in CommandId::ALL.iter().filter(|row| !row.value.is_response()) {
            let expected =
                table.iter().find(|(id, _)| *id == row.value).map_or([Unknown; 6], |(_, cells)| *cells);
            for (state, expected) in states.iter().zip(expected) {
                assert_eq!(
                    judge(role, *state, row.value, &profile),
                    expected,
                    "{role:?} {state:?} {}",
                    row.name
                );
            }
        }
        assert_eq!(judge(role, State::Open, CommandId::new(0x77), &profile), Unknown);
    }
}
