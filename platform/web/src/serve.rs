//! The accept loop: connections with limits on how slow they may be, dealt out
//! to one thread for each core.
//!
//! A connection stays on its thread, so a kept page is answered there without
//! waking another. What must be rendered goes to the threads of the program at
//! large, so that nothing slow stands before a kept page.

use std::future::Future;
use std::io;
use std::net::{IpAddr, TcpStream as StdStream};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder as RuntimeBuilder, Handle};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinError;
use tokio_util::task::AbortOnDropHandle;

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

/// Serves until `stop` changes, then lets running requests end. Fails where no thread is to be had.
pub async fn serve(
    listener: TcpListener,
    front: Front,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let lanes = (0..cores).map(|_| Lane::open(&front, limits)).collect::<io::Result<Vec<_>>>()?;
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut turns = lanes.iter().cycle();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        let arrived = accepted.and_then(|(stream, peer)| Ok((stream.into_std()?, peer.ip())));
        let (stream, peer) = match arrived {
            Ok(arrived) => arrived,
            Err(error) => {
                // Out of file handles, mostly: wait for some to come back.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        if let Some(lane) = turns.next() {
            lane.arrivals.send(Arrival { stream, peer, place }).ok();
        }
    }
    drop(listener);
    let threads: Vec<_> = lanes.into_iter().map(|lane| lane.thread).collect();
    tokio::task::spawn_blocking(|| threads.into_iter().for_each(|thread| drop(thread.join()))).await.ok();
    Ok(())
}

/// A connection on its way to a lane. Its place is free again once it is dropped.
struct Arrival {
    stream: StdStream,
    peer: IpAddr,
    place: OwnedSemaphorePermit,
}

/// A thread that serves the connections dealt to it, until nothing more can arrive.
struct Lane {
    arrivals: UnboundedSender<Arrival>,
    thread: JoinHandle<()>,
}

impl Lane {
    fn open(front: &Front, limits: Limits) -> io::Result<Lane> {
        let runtime = RuntimeBuilder::new_current_thread().enable_all().build()?;
        let (arrivals, arriving) = unbounded_channel();
        let (front, work) = (front.clone(), Handle::current());
        let life = async move {
            let open = serve_lane(arriving, &front, &work, limits).await;
            tokio::time::timeout(limits.drain, open.shutdown()).await.ok();
        };
        let thread =
            std::thread::Builder::new().name("connections".into()).spawn(move || runtime.block_on(life))?;
        Ok(Lane { arrivals, thread })
    }
}

/// Serves what arrives. Answers with the connections that are still open when nothing more can.
async fn serve_lane(
    mut arriving: UnboundedReceiver<Arrival>,
    front: &Front,
    work: &Handle,
    limits: Limits,
) -> GracefulShutdown {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(60))
        .max_concurrent_streams(100);
    let graceful = GracefulShutdown::new();
    while let Some(Arrival { stream, peer, place }) = arriving.recv().await {
        stream.set_nodelay(true).ok();
        let Ok(stream) = TcpStream::from_std(stream) else { continue };
        let answering = Answering { front: front.clone(), peer, work: work.clone() };
        let connection = builder.serve_connection(TokioIo::new(stream), answering).into_owned();
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that went away is no event worth a line.
            watched.await.ok();
            drop(place);
        });
    }
    graceful
}

/// Answers the requests of one connection.
struct Answering {
    front: Front,
    peer: IpAddr,
    /// Where pages are rendered.
    work: Handle,
}

impl Service<Request<Incoming>> for Answering {
    type Response = Response<FrontBody>;
    type Error = JoinError;
    type Future = Answer;

    /// A hit needs no body and no router; the rest goes the long way.
    fn call(&self, request: Request<Incoming>) -> Answer {
        if let Some(hit) = self.front.hit(&request) {
            return Answer::Kept(Some(hit));
        }
        let (front, peer) = (self.front.clone(), self.peer);
        let work = async move { front.answer(request.map(Body::new), peer).await };
        // Nobody waits for it once the client has gone.
        Answer::Rendered(AbortOnDropHandle::new(self.work.spawn(work)))
    }
}

/// An answer that is there, or is being made elsewhere.
enum Answer {
    Kept(Option<Response<FrontBody>>),
    Rendered(AbortOnDropHandle<Response<FrontBody>>),
}

impl Future for Answer {
    type Output = Result<Response<FrontBody>, JoinError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Answer::Kept(answer) => Poll::Ready(Ok(answer.take().expect("asked once"))),
            Answer::Rendered(answer) => Pin::new(answer).poll(context),
        }
    }
}
