//! Peers that read late or never, close too early or not at all, and streams that carry little; and an owner that is slow.

use std::time::Duration;

use clickatell_smpp::link::{DownReason, RequestError};
use clickatell_smpp::net::{self, FromEsme, Incoming, Outcome};
use clickatell_smpp::pdu::{BindKind, EnquireLink, PduBody};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{AfterRefusal, AnswerError, EndReason, SessionEvent, State};
use clickatell_smpp::{COctets, CommandId, CommandStatus, SequenceNumber};
use clickatell_testkit::{CountingAllocator, allocations_during};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use super::{Esme, Pipes, Plan, Smsc, accepted, delivery, link, message};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// A thread of its own, whose time passes when nothing else happens.
fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(test)
}

/// `enquire_link`s without end; the numbers do not matter.
fn probes(count: usize) -> Vec<u8> {
    let mut one = Vec::new();
    EnquireLink::new().encode(SequenceNumber::FIRST, &mut one);
    one.repeat(count)
}

/// Sends until nothing is taken any more: how many octets were.
async fn send_until_stuck(stream: &mut DuplexStream, octets: &[u8]) -> usize {
    let mut sent = 0;
    while let Ok(Ok(count @ 1..)) = timeout(Duration::from_secs(1), stream.write(&octets[sent..])).await {
        sent += count;
    }
    sent
}

#[test]
fn a_peer_that_never_reads_costs_no_memory_and_one_that_reads_slowly_gets_everything() {
    const PIPE: usize = 64;
    let offered = probes(100_000);
    for limit in [3, 5_000] {
        let ((), _, peak) = allocations_during(|| {
            run(async {
                let (near, mut far) = duplex(PIPE);
                let (server, mut esme, driver) = net::serve(near, Profile::standard());
                server.limit_unwritten(limit);
                let driver = tokio::spawn(driver);
                let sent = send_until_stuck(&mut far, &offered).await;
                // What the pipes hold, and what was read at once when there was still room.
                assert!((limit..limit + 4 * PIPE).contains(&sent), "{sent} octets were taken");
                let mut answers = Vec::new();
                for _ in 0..sent / 16 * 16 {
                    sleep(Duration::from_millis(1)).await;
                    answers.push(far.read_u8().await.unwrap());
                }
                assert!(answers.chunks(16).all(|pdu| pdu[4..8] == [0x80, 0, 0, 0x15]));
                drop(far);
                assert!(matches!(esme.recv().await, Some(FromEsme::Ended(EndReason::PeerClosed))));
                driver.await.unwrap();
            });
        });
        assert!(peak < 100_000, "{peak} octets, with all that a runtime takes");
    }
}

#[test]
fn one_octet_at_a_time_is_enough() {
    run(async {
        let pipes = Pipes::default();
        let far = pipes.open_of(1);
        let mut esme = Esme::new(Plan::Transceiver, &pipes);
        let mut smsc = Smsc::bound(far).await;
        esme.up(BindKind::Transceiver).await;
        for _ in 0..3 {
            let pdu = message();
            let (submitted, _) = tokio::join!(esme.client.submit(&pdu), smsc.answer(accepted()));
            assert!(matches!(submitted, Ok(Outcome::Accepted(_))));
        }
        let pdu = delivery();
        let accept = async {
            let Some(Incoming::Delivery(owed)) = esme.incoming.recv().await else { panic!("no delivery") };
            owed.accept().unwrap();
        };
        let (delivered, ()) = tokio::join!(smsc.server.deliver(&pdu), accept);
        assert!(matches!(delivered, Ok(Outcome::Accepted(_))));
        esme.client.unbind();
        esme.driver.await.unwrap();
        smsc.driver.await.unwrap();
    });
}

