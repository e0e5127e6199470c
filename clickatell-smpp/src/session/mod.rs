//! One SMPP session as a state machine: either end of one connection.
//!
//! [`Session`] implements [`Machine`]. It is told what happened on the wire ([`Wire`]) and what time it is, and it
//! says what to send ([`Outgoing`]) and what that meant ([`SessionEvent`]). Everything that needs no decision is done
//! inside: framing, sequence numbers, matching responses, `enquire_link`, timers, and refusing what is malformed, out
//! of place or unknown. Everything that is a decision is an event with a [`Duty`]: nothing is acknowledged to the peer
//! before [`Session::answer`].
//!
//! ```
//! use clickatell_core::machine::{Machine, Timed};
//! use clickatell_core::time::Instant;
//! use clickatell_smpp::pdu::{Bind, BindKind};
//! use clickatell_smpp::profile::Profile;
//! use clickatell_smpp::session::{Outgoing, Role, Session, SessionEvent, Wire};
//! use clickatell_smpp::{COctets, Password, Tolerance};
//!
//! let now = Instant::ZERO;
//! let mut esme = Session::new(Role::Esme, Profile::standard());
//! let mut smsc = Session::new(Role::Smsc, Profile::standard());
//! esme.handle_input(now, Wire::Connected);
//! smsc.handle_input(now, Wire::Connected);
//!
//! let bind = Bind::new(BindKind::Transceiver, COctets::try_from("demo")?, Password::try_from("demo1234")?);
//! let handle = esme.bind(now, &bind).unwrap();
//! let mut wire = Vec::new();
//! assert_eq!(esme.poll_output(&mut wire), Some(Outgoing::Octets));
//! smsc.handle_input(now, Wire::Octets(&wire));
//! let Some(SessionEvent::BindRequested { duty, pdu }) = smsc.poll_event() else { unreachable!() };
//! assert_eq!(pdu.frame().decode_as::<Bind<'_>>(&Tolerance::STRICT, &mut ()).unwrap(), bind);
//! smsc.accept_bind(now, duty, COctets::try_from("SMSC")?).unwrap();
//!
//! wire.clear();
//! assert_eq!(smsc.poll_output(&mut wire), Some(Outgoing::Octets));
//! esme.handle_input(now, Wire::Octets(&wire));
//! assert!(matches!(esme.poll_event(), Some(SessionEvent::Bound { handle: h, .. }) if h == handle));
//! # Ok::<(), clickatell_smpp::OctetsError>(())
//! ```

mod command;
mod duties;
mod event;
mod input;
mod matrix;
mod parked;
mod pending;
mod reply;
mod request;
mod state;
mod time;
mod version;

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use clickatell_core::machine::{Duty, Handle, Machine, Serial, Timed, TimerTable};
use clickatell_core::time::Instant;

use crate::frame::SequenceNumber;
use crate::framer::Framer;
use crate::profile::Profile;
use crate::value::InterfaceVersion;
use duties::Duties;
use parked::Parked;
use pending::Pending;
use time::Timer;

pub use command::CommandError;
pub use event::{EndReason, SessionEvent};
pub use reply::{AfterRefusal, AnswerError, Reply};
pub use request::SessionRequest;
pub use state::{Role, State};

/// Names the kind of [`Handle`] that commands return.
#[derive(Debug)]
pub enum Command {}

/// Names the kind of [`Duty`] that a bind is.
#[derive(Debug)]
pub enum BindRequest {}

/// Names the kind of [`Duty`] that any other request is.
#[derive(Debug)]
pub enum Request {}

/// What happened on the connection.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums, reason = "a connection has these three happenings")]
pub enum Wire<'a> {
    /// It is open. The first input of a session.
    Connected,
    /// Octets arrived, cut anywhere.
    Octets(&'a [u8]),
    /// It is gone, by the peer or by an error.
    Closed,
}

/// What to do on the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a connection can be written and closed")]
pub enum Outgoing {
    /// Write the octets just appended to the buffer.
    Octets,
    /// Close the connection, after all that was written before.
    Close,
}

/// One end of one SMPP session.
pub struct Session {
    framer: Framer,
    inner: Inner,
}

