//! Headless Chromium, driven as a person would use it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};
use url::{ParseError, Url};

use crate::servers::Printed;

/// The folder that screenshots go to; without it none are taken.
pub const SCREENSHOTS: &str = "GONGKAI_SCREENSHOTS";

/// The widths every page is looked at: a desk and an old phone.
const WIDTHS: [u32; 2] = [1280, 360];
const HEIGHT: u32 = 900;
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with a profile of its own, ended when dropped.
pub struct Browser {
    /// The page in front, to be read and clicked.
    pub page: Client,
    _driver: Driver,
    _profile: TempDir,
}

/// ChromeDriver and, in the same process group, the Chromium it started: killed
/// alone it would leave Chromium behind after a test that panics.
struct Driver {
    group: Pid,
    _process: Child,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // An error says that all have ended by themselves.
        let _ = kill_process_group(self.group, Signal::KILL);
    }
}

impl Browser {
    /// Starts ChromeDriver on a free port and Chromium through it, 1280 wide.
    pub async fn start() -> Browser {
        let profile = tempfile::tempdir().expect("a temporary folder can be made");
        let (driver, port) = start_driver().await;
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&profile))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts");
        Browser { page, _driver: driver, _profile: profile }
    }

    /// Makes the window so wide, in CSS pixels.
    pub async fn resize(&self, width: u32) {
        self.page.set_window_size(width, HEIGHT).await.expect("the window can be resized");
    }

    /// Whether the person at the desk likes it `light` or `dark`.
    pub async fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let command =
            DevTools { command: "Emulation.setEmulatedMedia", parameters: json!({ "features": features }) };
        self.page.issue_cmd(command).await.expect("the preference can be set");
    }

    /// What a screen reader is told is filled in wrongly: the names of fields.
    pub async fn invalid_fields(&self) -> Vec<String> {
        let command = DevTools { command: "Accessibility.getFullAXTree", parameters: json!({}) };
        let tree = self.page.issue_cmd(command).await.expect("the tree can be read");
        let is_invalid = |node: &&Value| {
            let properties = node["properties"].as_array().into_iter().flatten();
            properties.into_iter().any(|one| one["name"] == "invalid" && one["value"]["value"] != "false")
        };
        let nodes = tree["nodes"].as_array().into_iter().flatten().filter(is_invalid);
        nodes.map(|node| node["name"]["value"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// How many bytes a second the line carries away from here; -1 for any, nothing where it is broken.
    pub async fn line(&self, bytes: Option<i64>) {
        let parameters = json!({
            "offline": bytes.is_none(), "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes.unwrap_or(-1),
        });
        for (command, parameters) in
            [("Network.enable", json!({})), ("Network.emulateNetworkConditions", parameters)]
        {
            self.page.issue_cmd(DevTools { command, parameters }).await.expect("the line can be changed");
        }
    }

    /// Pictures of the whole page at every width, as `NAME-1280.png` and
    /// `NAME-360.png`, where `GONGKAI_SCREENSHOTS` names a folder.
    pub async fn screenshot(&self, name: &str) {
        let Some(folder) = env::var_os(SCREENSHOTS).map(PathBuf::from) else { return };
        fs::create_dir_all(&folder).expect("the folder of screenshots can be made");
        for width in WIDTHS {
            self.resize(width).await;
            let height = self.height_for_whole_page().await;
            self.page.set_window_size(width, height).await.expect("the window can be resized");
            let picture = self.page.screenshot().await.expect("the page can be pictured");
            fs::write(folder.join(format!("{name}-{width}.png")), picture).expect("the picture can be kept");
        }
        self.resize(WIDTHS[0]).await;
    }

    /// The height a window needs to show the whole page, its own frame included.
    async fn height_for_whole_page(&self) -> u32 {
        let script = "return document.documentElement.scrollHeight + outerHeight - innerHeight";
        let height = self.page.execute(script, Vec::new()).await.expect("the page can be measured");
        height.as_u64().and_then(|height| u32::try_from(height).ok()).unwrap_or(HEIGHT).max(HEIGHT)
    }
}

/// A command of the browser's own protocol, through the driver.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

async fn start_driver() -> (Driver, u16) {
    let mut process = Command::new("chromedriver")
        .arg("--port=0")
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("chromedriver starts (script/setup installs it)");
    let printed = Printed::default();
    printed.follow(process.stdout.take());
    printed.follow(process.stderr.take());
    let group = process.id().and_then(|id| Pid::from_raw(id.cast_signed())).expect("it still runs");
    let driver = Driver { group, _process: process };
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(port) = announced_port(&printed.text()) {
            return (driver, port);
        }
        assert!(Instant::now() < deadline, "chromedriver did not start: {}", printed.text());
        sleep(Duration::from_millis(20)).await;
    }
}

/// "ChromeDriver was started successfully on port 36911."
fn announced_port(printed: &str) -> Option<u16> {
    let (_, after) = printed.split_once("successfully on port ")?;
    after.split_once('.')?.0.parse().ok()
}

/// As root Chromium has no sandbox; the rest keeps it from asking the network for anything.
fn capabilities(profile: &TempDir) -> serde_json::Map<String, Value> {
    let arguments = json!([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=zh-CN",
        format!("--window-size={},{HEIGHT}", WIDTHS[0]),
        format!("--user-data-dir={}", profile.path().display()),
    ]);
    serde_json::Map::from_iter([("goog:chromeOptions".to_owned(), json!({ "args": arguments }))])
}
