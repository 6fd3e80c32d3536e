//! `/metrics` for Prometheus, on a listener of its own: figures about the
//! machine's work, never about people.

use std::fmt::Write;
use std::net::TcpListener as StdListener;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use events::Progress;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::Site;

/// What is told of.
#[derive(Clone)]
pub struct Watched {
    /// The site, with its counts.
    pub site: Site,
    /// How far the search index has come.
    pub search: Progress,
}

/// Answers until `stop` changes.
pub async fn serve(listener: StdListener, watched: Watched, mut stop: watch::Receiver<bool>) {
    let Ok(listener) = listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener)) else {
        tracing::error!("the listener of /metrics cannot be used");
        return;
    };
    let watched = Arc::new(watched);
    let answer = move || {
        let watched = Arc::clone(&watched);
        async move { ([("content-type", "text/plain; version=0.0.4; charset=utf-8")], text(&watched).await) }
    };
    let router = Router::new().route("/metrics", get(answer));
    let stopped = async move {
        stop.changed().await.ok();
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
        tracing::error!(%error, "/metrics is not answered any more");
    }
}

/// The exposition, in Prometheus's text format.
async fn text(watched: &Watched) -> String {
    let counts = watched.site.counts();
    let mut out = Text::default();
    out.family("gongkai_build_info", "gauge", "The running version.");
    out.value(&format!("gongkai_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1);
    out.family("gongkai_requests_total", "counter", "Requests by how they were answered.");
    for (answer, number) in counts.answers() {
        out.value(&format!("gongkai_requests_total{{answer=\"{answer}\"}}"), number);
    }
    out.family("gongkai_page_cache_hits_total", "counter", "Public pages answered from memory.");
    out.value("gongkai_page_cache_hits_total", counts.hits.total());
    out.family(
        "gongkai_page_cache_misses_total",
        "counter",
        "Public pages that were rendered and then kept.",
    );
    out.value("gongkai_page_cache_misses_total", counts.misses.total());
    if let Some(bytes) = resident_bytes() {
        out.family("process_resident_memory_bytes", "gauge", "Memory of the process.");
        out.value("process_resident_memory_bytes", bytes);
    }
    records(watched, &mut out).await;
    out.0
}

/// What the database tells; while it cannot be reached, only that.
async fn records(watched: &Watched, out: &mut Text) {
    let store = watched.site.store();
    let (last, shared) = (store.last_event().await, events::cursors(store).await);
    out.family("gongkai_database_up", "gauge", "Whether the database answers.");
    let (Ok(last), Ok(shared)) = (last, shared) else {
        out.value("gongkai_database_up", 0);
        return;
    };
    out.value("gongkai_database_up", 1);
    out.family("gongkai_events_total", "counter", "The number of the last event.");
    out.value("gongkai_events_total", last.unsigned_abs());
    out.family("gongkai_follower_lag_events", "gauge", "Events that a follower has not taken in yet.");
    let all = shared.into_iter().chain([("search".to_owned(), watched.search.number())]);
    for (name, cursor) in all {
        let lag = (last - cursor).max(0).unsigned_abs();
        out.value(&format!("gongkai_follower_lag_events{{follower=\"{name}\"}}"), lag);
    }
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}").ok();
    }

    fn value(&mut self, name: &str, value: u64) {
        writeln!(self.0, "{name} {value}").ok();
    }
}

/// Linux tells it in kilobytes; elsewhere nothing is said.
fn resident_bytes() -> Option<u64> {
    let about = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = about.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
