//! The built program as a process: started, waited for, killed, restarted.

use std::env;
use std::fmt;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::engines::Database;

/// Filling the demo takes up to a minute, on a busy machine several.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running `gongkai`, killed when dropped.
pub struct Server {
    child: Child,
    url: String,
    printed: Printed,
}

/// Why a server did not become ready, with all that it printed.
#[derive(Debug)]
pub struct NotReady {
    /// What happened.
    pub why: String,
    /// Its output and its messages, line by line.
    pub printed: String,
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; it printed:\n{}", self.why, self.printed)
    }
}

impl Server {
    /// Starts `gongkai COMMAND ARGS… --listen ADDRESS` on the database, on a free
    /// port, and waits until `/readyz` says that the followers have caught up.
    ///
    /// # Errors
    /// [`NotReady`] where the program ends before, or is not ready in time.
    pub async fn start(database: &Database, args: &[&str]) -> Result<Server, NotReady> {
        Server::start_with(database, args, &[]).await
    }

    /// The same, with these variables set.
    pub async fn start_with(
        database: &Database,
        args: &[&str],
        variables: &[(&str, &str)],
    ) -> Result<Server, NotReady> {
        let listen = format!("127.0.0.1:{}", free_port());
        let mut child = command(database, args)
            .envs(variables.iter().copied())
            .args(["--listen", &listen])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let printed = Printed::default();
        printed.follow(child.stdout.take());
        printed.follow(child.stderr.take());
        let mut server = Server { child, url: format!("http://{listen}"), printed };
        server.wait_until_ready().await?;
        Ok(server)
    }

    /// The address of a page, given its path.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The number of its process.
    pub fn pid(&self) -> Pid {
        let id = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        id.expect("the server still runs")
    }

    /// All that it has printed so far, to stdout and stderr.
    pub fn printed(&self) -> String {
        self.printed.text()
    }

    /// `kill -9`: no goodbye, nothing flushed.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("a running server can be killed");
    }

    /// Asks it to end (SIGTERM) and waits; the code it ended with.
    pub async fn stop(mut self) -> Option<i32> {
        kill_process(self.pid(), Signal::TERM).expect("a running server can be told");
        self.child.wait().await.expect("its end can be awaited").code()
    }

    async fn wait_until_ready(&mut self) -> Result<(), NotReady> {
        let client = client();
        let readyz = self.address("/readyz");
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("a child can be looked at") {
                // Its last lines may still be on the way.
                sleep(Duration::from_millis(100)).await;
                return Err(self.not_ready(format!("the server ended with {status}")));
            }
            if client.get(&readyz).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(50)).await;
        }
        Err(self.not_ready(format!("not ready after {} s", PATIENCE.as_secs())))
    }

    fn not_ready(&self, why: String) -> NotReady {
        NotReady { why, printed: self.printed() }
    }
}

/// Runs `gongkai ARGS…` on the database to its end.
pub async fn run(database: &Database, args: &[&str]) -> Output {
    command(database, args).stdin(Stdio::null()).output().await.expect("the program can be run")
}

/// All that a command printed: what it answered with, and its messages.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// `gongkai ARGS…` on the database with a terminal for all that it prints, which comes by standard output.
pub fn on_terminal(database: &Database, args: &[&str]) -> Command {
    let typed = command(database, args);
    let typed = typed.as_std();
    let words = [typed.get_program()].into_iter().chain(typed.get_args());
    let line = words
        .map(|word| format!("'{}'", word.to_str().expect("words in UTF-8")))
        .collect::<Vec<_>>()
        .join(" ");
    let mut terminal = Command::new("script");
    terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    for (name, value) in typed.get_envs() {
        match value {
            Some(value) => terminal.env(name, value),
            None => terminal.env_remove(name),
        };
    }
    terminal.stdin(Stdio::null()).kill_on_drop(true);
    terminal
}

/// An HTTP client that follows no redirect, so that a story sees each answer.
pub fn client() -> reqwest::Client {
    // An error says that another test of this process has done it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client can be made")
}

/// A command on the database, which on SQLite lies where it does by itself.
pub fn command(database: &Database, args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.env_remove("DATABASE_URL").args(args).arg("--data").arg(database.folder()).kill_on_drop(true);
    if database.engine() == store::Engine::Postgres {
        command.env("DATABASE_URL", database.url());
    }
    command
}

/// `GONGKAI_BIN`, or the binary beside this test's own in the target folder.
pub(crate) fn program() -> PathBuf {
    let program = env::var_os("GONGKAI_BIN").map(PathBuf::from).unwrap_or_else(|| {
        let test = env::current_exe().expect("a test knows where it lies");
        let profile = test.parent().and_then(|deps| deps.parent()).expect("a test lies in deps/");
        profile.join("gongkai")
    });
    assert!(program.is_file(), "{} is missing: run `cargo build --bin gongkai` first", program.display());
    program
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port can be had");
    listener.local_addr().expect("a bound port is known").port()
}

/// What a process has printed, gathered while it runs.
#[derive(Clone, Default)]
pub(crate) struct Printed(Arc<Mutex<String>>);

impl Printed {
    pub(crate) fn follow(&self, stream: Option<impl AsyncRead + Unpin + Send + 'static>) {
        let mut lines = BufReader::new(stream.expect("the stream is piped")).lines();
        let printed = self.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let mut text = printed.0.lock().expect("no writer panics");
                text.push_str(&line);
                text.push('\n');
            }
        });
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().expect("no writer panics").clone()
    }
}
