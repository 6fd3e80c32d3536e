//! `gongkai serve`: the web site.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::time::Duration;

use clap::Args;
use events::{Progress, follow};
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::{Clock, Limits, Site, serve};

use super::{Complaint, open};
use crate::house::{House, lock};
use crate::metrics::{self, Watched};
use crate::rebuilds;
use crate::routes;
use crate::settings::Settings;
use crate::subscriptions::Pages;
use crate::{rereading, timetable};

/// Where to listen.
#[derive(Debug, Args)]
pub struct Serve {
    /// 监听的地址，如 127.0.0.1:8080 或 [::]:80
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
}

/// Serves until told to stop.
pub async fn run(args: Serve, settings: Settings) -> Result<u8, Complaint> {
    start_logging();
    let listener = bind(&args.listen)?;
    let house = open(settings).await?;
    let address = listener.local_addr().map_err(Complaint::refused)?;
    println!("http://{address}/");
    serve_house(house, listener, Clock::system()).await?;
    Ok(0)
}

/// Log lines go to stderr; `RUST_LOG` chooses which.
pub(super) fn start_logging() {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,gongkai=info".into());
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).init();
}

/// Binds before anything else, so that a port already taken is said at once.
pub(super) fn bind(listen: &str) -> Result<StdListener, Complaint> {
    let address: SocketAddr = listen.parse().map_err(|_| {
        Complaint::usage(format!("“{listen}”不是监听地址，应写成 127.0.0.1:8080 或 [::]:80 这样"))
    })?;
    StdListener::bind(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Complaint::refused(format!(
            "{address} 已经被别的程序占用。请换一个端口，例如 --listen 127.0.0.1:8081"
        )),
        std::io::ErrorKind::PermissionDenied => {
            Complaint::refused(format!("没有权限监听 {address}。1024 以下的端口要由 root 或 systemd 打开"))
        }
        _ => Complaint::refused(format!("监听不了 {address}：{error}")),
    })
}

/// Serves an opened installation; also what `demo` ends in.
pub(super) async fn serve_house(house: House, listener: StdListener, clock: Clock) -> Result<(), Complaint> {
    let _held = lock(&house.settings.data)?;
    ignore_file_size_signal();
    let metrics_listener = house.settings.metrics_listen.as_deref().map(bind).transpose()?;
    let mut house = house;
    if house.settings.public_url.is_empty() {
        let address = listener.local_addr().map_err(Complaint::refused)?;
        house.settings.public_url = format!("http://{address}");
    }
    listener.set_nonblocking(true).map_err(Complaint::refused)?;
    let listener = TcpListener::from_std(listener).map_err(Complaint::refused)?;
    let site = house.site(clock);
    let (stop, stopping) = watch::channel(false);
    let last = house.store.last_event().await.map_err(Complaint::refused)?;
    let index = search::Index::open(&house.settings.data.join("index")).map_err(Complaint::refused)?;
    let progress = start_followers(&house, &site, &index, last, &stopping);
    if let Some(listener) = metrics_listener {
        let watched = Watched { site: site.clone(), search: progress.clone() };
        tokio::spawn(metrics::serve(listener, watched, stopping.clone()));
    }
    tokio::spawn(rebuilds::follow(house.clone(), site.clone(), index.clone(), stopping.clone()));
    let (front, _) = routes::front(&house, &site, index, progress, last);
    tokio::spawn(importing::work::run(timetable::importer(&house, site.clock()), stopping.clone()));
    tokio::spawn(rereading::run(house.clone(), site.clock().clone(), stopping.clone()));
    tokio::spawn(timetable::run(house.clone(), site.clone(), stopping.clone()));
    tokio::spawn(async move {
        wait_for_signal().await;
        stop.send(true).ok();
    });
    let served = serve(listener, front, Limits::default(), stopping).await;
    house.store.close().await;
    served.map_err(Complaint::refused)?;
    Ok(())
}

/// The followers of this node. Answers with how far the slowest has come.
fn start_followers(
    house: &House,
    site: &Site,
    index: &search::Index,
    last: i64,
    stopping: &watch::Receiver<bool>,
) -> Progress {
    let pages = Pages::new(site.cache().clone(), last);
    tokio::spawn(follow(house.store.clone(), Box::new(pages), Progress::default(), stopping.clone()));
    // The index has the longest way: it begins where it stood, the pages empty.
    let progress = Progress::default();
    let indexer = search::Indexer::new(index.clone(), house.store.clone(), house.files.clone());
    tokio::spawn(follow(house.store.clone(), Box::new(indexer), progress.clone(), stopping.clone()));
    progress
}

/// A limit on the size of files ends a process by itself. With the signal
/// heard, writing fails instead, and whoever wrote is told that the disk is full.
fn ignore_file_size_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    const SIGXFSZ: i32 = 25;
    if let Err(error) = signal(SignalKind::from_raw(SIGXFSZ)) {
        tracing::warn!(%error, "a limit on the size of files would end this process");
    }
}

async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        tokio::time::sleep(Duration::MAX).await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
