//! One connection: the session that runs on it, what decides for that, and what delivers over it.

use core::net::SocketAddr;
use core::pin::pin;
use core::sync::atomic::Ordering;
use std::sync::Arc;

use clickatell_smpp::net::{self, FromEsme};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::counted::Counted;
use super::desk::Desk;
use super::listener::LINGER;
use crate::shared::{Shared, stopped};

/// Serves a client until the session is over; false when it has not read in time what it was told last.
pub(super) async fn serve(
    stream: &mut TcpStream,
    peer: SocketAddr,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) -> bool {
    shared.smpp.connections.fetch_add(1, Ordering::Relaxed);
    let stream = Counted::new(stream, shared.smpp.tally());
    let (server, mut esme, driver) = net::serve(stream, shared.smpp.profile.clone());
    server.limit_unwritten(shared.config.limits.unwritten);
    let (delivers, mut deliveries) = mpsc::channel(1);
    let mut desk = Desk::new(Arc::clone(&shared), peer, server.clone(), delivers);

    // Owns the desk: when the session is over, so is the desk, and with it the delivering.
    let decides = async move {
        let (mut is_over, mut stops) = (false, false);
        while !is_over {
            tokio::select! {
                happened = esme.recv() => match happened {
                    Some(happened) => {
                        is_over = matches!(happened, FromEsme::Ended(_));
                        desk.on(happened).await;
                    }
                    None => is_over = true,
                },
                () = stopped(&mut stop), if !stops => {
                    stops = true;
                    desk.leave();
                }
            }
        }
    };
    let delivers = async {
        if let Some(delivery) = deliveries.recv().await {
            delivery.run(&server, deliveries.recv()).await;
        }
    };
    let mut works = pin!(async { tokio::join!(decides, delivers) });
    let mut driver = pin!(driver);
    // Who decides has the first turn: what a client is told has been noted.
    let is_written = tokio::select! {
        biased;
        _ = &mut works => false,
        () = &mut driver => true,
    };
    if is_written {
        works.await;
    }
    shared.smpp.connections.fetch_sub(1, Ordering::Relaxed);
    is_written || timeout(LINGER, driver).await.is_ok()
}
