//! Clients and servers under tokio: over pipes in paused time, and over TCP.
#![cfg(feature = "tokio")]
#![allow(
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test: a panic is a failed test"
)]

mod peers;

use std::collections::VecDeque;
use std::future::{Ready, ready};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clickatell_smpp::link::{DownReason, Link, Plan, RequestError};
use clickatell_smpp::net::{self, Client, FromEsme, Incoming, Outcome, Server};
use clickatell_smpp::pdu::{Bind, BindKind, DeliverSm, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{AfterRefusal, AnswerError, EndReason, Reply, SessionEvent};
use clickatell_smpp::value::Address;
use clickatell_smpp::{COctets, CommandId, CommandStatus, Password, PduBuf, ShortMessage, Tolerance};
use tokio::io::DuplexStream;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

fn link(plan: Plan) -> Link {
    let mut bind = Bind::new(
        BindKind::Transceiver,
        COctets::try_from("demo").unwrap(),
        Password::try_from("demo1234").unwrap(),
    );
    bind.system_type = COctets::try_from("3000001").unwrap();
    Link::new(plan, Profile::clickatell(), &bind, 1).unwrap()
}

fn message() -> SubmitSm<'static> {
    let to = Address::international(COctets::try_from("279991234567").unwrap());
    SubmitSm::new(to, ShortMessage::new(b"Hello").unwrap())
}

fn delivery() -> DeliverSm<'static> {
    let to = Address::international(COctets::try_from("447624803759").unwrap());
    DeliverSm::new(to, ShortMessage::new(b"Yes").unwrap())
}

/// Pipes that a client opens one after the other; none left: the connection is refused.
#[derive(Clone, Default)]
struct Pipes(Arc<Mutex<VecDeque<DuplexStream>>>);

impl Pipes {
    /// Another one, and its other end. It holds so few octets that everything is cut.
    fn open(&self) -> DuplexStream {
        self.open_of(7)
    }

    fn open_of(&self, octets: usize) -> DuplexStream {
        let (near, far) = tokio::io::duplex(octets);
        self.0.lock().unwrap().push_back(near);
        far
    }

    fn connect(&self) -> Ready<io::Result<DuplexStream>> {
        ready(self.0.lock().unwrap().pop_front().ok_or_else(|| io::ErrorKind::ConnectionRefused.into()))
    }
}

struct Esme {
    client: Client,
    incoming: mpsc::Receiver<Incoming>,
    driver: JoinHandle<()>,
}

impl Esme {
    fn new(plan: Plan, pipes: &Pipes) -> Self {
        let pipes = pipes.clone();
        let (client, incoming, driver) = net::client(link(plan), move || pipes.connect());
        Self { client, incoming, driver: tokio::spawn(driver) }
    }

    async fn up(&mut self, kind: BindKind) {
        assert!(matches!(self.incoming.recv().await, Some(Incoming::Up(up, _)) if up == kind));
    }
}

struct Smsc {
    server: Server,
    esme: mpsc::Receiver<FromEsme>,
    driver: JoinHandle<()>,
}

impl Smsc {
    fn new(stream: DuplexStream) -> Self {
        let (server, esme, driver) = net::serve(stream, Profile::clickatell());
        Self { server, esme, driver: tokio::spawn(driver) }
    }

    async fn bound(stream: DuplexStream) -> Self {
        let mut smsc = Self::new(stream);
        let Some(FromEsme::Bind(bind)) = smsc.esme.recv().await else { panic!("no bind") };
        assert!(BindKind::of(bind.pdu().header().command_id).is_some());
        bind.accept(COctets::try_from("Clickatell").unwrap()).unwrap();
        smsc
    }

    /// The next request, answered.
    async fn answer(&mut self, reply: Reply<'_>) -> PduBuf {
        let Some(FromEsme::Request(request)) = self.esme.recv().await else { panic!("no request") };
        let pdu = request.pdu().clone();
        request.answer(reply).unwrap();
        pdu
    }
}

fn accepted() -> Reply<'static> {
    Reply::SubmitSm(SubmitSmResp::new(COctets::try_from("996411ad91fa211e7d17bc873aa4a41d").unwrap()))
}

