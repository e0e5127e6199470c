//! A session over a blocking socket. ARCHITECTURE.md shows this function; a test compares the two and runs it.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use clickatell_core::machine::{Machine, Timed};
use clickatell_core::time::Instant;
use clickatell_smpp::session::{Outgoing, Session, SessionEvent, State, Wire};

/// What the owner of the session is told.
pub enum Happened {
    Connected,
    Event(SessionEvent),
}

pub fn run(
    mut session: Session,
    mut stream: TcpStream,
    clock: impl Fn() -> Instant,
    mut decide: impl FnMut(&mut Session, Happened),
) -> std::io::Result<()> {
    let (mut out, mut octets) = (Vec::new(), [0; 16_384]);
    session.handle_input(clock(), Wire::Connected);
    decide(&mut session, Happened::Connected);
    loop {
        while let Some(event) = session.poll_event() {
            decide(&mut session, Happened::Event(event)); // may answer, submit, unbind …
        }
        while let Some(outgoing) = session.poll_output(&mut out) {
            match outgoing {
                Outgoing::Octets => stream.write_all(&out)?,
                Outgoing::Close => return Ok(()),
            }
            out.clear();
        }
        if session.state() == State::Closed {
            return Ok(()); // the peer closed: there is nothing left to write to
        }
        let now = clock();
        let wait = session.poll_timeout().map(|due| due.since(now));
        if wait.is_some_and(|wait| wait.is_zero()) {
            session.handle_timeout(now);
            continue;
        }
        if !session.wants_input() {
            // More requests are parked than may be: nothing is read until a duty is answered, or lapses.
            thread::sleep(wait.unwrap_or(Duration::from_millis(10)));
            session.handle_timeout(clock());
            continue;
        }
        stream.set_read_timeout(wait)?;
        match stream.read(&mut octets) {
            Ok(0) => session.handle_input(clock(), Wire::Closed),
            Ok(count) => session.handle_input(clock(), Wire::Octets(&octets[..count])),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                session.handle_timeout(clock());
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {
                session.handle_input(clock(), Wire::Closed);
            }
            Err(error) => return Err(error),
        }
    }
}