#[test]
fn a_cut_leaves_every_request_under_way_unknown() {
    run(async {
        let pipes = Pipes::default();
        let far = pipes.open();
        let mut esme = Esme::new(Plan::Transceiver, &pipes);
        let mut smsc = Smsc::bound(far).await;
        esme.up(BindKind::Transceiver).await;
        let under_way: Vec<_> = (0..3)
            .map(|_| {
                let client = esme.client.clone();
                tokio::spawn(async move { client.submit(&message()).await })
            })
            .collect();
        let mut held = Vec::new();
        while held.len() < under_way.len() {
            let Some(FromEsme::Request(request)) = smsc.esme.recv().await else { panic!("no request") };
            held.push(request);
        }
        smsc.driver.abort();
        for submitted in under_way {
            assert!(matches!(submitted.await.unwrap(), Ok(Outcome::Unknown(_))));
        }
        let down = esme.incoming.recv().await;
        let why = DownReason::Ended(EndReason::PeerClosed);
        assert!(matches!(down, Some(Incoming::Down(_, reason)) if reason == why), "{down:?}");
    });
}

#[test]
fn without_a_driver_nobody_waits() {
    run(async {
        let pipes = Pipes::default();
        let far = pipes.open();
        let esme = Esme::new(Plan::Transceiver, &pipes);
        let mut smsc = Smsc::bound(far).await;
        let client = esme.client.clone();
        let under_way = tokio::spawn(async move { client.submit(&message()).await });
        let Some(FromEsme::Request(_held)) = smsc.esme.recv().await else { panic!("no request") };
        esme.driver.abort();
        assert!(matches!(under_way.await.unwrap(), Ok(Outcome::Unknown(Some(_)))));
        assert_eq!(esme.client.submit(&message()).await, Err(RequestError::Leaving));
        assert!(!esme.client.is_up(BindKind::Transceiver));

        let (client, mut incoming, driver) = net::client(link(Plan::Transceiver), || pipes.connect());
        let waits = client.clone();
        let waits = tokio::spawn(async move { waits.submit(&message()).await });
        yield_now().await;
        drop(driver);
        assert_eq!(waits.await.unwrap(), Ok(Outcome::NotSent(None)));
        assert_eq!(client.submit(&message()).await, Err(RequestError::Leaving));
        assert!(incoming.recv().await.is_none());
    });
}

#[test]
fn without_a_driver_nothing_is_answered() {
    run(async {
        let pipes = Pipes::default();
        let far = pipes.open();
        let esme = Esme::new(Plan::Transceiver, &pipes);
        let mut smsc = Smsc::bound(far).await;
        let submitted = tokio::spawn(async move { esme.client.submit(&message()).await });
        let Some(FromEsme::Request(held)) = smsc.esme.recv().await else { panic!("no request") };
        smsc.driver.abort();
        assert!(smsc.driver.await.unwrap_err().is_cancelled());
        assert_eq!(smsc.server.state(), State::Closed);
        assert_eq!(held.answer(accepted()), Err(AnswerError::Stale));
        drop(held);
        assert!(matches!(submitted.await.unwrap(), Ok(Outcome::Unknown(Some(_)))));
    });
}

#[test]
fn a_peer_that_has_closed_its_half_reads_what_is_under_way() {
    run(async {
        let (near, mut far) = duplex(7);
        let (_server, mut esme, driver) = net::serve(near, Profile::standard());
        let driver = tokio::spawn(driver);
        far.write_all(&probes(100)).await.unwrap();
        far.shutdown().await.unwrap();
        assert!(matches!(esme.recv().await, Some(FromEsme::Ended(EndReason::PeerClosed))));
        let mut answers = Vec::new();
        far.read_to_end(&mut answers).await.unwrap();
        assert_eq!(answers.len(), 100 * 16);
        driver.await.unwrap();
    });
}

