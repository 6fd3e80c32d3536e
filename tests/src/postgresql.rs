//! A PostgreSQL server of a test's own, to be stopped and started under a running program.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A server on a socket, stopped when dropped.
pub struct Postgresql {
    folder: TempDir,
    programs: PathBuf,
}

impl Postgresql {
    /// Starts one; `None` where the machine has no PostgreSQL.
    pub fn start() -> Option<Postgresql> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let programs = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).max()?;
        let folder = tempfile::tempdir().ok()?;
        let server = Postgresql { folder, programs };
        std::fs::create_dir(server.place()).ok()?;
        if rustix::process::geteuid().is_root() {
            // The server refuses to run as root.
            run(Command::new("chmod").arg("711").arg(server.folder.path()));
            run(Command::new("chown").arg("postgres").arg(server.place()));
        }
        let data = server.place().join("data");
        run(server
            .program("initdb")
            .args(["-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "--no-sync"])
            .arg(data));
        server.go_on();
        Some(server)
    }

    /// The address of its first database.
    pub fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=postgres", self.place().display())
    }

    /// Stops it at once.
    pub fn stop(&self) {
        run(self.control().args(["-m", "immediate", "-w", "stop"]));
    }

    /// Starts it again.
    pub fn go_on(&self) {
        let options = format!("-k {} -c listen_addresses= -c fsync=off", self.place().display());
        run(self
            .control()
            .arg("-w")
            .arg("--log")
            .arg(self.place().join("log"))
            .args(["-o", &options, "start"]));
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    fn control(&self) -> Command {
        let mut control = self.program("pg_ctl");
        control.arg("--silent").arg("-D").arg(self.place().join("data"));
        control
    }

    fn program(&self, name: &str) -> Command {
        let program: &Path = &self.programs.join(name);
        if !rustix::process::geteuid().is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    }
}

impl Drop for Postgresql {
    fn drop(&mut self) {
        self.control().args(["-m", "immediate", "stop"]).stderr(Stdio::null()).status().ok();
    }
}

fn run(command: &mut Command) {
    command.current_dir("/").stdout(Stdio::null());
    let status = command.status().expect("the program can be run");
    assert!(status.success(), "{command:?}: {status}");
}
