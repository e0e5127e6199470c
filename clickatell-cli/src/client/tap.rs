//! A connection that is watched.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use clickatell_smpp::{Frame, Framer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Which way a PDU went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From this end.
    Out,
    /// To this end.
    In,
}

/// Whoever watches a connection.
pub(crate) trait Watch: Send {
    /// These octets went this way.
    fn saw(&mut self, way: Way, octets: &[u8]);

    /// Writes some of these octets, and sees how many. One who watches several connections lets nothing be seen on the
    /// others in between: the peer may answer on another one before the write returns.
    fn write(
        &mut self,
        octets: &[u8],
        write: impl FnOnce() -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let count = ready!(write())?;
        self.saw(Way::Out, octets.get(..count).unwrap_or_default());
        Poll::Ready(Ok(count))
    }
}

/// Nobody.
impl Watch for () {
    fn saw(&mut self, _: Way, _: &[u8]) {}
}

/// Watches PDUs.
pub(crate) struct Pdus<F> {
    show: F,
    read: Framer,
    written: Framer,
}

impl<F: FnMut(Way, Frame<'_>) + Send> Pdus<F> {
    /// Shows each that crosses a connection.
    pub(crate) const fn new(max_pdu_length: u32, show: F) -> Self {
        Self { show, read: Framer::new(max_pdu_length), written: Framer::new(max_pdu_length) }
    }
}

impl<F: FnMut(Way, Frame<'_>) + Send> Watch for Pdus<F> {
    fn saw(&mut self, way: Way, mut octets: &[u8]) {
        let framer = if way == Way::Out { &mut self.written } else { &mut self.read };
        while let Ok(Some(frame)) = framer.next(&mut octets) {
            (self.show)(way, frame);
        }
    }
}

/// A stream that is watched.
#[derive(Debug)]
pub(crate) struct Tapped<S, W> {
    stream: S,
    watch: W,
}

impl<S, W> Tapped<S, W> {
    /// This stream, watched.
    pub(crate) const fn new(stream: S, watch: W) -> Self {
        Self { stream, watch }
    }
}

impl<S: AsyncRead + Unpin, W: Watch + Unpin> AsyncRead for Tapped<S, W> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        this.watch.saw(Way::In, buf.filled().get(before..).unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin, W: Watch + Unpin> AsyncWrite for Tapped<S, W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        let Self { stream, watch } = self.get_mut();
        watch.write(octets, || Pin::new(stream).poll_write(cx, octets))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