#[tokio::test(start_paused = true)]
async fn a_submission_is_submitted_refused_or_unknown() {
    let pipes = Pipes::default();
    let far = pipes.open();
    let esme = Esme::new(Plan::Transceiver, &pipes);
    let mut smsc = Smsc::bound(far).await;
    let submit = || {
        let client = esme.client.clone();
        tokio::spawn(async move { client.submit(&message()).await.unwrap() })
    };

    let submitted = submit();
    assert_eq!(smsc.answer(accepted()).await.header().command_id, CommandId::SUBMIT_SM);
    let outcome = submitted.await.unwrap();
    assert_eq!(outcome.message_id().unwrap().as_str(), Some("996411ad91fa211e7d17bc873aa4a41d"));

    let refused = submit();
    smsc.answer(Reply::Refuse(CommandStatus::ESME_RINVDSTADR)).await;
    let refused = refused.await.unwrap();
    assert!(
        matches!(refused, Outcome::Refused(CommandStatus::ESME_RINVDSTADR, _))
            && refused.message_id().is_none()
    );

    // The SMSC has it, and the connection dies.
    let unknown = submit();
    let Some(FromEsme::Request(held)) = smsc.esme.recv().await else { panic!("no request") };
    smsc.server.abort();
    smsc.driver.await.unwrap();
    assert!(matches!(unknown.await.unwrap(), Outcome::Unknown(_)));
    assert_eq!(held.answer(accepted()), Err(AnswerError::Stale));
    assert!(!esme.client.is_up(BindKind::Transceiver));
}

