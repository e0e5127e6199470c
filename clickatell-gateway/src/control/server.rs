//! Serves HTTP/1.1 to as many connections as may be.

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

use crate::shared::stopped;

/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(30);
/// Octets of the head of a request.
const HEAD_OCTETS: usize = 32 * 1024;
/// How long requests may take to finish when the gateway stops.
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
    let mut tasks = JoinSet::new();
    loop {
        let accept = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((listener.accept().await, place))
        };
        tokio::select! {
            accepted = accept => match accepted {
                Some((Ok((stream, peer)), place)) => {
                    let (router, stop) = (router.clone(), stop.clone());
                    tasks.spawn(serve(stream, peer, Arc::new(place), router, stop));
                }
                Some((Err(error), _)) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    tokio::time::sleep(EXHAUSTED).await;
                }
                None => break,
            },
            Some(_) = tasks.join_next() => {}
            () = stopped(&mut stop) => break,
        }
    }
    drop(listener);
    let all = async { while tasks.join_next().await.is_some() {} };
    let _cut_off = tokio::time::timeout(GRACE, all).await;
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(Arc::clone(&place));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_OCTETS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = core::pin::pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
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
