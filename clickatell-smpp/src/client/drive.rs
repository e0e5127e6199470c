//! Moves octets between connections and a machine, and keeps its one timer.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use core::time::Duration;
use std::io;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc;

use super::port::{Port, Shared, State, Taken};
use crate::link::{ConnId, LinkOutput};
use crate::session::Wire;

/// Octets read at once.
const READ: usize = 16 * 1024;
/// A peer that does not read is not read from while so many octets wait for it.
const UNWRITTEN: usize = 64 * 1024;

/// Drives a machine until it is over and written out. `opened`: a connection that is there from the beginning.
pub(super) async fn run<P, S, C, F>(
    shared: Arc<Shared<P>>,
    to_owner: mpsc::Sender<P::Out>,
    mut connect: C,
    opened: Option<(ConnId, S)>,
) where
    P: Port,
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    C: FnMut() -> F + Send,
    F: Future<Output = io::Result<S>> + Send + 'static,
{
    let mut conns: Vec<Conn<S>> =
        opened.into_iter().map(|(id, stream)| Conn::new(id, Io::Open(stream))).collect();
    let mut input = vec![0; READ];
    let mut over = false;
    let mut timer = pin!(tokio::time::sleep(Duration::ZERO));
    loop {
        let due = {
            let mut state = shared.lock();
            over |= tell(&mut state, &shared, &to_owner);
            write(&mut state.machine, &mut conns, || Io::Opening(Box::pin(connect())));
            for conn in &mut conns {
                conn.reads = state.machine.reads(conn.id) && conn.out.len() < UNWRITTEN;
            }
            state.machine.poll_timeout().and_then(|at| shared.moment(at))
        };
        conns.retain(|conn| !matches!(conn.io, Io::Gone));
        if over && conns.is_empty() {
            return;
        }
        if let Some(due) = due {
            timer.as_mut().reset(due);
        }
        // Each has its turn to be asked first.
        let turn = 1.min(conns.len());
        conns.rotate_left(turn);
        let mut rung = pin!(shared.bell.notified());
        let happened = poll_fn(|cx| {
            let is_due = due.is_some() && timer.as_mut().poll(cx).is_ready();
            if is_due || rung.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            let mut each = conns.iter_mut();
            match each.find_map(|conn| Some((conn.id, conn.poll(cx, &mut input)?))) {
                Some(happened) => Poll::Ready(Some(happened)),
                None => Poll::Pending,
            }
        })
        .await;
        let now = shared.now();
        let machine = &mut shared.lock().machine;
        match happened {
            Some((id, What::Opened)) => machine.feed(now, id, Wire::Connected),
            Some((id, What::Read(length))) => {
                machine.feed(now, id, Wire::Octets(input.get(..length).unwrap_or_default()));
            }
            Some((id, What::Gone)) => machine.feed(now, id, Wire::Closed),
            Some((_, What::Written)) => {}
            None => machine.handle_timeout(now),
        }
    }
}

/// Tells of what happened; whether the machine is over.
fn tell<P: Port>(state: &mut State<P>, shared: &Arc<Shared<P>>, to_owner: &mpsc::Sender<P::Out>) -> bool {
    let mut over = false;
    while let Some(taken) = state.machine.next(shared) {
        let out = match taken {
            Taken::Ended(id, outcome) => {
                // Whoever has given up waiting does not want to know.
                let _unheard = state.waiting.remove(&id).map(|waiter| waiter.send(outcome));
                None
            }
            Taken::Out(out) => Some(out),
            Taken::Over(out) => {
                over = true;
                out
            }
        };
        // An owner that does not read is not waited for: what it owes lapses.
        let _unread = out.map(|out| to_owner.try_send(out));
    }
    over
}

/// Takes what the machine wants done.
fn write<P: Port, S>(machine: &mut P, conns: &mut Vec<Conn<S>>, mut open: impl FnMut() -> Io<S>) {
    let mut octets = Vec::new();
    while let Some(output) = machine.output(&mut octets) {
        let (LinkOutput::Connect(id) | LinkOutput::Octets(id) | LinkOutput::Close(id)) = output;
        if matches!(output, LinkOutput::Connect(_)) {
            conns.push(Conn::new(id, open()));
        } else if let Some(conn) = conns.iter_mut().find(|conn| conn.id == id) {
            conn.out.append(&mut octets);
            conn.closes |= matches!(output, LinkOutput::Close(_));
        }
        octets.clear();
    }
}

struct Conn<S> {
    id: ConnId,
    io: Io<S>,
    /// Octets not yet written.
    out: Vec<u8>,
    reads: bool,
    /// It is closed once everything is written.
    closes: bool,
}

enum Io<S> {
    Opening(Pin<Box<dyn Future<Output = io::Result<S>> + Send>>),
    Open(S),
    Gone,
}

/// What happened on a connection.
enum What {
    Opened,
    Read(usize),
    Written,
    Gone,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Conn<S> {
    /// What happened, if anything did.
    fn poll(&mut self, cx: &mut Context<'_>, input: &mut [u8]) -> Option<What> {
        let what = match &mut self.io {
            Io::Opening(_) if self.closes => What::Gone,
            Io::Opening(opening) => match opening.as_mut().poll(cx) {
                Poll::Ready(Ok(stream)) => {
                    self.io = Io::Open(stream);
                    What::Opened
                }
                Poll::Ready(Err(_)) => What::Gone,
                Poll::Pending => return None,
            },
            Io::Open(stream) => {
                let wants = self.reads || self.closes;
                exchange(Pin::new(stream), cx, &mut self.out, self.closes, wants.then_some(input))
                    .unwrap_or(Some(What::Gone))?
            }
            Io::Gone => return None,
        };
        if matches!(what, What::Gone) {
            self.io = Io::Gone;
        }
        Some(what)
    }
}

impl<S> Conn<S> {
    const fn new(id: ConnId, io: Io<S>) -> Self {
        Self { id, io, out: Vec::new(), reads: false, closes: false }
    }
}

/// Writes what there is, closes if that was the last, and reads if that is wanted. What a peer still says when we close
/// is read all the same: a socket that is closed with octets unread takes back what was written to it.
fn exchange<S: AsyncRead + AsyncWrite>(
    mut stream: Pin<&mut S>,
    cx: &mut Context<'_>,
    out: &mut Vec<u8>,
    closes: bool,
    input: Option<&mut [u8]>,
) -> io::Result<Option<What>> {
    let mut written = 0_usize;
    while let Some(rest) = out.get(written..).filter(|rest| !rest.is_empty())
        && let Poll::Ready(count) = stream.as_mut().poll_write(cx, rest)?
    {
        if count == 0 {
            return Ok(Some(What::Gone));
        }
        written = written.saturating_add(count);
    }
    let written = written.min(out.len());
    let left = out.len().saturating_sub(written);
    out.rotate_left(written);
    out.truncate(left);
    // A stream that gathers what is written sends it on when it is told to.
    let flushed = stream.as_mut().poll_flush(cx)?.is_ready();
    if let Some(input) = input {
        let mut buf = ReadBuf::new(input);
        if stream.as_mut().poll_read(cx, &mut buf)?.is_ready() {
            let length = buf.filled().len();
            return Ok(Some(if length == 0 { What::Gone } else { What::Read(length) }));
        }
    }
    if closes && left == 0 && flushed && stream.poll_shutdown(cx)?.is_ready() {
        return Ok(Some(What::Gone));
    }
    Ok((written > 0).then_some(What::Written))
}