#[test]
fn what_an_owner_has_not_read_waits_and_so_does_the_peer() {
    const MANY: usize = 200;
    run(async {
        let (near, far) = duplex(64);
        let (_server, mut esme, driver) = net::serve(near, Profile::standard().with_events(3));
        let driver = tokio::spawn(driver);
        let (mut answers, mut far) = tokio::io::split(far);
        let answered = tokio::spawn(async move {
            let mut octets = Vec::new();
            answers.read_to_end(&mut octets).await.unwrap();
            octets.len() / 16
        });
        // A query_sm of a header alone, before any bind.
        let refused = [0, 0, 0, 16, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1].repeat(MANY);
        let mut sent = 0;
        while let Ok(count) = timeout(Duration::from_secs(1), far.write(&refused[sent..])).await {
            sent += count.unwrap();
        }
        assert!(sent < 20 * 16, "{sent} octets were taken while three things may wait");
        let rest = tokio::spawn(async move {
            far.write_all(&refused[sent..]).await.unwrap();
            far.shutdown().await.unwrap();
        });
        let mut told = 0;
        while let Some(happened) = esme.recv().await {
            match happened {
                FromEsme::Other(SessionEvent::Refused { pdu, .. }) => {
                    assert_eq!(pdu.header().command_id, CommandId::QUERY_SM);
                    told += 1;
                }
                FromEsme::Ended(EndReason::PeerClosed) => {}
                other => panic!("{other:?}"),
            }
        }
        rest.await.unwrap();
        driver.await.unwrap();
        assert_eq!((told, answered.await.unwrap()), (MANY, MANY));
    });
}

#[test]
fn peers_that_do_not_let_go_do_not_pile_up() {
    run(async {
        let pipes = Pipes::default();
        let mut esme = Esme::new(Plan::Transceiver, &pipes);
        let mut fars = Vec::new();
        while fars.len() < 5 {
            let mut far = pipes.open();
            // A length that ends the session; the answer to it is never read, and nothing is closed.
            far.write_all(&[0, 0, 0, 1]).await.unwrap();
            fars.push(far);
            while !matches!(esme.incoming.recv().await, Some(Incoming::Down(_, DownReason::Ended(_)))) {}
        }
        let mut held = Vec::new();
        for far in &mut fars {
            let gone =
                matches!(far.write(&[0]).await, Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe);
            held.push(!gone);
        }
        assert_eq!(held, [false, false, false, true, true]);
    });
}

/// Longer than a request that was sent once is sent again: one that never had a session is not given up.
#[test]
fn with_a_wrong_password_a_submission_waits_and_only_what_comes_in_tells() {
    run(async {
        let pipes = Pipes::default();
        let mut smsc = Smsc::new(pipes.open());
        let mut esme = Esme::new(Plan::Transceiver, &pipes);
        let pdu = message();
        let refuse = async {
            let Some(FromEsme::Bind(bind)) = smsc.esme.recv().await else { panic!("no bind") };
            bind.refuse(CommandStatus::ESME_RINVPASWD, AfterRefusal::Close).unwrap();
            esme.incoming.recv().await
        };
        let hour = Duration::from_secs(3_600);
        let (submitted, told) = tokio::join!(timeout(hour, esme.client.submit(&pdu)), refuse);
        assert!(submitted.is_err(), "{submitted:?}");
        let refused = DownReason::BindRefused(CommandStatus::ESME_RINVPASWD);
        assert!(matches!(told, Some(Incoming::Down(_, why)) if why == refused), "{told:?}");
    });
}

/// What is shown, without the number of its duty: each run gives another.
fn masked(shown: &str) -> String {
    let (front, number) = shown.split_once("duty: ").unwrap();
    format!("{front}duty: _{}", number.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}

#[test]
fn what_is_owed_shows_as_its_duty_and_its_pdu() {
    run(async {
        let pipes = Pipes::default();
        let mut smsc = Smsc::new(pipes.open());
        let mut esme = Esme::new(Plan::ReceiverOnly, &pipes);
        let Some(FromEsme::Bind(bind)) = smsc.esme.recv().await else { panic!("no bind") };
        let frame = "Frame(bind_receiver #1 ESME_ROK, 42 octets)";
        assert_eq!(masked(&format!("{bind:?}")), format!("BindAsked {{ duty: _, pdu: {frame}, .. }}"));
        bind.accept(COctets::EMPTY).unwrap();
        esme.up(BindKind::Receiver).await;
        let pdu = delivery();
        let take = async {
            let Some(delivery) = esme.incoming.recv().await else { panic!("no delivery") };
            format!("{delivery:?}")
        };
        let (_, shown) = tokio::join!(smsc.server.deliver(&pdu), take);
        let frame = "Frame(deliver_sm #1 ESME_ROK, 48 octets)";
        assert_eq!(masked(&shown), format!("Delivery(Owed {{ duty: _, pdu: {frame}, .. }})"));
    });
}