/// The session without its framer, so that a frame can borrow the one while the other works on it.
struct Inner {
    role: Role,
    profile: Profile,
    state: State,
    version: InterfaceVersion,
    /// The highest version that the peer may speak: at an ESME what the bind says, though the SMSC may speak less.
    peer_version: InterfaceVersion,
    handles: Serial,
    next_sequence: SequenceNumber,
    pending: Pending,
    duties: Duties,
    /// The bind that awaits its answer, at an SMSC.
    bind_duty: Option<BindDuty>,
    timers: TimerTable<{ Timer::COUNT }>,
    /// Requests that were read when the duties were at their cap.
    parked: Parked,
    /// Input has been left in the transport since the peer's silence was last judged by this timer: what it says may
    /// lie there.
    held: [bool; Timer::COUNT],
    /// The probe of the last period is not answered yet.
    probe: Option<SequenceNumber>,
    /// A probe of the owner's is not answered yet.
    owner_probe: bool,
    /// This end will send `unbind` when nothing waits any more, neither a request nor a duty.
    unbind: Option<Handle<Command>>,
    /// The peer has sent `unbind`; it is answered when every duty is.
    peer_unbind: Option<SequenceNumber>,
    events: VecDeque<SessionEvent>,
    out: Vec<u8>,
    /// What the connection still has to be told.
    closing: Closing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closing {
    /// It stays open.
    Open,
    /// It is to be closed once everything is written.
    Due,
    /// The caller was told, or told us.
    Done,
}

#[derive(Debug)]
struct BindDuty {
    id: u64,
    header: crate::frame::Header,
    version: InterfaceVersion,
    /// When it lapses.
    deadline: Instant,
}

impl Session {
    /// A session that is not connected yet.
    #[must_use]
    pub fn new(role: Role, profile: Profile) -> Self {
        Self { framer: Framer::new(profile.max_pdu_length), inner: Inner::new(role, profile) }
    }

    /// The same session, its own requests numbered from here on: for a peer that wants numbers to go on where those of
    /// an earlier session ended. A number outside 1 to 0x7FFFFFFF counts as 1.
    #[must_use]
    pub fn with_first_number(mut self, number: SequenceNumber) -> Self {
        let sent = SequenceNumber::FIRST..=SequenceNumber::LAST;
        self.inner.next_sequence = if sent.contains(&number) { number } else { SequenceNumber::FIRST };
        self
    }

    /// Which end this is.
    #[must_use]
    pub fn role(&self) -> Role {
        self.inner.role
    }

    /// Where the session stands.
    #[must_use]
    pub fn state(&self) -> State {
        self.inner.state
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.inner.profile
    }

    /// The version that both ends speak; before a bind, this end's own.
    #[must_use]
    pub fn version(&self) -> InterfaceVersion {
        self.inner.version
    }

    /// How many more requests may be sent before a response must come.
    #[must_use]
    pub fn window_left(&self) -> usize {
        self.inner.window_left()
    }

    /// Notes that whoever owns this session leaves its input in the transport.
    pub(crate) const fn note_held(&mut self) {
        self.inner.held = [true; Timer::COUNT];
    }

    /// Takes every whole PDU there is: responses are never held back, requests beyond the cap of duties are parked. A
    /// peer that unbinds is let go behind the last of them.
    fn take_frames(&mut self, now: Instant, mut input: &[u8]) {
        while self.inner.state != State::Closed {
            match self.framer.next(&mut input) {
                Ok(Some(frame)) => self.inner.on_frame(now, frame),
                Ok(None) => {
                    self.inner.after_duties(now);
                    break;
                }
                Err(bad) => {
                    self.inner.after_duties(now);
                    self.inner.on_bad_length(bad);
                }
            }
        }
        // What stands behind the end is not read, and not kept.
        if self.inner.state == State::Closed {
            self.framer.clear();
        }
    }
}

impl fmt::Debug for Session {
    /// Where it stands. Octets under way may hold a password, so none show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("role", &self.inner.role)
            .field("state", &self.inner.state)
            .field("version", &self.inner.version)
            .field("in_window", &self.inner.pending.in_window())
            .field("duties", &self.inner.duties.len())
            .field("events", &self.inner.events.len())
            .field("unwritten", &self.inner.out.len())
            .field("unframed", &self.framer.kept())
            .finish_non_exhaustive()
    }
}

