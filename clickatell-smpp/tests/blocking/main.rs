//! The loop that ARCHITECTURE.md shows: the same text, and run over real sockets.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "test code over sockets"
)]

mod run;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clickatell_core::time::Instant;
use clickatell_smpp::COctets;
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{EndReason, Role, Session, SessionEvent};
use clickatell_testkit::from_hex;
use run::Happened;

const BIND: &str =
    "0000002E000000090000000000000001637475736572303100733363726574393900333333343232320034000000";
const BOUND: &str = "00000020800000090000000000000001436C69636B6174656C6C000210000134";

/// An SMSC in a thread that accepts every bind and holds every request. Gives a client's socket, and why the session
/// ended.
fn smsc(profile: Profile) -> (TcpStream, mpsc::Receiver<EndReason>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    client.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let (ended, end) = mpsc::channel();
    let (stream, _) = listener.accept().unwrap();
    thread::spawn(move || {
        let started = std::time::Instant::now();
        let clock = move || Instant::ZERO.after(started.elapsed());
        let mut held = Vec::new();
        run::run(Session::new(Role::Smsc, profile), stream, clock, |session, happened| match happened {
            Happened::Event(SessionEvent::BindRequested { duty, .. }) => {
                session.accept_bind(clock(), duty, COctets::try_from("Clickatell").unwrap()).unwrap();
            }
            Happened::Event(SessionEvent::Request { duty, .. }) => held.push(duty),
            Happened::Event(SessionEvent::Ended { why }) => ended.send(why).unwrap(),
            _ => {}
        })
        .unwrap();
    });
    (client, end)
}

fn bind(client: &mut TcpStream) {
    client.write_all(&from_hex(BIND)).unwrap();
    let mut bound = [0; 32];
    client.read_exact(&mut bound).unwrap();
    assert_eq!(bound.as_slice(), from_hex(BOUND));
}

fn hear_to_the_end(client: &mut TcpStream) -> Vec<u8> {
    let mut heard = Vec::new();
    client.read_to_end(&mut heard).unwrap();
    heard
}

#[test]
fn the_page_shows_what_is_run() {
    let page = include_str!("../../../ARCHITECTURE.md");
    let code = include_str!("run.rs");
    let from = code.find("use std::io::").unwrap();
    assert!(page.contains(&code[from..]), "ARCHITECTURE.md and tests/blocking/run.rs differ");
}

#[test]
fn the_last_words_are_written_and_the_end_is_told() {
    for (said, answer, why) in [
        ("0000000F", "00000010800000000000000200000000", "outside 16 to 70000"),
        ("00000010000000060000000000000009", "00000010800000060000000000000009", "the peer unbound"),
    ] {
        let (mut client, end) = smsc(Profile::standard());
        bind(&mut client);
        client.write_all(&from_hex(said)).unwrap();
        let heard = hear_to_the_end(&mut client);
        assert_eq!(heard, from_hex(answer));
        let told = end.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(told.to_string().contains(why), "{told}");
    }
    let (client, end) = smsc(Profile::standard());
    drop(client);
    assert_eq!(end.recv_timeout(Duration::from_secs(10)).unwrap(), EndReason::PeerClosed);
}

#[test]
fn an_owner_that_holds_its_duties_holds_the_peer_back() {
    let (mut client, _end) = smsc(Profile::standard().with_duties(3).with_parked(3));
    bind(&mut client);
    let submit = from_hex(
        "0000004200000004000000000000000200000032373132333435363738390001013237393939313132333435000000000000010000000B48656C6C6F20576F726C64",
    );
    // Until the buffers of the sockets are full: far less than a reader that never stopped would take.
    client.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
    let piece = submit.repeat(1000);
    let mut taken = 0;
    while taken < 64 << 20 {
        match client.write(&piece) {
            Ok(count) => taken += count,
            Err(_) => break,
        }
    }
    assert!(taken < 32 << 20, "{taken} octets were taken while three duties were held");
}
