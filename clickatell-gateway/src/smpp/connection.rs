//! One connection: moves octets between a socket and a session machine, and does what the machine asks. It knows no
//! rule of SMPP, and no timer but the machine's.

use core::net::SocketAddr;
use std::sync::Arc;

use clickatell_core::machine::{Machine, Timed};
use clickatell_core::time::{Duration, Instant};
use clickatell_smpp::session::{Role, Session, State, Wire};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};

use super::delivery::Delivery;
use super::desk::Desk;
use super::tally::Meter;
use crate::shared::{Shared, stopped};

/// Octets read at once.
const READ: usize = 16 * 1024;

/// Serves a client until the session is over; gives what is still to be written to it.
pub(super) async fn serve(
    stream: &mut TcpStream,
    peer: SocketAddr,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) -> Vec<u8> {
    let (mut reader, mut writer) = stream.split();
    let (answers, mut decided) = mpsc::channel(shared.smpp.profile.duties.saturating_add(1));
    let (fetched, mut items) = mpsc::channel(1);
    let mut desk = Desk::new(Arc::clone(&shared), peer, answers, fetched);
    let mut session = Session::new(Role::Smsc, shared.smpp.profile.clone());
    let (mut meter_in, mut meter_out) = (Meter::default(), Meter::default());
    let mut input = vec![0; READ];
    let mut output = Vec::new();
    let link = Link::new();
    let tally = shared.smpp.tally();

    session.handle_input(link.now(), Wire::Connected);
    loop {
        while let Some(event) = session.poll_event() {
            desk.on_event(&mut session, link.now(), event).await;
        }
        let unwritten = output.len();
        while session.poll_output(&mut output).is_some() {}
        meter_out.feed(output.get(unwritten..).unwrap_or_default(), |id| tally.count_out(id));
        // Whatever else the session asked for: when it is over, the connection is closed behind the last octet.
        if session.state() == State::Closed {
            return output;
        }
        let reads = session.wants_input() && output.len() < shared.config.limits.unwritten;
        tokio::select! {
            read = reader.read(&mut input), if reads => {
                let octets = read.ok().and_then(|length| input.get(..length)).unwrap_or_default();
                if octets.is_empty() {
                    session.handle_input(link.now(), Wire::Closed);
                } else {
                    meter_in.feed(octets, |id| tally.count_in(id));
                    session.handle_input(link.now(), Wire::Octets(octets));
                }
            }
            written = writer.write(&output), if !output.is_empty() => match written {
                Ok(length) => drop(output.drain(..length)),
                Err(_) => session.handle_input(link.now(), Wire::Closed),
            },
            Some(decision) = decided.recv() => {
                desk.decided(&mut session, link.now(), decision).await;
                while let Ok(decision) = decided.try_recv() {
                    desk.decided(&mut session, link.now(), decision).await;
                }
            }
            Some(fetched) = items.recv() => desk.fetched(&mut session, link.now(), fetched).await,
            delivery = rung(&mut desk.delivery) => delivery.go_on(&mut session, link.now()).await,
            () = link.sleep_until(session.poll_timeout()) => session.handle_timeout(link.now()),
            () = stopped(&mut stop), if !matches!(session.state(), State::Unbinding(_)) => {
                if session.unbind(link.now()).is_err() {
                    session.abort();
                }
            }
        }
    }
}

/// Waits until there may be something to deliver, where anything is delivered at all.
async fn rung(delivery: &mut Option<Delivery>) -> &mut Delivery {
    match delivery {
        Some(delivery) => {
            delivery.rung().await;
            delivery
        }
        None => core::future::pending().await,
    }
}

/// The time of a link. It is real even where the gateway's clock is not: the client at the other end lives in it.
struct Link {
    zero: tokio::time::Instant,
}

impl Link {
    fn new() -> Self {
        Self { zero: tokio::time::Instant::now() }
    }

    fn now(&self) -> Instant {
        Instant::ZERO.after(self.zero.elapsed())
    }

    async fn sleep_until(&self, at: Option<Instant>) {
        let at = at.and_then(|at| self.zero.checked_add(Duration::from_micros(at.as_micros())));
        match at {
            Some(at) => tokio::time::sleep_until(at).await,
            None => core::future::pending().await,
        }
    }
}
