//! The one loop: moves octets between connections and a machine, and keeps its one timer.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::mem;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, ready};
use core::time::Duration;
use std::io;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::shared::{Driven, Port, Shared, State};
use crate::link::{ConnId, LinkOutput};
use crate::session::Wire;

/// Octets read at once.
const READ: usize = 16 * 1024;

/// Drives a machine until nothing can happen any more: it waits for no moment, and there is no connection. `conns`: those
/// that are there from the beginning.
pub(super) async fn drive<P, S, F>(
    driven: Driven<P>,
    mut connect: impl FnMut() -> F + Send,
    mut conns: Vec<Conn<S, F>>,
) where
    P: Port,
    S: AsyncRead + AsyncWrite + Unpin,
    F: Future<Output = io::Result<S>>,
{
    let shared = &driven.shared;
    let (mut input, mut octets) = (vec![0; READ], Vec::new());
    let mut timer = pin!(tokio::time::sleep(Duration::ZERO));
    loop {
        let mut told = driven.tell();
        perform(shared, &mut conns, &mut octets, &mut connect);
        let due = shared.lock().machine.poll_timeout();
        let is_full = driven.is_full();
        if due.is_none() && conns.is_empty() && !is_full {
            return;
        }
        let due = due.and_then(|at| shared.moment(at));
        if let Some(due) = due {
            timer.as_mut().reset(due);
        }
        // Each has its turn to be asked first.
        let turn = 1.min(conns.len());
        conns.rotate_left(turn);
        let (mut rung, mut room) = (pin!(shared.bell.notified()), pin!(driven.to_owner.reserve()));
        poll_fn(|cx| {
            // Whoever was told has a turn before anything is written: what it does at once is done before the peer can
            // go on, and what it answers at once goes out with the rest.
            if mem::take(&mut told) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            if due.is_some() && timer.as_mut().poll(cx).is_ready() {
                shared.at(|state, now| state.machine.handle_timeout(now));
                return Poll::Ready(());
            }
            if conns.iter_mut().any(|conn| conn.poll(cx, shared, &mut input).is_ready())
                || (is_full && room.as_mut().poll(cx).is_ready())
            {
                return Poll::Ready(());
            }
            rung.as_mut().poll(cx)
        })
        .await;
    }
}

/// Does what the machine wants done, and forgets connections on which nothing is left to do.
fn perform<P: Port, S, F>(
    shared: &Shared<P>,
    conns: &mut Vec<Conn<S, F>>,
    octets: &mut Vec<u8>,
    mut connect: impl FnMut() -> F,
) {
    loop {
        // Not locked while `connect` is called, which may ask whether a session is up.
        let output = shared.lock().machine.output(octets);
        match output {
            Some(LinkOutput::Connect(id)) => {
                // A peer that does not let go is waited for until the second connection after it, and no longer.
                conns.retain_mut(|conn| !mem::replace(&mut conn.is_late, conn.closes));
                conns.push(Conn::new(id, Io::Opening(Box::pin(connect()))));
            }
            Some(LinkOutput::Octets(id) | LinkOutput::Close(id)) => {
                if let Some(conn) = conns.iter_mut().find(|conn| conn.id == id) {
                    conn.out.extend(octets.iter());
                    conn.closes |= matches!(output, Some(LinkOutput::Close(_)));
                }
                octets.clear();
            }
            None => break,
        }
    }
    conns.retain(|conn| !(conn.is_over || conn.closes && matches!(conn.io, Io::Opening(_))));
}

/// A connection, as long as anything is to be done on it.
pub(super) struct Conn<S, F> {
    id: ConnId,
    io: Io<S, F>,
    /// Octets not yet written.
    out: VecDeque<u8>,
    /// It is closed once everything is written.
    closes: bool,
    /// The peer has closed its half.
    is_ended: bool,
    /// It was to be closed before another connection was opened.
    is_late: bool,
    is_over: bool,
}

pub(super) enum Io<S, F> {
    Opening(Pin<Box<F>>),
    Open(S),
}

impl<S, F> Conn<S, F> {
    pub(super) const fn new(id: ConnId, io: Io<S, F>) -> Self {
        let out = VecDeque::new();
        Self { id, io, out, closes: false, is_ended: false, is_late: false, is_over: false }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin, F: Future<Output = io::Result<S>>> Conn<S, F> {
    /// Goes on until there is something that the machine is to be told, and tells it.
    fn poll<P: Port>(&mut self, cx: &mut Context<'_>, shared: &Shared<P>, input: &mut [u8]) -> Poll<()> {
        let happened = match &mut self.io {
            Io::Opening(opening) => ready!(opening.as_mut().poll(cx)).map(|stream| {
                self.io = Io::Open(stream);
                Wire::Connected
            }),
            Io::Open(_) => ready!(self.exchange(cx, shared, input)).map(|length| match input.get(..length) {
                Some(octets @ [_, ..]) => Wire::Octets(octets),
                _ => Wire::Closed,
            }),
        };
        self.is_over |= happened.is_err();
        let wire = happened.unwrap_or(Wire::Closed);
        if let Wire::Closed = wire {
            // A peer that has closed its half may still read what is under way to it.
            (self.is_ended, self.closes) = (true, true);
        }
        shared.at(|state, now| state.machine.feed(now, self.id, wire));
        Poll::Ready(())
    }

    /// Writes what there is, closes behind the last of it, and reads: how many octets, none at the end. What a peer
    /// still says when we close is read all the same: a socket that is closed with octets unread takes back what was
    /// written to it.
    fn exchange<P: Port>(
        &mut self,
        cx: &mut Context<'_>,
        shared: &Shared<P>,
        input: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let Io::Open(stream) = &mut self.io else { return Poll::Pending };
        let mut stream = Pin::new(stream);
        while !self.out.is_empty()
            && let Poll::Ready(count) = stream.as_mut().poll_write(cx, self.out.as_slices().0)?
        {
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.out.drain(..count.min(self.out.len()));
        }
        // A stream that gathers what is written sends it on when it is told to.
        let is_flushed = stream.as_mut().poll_flush(cx)?.is_ready() && self.out.is_empty();
        let is_closed = self.closes && is_flushed && stream.as_mut().poll_shutdown(cx)?.is_ready();
        let wanted = |state: &State<P>| self.out.len() < state.unwritten && state.machine.reads(self.id);
        if !self.is_ended && (self.closes || wanted(&shared.lock())) {
            let mut buf = ReadBuf::new(input);
            if stream.poll_read(cx, &mut buf)?.is_ready() {
                return Poll::Ready(Ok(buf.filled().len()));
            }
        }
        self.is_over |= is_closed;
        if is_closed { Poll::Ready(Ok(0)) } else { Poll::Pending }
    }
}
