//! The accept loop: connections with limits on how slow they may be.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::Front;
use crate::front::FrontBody;

/// How slow and how many clients may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A request's head must arrive within this.
    pub head: Duration,
    /// Open connections in all.
    pub connections: usize,
    /// How long running requests are waited for at the end.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { head: Duration::from_secs(10), connections: 4096, drain: Duration::from_secs(30) }
    }
}

/// Serves until `stop` changes, then lets running requests end.
pub async fn serve(listener: TcpListener, front: Front, limits: Limits, mut stop: watch::Receiver<bool>) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(60))
        .max_concurrent_streams(100);
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, mostly: wait for some to come back.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        stream.set_nodelay(true).ok();
        let front = front.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let front = front.clone();
            async move { Ok::<_, Infallible>(respond(&front, request, peer.ip()).await) }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that went away is no event worth a line.
            watched.await.ok();
            drop(place);
        });
    }
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(limits.drain) => {}
    }
}

/// A hit needs no body and no router; the rest goes the long way.
async fn respond(front: &Front, request: Request<Incoming>, peer: IpAddr) -> Response<FrontBody> {
    match front.hit(&request) {
        Some(hit) => hit,
        None => front.answer(request.map(Body::new), peer).await,
    }
}
