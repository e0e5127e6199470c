//! Two sessions on a simulated connection, and what tests say about them.

use std::vec::Vec;

use clickatell_core::machine::{Machine, Timed};
use clickatell_core::time::Instant;
use clickatell_testkit::{Drained, drain, from_hex};

use super::super::*;
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{Bind, BindKind, DeliverSm, SubmitSm};
use crate::profile::Profile;
use crate::value::{Address, InterfaceVersion};

pub(super) fn at(seconds: u64) -> Instant {
    Instant::from_secs(seconds)
}

pub(super) fn bind(kind: BindKind) -> Bind<'static> {
    let password = Password::try_from("s3cret99").unwrap();
    let mut bind = Bind::new(kind, COctets::try_from("ctuser01").unwrap(), password);
    bind.system_type = COctets::try_from("3334222").unwrap();
    bind
}

pub(super) fn hello() -> SubmitSm<'static> {
    SubmitSm::new(
        Address::international(COctets::try_from("27999112345").unwrap()),
        ShortMessage::new(b"Hello World").unwrap(),
    )
}

pub(super) fn yes() -> DeliverSm<'static> {
    DeliverSm::new(
        Address::international(COctets::try_from("27123456789").unwrap()),
        ShortMessage::new(b"Yes").unwrap(),
    )
}

/// One session, fed and drained by hand.
pub(super) struct End {
    pub(super) session: Session,
    pub(super) now: Instant,
    pub(super) events: Vec<SessionEvent>,
    pub(super) sent: Vec<u8>,
    pub(super) closed: bool,
}

impl End {
    pub(super) fn new(role: Role, profile: Profile) -> Self {
        let mut session = Session::new(role, profile);
        session.handle_input(Instant::ZERO, Wire::Connected);
        Self { session, now: Instant::ZERO, events: Vec::new(), sent: Vec::new(), closed: false }
    }

    /// Drains; what was sent since the last time is returned.
    pub(super) fn drain(&mut self) -> Vec<u8> {
        let Drained { events, outputs } = drain(&mut self.session);
        self.events.extend(events);
        let mut sent = Vec::new();
        for (output, octets) in outputs {
            assert!(!self.closed, "{output:?} after the close");
            match output {
                Outgoing::Octets => sent.extend(octets),
                Outgoing::Close => {
                    assert!(octets.is_empty());
                    self.closed = true;
                }
            }
        }
        self.sent.extend(&sent);
        sent
    }

    /// Feeds hex and says what came back.
    pub(super) fn hear(&mut self, hex: &str) -> Vec<u8> {
        self.hear_octets(&from_hex(hex))
    }

    pub(super) fn hear_octets(&mut self, octets: &[u8]) -> Vec<u8> {
        self.session.handle_input(self.now, Wire::Octets(octets));
        self.drain()
    }

    /// Lets time pass, timer by timer, and says what was sent.
    pub(super) fn wait_until(&mut self, end: Instant) -> Vec<u8> {
        let mut sent = Vec::new();
        while let Some(due) = self.session.poll_timeout().filter(|due| *due <= end) {
            assert!(due > self.now || due == Instant::ZERO, "{due} is due at {}", self.now);
            self.now = due;
            self.session.handle_timeout(due);
            assert!(self.session.poll_timeout().is_none_or(|next| next > due), "a caller would spin");
            sent.extend(self.drain());
        }
        self.now = end;
        sent
    }

    pub(super) fn take_events(&mut self) -> Vec<SessionEvent> {
        std::mem::take(&mut self.events)
    }

    /// The reason of the end, if the session is over; it must be the last event.
    pub(super) fn end(&self) -> Option<EndReason> {
        match self.events.last() {
            Some(SessionEvent::Ended { why }) => Some(*why),
            _ => None,
        }
    }
}

/// A bound ESME whose SMSC is played by the test.
pub(super) fn bound_esme(profile: Profile, kind: BindKind) -> End {
    let mut esme = End::new(Role::Esme, profile);
    esme.session.bind(Instant::ZERO, &bind(kind)).unwrap();
    esme.drain();
    let id = std::format!("800000{:02x}", kind.command_id().get());
    esme.hear(&std::format!("0000001B {id} 00000000 00000001 436C69636B6174656C6C00"));
    assert_eq!(esme.session.state(), State::Bound(kind));
    esme.take_events();
    esme.sent.clear();
    esme
}

/// A bound SMSC whose ESME is played by the test.
pub(super) fn bound_smsc(profile: Profile, kind: BindKind) -> End {
    let mut smsc = End::new(Role::Smsc, profile);
    let mut octets = Vec::new();
    crate::pdu::PduBody::encode(&bind(kind), SequenceNumber::FIRST, &mut octets);
    smsc.hear_octets(&octets);
    let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
    smsc.session.accept_bind(Instant::ZERO, duty, COctets::try_from("Clickatell").unwrap()).unwrap();
    smsc.drain();
    assert_eq!(smsc.session.state(), State::Bound(kind));
    smsc.sent.clear();
    smsc
}

/// Two sessions that have bound as transceivers, each able to speak 5.0, with this version in the bind.
pub(super) fn bound_pair(version: InterfaceVersion, kind: BindKind) -> (End, End) {
    let profile = Profile::standard().with_interface_version(InterfaceVersion::V5_0);
    let (mut esme, mut smsc) = (End::new(Role::Esme, profile.clone()), End::new(Role::Smsc, profile));
    let pdu = Bind { interface_version: version, ..bind(kind) };
    esme.session.bind(Instant::ZERO, &pdu).unwrap();
    pass(&mut esme, &mut smsc);
    let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
    smsc.session.accept_bind(Instant::ZERO, duty, COctets::EMPTY).unwrap();
    pass(&mut smsc, &mut esme);
    assert!(matches!(esme.events.pop(), Some(SessionEvent::Bound { .. })));
    (esme, smsc)
}

/// What one end has said reaches the other.
pub(super) fn pass(from: &mut End, to: &mut End) -> Vec<u8> {
    let octets = from.drain();
    to.session.handle_input(to.now, Wire::Octets(&octets));
    to.events.extend(core::iter::from_fn(|| to.session.poll_event()));
    octets
}
