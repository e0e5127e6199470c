//! Kills a gateway with SIGKILL while it commits, again and again, on one file: what it acknowledged is there, and is
//! charged for once.
//!
//! The program is both ends: with `--gateway FILE` it is the gateway that is killed, else the client that does it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "test code: a panic is a failed test"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use clickatell_core::credit::Credit;
use clickatell_gateway::Gateway;
use clickatell_smpp::pdu::{Bind, BindKind, PduBody, SubmitSm, SubmitSmResp};
use clickatell_smpp::value::Address;
use clickatell_smpp::{COctets, Cut, Password, SequenceNumber, ShortMessage, Tolerance, cut};
use tokio::runtime::Runtime;

/// How often the gateway is killed.
const KILLS: u64 = 20;
/// How many messages are under way when it is.
const WINDOW: usize = 64;
const CREDITS: i64 = 1_000_000;

fn main() {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("--gateway") {
        return be_the_gateway(args.next().unwrap().into());
    }
    let folder = std::env::temp_dir().join(format!("clickatell-gateway-{}-crash", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("store.db");
    let mut acknowledged = BTreeSet::new();
    for kill in 0..KILLS {
        let before = acknowledged.len();
        let mut gateway = Killed::start(&file);
        gateway.kill_after(Duration::from_millis(kill * 7), &mut acknowledged);
        drop(gateway);
        println!("kill {kill}: {} acknowledged", acknowledged.len() - before);
        assert!(acknowledged.len() - before >= WINDOW, "hardly anything was acknowledged: nothing is shown");
        check(&file, &acknowledged, usize::try_from(kill + 1).unwrap() * WINDOW);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    println!("{KILLS} kills, {} messages acknowledged, none lost", acknowledged.len());
}

fn builder(file: &Path) -> clickatell_gateway::Builder {
    Gateway::builder()
        .configure(|config| config.accounts[0].credits = Credit::from_credits(CREDITS).unwrap())
        .seed(None)
        .store(file)
}

fn be_the_gateway(file: PathBuf) {
    Runtime::new().unwrap().block_on(async {
        let gateway = builder(&file).start().await.unwrap();
        println!("{}", gateway.smpp_addr());
        std::future::pending::<()>().await
    });
}

/// A gateway in a process of its own, that will not end well.
struct Killed {
    process: Child,
    smpp: SocketAddr,
}

impl Killed {
    fn start(file: &Path) -> Self {
        let this = std::env::current_exe().unwrap();
        let mut process =
            Command::new(this).arg("--gateway").arg(file).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let smpp = line.trim().parse().unwrap_or_else(|_| panic!("the gateway did not start: {line:?}"));
        Self { process, smpp }
    }

    /// Submits as fast as responses allow, kills that long after the first window is acknowledged, in the middle of the
    /// others, and notes every id that arrived before the end.
    fn kill_after(&mut self, time: Duration, acknowledged: &mut BTreeSet<String>) {
        let mut stream = TcpStream::connect(self.smpp).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(&bind()).unwrap();
        let process = &mut self.process;
        let before = acknowledged.len();
        std::thread::scope(|scope| {
            let (goes, under_way) = mpsc::channel();
            scope.spawn(move || {
                // A client that fails says nothing, and the gateway dies at once.
                if under_way.recv().is_ok() {
                    std::thread::sleep(time);
                }
                process.kill().unwrap();
            });
            let (mut octets, mut buffer) = (Vec::new(), [0; 4096]);
            // The end of the connection, however it comes, is the end of what was acknowledged.
            while let Ok(length @ 1..) = stream.read(&mut buffer) {
                octets.extend_from_slice(&buffer[..length]);
                let mut more = 0;
                while let Ok(Cut::Frame(frame, rest)) = cut(&octets, 70_000) {
                    assert!(frame.header().command_status.is_ok(), "{frame:?}");
                    more += match frame.decode_as::<SubmitSmResp<'_>>(&Tolerance::STRICT, &mut ()) {
                        Ok(resp) => {
                            assert!(
                                acknowledged.insert(resp.message_id.to_string()),
                                "an id was given twice"
                            );
                            1
                        }
                        // The bind is answered.
                        Err(_) => WINDOW,
                    };
                    octets = rest.to_vec();
                }
                if acknowledged.len() - before >= WINDOW {
                    // Nobody listens for it a second time.
                    let _told = goes.send(());
                }
                // The gateway may be gone already; the next read tells.
                let _gone = stream.write_all(&submit().repeat(more));
            }
        });
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        let _dead_already = self.process.kill();
        self.process.wait().unwrap();
    }
}

fn bind() -> Vec<u8> {
    let (user, password) = (COctets::try_from("demo").unwrap(), Password::try_from("demo1234").unwrap());
    let mut bind = Bind::new(BindKind::Transmitter, user, password);
    bind.system_type = COctets::try_from("3000001").unwrap();
    let mut octets = Vec::new();
    bind.encode(SequenceNumber::FIRST, &mut octets);
    octets
}

/// A message to a test number. Sequence numbers need not differ: each response counts.
fn submit() -> Vec<u8> {
    let to = Address::international(COctets::try_from("279991234567").unwrap());
    let mut pdu = SubmitSm::new(to, ShortMessage::new(b"to be or not to be").unwrap());
    pdu.source = Address::unknown(COctets::try_from("ACME").unwrap());
    let mut octets = Vec::new();
    pdu.encode(SequenceNumber::FIRST, &mut octets);
    octets
}

/// What the file holds after a crash: every message that was acknowledged, at most those more that were under way, each
/// charged for once, each event once.
fn check(file: &Path, acknowledged: &BTreeSet<String>, under_way: usize) {
    // Opening it is what a gateway does after a crash; it takes up the messages on their way.
    Runtime::new().unwrap().block_on(async { builder(file).start().await.unwrap().shutdown().await });
    let store = rusqlite::Connection::open(file).unwrap();
    let column = |query: &str| -> Vec<String> {
        let mut statement = store.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(column("PRAGMA integrity_check"), ["ok"]);
    let stored: BTreeSet<String> = column("SELECT id FROM message").into_iter().collect();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let more = stored.len() - acknowledged.len();
    assert!(more <= under_way, "{more} messages that nobody was told of");
    let charged = Credit::THIRD.checked_mul(i64::try_from(stored.len()).unwrap()).unwrap();
    let left = Credit::from_credits(CREDITS).unwrap().checked_sub(charged).unwrap();
    assert_eq!(column("SELECT CAST(balance AS TEXT) FROM account"), [left.units().to_string()]);
    let events = column("SELECT subject FROM event WHERE kind = 'message'");
    assert_eq!(events.len(), stored.len());
    assert_eq!(events.into_iter().collect::<BTreeSet<_>>(), stored);
}