#[tokio::test(start_paused = true)]
async fn what_is_submitted_while_there_is_nobody_goes_out_after_the_reconnect() {
    let pipes = Pipes::default();
    let mut esme = Esme::new(Plan::TransmitterAndReceiver, &pipes);
    let client = esme.client.clone();
    let waits = tokio::spawn(async move { client.submit(&message()).await });
    for _ in [BindKind::Receiver, BindKind::Transmitter] {
        assert!(matches!(esme.incoming.recv().await, Some(Incoming::Down(_, DownReason::NotConnected))));
    }
    // Two connections, and the receiver binds first, whichever comes first.
    let (one, other) = (pipes.open(), pipes.open());
    let (one, mut other) = tokio::join!(Smsc::bound(one), Smsc::bound(other));
    let mut one = one;
    tokio::select! {
        pdu = one.answer(accepted()) => drop(pdu),
        pdu = other.answer(accepted()) => drop(pdu),
    }
    assert!(matches!(waits.await.unwrap(), Ok(Outcome::Accepted(_))));
    let client = esme.client.clone();
    client.unbind();
    assert_eq!(client.submit(&message()).await, Err(RequestError::Leaving));
    esme.driver.await.unwrap();
    one.driver.await.unwrap();
    other.driver.await.unwrap();
    assert!(matches!(one.esme.recv().await, Some(FromEsme::Ended(EndReason::PeerUnbound))));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_waits_for_any_more_is_not_sent() {
    let pipes = Pipes::default();
    let mut esme = Esme::new(Plan::Transceiver, &pipes);
    assert!(matches!(esme.incoming.recv().await, Some(Incoming::Down(_, DownReason::NotConnected))));
    let [given_up, meant] = [b"given up", b"meant   "].map(|text| {
        let mut pdu = message();
        pdu.short_message = ShortMessage::new(text).unwrap();
        pdu
    });
    let short = Duration::from_millis(1);
    assert!(tokio::time::timeout(short, esme.client.submit(&given_up)).await.is_err());
    let client = esme.client.clone();
    let outcome = tokio::spawn(async move { client.submit(&meant).await });
    let mut smsc = Smsc::bound(pipes.open()).await;
    let pdu = smsc.answer(accepted()).await;
    let taken: SubmitSm<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
    assert_eq!(taken.short_message.as_bytes(), b"meant   ");
    assert!(matches!(outcome.await.unwrap(), Ok(Outcome::Accepted(_))));
    esme.client.unbind();
    esme.driver.await.unwrap();
    assert!(matches!(smsc.esme.recv().await, Some(FromEsme::Ended(EndReason::PeerUnbound))));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_fit_is_not_the_answer() {
    let pipes = Pipes::default();
    let far = pipes.open();
    let mut esme = Esme::new(Plan::ReceiverOnly, &pipes);
    let smsc = Smsc::bound(far).await;
    esme.up(BindKind::Receiver).await;
    let server = smsc.server.clone();
    let delivered = tokio::spawn(async move { server.deliver(&delivery()).await.unwrap() });
    let Some(Incoming::Delivery(owed)) = esme.incoming.recv().await else { panic!("no delivery") };
    assert!(matches!(owed.answer(accepted()), Err(AnswerError::Unfit { .. })));
    assert_eq!(owed.reject(CommandStatus::ESME_ROK), Err(AnswerError::NoRefusal));
    owed.accept().unwrap();
    assert_eq!(owed.accept(), Err(AnswerError::Stale));
    assert!(matches!(delivered.await.unwrap(), Outcome::Accepted(_)));
}

#[tokio::test(start_paused = true)]
async fn deliveries_are_accepted_rejected_or_lapse() {
    let pipes = Pipes::default();
    let far = pipes.open();
    let mut esme = Esme::new(Plan::ReceiverOnly, &pipes);
    let smsc = Smsc::bound(far).await;
    esme.up(BindKind::Receiver).await;
    for turn in 0..4 {
        let asked = tokio::time::Instant::now();
        let server = smsc.server.clone();
        let delivered = tokio::spawn(async move { server.deliver(&delivery()).await.unwrap() });
        let Some(Incoming::Delivery(owed)) = esme.incoming.recv().await else { panic!("no delivery") };
        let expected = match turn {
            0 => {
                owed.accept().unwrap();
                CommandStatus::ESME_ROK
            }
            1 => {
                owed.reject(CommandStatus::ESME_RX_R_APPN).unwrap();
                CommandStatus::ESME_RX_R_APPN
            }
            2 => {
                drop(owed);
                CommandStatus::ESME_RX_T_APPN
            }
            _ => {
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(3_600)).await;
                    drop(owed)
                });
                CommandStatus::ESME_RX_T_APPN
            }
        };
        let status = match delivered.await.unwrap() {
            Outcome::Accepted(_) => CommandStatus::ESME_ROK,
            Outcome::Refused(status, _) => status,
            other => panic!("{other:?}"),
        };
        assert_eq!(status, expected);
        // Only the one that is kept makes the SMSC wait.
        let waited = if turn == 3 { Profile::clickatell().duty_timeout } else { Duration::ZERO };
        assert_eq!(asked.elapsed(), waited, "{turn}");
        if turn > 1 {
            let lapsed = esme.incoming.recv().await;
            assert!(matches!(
                lapsed,
                Some(Incoming::Session(BindKind::Receiver, SessionEvent::DutyLapsed { .. }))
            ));
        }
    }
    // What was answered, or has lapsed, is not answered again when it is dropped.
    tokio::time::sleep(Duration::from_secs(3_601)).await;
    assert!(esme.incoming.try_recv().is_err());
    assert!(esme.client.is_up(BindKind::Receiver));
    assert_eq!(esme.client.submit(&message()).await, Err(RequestError::NoTransmitter));
}

#[tokio::test(start_paused = true)]
async fn a_quiet_link_is_probed_and_a_dead_one_is_replaced() {
    let pipes = Pipes::default();
    let far = pipes.open();
    let mut esme = Esme::new(Plan::Transceiver, &pipes);
    let smsc = Smsc::bound(far).await;
    esme.up(BindKind::Transceiver).await;
    tokio::time::sleep(Duration::from_secs(7_200)).await;
    assert!(esme.client.is_up(BindKind::Transceiver), "the gateway would have dropped a silent client");
    // The server's driver is gone, and its end of the pipe with it.
    smsc.driver.abort();
    assert!(matches!(esme.incoming.recv().await, Some(Incoming::Down(..))));
    let lost = tokio::time::Instant::now();
    let _smsc = Smsc::bound(pipes.open()).await;
    esme.up(BindKind::Transceiver).await;
    assert!((30..=61).contains(&lost.elapsed().as_secs()));
}

