//! Sessions under random octets.

use alloc::vec::Vec;

use clickatell_core::machine::Machine;
use clickatell_core::time::Instant;

use super::sessions::everything;
use crate::octets::{COctets, Password};
use crate::pdu::{Bind, BindKind};
use crate::profile::Profile;
use crate::session::{Role, Session, SessionEvent, Wire};
use crate::value::InterfaceVersion;

/// Any octets, in small pieces and in one, to ends of each kind, bound and not: no panic, one end at most, and no more
/// duties than the cap. Returns the most requests that one of them took.
#[must_use]
pub fn session_octets(input: &[u8]) -> usize {
    let mut taken = 0;
    for (profile, bound, size) in [
        (Profile::clickatell(), false, 7),
        (Profile::clickatell(), true, 7),
        (Profile::clickatell(), true, usize::MAX),
        (everything(), true, usize::MAX),
    ] {
        let mut esme = Session::new(Role::Esme, profile.clone().with_duties(3));
        let mut smsc = Session::new(Role::Smsc, profile.with_duties(3));
        esme.handle_input(Instant::ZERO, Wire::Connected);
        smsc.handle_input(Instant::ZERO, Wire::Connected);
        if bound {
            bind(&mut esme, &mut smsc);
        }
        taken = taken.max(feed(&mut smsc, input, size)).max(feed(&mut esme, input, size));
    }
    taken
}

/// Feeds octets in pieces, and says how many requests they were that the owner was asked about.
fn feed(session: &mut Session, input: &[u8], size: usize) -> usize {
    let mut out = Vec::new();
    let (mut ends, mut open) = (0, 0);
    for piece in input.chunks(size) {
        if !session.wants_input() {
            break;
        }
        session.handle_input(Instant::ZERO, Wire::Octets(piece));
        while let Some(event) = session.poll_event() {
            match event {
                SessionEvent::Ended { .. } => ends += 1,
                SessionEvent::Request { .. } => open += 1,
                _ => {}
            }
        }
        while session.poll_output(&mut out).is_some() {}
        assert!(open <= 3, "{open} duties open, over the cap");
    }
    assert!(ends <= 1);
    assert!(out.len() <= 32 + input.len() * 4, "more said than heard");
    open
}

fn bind(esme: &mut Session, smsc: &mut Session) {
    let name = COctets::try_from("demo").expect("short");
    let bind = Bind {
        interface_version: InterfaceVersion::V5_0,
        ..Bind::new(BindKind::Transceiver, name, Password::try_from("demo1234").expect("short"))
    };
    let mut octets = Vec::new();
    esme.bind(Instant::ZERO, &bind).expect("open");
    while esme.poll_output(&mut octets).is_some() {}
    smsc.handle_input(Instant::ZERO, Wire::Octets(&octets));
    if let Some(SessionEvent::BindRequested { duty, .. }) = smsc.poll_event() {
        smsc.accept_bind(Instant::ZERO, duty, name).expect("just asked");
    }
    octets.clear();
    while smsc.poll_output(&mut octets).is_some() {}
    esme.handle_input(Instant::ZERO, Wire::Octets(&octets));
    assert!(matches!(esme.poll_event(), Some(SessionEvent::Bound { .. })), "bound");
}
