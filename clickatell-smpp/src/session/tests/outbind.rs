//! The SMSC opens the connection and asks to be bound to (2.2.1, 4.1.7).

use super::super::*;
use super::pair::*;
use crate::code::{CommandId, CommandStatus};
use crate::octets::{COctets, Password};
use crate::pdu::{BindKind, Outbind};

fn outbind() -> Outbind<'static> {
    Outbind::new(COctets::try_from("SMSC").unwrap(), Password::try_from("s3cret99").unwrap())
}

fn pair(profile: &Profile) -> (End, End) {
    (End::new(Role::Esme, profile.clone()), End::new(Role::Smsc, profile.clone()))
}

#[test]
fn an_outbind_is_answered_by_a_bind() {
    let (mut esme, mut smsc) = pair(&Profile::standard());
    smsc.session.outbind(at(0), &outbind()).unwrap();
    assert_eq!(smsc.session.state(), State::Outbound);
    // 0000000B, "SMSC", the password.
    assert_eq!(
        pass(&mut smsc, &mut esme),
        clickatell_testkit::from_hex("0000001E 0000000B 00000000 00000001 534D534300 733363726574393900")
    );
    assert_eq!(esme.session.state(), State::Outbound);
    let [SessionEvent::Outbind { pdu }] = &*esme.take_events() else { panic!("{:?}", esme.events) };
    let read = pdu.frame().decode_as::<Outbind<'_>>(&crate::Tolerance::STRICT, &mut ()).unwrap();
    assert_eq!(read, outbind());

    // Only a receiver is asked for.
    let transmitter = esme.session.bind(at(0), &bind(BindKind::Transmitter));
    assert!(matches!(transmitter, Err(CommandError::WrongState { state: State::Outbound, .. })));
    esme.session.bind(at(0), &bind(BindKind::Receiver)).unwrap();
    pass(&mut esme, &mut smsc);
    let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
    smsc.session.accept_bind(at(0), duty, COctets::EMPTY).unwrap();
    pass(&mut smsc, &mut esme);
    assert!(matches!(esme.events[0], SessionEvent::Bound { kind: BindKind::Receiver, .. }));
    assert!(smsc.session.deliver(at(0), &yes()).is_ok());
}

#[test]
fn an_outbind_comes_first_and_once() {
    let (mut esme, mut smsc) = pair(&Profile::standard());
    assert!(matches!(esme.session.outbind(at(0), &outbind()), Err(CommandError::WrongState { .. })));
    smsc.session.outbind(at(0), &outbind()).unwrap();
    assert!(matches!(
        smsc.session.outbind(at(0), &outbind()),
        Err(CommandError::WrongState { command: CommandId::OUTBIND, state: State::Outbound, .. })
    ));
    let octets = pass(&mut smsc, &mut esme);
    // It has no response of its own, so a second one is told by a nack.
    let nack = clickatell_testkit::from_hex("00000010 80000000 00000004 00000001");
    assert_eq!(esme.hear_octets(&octets), nack);
    assert_eq!(esme.session.state(), State::Outbound);
    // The nack is a stray at the SMSC, which goes on waiting.
    smsc.hear_octets(&nack);
    assert!(matches!(smsc.events.as_slice(), [SessionEvent::Stray { .. }]));
    let mut bound = bound_esme(Profile::standard(), BindKind::Receiver);
    assert_eq!(bound.hear_octets(&octets), nack);
}

#[test]
fn an_outbind_that_no_bind_follows_ends_the_session() {
    let (_, mut smsc) = pair(&Profile::standard());
    smsc.wait_until(at(30));
    smsc.session.outbind(at(30), &outbind()).unwrap();
    smsc.wait_until(at(89));
    assert!(!smsc.closed, "the ESME has the whole time from there");
    smsc.wait_until(at(90));
    assert_eq!(smsc.end(), Some(EndReason::NoBind));
}

#[test]
fn a_refused_bind_leaves_an_open_session() {
    let (mut esme, mut smsc) = pair(&Profile::standard());
    smsc.session.outbind(at(0), &outbind()).unwrap();
    pass(&mut smsc, &mut esme);
    esme.session.bind(at(0), &bind(BindKind::Receiver)).unwrap();
    pass(&mut esme, &mut smsc);
    let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
    smsc.session.refuse_bind(at(0), duty, CommandStatus::ESME_RINVPASWD, AfterRefusal::KeepOpen).unwrap();
    pass(&mut smsc, &mut esme);
    assert_eq!((esme.session.state(), smsc.session.state()), (State::Open, State::Open));
}

#[test]
fn the_gateway_of_the_document_knows_no_outbind() {
    let (mut esme, mut smsc) = pair(&Profile::clickatell());
    let refused = Err(CommandError::NotServed { command: CommandId::OUTBIND });
    assert_eq!(smsc.session.outbind(at(0), &outbind()), refused);
    assert_eq!(
        esme.hear("00000010 0000000B 00000000 00000001"),
        clickatell_testkit::from_hex("00000010 80000000 00000003 00000001")
    );
}
