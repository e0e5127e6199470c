//! An SMPP client over a blocking socket: the loop of ARCHITECTURE.md, with commands between two rounds.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant as Wall};

use clickatell_core::machine::{Handle, Machine as _, Timed as _};
use clickatell_core::time::Instant;
use clickatell_smpp::pdu::{Bind, DeliverSmResp, QuerySm, SubmitSm};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{
    Command, CommandError, EndReason, Outgoing, Reply, Role, Session, SessionEvent, Wire,
};
use clickatell_smpp::value::InterfaceVersion;
use clickatell_smpp::{COctets, CommandStatus, Cut, Frame, Framer, PduBuf, cut};

/// Why a conversation broke off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    /// The connection.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The session is not where the command belongs, or its values are refused.
    #[error("{0}")]
    Command(#[from] CommandError),
    /// The gateway refused the bind.
    #[error("the bind was refused: {0}")]
    BindRefused(CommandStatus),
    /// The session ended first.
    #[error("the session ended: {0}")]
    Ended(EndReason),
    /// It did not come in time.
    #[error("{what} did not come within {patience:?}")]
    Late {
        /// What was waited for.
        what: &'static str,
        /// For how long.
        patience: Duration,
    },
}

/// Which way a PDU went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From this client.
    Out,
    /// To this client.
    In,
}

/// Sees every PDU that crosses the wire.
type Tap = Box<dyn FnMut(Way, Frame<'_>)>;

/// One bound, or unbound, connection.
pub(crate) struct SmppClient {
    session: Session,
    stream: TcpStream,
    started: Wall,
    tap: Tap,
    /// Frames what arrives a second time, for the tap.
    tapped: Framer,
    responses: HashMap<Handle<Command>, Option<(CommandStatus, PduBuf)>>,
    /// Deliveries that were accepted: they are safe here, as far as memory is.
    inbox: VecDeque<PduBuf>,
    ended: Option<EndReason>,
}

impl fmt::Debug for SmppClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmppClient").field("state", &self.session.state()).finish_non_exhaustive()
    }
}

