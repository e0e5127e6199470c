//! The server that a client is tested against. It gives the client what the conditions need to be seen.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, ready};
use std::time::Duration;

use clickatell_core::machine::Timed as _;
use clickatell_core::time::Instant;
use clickatell_smpp::compliance::{ComplianceLimits, ComplianceMonitor, Observed};
use clickatell_smpp::link::ConnId;
use clickatell_smpp::net::{BindAsked, FromEsme, Owed, Server as Session, serve};
use clickatell_smpp::pdu::{Bind, BindKind, DeliverSm, QuerySmResp, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::session::{AfterRefusal, CommandError, EndReason, Reply, Role};
use clickatell_smpp::value::{Address, EsmClass, MessageState};
use clickatell_smpp::{COctets, CommandId, CommandStatus, PduBuf, ShortMessage, TlvBuf, Tlvs, Tolerance};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::client::smpp::Access;
use crate::client::tap::{Tapped, Watch, Way};

/// How long the network takes with a message, and a handset to answer.
const NETWORK: Duration = Duration::from_secs(1);
/// What a handset answers.
const ANSWER: &[u8] = b"Yes";
/// Whose handset it is, and whom it answers.
const HANDSET: &str = "279991234567";
const NUMBER: &str = "447624803759";

/// The test of one client, over all of its connections.
#[derive(Debug)]
pub(super) struct Server {
    login: [String; 3],
    profile: Profile,
    drop_after: Duration,
    /// A permit for each connection that may be served beside those that are.
    places: Arc<Semaphore>,
    zero: tokio::time::Instant,
    state: Mutex<State>,
    /// Something was observed.
    bell: Notify,
}

#[derive(Debug)]
struct State {
    monitor: ComplianceMonitor,
    next: u64,
    bound: Vec<Bound>,
    /// Kinds that were dropped: once is enough.
    dropped: HashSet<BindKind>,
    messages: u64,
}

/// A session that is bound.
#[derive(Debug)]
struct Bound {
    conn: ConnId,
    kind: BindKind,
    session: Session,
}

impl Server {
    /// `connections`: how many are served at a time.
    pub(super) fn new(
        login: Access<'_>,
        profile: Profile,
        drop_after: Duration,
        connections: usize,
    ) -> Arc<Self> {
        let mut limits = ComplianceLimits::default();
        limits.conns = connections;
        let monitor = ComplianceMonitor::new(limits, profile.clone());
        let state = State { monitor, next: 0, bound: Vec::new(), dropped: HashSet::new(), messages: 0 };
        Arc::new(Self {
            login: [login.system_id, login.password, login.system_type].map(str::to_owned),
            profile,
            drop_after,
            places: Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS))),
            zero: tokio::time::Instant::now(),
            state: Mutex::new(state),
            bell: Notify::new(),
        })
    }

    /// Looks at what was observed.
    pub(super) fn with<T>(&self, look: impl FnOnce(&ComplianceMonitor) -> T) -> T {
        look(&self.lock().monitor)
    }

    /// Serves every connection that there is a place for, for ever; the others are closed.
    pub(super) async fn listen(self: &Arc<Self>, listener: &TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => match Arc::clone(&self.places).try_acquire_owned() {
                    Ok(place) => {
                        tracing::info!(%peer, "connected");
                        tokio::spawn(Arc::clone(self).connection(stream, place));
                    }
                    Err(_) => tracing::warn!(%peer, "closed: as many are connected as may be"),
                },
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    tokio::time::sleep(NETWORK).await;
                }
            }
        }
    }

    /// Keeps the monitor's timer until there is nothing left to wait for.
    pub(super) async fn watch(&self, undecided: impl Fn(&ComplianceMonitor) -> bool) {
        loop {
            let due = {
                let now = self.now();
                let monitor = &mut self.lock().monitor;
                monitor.handle_timeout(now);
                if !undecided(monitor) {
                    return;
                }
                monitor.poll_timeout()
            };
            let timer = async {
                match due.and_then(|due| self.zero.checked_add(due.since(Instant::ZERO))) {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = timer => {}
                () = self.bell.notified() => {}
            }
        }
    }

    fn now(&self) -> Instant {
        Instant::ZERO.after(self.zero.elapsed())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn observe(&self, conn: ConnId, what: Observed<'_>) {
        let mut state = self.lock();
        // Within the lock, so that moments come in their order.
        let now = self.now();
        state.monitor.observe(now, conn, what);
        drop(state);
        self.bell.notify_one();
    }

    /// Serves a connection; its place is free again when it is over.
    async fn connection(self: Arc<Self>, stream: TcpStream, _place: OwnedSemaphorePermit) {
        let conn = {
            let mut state = self.lock();
            state.next = state.next.saturating_add(1);
            ConnId::new(state.next)
        };
        self.observe(conn, Observed::Connected);
        // A response must not wait for the acknowledgement of the one before it.
        let _slower_without = stream.set_nodelay(true);
        let watched = Tapped::new(stream, Observer { server: Arc::clone(&self), conn });
        let (session, mut esme, driver) = serve(watched, self.profile.clone());
        let driver = tokio::spawn(driver);
        while let Some(happened) = esme.recv().await {
            match happened {
                FromEsme::Bind(bind) => self.on_bind(conn, &session, bind),
                FromEsme::Request(request) => self.on_request(request),
                FromEsme::Ended(why) => {
                    self.lock().bound.retain(|bound| bound.conn != conn);
                    // Silence is the client's doing, though it is this end that closes.
                    let by = match why {
                        EndReason::PeerClosed | EndReason::Inactive => Role::Esme,
                        _ => Role::Smsc,
                    };
                    self.observe(conn, Observed::Closed(by));
                }
                other => tracing::info!("{other:?}"),
            }
        }
        let _finished = driver.await;
    }

    fn on_bind(self: &Arc<Self>, conn: ConnId, session: &Session, bind: BindAsked) {
        let pdu = bind.pdu().clone();
        let answered = match self.admit(conn, session, &pdu) {
            Ok(kind) => {
                let accepted = bind.accept(COctets::EMPTY);
                tokio::spawn(Arc::clone(self).entertain(session.clone(), kind));
                accepted
            }
            Err(status) => bind.refuse(status, AfterRefusal::KeepOpen),
        };
        if let Err(error) = answered {
            tracing::warn!("a bind was not answered: {error}");
        }
    }

    /// Whether a client may bind so (SMPP API sections 5 and 9).
    fn admit(&self, conn: ConnId, session: &Session, pdu: &PduBuf) -> Result<BindKind, CommandStatus> {
        let frame = pdu.frame();
        let bind: Bind<'_> = frame.decode_as(&Tolerance::FIELD, &mut ()).map_err(|fault| fault.answer())?;
        self.profile.check_bind(&bind).map_err(|violation| violation.status)?;
        let said = [bind.system_id.as_bytes(), bind.password.expose(), bind.system_type.as_bytes()];
        let refusals =
            [CommandStatus::ESME_RINVSYSID, CommandStatus::ESME_RINVPASWD, CommandStatus::ESME_RINVSYSTYP];
        for ((said, right), refusal) in said.into_iter().zip(&self.login).zip(refusals) {
            if said != right.as_bytes() {
                return Err(refusal);
            }
        }
        let bound = &mut self.lock().bound;
        let mixed = |other| (other == BindKind::Transceiver) != (bind.kind == BindKind::Transceiver);
        if bound.iter().any(|other| other.kind == bind.kind || mixed(other.kind)) {
            return Err(CommandStatus::ESME_RALYBND);
        }
        bound.push(Bound { conn, kind: bind.kind, session: session.clone() });
        Ok(bind.kind)
    }

    /// Delivers a message to whoever receives, and drops the session when it is time.
    async fn entertain(self: Arc<Self>, session: Session, kind: BindKind) {
        tokio::time::sleep(NETWORK).await;
        if kind.receives() {
            send(&session, ANSWER, EsmClass::DEFAULT, &TlvBuf::new()).await;
        }
        tokio::time::sleep(self.drop_after.saturating_sub(NETWORK)).await;
        if session.state().bound() == Some(kind) && self.lock().dropped.insert(kind) {
            session.abort();
        }
    }

    fn on_request(self: &Arc<Self>, request: Owed) {
        let pdu = request.pdu().clone();
        let answered = match pdu.header().command_id {
            CommandId::SUBMIT_SM => match self.take(&pdu) {
                Ok((id, wished)) => {
                    let resp = COctets::try_from(id.as_str()).map(SubmitSmResp::new);
                    if wished {
                        tokio::spawn(Arc::clone(self).receipt(id.clone()));
                    }
                    resp.map_or(Ok(()), |resp| request.answer(Reply::SubmitSm(resp)))
                }
                Err(status) => request.reject(status),
            },
            CommandId::QUERY_SM => {
                request.answer(Reply::QuerySm(QuerySmResp::new(COctets::EMPTY, MessageState::DELIVERED)))
            }
            _ => request.reject(CommandStatus::ESME_RSYSERR),
        };
        if let Err(error) = answered {
            tracing::warn!("a request was not answered: {error}");
        }
    }

    /// The id of a message, and whether a receipt is asked for.
    fn take(&self, pdu: &PduBuf) -> Result<(String, bool), CommandStatus> {
        let frame = pdu.frame();
        let submit: SubmitSm<'_> =
            frame.decode_as(&Tolerance::FIELD, &mut ()).map_err(|fault| fault.answer())?;
        self.profile.check_submit(&submit, false).map_err(|violation| violation.status)?;
        let messages = &mut self.lock().messages;
        *messages = messages.saturating_add(1);
        Ok((format!("{messages:032x}"), submit.registered_delivery.get() != 0))
    }

    /// The receipt of a message, to whoever receives.
    async fn receipt(self: Arc<Self>, id: String) {
        tokio::time::sleep(NETWORK).await;
        let receiver =
            self.lock().bound.iter().find(|bound| bound.kind.receives()).map(|bound| bound.session.clone());
        let Some(session) = receiver else { return };
        let mut receipt = Receipt::default();
        receipt.id = id.as_bytes();
        receipt.submitted = Some(1);
        receipt.delivered = Some(1);
        receipt.state = Some(MessageState::DELIVERED);
        receipt.error = Some(b"004");
        let (mut text, mut tlvs) = (Vec::new(), TlvBuf::new());
        if receipt.write(&mut text).is_ok() && receipt.write_tlvs(&mut tlvs).is_ok() {
            send(&session, &text, EsmClass::RECEIPT, &tlvs).await;
        }
    }
}

/// Delivers from the handset; what becomes of it the monitor sees.
async fn send(session: &Session, text: &[u8], esm_class: EsmClass, tlvs: &TlvBuf) {
    let (Ok(to), Ok(from), Ok(text)) =
        (COctets::try_from(NUMBER), COctets::try_from(HANDSET), ShortMessage::new(text))
    else {
        return;
    };
    let mut pdu = DeliverSm::new(Address::international(to), text);
    pdu.source = Address::international(from);
    pdu.esm_class = esm_class;
    pdu.tlvs = tlvs.as_tlvs();
    let mut delivered = session.deliver(&pdu).await;
    if let Err(CommandError::NoTlvs { .. }) = delivered {
        // A client of SMPP 3.3 reads the text.
        pdu.tlvs = Tlvs::EMPTY;
        delivered = session.deliver(&pdu).await;
    }
    match delivered {
        Ok(outcome) => tracing::info!("delivered: {outcome:?}"),
        Err(error) => tracing::info!("not delivered: {error}"),
    }
}

/// Shows the monitor what goes over a connection.
struct Observer {
    server: Arc<Server>,
    conn: ConnId,
}

impl Watch for Observer {
    fn saw(&mut self, way: Way, octets: &[u8]) {
        let from = if way == Way::In { Role::Esme } else { Role::Smsc };
        self.server.observe(self.conn, Observed::Octets(from, octets));
    }

    fn write(
        &mut self,
        octets: &[u8],
        write: impl FnOnce() -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let mut state = self.server.lock();
        let count = ready!(write())?;
        let written = octets.get(..count).unwrap_or_default();
        state.monitor.observe(self.server.now(), self.conn, Observed::Octets(Role::Smsc, written));
        drop(state);
        self.server.bell.notify_one();
        Poll::Ready(Ok(count))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    /// Whether the server keeps a connection, which is the last of so many then; otherwise it closes it.
    async fn is_kept(server: &Server, stream: &mut TcpStream, watched: usize) -> bool {
        let kept = async {
            while server.with(ComplianceMonitor::watched) != watched {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            () = kept => true,
            read = stream.read_u8() => {
                assert!(read.is_err(), "nobody said anything");
                false
            }
        }
    }

    #[tokio::test]
    async fn the_fourth_of_three_connections_is_closed_until_there_is_a_place() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let login = Access { address, system_id: "demo", password: "demo1234", system_type: "" };
        let server = Server::new(login, Profile::clickatell(), Duration::from_secs(300), 3);
        let listening = {
            let server = Arc::clone(&server);
            tokio::spawn(async move { server.listen(&listener).await })
        };
        let mut kept = Vec::new();
        for number in 1..=3 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            assert!(is_kept(&server, &mut stream, number).await);
            kept.push(stream);
        }
        for _ in 0..3 {
            let mut fourth = TcpStream::connect(address).await.unwrap();
            assert!(!is_kept(&server, &mut fourth, 4).await);
        }
        assert_eq!(server.with(|monitor| (monitor.watched(), monitor.unwatched())), (3, 0));
        kept.pop();
        while server.with(ComplianceMonitor::watched) != 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Its place is free a moment later.
        let mut next = TcpStream::connect(address).await.unwrap();
        while !is_kept(&server, &mut next, 3).await {
            next = TcpStream::connect(address).await.unwrap();
        }
        assert_eq!(server.with(|monitor| (monitor.watched(), monitor.unwatched())), (3, 0));
        listening.abort();
    }
}
