//! Sessions under random commands and times: one with a peer that does as it likes, or two over a bad connection.

mod end;
mod judge;

use alloc::vec::Vec;

use clickatell_core::time::Duration;

use self::end::End;
use self::judge::RESPONSE;
use super::sessions::{everything, sessions};
use crate::code::CommandId;
use crate::pdu::BindKind;
use crate::profile::Profile;
use crate::session::{AfterRefusal, Role};

pub use self::end::Seen;
pub(in crate::fuzzing) use self::end::{End as JudgedEnd, success};

pub(in crate::fuzzing) const KINDS: [BindKind; 3] =
    [BindKind::Transmitter, BindKind::Receiver, BindKind::Transceiver];

/// A session, and a peer that says what it should and what it should not. The first octet says which end it is, what
/// it speaks, how it numbers and whether it is bound at first; the second where the peer's octets are cut; each pair behind
/// them is something that happens. With the highest bit of the first octet, two sessions and an unreliable connection.
///
/// Asserts what a small model asserts that knows nothing of the session but what it says: every command ends exactly
/// once and by its own answer, what the owner is asked comes in its order and is answered once and as it says, lapses come
/// to the moment, the caps hold, numbers rise, nothing follows the end.
#[must_use]
pub fn session(happenings: &[u8]) -> Seen {
    let (how, cut, happenings) = match happenings {
        [0x80..=0xFF, operations @ ..] => return sessions(operations),
        [how, cut, happenings @ ..] => (how, cut, happenings),
        _ => return Seen::default(),
    };
    let role = if how & 1 == 0 { Role::Esme } else { Role::Smsc };
    let profile = [hasty(), hasty(), Profile::clickatell(), everything()][usize::from(how >> 1 & 3)].clone();
    let first_number = if how & 8 == 0 { 1 } else { 0x7FFF_FFFA };
    let profile = profile.with_window(3).with_duties(2);
    let mut world = World { end: End::new(role, profile, first_number), cut: usize::from(cut % 24) };
    if how & 16 == 0 {
        world.binds();
    }
    for pair in happenings.chunks_exact(2) {
        world.happens(pair[0], pair[1]);
        assert!(world.end.session.window_left() <= 3);
    }
    world.end.hang_up();
    assert!(world.end.judge.is_over(), "a session without an end");
    assert_eq!(world.end.seen.issued, world.end.seen.ended);
    world.end.seen
}

/// Every timer there is, and all of them short.
fn hasty() -> Profile {
    let mut profile = Profile::standard()
        .with_response_timeout(Duration::from_secs(5))
        .with_duty_timeout(Duration::from_secs(4))
        .with_session_init(Some(Duration::from_secs(9)))
        .with_smsc_inactivity(Some(Duration::from_secs(11)));
    profile.esme_enquire_link = Some(Duration::from_secs(7));
    profile.smsc_enquire_link = Some(Duration::from_secs(7));
    profile
}

struct World {
    end: End,
    /// The peer's PDUs come in two pieces, cut here.
    cut: usize,
}

impl World {
    /// Most of what there is to see needs a bound session.
    fn binds(&mut self) {
        if self.end.session.role() == Role::Esme {
            self.end.bind(BindKind::Transceiver);
            self.end.drain();
            self.answers(0, 0);
        } else {
            self.asks(4, 1);
            self.end.decide_bind(None);
            self.end.drain();
        }
    }

    fn happens(&mut self, what: u8, argument: u8) {
        let place = usize::from(argument % 4);
        match what {
            0..40 => self.end.ask(u8::from(self.end.session.role() == Role::Smsc), argument),
            40..48 => self.end.ask(argument % 12, argument / 12),
            48..56 => self.end.probe(),
            56..68 => match self.end.session.role() {
                Role::Esme => self.end.bind(KINDS[usize::from(argument % 3)]),
                Role::Smsc => self.end.decide_bind(match argument {
                    0..200 => None,
                    200..240 => Some(AfterRefusal::KeepOpen),
                    240.. => Some(AfterRefusal::Close),
                }),
            },
            68..71 => self.end.unbind(),
            71 => self.end.session.abort(),
            72..110 => self.end.decide(place, argument & 4 == 0),
            110..114 => drop(self.end.take_duty(place)),
            114..118 => self.end.let_go(place),
            118..162 => self.asks(argument & 7, number(argument)),
            162..166 => self.asks(8, number(argument)),
            166..228 => self.answers(place, if argument < 232 { 0 } else { argument & 3 }),
            228..254 => self.end.wait(match argument {
                0..192 => u64::from(argument) * 5,
                192..254 => u64::from(argument - 192) * 100,
                254.. => 56_000,
            }),
            254 => self.end.hang_up(),
            255 => {
                // Noise.
                self.end.wire.push_back(argument);
                self.end.read(1);
            }
        }
        self.end.drain();
    }

    /// The peer asks for something, or says something that nobody has asked for.
    fn asks(&mut self, what: u8, number: u32) {
        const NAMES: &[u8] = b"demo\0demo1234\0\0\x34\0\0\0";
        const TEXT: &[u8] = b"\0\0\0\0\x01\x01279991\0\0\0\0\0\0\0\0\0\0\x01A";
        let message = if self.end.session.role() == Role::Esme { 5 } else { 4 };
        let (id, body) = match what {
            0..4 => (message, TEXT),
            4 => (9, NAMES),
            5 => (message, &TEXT[..12]),
            6 => (0x15, &TEXT[..0]),
            7 => {
                // A header alone, of whatever kind.
                let place = usize::try_from(number).expect("32 bits") % (CommandId::ALL.len() + 1);
                let known = CommandId::ALL.get(place).map_or(0x77, |row| row.value.get());
                (known, &TEXT[..0])
            }
            _ => (6, &TEXT[..0]),
        };
        self.says(id, 0, number, body);
    }

    /// The peer answers one of what waits: rightly, by a nack, as another kind, with another number.
    fn answers(&mut self, place: usize, how: u8) {
        let Some((number, id)) = self.end.judge.waiting().nth(place) else { return };
        let body: &[u8] = if matches!(id, 1..=5 | 9) { b"\0" } else { b"" };
        let response = RESPONSE | id;
        match how {
            0 => self.says(response, 0, number, body),
            1 => self.says(RESPONSE, 3, number, b""),
            2 => self.says(response ^ 1, 0, number, body),
            _ => self.says(response, 0, number ^ 0x4000_0000, body),
        }
    }

    fn says(&mut self, id: u32, status: u32, number: u32, body: &[u8]) {
        let length = u32::try_from(16 + body.len()).expect("short");
        let words = [length, id, status, number].into_iter().flat_map(u32::to_be_bytes);
        let octets: Vec<u8> = words.chain(body.iter().copied()).collect();
        self.end.wire.extend(octets);
        self.end.read(self.cut);
        self.end.read(usize::MAX);
    }
}

/// The number of a peer's request: most are small, so that some come twice.
fn number(argument: u8) -> u32 {
    match argument >> 3 {
        small @ 0..24 => u32::from(small % 9) + 1,
        large => u32::from(large).wrapping_mul(0x0FED_CBA9),
    }
}
