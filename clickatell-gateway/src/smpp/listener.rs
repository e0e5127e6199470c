//! Accepts connections, as many as may be.

use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::connection;
use crate::shared::{Shared, stopped};

/// How long sessions may take to unbind when the gateway stops.
const GRACE: Duration = Duration::from_millis(800);
/// How long a client may take to read the last PDU, and to close.
pub(super) const LINGER: Duration = Duration::from_secs(2);
/// How long to wait when the system has no more sockets.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// Serves clients until it is told to stop; then lets the sessions unbind.
pub(crate) async fn listen(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => admit(&mut connections, stream, peer, &shared, &stop),
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    tokio::time::sleep(EXHAUSTED).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = stopped(&mut stop) => break,
        }
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!("some clients did not unbind in time");
    }
}

fn admit(
    connections: &mut JoinSet<()>,
    mut stream: TcpStream,
    peer: SocketAddr,
    shared: &Arc<Shared>,
    stop: &watch::Receiver<bool>,
) {
    let peers = &shared.config.smpp.peers;
    if !peers.is_empty() && !peers.contains(&peer.ip().to_canonical()) {
        tracing::info!(%peer, "not one of smpp.peers: closed");
        return;
    }
    if connections.len() >= shared.config.limits.smpp_connections {
        tracing::warn!(%peer, "as many connections as limits.smpp_connections allows: closed");
        return;
    }
    let (shared, stop) = (Arc::clone(shared), stop.clone());
    connections.spawn(async move {
        // A response must not wait for the acknowledgement of the one before it.
        let _slower_without = stream.set_nodelay(true);
        if connection::serve(&mut stream, peer, shared, stop).await {
            let _gone_already = tokio::time::timeout(LINGER, farewell(&mut stream)).await;
        }
    });
}

/// Waits for the client to close: a socket that is closed with octets unread takes back what the client has not read yet.
async fn farewell(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}
