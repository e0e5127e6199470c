//! A connection's stream, each PDU of which is counted before anybody can know of it.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::tally::{Meter, Tally};

/// Counts what goes through it. What is read is counted before the session sees it, and what is written before the
/// client can: whoever has had a response, and asks how many there were, is told of that one too.
pub(super) struct Counted<'a, S> {
    stream: S,
    tally: &'a Tally,
    inward: Meter,
    outward: Meter,
    /// Octets that were counted when they were offered, and that the stream did not take then: they are offered again.
    offered: usize,
}

impl<'a, S> Counted<'a, S> {
    pub(super) fn new(stream: S, tally: &'a Tally) -> Self {
        Self { stream, tally, inward: Meter::default(), outward: Meter::default(), offered: 0 }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<'_, S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buffer))?;
        let read = buffer.filled().get(before..).unwrap_or_default();
        this.inward.feed(read, |id| this.tally.count_in(id));
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<'_, S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let new = octets.get(this.offered..).unwrap_or_default();
        this.outward.feed(new, |id| this.tally.count_out(id));
        this.offered = this.offered.max(octets.len());
        let count = ready!(Pin::new(&mut this.stream).poll_write(cx, octets))?;
        this.offered = this.offered.saturating_sub(count);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use clickatell_smpp::SequenceNumber;
    use clickatell_smpp::pdu::{EnquireLink, PduBody as _, Unbind};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn what_is_written_is_counted_once_and_before_any_of_it_can_be_read() {
        let mut octets = Vec::new();
        EnquireLink::new().encode(SequenceNumber::FIRST, &mut octets);
        EnquireLink::new().encode(SequenceNumber::FIRST, &mut octets);
        Unbind::new().encode(SequenceNumber::FIRST, &mut octets);
        // The stream takes so many at once: the rest is offered again.
        for width in [1, 7, 16, 100] {
            let tally = Tally::new();
            let (near, mut far) = tokio::io::duplex(width);
            let mut near = Counted::new(near, &tally);
            let read = async {
                for _ in 0..octets.len() {
                    far.read_u8().await.unwrap();
                    assert_eq!(
                        tally.outward(),
                        BTreeMap::from([("enquire_link", 2), ("unbind", 1)]),
                        "{width}"
                    );
                }
            };
            let (written, ()) = tokio::join!(near.write_all(&octets), read);
            written.unwrap();
            assert!(tally.inward().is_empty());
        }
    }
}
