//! Whole sessions: two machines back to back in memory, and a long stream through framer and decoder.
//!
//! There is no contender: no peer has a session without a socket. Each figure is the best of its rounds, since a
//! shared machine only ever takes time away.

use std::{hint::black_box, time::Instant as Clock};

use clickatell_core::{machine::Machine, time::Instant};
use clickatell_smpp::{
    COctets, Framer, Password, PduBody, SequenceNumber, ShortMessage, Tolerance,
    pdu::{Bind, BindKind, SubmitSm, SubmitSmResp},
    profile::Profile,
    session::{Reply, Role, Session, SessionEvent, Wire},
    value::Address,
};

/// Requests ahead of their responses.
const WINDOW: usize = 100;
/// Submissions in one round.
const SUBMISSIONS: usize = 1_000_000;
/// The stream of one round, and the length of each of its PDUs.
const STREAM: usize = 64 << 20;
const PDU: usize = 116;
const TEXT: usize = 61;
/// As much as one read of a socket brings.
const READ: usize = 64 << 10;

/// Runs both, and prints what the best round reached.
pub(crate) fn run(rounds: usize) -> Result<(), String> {
    let submissions = best(rounds, || back_to_back(SUBMISSIONS))?;
    println!(
        "two sessions, window {WINDOW}: {:.1} million submit_sm with response a second",
        submissions / 1e6
    );
    let stream = stream();
    let octets = best(rounds, || framed_and_decoded(&stream))?;
    println!("framer and decoder, 64 MiB of {PDU}-octet submit_sm: {:.1} GB a second", octets / 1e9);
    Ok(())
}

/// The most units a second of some rounds, each of which says how many it did.
fn best(rounds: usize, mut round: impl FnMut() -> Result<usize, String>) -> Result<f64, String> {
    let mut best = 0.0_f64;
    for _ in 0..rounds {
        let began = Clock::now();
        let units = round()?;
        best = best.max(units as f64 / began.elapsed().as_secs_f64());
    }
    Ok(best)
}

fn message() -> SubmitSm<'static> {
    let digits = |digits| COctets::try_from(digits).expect("short");
    let text = ShortMessage::new(&[b'x'; TEXT]).expect("short");
    let mut pdu = SubmitSm::new(Address::international(digits("27999112345")), text);
    pdu.source = Address::international(digits("27123456789"));
    pdu
}

fn profile() -> Profile {
    Profile::standard().with_window(WINDOW).with_duties(WINDOW)
}

/// Two bound sessions that exchange so many submissions and their responses.
fn back_to_back(submissions: usize) -> Result<usize, String> {
    let now = Instant::ZERO;
    let (mut esme, mut smsc) = bound()?;
    let (pdu, id) = (message(), COctets::try_from("996f364775e24b84").map_err(|error| error.to_string())?);
    let (mut wire, mut submitted, mut answered) = (Vec::new(), 0, 0);
    while answered < submissions {
        while submitted < submissions && esme.submit(now, black_box(&pdu)).is_ok() {
            submitted += 1;
        }
        pass(&mut esme, &mut smsc, &mut wire);
        while let Some(event) = smsc.poll_event() {
            let SessionEvent::Request { duty, pdu } = event else {
                return Err(format!("the SMSC saw {event:?}"));
            };
            black_box(&pdu);
            smsc.answer(now, duty, Reply::SubmitSm(SubmitSmResp::new(id)))
                .map_err(|error| error.to_string())?;
        }
        pass(&mut smsc, &mut esme, &mut wire);
        while let Some(event) = esme.poll_event() {
            match event {
                SessionEvent::Response { status, ref pdu, .. } if status.is_ok() => black_box(pdu),
                event => return Err(format!("the ESME saw {event:?}")),
            };
            answered += 1;
        }
    }
    Ok(answered)
}

fn pass(from: &mut Session, to: &mut Session, wire: &mut Vec<u8>) {
    wire.clear();
    while from.poll_output(wire).is_some() {}
    to.handle_input(Instant::ZERO, Wire::Octets(wire));
}

fn bound() -> Result<(Session, Session), String> {
    let now = Instant::ZERO;
    let (mut esme, mut smsc) = (Session::new(Role::Esme, profile()), Session::new(Role::Smsc, profile()));
    esme.handle_input(now, Wire::Connected);
    smsc.handle_input(now, Wire::Connected);
    let name = COctets::try_from("demo").map_err(|error| error.to_string())?;
    let password = Password::try_from("demo1234").map_err(|error| error.to_string())?;
    esme.bind(now, &Bind::new(BindKind::Transceiver, name, password)).map_err(|error| error.to_string())?;
    let mut wire = Vec::new();
    pass(&mut esme, &mut smsc, &mut wire);
    let Some(SessionEvent::BindRequested { duty, .. }) = smsc.poll_event() else {
        return Err("no bind".into());
    };
    smsc.accept_bind(now, duty, name).map_err(|error| error.to_string())?;
    pass(&mut smsc, &mut esme, &mut wire);
    match esme.poll_event() {
        Some(SessionEvent::Bound { .. }) => Ok((esme, smsc)),
        event => Err(format!("bound by {event:?}")),
    }
}

fn stream() -> Vec<u8> {
    let (pdu, mut octets, mut number) = (message(), Vec::new(), SequenceNumber::FIRST);
    while octets.len() < STREAM {
        pdu.encode(number, &mut octets);
        number = number.next();
    }
    octets
}

/// The stream through a framer, in reads of a socket's size, each PDU decoded by its type: every octet counts once.
fn framed_and_decoded(stream: &[u8]) -> Result<usize, String> {
    let mut framer = Framer::new(70_000);
    let (mut octets, mut texts) = (0, 0);
    for mut read in stream.chunks(READ) {
        while let Some(frame) = framer.next(&mut read).map_err(|error| error.to_string())? {
            octets += frame.octets().len();
            let pdu: SubmitSm<'_> =
                frame.decode_as(&Tolerance::STRICT, &mut ()).map_err(|error| error.to_string())?;
            // Every field has to be there for the black box.
            texts += black_box(&pdu).short_message.as_bytes().len();
        }
    }
    let expected = stream.len() / PDU * TEXT;
    if (octets, texts) == (stream.len(), expected) {
        Ok(octets)
    } else {
        Err(format!("read {octets}, {texts}"))
    }
}
