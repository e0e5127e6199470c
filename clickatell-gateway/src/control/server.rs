//! Serves HTTP/1.1 to as many connections as may be. Where there are as many, one more takes the place of the one that has
//! been idle for longest: what a client keeps open without a use must keep nobody else out.

use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::seats::{Answer, Seat, Seats};
use crate::shared::stopped;

/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(30);
/// Octets of the head of a request.
const HEAD_OCTETS: usize = 32 * 1024;
/// How long requests may take to finish when the gateway stops, and the end of an answer to go out when its connection is
/// to make room.
const GRACE: Duration = Duration::from_millis(500);
/// How long to wait when the system has no more sockets.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// A connection's place among as many as may be. Each of its requests carries it, so that it is not free before everything
/// that the connection began is done, whether or not the client is still there.
type Place = Arc<OwnedSemaphorePermit>;

/// Serves requests until it is told to stop; then lets those that run finish.
pub(crate) async fn listen(
    listener: TcpListener,
    router: Router,
    connections: usize,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(connections.clamp(1, Semaphore::MAX_PERMITS)));
    let seats = Arc::new(Seats::default());
    let mut tasks = JoinSet::new();
    // Who has come and has no place yet.
    let mut waits = None;
    loop {
        tokio::select! {
            accepted = listener.accept(), if waits.is_none() => match accepted {
                Ok(accepted) => waits = Some(accepted),
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    tokio::time::sleep(EXHAUSTED).await;
                }
            },
            place = place(&places, &seats), if waits.is_some() => match (place, waits.take()) {
                (Some(place), Some((stream, peer))) => {
                    let (router, stop, seat) = (router.clone(), stop.clone(), seats.sit());
                    tasks.spawn(serve(stream, peer, (Arc::new(place), seat), router, stop));
                }
                _ => break,
            },
            Some(_) = tasks.join_next() => {}
            () = stopped(&mut stop) => break,
        }
    }
    drop(listener);
    let all = async { while tasks.join_next().await.is_some() {} };
    let _cut_off = tokio::time::timeout(GRACE, all).await;
}

/// A place: a free one, or that of a connection without a use.
async fn place(places: &Arc<Semaphore>, seats: &Seats) -> Option<OwnedSemaphorePermit> {
    loop {
        if let Ok(place) = Arc::clone(places).try_acquire_owned() {
            return Some(place);
        }
        let is_asked = seats.make_room();
        tokio::select! {
            place = Arc::clone(places).acquire_owned() => return place.ok(),
            // Whoever was asked leaves by then, unless a request came in between.
            () = tokio::time::sleep(GRACE.saturating_mul(2)), if is_asked => {}
            () = seats.one_rests(), if !is_asked => {}
        }
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    (place, seat): (Place, Arc<Seat>),
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let sits = Arc::clone(&seat);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(Arc::clone(&place));
        let (turn, answer) = (sits.begin(), router.call(request));
        async move { answer.await.map(|answer| answer.map(|body| Answer::new(body, turn))) }
    });
    let connection = http1::Builder::new()
        .half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_OCTETS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = core::pin::pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => Some(served),
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            Some(connection.await)
        }
        () = seat.asked_to_leave() => {
            connection.as_mut().graceful_shutdown();
            if seat.is_busy() {
                Some(connection.await)
            } else if seat.is_fresh() {
                None
            } else {
                tokio::time::timeout(GRACE, connection).await.ok()
            }
        }
    };
    if let Some(Err(error)) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::Gateway;

    #[tokio::test]
    async fn a_place_is_taken_until_everything_is_done_that_its_connection_began() {
        let one = |config: &mut crate::config::Config| config.limits.http_connections = 1;
        let gateway = Gateway::builder().configure(one).start().await.unwrap();
        // What is refused is noted by the store, which is busy.
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let busy = move |_: &rusqlite::Connection| {
            let _gone = wait.recv();
            Ok(())
        };
        gateway.shared.store.submit(busy, |_| {}).await;
        let mut first = TcpStream::connect(gateway.http_addr()).await.unwrap();
        let body = "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><ping><session_id>x</session_id></ping></Body></Envelope>";
        let head =
            format!("POST /soap/webservice HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
        first.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        while gateway.shared.soap.inward().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // It is reset, not only closed.
        first.set_zero_linger().unwrap();
        drop(first);

        let mut second = TcpStream::connect(gateway.http_addr()).await.unwrap();
        second.write_all(b"GET /soap/webservice?wsdl HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut octet = [0];
        let early = tokio::time::timeout(Duration::from_millis(500), second.read(&mut octet)).await;
        assert!(early.is_err(), "served beside what is not done: {early:?}");
        go.send(()).unwrap();
        second.read_exact(&mut octet).await.unwrap();
    }
}
