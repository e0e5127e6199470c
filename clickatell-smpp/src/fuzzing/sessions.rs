//! Two sessions under random commands, over a connection that cuts, delays and breaks.

use super::session::{JudgedEnd as End, KINDS, Seen, success};
use crate::code::CommandId;
use crate::frame::{Header, SequenceNumber};
use crate::profile::Profile;
use crate::session::{AfterRefusal, AnswerError, Role};
use crate::value::InterfaceVersion;

/// Two sessions and an unreliable connection. Each pair of octets is an operation and its argument; an octet that is left
/// over makes them sessions of everything that SMPP 5.0 has.
pub(super) fn sessions(operations: &[u8]) -> Seen {
    let profile = if operations.len().is_multiple_of(2) { Profile::clickatell() } else { everything() };
    let profile = profile.with_window(4).with_duties(3).with_events(16);
    let mut ends = [Role::Esme, Role::Smsc].map(|role| End::new(role, profile.clone(), 1));
    let mut hung_up = [false; 2];
    for pair in operations.chunks_exact(2) {
        let (who, operation, argument) = (usize::from(pair[0] & 1), pair[0] >> 1, pair[1]);
        let [esme, smsc] = &mut ends;
        let (me, other) = if who == 0 { (esme, smsc) } else { (smsc, esme) };
        match operation {
            0..112 => operate(me, &mut hung_up[who], operation % 14, argument),
            112.. => operate_more(me, other, operation - 112, argument),
        }
        if operation < 112 && operation.is_multiple_of(14) {
            for end in &mut ends {
                end.wait(u64::from(argument) * 1_000);
            }
        }
        for (me, other) in [(0, 1), (1, 0)] {
            ends[me].drain();
            let written = core::mem::take(&mut ends[me].written);
            ends[other].wire.extend(written);
            hung_up[other] |= ends[me].has_closed;
            assert!(ends[me].session.window_left() <= 4);
        }
    }
    let mut seen = Seen::default();
    for end in &mut ends {
        end.hang_up();
        assert!(end.judge.is_over(), "a session without an end");
        seen.issued += end.seen.issued;
        seen.ended += end.seen.ended;
    }
    assert_eq!(seen.issued, seen.ended);
    seen
}

fn operate(me: &mut End, hung_up: &mut bool, operation: u8, argument: u8) {
    match operation {
        1 => me.bind(KINDS[usize::from(argument % 3)]),
        2 => me.ask(0, 0),
        3 => me.ask(1, 0),
        4 => me.probe(),
        5 if argument < 32 => me.unbind(),
        6 | 7 => me.decide_bind(match argument {
            0..200 => None,
            200..240 => Some(AfterRefusal::KeepOpen),
            240.. => Some(AfterRefusal::Close),
        }),
        8 | 9 => {
            let place = usize::from(argument) % me.duties().max(1);
            me.decide(place, !argument.is_multiple_of(4));
        }
        // Noise on the wire.
        10 if argument < 8 => me.wire.push_back(argument),
        11 if argument < 4 => *hung_up = true,
        12 if argument < 4 => me.session.abort(),
        13 if argument < 16 => me.let_go(usize::from(argument)),
        _ => {
            me.read(argument.into());
            if *hung_up && me.wire.is_empty() {
                me.hang_up();
            }
        }
    }
}

/// A profile of everything that SMPP 5.0 has.
pub(super) fn everything() -> Profile {
    Profile::standard().with_interface_version(InterfaceVersion::V5_0)
}

/// The requests beside `submit_sm` and `deliver_sm`, PDUs that no session would send, and duties in wrong hands.
fn operate_more(me: &mut End, other: &mut End, operation: u8, argument: u8) {
    match operation {
        0 => me.ask(10, 0),
        1 => me.ask(11, 0),
        2..10 => me.ask(operation, argument),
        10 => {
            if let Some((duty, command)) = me.take_duty(0) {
                let answered = other.session.answer(other.at(), duty, success(command));
                assert_eq!(answered, Err(AnswerError::Foreign));
            }
        }
        _ => {
            // A header that nobody asked for reaches this end.
            let known = CommandId::ALL.get(usize::from(argument) % (CommandId::ALL.len() + 1));
            let id = known.map_or(CommandId::new(0x77), |row| row.value);
            let mut octets = alloc::vec::Vec::new();
            Header::request(id, SequenceNumber::new(u32::from(operation))).encode_alone(&mut octets);
            me.wire.extend(octets);
        }
    }
}