#[tokio::test(start_paused = true)]
async fn a_refused_bind_is_told_of_and_tried_again() {
    let pipes = Pipes::default();
    let far = pipes.open();
    let mut esme = Esme::new(Plan::Transceiver, &pipes);
    let mut smsc = Smsc::new(far);
    let Some(FromEsme::Bind(bind)) = smsc.esme.recv().await else { panic!("no bind") };
    bind.refuse(CommandStatus::ESME_RINVPASWD, AfterRefusal::Close).unwrap();
    let Some(Incoming::Down(_, why)) = esme.incoming.recv().await else { panic!("not down") };
    assert_eq!(why.to_string(), "the bind was refused: ESME_RINVPASWD");
    let far = pipes.open();
    let _smsc = Smsc::bound(far).await;
    esme.up(BindKind::Transceiver).await;
}

#[tokio::test(start_paused = true)]
async fn a_bind_that_is_dropped_is_refused_at_once_and_may_be_tried_again() {
    let pipes = Pipes::default();
    let far = pipes.open();
    let mut esme = Esme::new(Plan::Transceiver, &pipes);
    let mut smsc = Smsc::new(far);
    let Some(FromEsme::Bind(bind)) = smsc.esme.recv().await else { panic!("no bind") };
    let asked = tokio::time::Instant::now();
    drop(bind);
    let lapsed = smsc.esme.recv().await;
    assert!(matches!(lapsed, Some(FromEsme::Other(SessionEvent::DutyLapsed { .. }))), "{lapsed:?}");
    let Some(Incoming::Down(_, why)) = esme.incoming.recv().await else { panic!("not down") };
    assert_eq!(why, DownReason::BindRefused(CommandStatus::ESME_RSYSERR));
    assert_eq!(asked.elapsed(), Duration::ZERO);
    let _smsc = Smsc::bound(pipes.open()).await;
    esme.up(BindKind::Transceiver).await;
}

/// The driver drops a delivery that nobody takes, in the middle of its own turn.
#[tokio::test(start_paused = true)]
async fn an_owner_that_does_not_read_stops_nothing() {
    let pipes = Pipes::default();
    let far = pipes.open();
    let mut esme = Esme::new(Plan::Transceiver, &pipes);
    let smsc = Smsc::bound(far).await;
    esme.up(BindKind::Transceiver).await;
    let asked = tokio::time::Instant::now();
    let deliver = || {
        let server = smsc.server.clone();
        tokio::spawn(async move { server.deliver(&delivery()).await.unwrap() })
    };
    // One lies unread when the receiver is dropped, with the driver waiting; the other comes when it is gone.
    let unread = deliver();
    while esme.incoming.is_empty() {
        tokio::task::yield_now().await;
    }
    drop(esme.incoming);
    for delivered in [unread, deliver()] {
        let outcome = delivered.await.unwrap();
        assert!(matches!(outcome, Outcome::Refused(CommandStatus::ESME_RX_T_APPN, _)), "{outcome:?}");
    }
    assert_eq!(asked.elapsed(), Duration::ZERO);
    esme.client.abort();
    esme.driver.await.unwrap();
}

#[tokio::test]
async fn a_thousand_messages_over_tcp() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (_server, mut esme, driver) = net::serve(stream, Profile::clickatell());
        let driver = tokio::spawn(driver);
        let mut taken = 0;
        while let Some(happened) = esme.recv().await {
            match happened {
                FromEsme::Bind(bind) => bind.accept(COctets::EMPTY).unwrap(),
                FromEsme::Request(request) => {
                    taken += 1;
                    request.answer(accepted()).unwrap();
                }
                FromEsme::Ended(_) => break,
                other => panic!("{other:?}"),
            }
        }
        driver.await.unwrap();
        taken
    });
    let (client, _incoming, driver) =
        net::client(link(Plan::Transceiver), move || TcpStream::connect(address));
    let driver = tokio::spawn(driver);
    let senders: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..50 {
                    assert!(matches!(client.submit(&message()).await, Ok(Outcome::Accepted(_))));
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    client.unbind();
    driver.await.unwrap();
    assert_eq!(server.await.unwrap(), 1_000);
}