impl Machine for Session {
    type Input<'a> = Wire<'a>;
    type Output = Outgoing;
    type Event = SessionEvent;

    /// False while parked requests, or events, are at their cap, and when the session is over. The peer's silence is not
    /// held against it meanwhile.
    fn wants_input(&self) -> bool {
        self.inner.has_room()
    }

    fn handle_input(&mut self, now: Instant, input: Wire<'_>) {
        match input {
            Wire::Connected => self.inner.on_connected(now),
            Wire::Octets(octets) => {
                self.inner.on_connected(now);
                self.take_frames(now, octets);
            }
            Wire::Closed => {
                self.inner.on_closed();
                self.framer.clear();
            }
        }
        self.inner.note_held();
    }

    fn poll_event(&mut self) -> Option<SessionEvent> {
        self.inner.events.pop_front()
    }

    fn poll_output(&mut self, buf: &mut Vec<u8>) -> Option<Outgoing> {
        let inner = &mut self.inner;
        if !inner.out.is_empty() {
            buf.append(&mut inner.out);
            return Some(Outgoing::Octets);
        }
        if inner.closing == Closing::Due {
            inner.closing = Closing::Done;
            return Some(Outgoing::Close);
        }
        None
    }
}

impl Timed for Session {
    fn poll_timeout(&self) -> Option<Instant> {
        self.inner.poll_timeout()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.inner.handle_timeout(now);
        self.inner.note_held();
    }
}

impl Inner {
    fn new(role: Role, profile: Profile) -> Self {
        let profile = profile.in_range();
        Self {
            role,
            state: State::Idle,
            version: profile.interface_version,
            peer_version: profile.interface_version,
            handles: Serial::new(),
            next_sequence: SequenceNumber::FIRST,
            pending: Pending::new(profile.window),
            duties: Duties::new(),
            bind_duty: None,
            timers: TimerTable::new(),
            parked: Parked::default(),
            held: [false; Timer::COUNT],
            probe: None,
            owner_probe: false,
            unbind: None,
            peer_unbind: None,
            events: VecDeque::new(),
            out: Vec::new(),
            closing: Closing::Open,
            profile,
        }
    }

    /// Whether another PDU of the peer's can be taken: its events have a place, and so has it as a duty or parked.
    fn has_room(&self) -> bool {
        self.state != State::Closed
            && self.events.len() < self.profile.events
            && (self.has_duty_room() || self.parked.has_room(&self.profile))
    }

    /// Whether another request of the peer's can be a duty at once.
    fn has_duty_room(&self) -> bool {
        self.parked.is_empty() && self.duties.len() < self.profile.duties
    }

    /// Notes that input is left in the transport, if it is.
    fn note_held(&mut self) {
        if !self.has_room() {
            self.held = [true; Timer::COUNT];
        }
    }

    fn window_left(&self) -> usize {
        self.profile.window.saturating_sub(self.pending.in_window())
    }

    fn issue_duty<K>(&mut self) -> (u64, Duty<K>) {
        let id = self.duties.issue();
        (id, Duty::new(id))
    }

    /// Ends the session: every command that still waits has an unknown outcome, every duty is void.
    fn end(&mut self, why: EndReason) {
        if self.state == State::Closed {
            return;
        }
        self.state = State::Closed;
        self.timers.stop_all();
        while let Some(waiting) = self.pending.pop_oldest() {
            if let Some(handle) = waiting.handle {
                let sequence_number = Some(waiting.sequence_number);
                self.events.push_back(SessionEvent::NoResponse { handle, sequence_number });
            }
        }
        if let Some(handle) = self.unbind.take() {
            self.events.push_back(SessionEvent::NoResponse { handle, sequence_number: None });
        }
        self.duties.clear();
        self.parked.clear();
        self.bind_duty = None;
        if self.closing == Closing::Open {
            self.closing = Closing::Due;
        }
        self.events.push_back(SessionEvent::Ended { why });
    }
}

#[cfg(test)]
mod tests;