impl SmppClient {
    /// Connects.
    pub(crate) fn connect(address: SocketAddr, profile: Profile, tap: Tap) -> Result<Self, ClientError> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let tapped = Framer::new(profile.max_pdu_length);
        let mut session = Session::new(Role::Esme, profile);
        let started = Wall::now();
        session.handle_input(Instant::ZERO, Wire::Connected);
        Ok(Self {
            session,
            stream,
            started,
            tap,
            tapped,
            responses: HashMap::new(),
            inbox: VecDeque::new(),
            ended: None,
        })
    }

    /// Binds, and says what version both ends speak.
    pub(crate) fn bind(
        &mut self,
        pdu: &Bind<'_>,
        patience: Duration,
    ) -> Result<InterfaceVersion, ClientError> {
        let now = self.now();
        let handle = self.session.bind(now, pdu)?;
        let (status, _) = self.response(handle, "the response to the bind", patience)?;
        if status.is_ok() { Ok(self.session.version()) } else { Err(ClientError::BindRefused(status)) }
    }

    /// Submits a message; [`response`](Self::response) waits for its outcome.
    pub(crate) fn submit(&mut self, pdu: &SubmitSm<'_>) -> Result<Handle<Command>, ClientError> {
        let now = self.now();
        Ok(self.session.submit(now, pdu)?)
    }

    /// Asks for the state of a message.
    pub(crate) fn query(&mut self, pdu: &QuerySm<'_>) -> Result<Handle<Command>, ClientError> {
        let now = self.now();
        Ok(self.session.query(now, pdu)?)
    }

    /// Probes the link.
    pub(crate) fn enquire_link(&mut self) -> Result<Handle<Command>, ClientError> {
        let now = self.now();
        Ok(self.session.enquire_link(now)?)
    }

    /// Unbinds, and waits until the connection is closed.
    pub(crate) fn unbind(&mut self, patience: Duration) -> Result<(), ClientError> {
        let now = self.now();
        let handle = self.session.unbind(now)?;
        self.response(handle, "the response to unbind", patience)?;
        self.wait(patience, "the end of the session", |client| client.ended.map(|_| ()))
    }

    /// The outcome of a command.
    pub(crate) fn response(
        &mut self,
        handle: Handle<Command>,
        what: &'static str,
        patience: Duration,
    ) -> Result<(CommandStatus, PduBuf), ClientError> {
        self.wait(patience, what, |client| client.responses.remove(&handle))?
            .ok_or(ClientError::Late { what, patience })
    }

    /// The oldest delivery that was accepted and is wanted.
    pub(crate) fn delivery(
        &mut self,
        what: &'static str,
        patience: Duration,
        wanted: impl Fn(&PduBuf) -> bool,
    ) -> Result<PduBuf, ClientError> {
        self.wait(patience, what, |client| {
            let place = client.inbox.iter().position(&wanted)?;
            client.inbox.remove(place)
        })
    }

    /// Runs the session until `found` finds something.
    fn wait<T>(
        &mut self,
        patience: Duration,
        what: &'static str,
        mut found: impl FnMut(&mut Self) -> Option<T>,
    ) -> Result<T, ClientError> {
        let give_up = self.now().after(patience);
        loop {
            while let Some(event) = self.session.poll_event() {
                self.on_event(event);
            }
            self.flush()?;
            if let Some(value) = found(self) {
                return Ok(value);
            }
            if let Some(why) = self.ended {
                return Err(ClientError::Ended(why));
            }
            let now = self.now();
            if now >= give_up {
                return Err(ClientError::Late { what, patience });
            }
            match self.session.poll_timeout() {
                Some(due) if due <= now => self.session.handle_timeout(now),
                due => self.read(due.map_or(give_up, |due| due.min(give_up)).since(now))?,
            }
        }
    }

    fn on_event(&mut self, event: SessionEvent) {
        match event {
            SessionEvent::Bound { handle, pdu, .. } => {
                self.responses.insert(handle, Some((CommandStatus::ESME_ROK, pdu)));
            }
            SessionEvent::BindRefused { handle, status, pdu }
            | SessionEvent::Response { handle, status, pdu } => {
                self.responses.insert(handle, Some((status, pdu)));
            }
            SessionEvent::NoResponse { handle } => {
                self.responses.insert(handle, None);
            }
            SessionEvent::Request { duty, pdu } => {
                self.inbox.push_back(pdu);
                let now = self.now();
                let reply = Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY));
                if let Err(error) = self.session.answer(now, duty, reply) {
                    tracing::warn!("a delivery was not acknowledged: {error}");
                }
            }
            SessionEvent::Ended { why } => self.ended = Some(why),
            other => tracing::info!("{other:?}"),
        }
    }

    /// Writes what the session has to say.
    fn flush(&mut self) -> Result<(), ClientError> {
        let mut out = Vec::new();
        while let Some(outgoing) = self.session.poll_output(&mut out) {
            match outgoing {
                Outgoing::Octets => {
                    let mut rest = out.as_slice();
                    while let Ok(Cut::Frame(frame, behind)) = cut(rest, u32::MAX) {
                        (self.tap)(Way::Out, frame);
                        rest = behind;
                    }
                    self.stream.write_all(&out)?;
                    out.clear();
                }
                Outgoing::Close => match self.stream.shutdown(std::net::Shutdown::Both) {
                    // The gateway may have been first.
                    Err(error) if error.kind() == ErrorKind::NotConnected => {}
                    closed => closed?,
                },
            }
        }
        Ok(())
    }

    /// Reads once, for at most so long.
    fn read(&mut self, patience: Duration) -> Result<(), ClientError> {
        // A timeout of zero would mean none.
        self.stream.set_read_timeout(Some(patience.max(Duration::from_millis(1))))?;
        let mut octets = [0; 16_384];
        let count = match self.stream.read(&mut octets) {
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return Ok(());
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
            Err(error) => return Err(error.into()),
        };
        let now = self.now();
        let octets = octets.get(..count).unwrap_or_default();
        let mut rest = octets;
        while let Ok(Some(frame)) = self.tapped.next(&mut rest) {
            (self.tap)(Way::In, frame);
        }
        let input = if octets.is_empty() { Wire::Closed } else { Wire::Octets(octets) };
        self.session.handle_input(now, input);
        Ok(())
    }

    fn now(&self) -> Instant {
        Instant::ZERO.after(self.started.elapsed())
    }
}
