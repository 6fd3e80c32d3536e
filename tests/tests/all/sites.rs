//! `gongkai scan` on a whole web site and on folders, through the built program: an old site of the kind
//! that schools have, with pages in GBK, a calendar without end, and a list that should not be there.

mod manners;
mod resumed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use documents::sheets::write::{Sheet, xlsx};
use futures::StreamExt;
use http::StatusCode;
use http::header::{CONTENT_TYPE, LOCATION, USER_AGENT};
use journeys::engines::Database;
use journeys::servers::{command, run};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};

/// What a page of the site is, given its path with its query.
type Pages = dyn Fn(&str) -> Response + Send + Sync;

/// A web server of the test's own, that notes who asks for what.
#[derive(Clone)]
struct OldSite {
    pages: Arc<Pages>,
    /// Paths and user agents in their order, and when they came.
    asked: Arc<Mutex<Vec<(String, String, Instant)>>>,
    now: Arc<AtomicUsize>,
    at_once: Arc<AtomicUsize>,
}

impl OldSite {
    /// Opens a site; it and its address.
    async fn open(pages: impl Fn(&str) -> Response + Send + Sync + 'static) -> (OldSite, String) {
        let site = OldSite {
            pages: Arc::new(pages),
            asked: Arc::default(),
            now: Arc::default(),
            at_once: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let routes = Router::new().fallback(answer).with_state(site.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (site, url)
    }

    /// When each was asked for.
    fn times(&self) -> Vec<Instant> {
        self.asked.lock().expect("no panic").iter().map(|(.., at)| *at).collect()
    }

    /// The paths that were asked for, in their order.
    fn paths(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").iter().map(|(path, ..)| path.clone()).collect()
    }
}

async fn answer(State(site): State<OldSite>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    site.asked.lock().expect("no panic").push((path.clone(), agent.to_owned(), Instant::now()));
    let now = site.now.fetch_add(1, Ordering::SeqCst) + 1;
    site.at_once.fetch_max(now, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(3)).await;
    let answer = (site.pages)(&path);
    site.now.fetch_sub(1, Ordering::SeqCst);
    answer
}

fn sent(content_type: &str, bytes: impl Into<Body>) -> Response {
    Response::builder().header(CONTENT_TYPE, content_type).body(bytes.into()).expect("an answer")
}

fn page(html: &str) -> Response {
    sent("text/html; charset=utf-8", html.to_owned())
}

fn status(status: StatusCode) -> Response {
    Response::builder().status(status).body(Body::from("x")).expect("an answer")
}

fn moved(to: &str) -> Response {
    Response::builder().status(StatusCode::FOUND).header(LOCATION, to).body(Body::empty()).expect("an answer")
}

/// Scans, without a pause; exit code, what is printed.
async fn printed(args: &[&str]) -> (Option<i32>, String) {
    let database = Database::fresh().await;
    let out = run(&database, &[&["scan", "--delay", "0"], args].concat()).await;
    (out.status.code(), String::from_utf8(out.stdout).expect("text"))
}

/// Scans, without a pause; exit code, lines, messages.
async fn scan(args: &[&str]) -> (Option<i32>, Vec<Value>, String) {
    let database = Database::fresh().await;
    let out = run(&database, &[&["scan", "--delay", "0"], args].concat()).await;
    let lines = String::from_utf8(out.stdout).expect("text");
    let lines = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (out.status.code(), lines, String::from_utf8_lossy(&out.stderr).into_owned())
}

/// What was found by path, types joined; and what could not be read by path, with why.
fn told(lines: &[Value], url: &str) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let (mut found, mut unread) = (BTreeMap::<String, String>::new(), BTreeMap::<String, String>::new());
    for line in lines {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let path = text("file").strip_prefix(url).unwrap_or_default().to_owned();
        match text("type").as_str() {
            "unreadable" => drop(unread.insert(path, text("rule"))),
            kind => *found.entry(path).or_default() += kind,
        }
    }
    (found, unread)
}

const NUMBER: &str = "11010519491231002X";
const ROBOTS: &str = "User-agent: *\nDisallow: /private/\nAllow: /private/open.htm\nDisallow: /*.bak$\n\
                      Sitemap: /maps.xml\n";

fn gbk(html: &str) -> Response {
    sent("text/html; charset=gb2312", encoding_rs::GBK.encode(html).0.into_owned())
}

fn workbook() -> Vec<u8> {
    let rows = vec![vec!["陈某".into(), "13800138000".into()]];
    let header = vec!["姓名".into(), "手机".into()];
    xlsx(&[Sheet { name: "名单".into(), header, rows }]).expect("a workbook")
}

/// A link to the other host stands on it, and a redirect to it.
fn old_pages(path: &str, other: &str) -> Response {
    match path {
        "/robots.txt" => sent("text/plain", ROBOTS),
        "/maps.xml" => sent("text/xml", "<urlset><url><loc>/only-in-map.htm</loc></url></urlset>"),
        "/" => gbk(&format!(
            "<title>学生处</title><a href='list.htm#a'>列表</a><a href='./x/../list.htm'>列表</a>\
             <a href='private/secret.htm'>内部</a><a href='private/open.htm'>公开</a><a href='old.bak'>旧</a>\
             <a href='moved.htm'>搬家</a><a href='away.htm'>别处</a><a href='{other}/leak.htm'>别处</a>\
             <a href='missing.htm'>没了</a><a href='broken.htm'>坏了</a><a href='login.htm'>登录</a>\
             <a href='cal.jsp?y=2030&m=1'>日历</a><a href='grow.htm?q=1'>自己</a>\
             <a href='find.asp?name=中'>查</a><a href='mailto:a@b.cn'>信</a><img src='dot.gif'>"
        )),
        "/list.htm" => gbk("<frameset><frame src='frame.htm'></frameset>"),
        "/frame.htm" => page("<meta http-equiv=refresh content='0;url=/info/1/2.htm'><p>正在转到新页"),
        "/info/1/2.htm" => gbk(
            "<p>困难学生张某11010519491231002X</p><a href='/copy/2.htm'>又</a><a href='/files/%e5%90%8d.xlsx'>附件</a>",
        ),
        "/copy/2.htm" => old_pages("/info/1/2.htm", other),
        "/files/%E5%90%8D.xlsx" => sent("application/octet-stream", workbook()),
        "/only-in-map.htm" => page("<p>家长手机13900139000"),
        "/private/open.htm" => page("<p>可以读"),
        "/moved.htm" => moved("/new/"),
        "/new/" => page("<p>新地址，手机13700137000"),
        "/away.htm" => moved(&format!("{other}/leak.htm")),
        "/broken.htm" => status(StatusCode::INTERNAL_SERVER_ERROR),
        "/login.htm" => status(StatusCode::FORBIDDEN),
        // "中" in GBK, as browsers send what stands on a page in GBK.
        "/find.asp?name=%D6%D0" => page("<p>查到了，邮箱zhangsan@qq.com"),
        "/dot.gif" => sent("image/gif", &b"GIF89a\x01\0\x01\0\0\0\0;"[..]),
        _ if path.starts_with("/cal.jsp") => calendar(path),
        _ if path.starts_with("/grow.htm") => page(&format!("<p>又是我<a href='{path}1&r=2'>再来</a>")),
        _ => status(StatusCode::NOT_FOUND),
    }
}

/// A month that leads to the next, and to each of its days.
fn calendar(path: &str) -> Response {
    let numbers: Vec<u32> =
        path.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let (year, month) = (numbers[0], numbers[1]);
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let days: String =
        (1..29).map(|d| format!("<a href='cal.jsp?y={year}&m={month}&d={d}'>{d}</a>")).collect();
    page(&format!(
        "<p>{year}年{month}月 一二三四五六日{days}<a href='cal.jsp?y={next_year}&m={next}'>下月</a>"
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_site_is_read_whole_and_politely() {
    let (elsewhere, other) = OldSite::open(|_| page(&format!("<p>{NUMBER}"))).await;
    let other_host = other.clone();
    let (site, url) = OldSite::open(move |path| old_pages(path, &other_host)).await;
    let (code, lines, messages) = scan(&[&format!("{url}/")]).await;
    assert_eq!(code, Some(1), "{messages}");
    let (found, unread) = told(&lines, &url);
    let expected = [
        ("/files/%E5%90%8D.xlsx", "mobile"),
        ("/", "email"),
        ("/find.asp?name=%D6%D0", "email"),
        ("/info/1/2.htm", "id_card"),
        ("/new/", "mobile"),
        ("/only-in-map.htm", "mobile"),
    ];
    assert_eq!(found, BTreeMap::from(expected.map(|(path, kind)| (path.to_owned(), kind.to_owned()))));
    assert_eq!(unread.keys().map(String::as_str).collect::<Vec<_>>(), ["/", "/broken.htm", "/login.htm"]);
    assert!(unread["/"].contains("robots.txt 不许读 2 个网址"), "{unread:?}");
    assert!(unread["/broken.htm"].contains("500") && unread["/login.htm"].contains("登录"), "{unread:?}");
    assert!(
        messages.contains("1 个链接失效") && messages.contains("别的主机没有读：127.0.0.1"),
        "{messages}"
    );

    let paths = site.paths();
    assert_eq!(paths[0], "/robots.txt", "asked before anything else");
    assert!(elsewhere.paths().is_empty(), "another host was asked: {:?}", elsewhere.paths());
    assert_eq!(site.at_once.load(Ordering::SeqCst), 1, "one at a time");
    assert_eq!(
        paths.iter().collect::<BTreeSet<_>>().len(),
        paths.len(),
        "nothing is asked for twice: {paths:?}"
    );
    for kept_from in ["/private/secret.htm", "/old.bak"] {
        assert!(!paths.iter().any(|path| path == kept_from), "{kept_from}");
    }
    for trap in ["/cal.jsp", "/grow.htm"] {
        let asked = paths.iter().filter(|path| path.starts_with(trap)).count();
        assert!((2..100).contains(&asked), "{trap} was asked for {asked} times");
    }
    let agents = site
        .asked
        .lock()
        .expect("no panic")
        .iter()
        .map(|(_, agent, _)| agent.clone())
        .collect::<BTreeSet<_>>();
    let agent = agents.first().expect("an agent");
    assert!(
        agents.len() == 1 && agent.starts_with(&format!("gongkai/{}", env!("CARGO_PKG_VERSION"))),
        "{agents:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_end_or_does_not_come_is_told_and_the_rest_is_read() {
    let (site, url) = OldSite::open(|path| match path {
        "/" => page("<a href=slow>慢</a><a href=drip>滴</a><a href=huge>大</a><a href=film.mp4>片</a><a href=b.txt>文</a>"),
        "/slow" => sent("text/html", never()),
        "/huge" => sent("text/html", long(200)),
        "/b.txt" => sent("text/plain", "手机13800138000"),
        _ => status(StatusCode::NOT_FOUND),
    })
    .await;
    let (code, lines, _) = scan(&["--timeout", "1", "--max-size", "1", &format!("{url}/")]).await;
    let (found, unread) = told(&lines, &url);
    assert_eq!((code, found.keys().map(String::as_str).collect::<Vec<_>>()), (Some(1), vec!["/b.txt"]));
    assert!(unread["/slow"].contains("太慢") && unread["/huge"].contains("太大"), "{unread:?}");
    assert!(unread["/film.mp4"].contains("没有下载"), "{unread:?}");
    assert_eq!(unread.len(), 3, "{unread:?}");
    assert!(!site.paths().contains(&"/film.mp4".to_owned()));
}

/// A body that begins and says no more.
fn never() -> Body {
    let begins = futures::stream::iter([Ok::<_, std::io::Error>("<p>")]);
    Body::from_stream(begins.chain(futures::stream::pending()))
}

/// So many megabytes of one line.
fn long(megabytes: usize) -> Body {
    let pieces = (0..megabytes).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 20]));
    Body::from_stream(futures::stream::iter(pieces))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_cannot_say_what_it_allows_is_not_read() {
    let (site, url) = OldSite::open(|path| match path {
        "/robots.txt" => status(StatusCode::BAD_GATEWAY),
        _ => page(NUMBER),
    })
    .await;
    let (code, lines, _) = scan(&[&format!("{url}/")]).await;
    let (found, unread) = told(&lines, &url);
    assert_eq!((code, found.len(), site.paths()), (Some(1), 0, vec!["/robots.txt".to_owned()]));
    assert!(unread["/"].contains("robots.txt") && unread["/"].contains("502"), "{unread:?}");
    // Where there is none, everything may be read.
    let (_, url) = OldSite::open(|path| match path {
        "/" => page("<p>没有要紧的<a href=gone.htm>没了</a>"),
        "/robots.txt" => status(StatusCode::FORBIDDEN),
        _ => status(StatusCode::GONE),
    })
    .await;
    let (code, lines, messages) = scan(&[&format!("{url}/")]).await;
    assert_eq!((code, lines.len()), (Some(0), 0), "a dead link is no leak: {lines:?}");
    assert!(messages.contains("读了 1 个网页") && messages.contains("1 个链接失效"), "{messages}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_asks_for_its_own_pause_and_bounds_end_a_walk() {
    let (site, url) = OldSite::open(|path| match path {
        "/robots.txt" => sent("text/plain", "User-agent: gongkai\nCrawl-delay: 0.1\n"),
        "/" => page(&(0..40).map(|n| format!("<a href=/{n}/page.htm>{n}</a>")).collect::<String>()),
        _ => page(&format!("<p>手机13800138{:03}", path.len())),
    })
    .await;
    let (code, lines, _) = scan(&["--max-pages", "5", &format!("{url}/")]).await;
    let (_, unread) = told(&lines, &url);
    assert_eq!(code, Some(1));
    assert!(unread["/"].contains("读够了 5 个") && unread["/"].contains("还知道 36 个网址"), "{unread:?}");
    let pages = site.paths().into_iter().filter(|path| path.ends_with(".htm")).count();
    assert_eq!(pages, 4, "the start and four more");
    // Once the site has said what it wants, it is never asked sooner.
    let times = &site.times()[1..];
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(95)), "{times:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_is_one_request() {
    let (site, url) = OldSite::open(|path| match path {
        "/a/list.xlsx" => moved("/files/1.xlsx"),
        "/files/1.xlsx" => sent("application/octet-stream", workbook()),
        "/one.htm" => gbk("<p>手机13800138000<a href=/two.htm>二</a>"),
        "/away.htm" => moved("http://127.0.0.1:1/"),
        _ => status(StatusCode::NOT_FOUND),
    })
    .await;
    let address = |path: &str| format!("{url}{path}");
    let (code, lines, _) = scan(&[&address("/a/list.xlsx")]).await;
    assert_eq!((code, lines.len(), lines[0]["part"].as_str()), (Some(1), 1, Some("名单!B2")), "{lines:?}");
    assert_eq!(lines[0]["file"].as_str(), Some(&*address("/files/1.xlsx")), "where it lies");
    assert_eq!(scan(&[&address("/one.htm")]).await.1.len(), 1);
    assert_eq!(site.paths(), ["/a/list.xlsx", "/files/1.xlsx", "/one.htm"]);
    for (path, why) in [("/none.htm", "404"), ("/away.htm", "别的主机")] {
        let (code, lines, _) = scan(&[&address(path)]).await;
        assert_eq!((code, lines[0]["type"].as_str()), (Some(1), Some("unreadable")), "{lines:?}");
        assert!(lines[0]["rule"].as_str().is_some_and(|rule| rule.contains(why)), "{lines:?}");
    }
    for wrong in
        ["http://127.0.0.1:1/x.doc", "http://nobody.invalid/", "http://", "http://me:word@127.0.0.1/"]
    {
        let (code, lines, _) = scan(&["--timeout", "2", wrong]).await;
        assert_eq!((code, lines.len()), (Some(1), 1), "{wrong}: {lines:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_with_what_was_found_and_a_report() {
    let (_, url) = OldSite::open(|path| match path {
        "/robots.txt" => status(StatusCode::NOT_FOUND),
        "/" => page(&(0..500).map(|n| format!("<a href=/{n}.htm>{n}</a>")).collect::<String>()),
        _ => page(&format!("<p>{path}手机13800138000")),
    })
    .await;
    let database = Database::fresh().await;
    let report = database.folder().with_extension("html");
    let args = ["scan", "--delay", "0.05", "--report", report.to_str().expect("a path"), &format!("{url}/")];
    let mut child =
        command(&database, &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a start");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut told = vec![lines.next_line().await.expect("a line").expect("a finding")];
    let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed())).expect("it runs");
    kill_process(pid, Signal::INT).expect("Ctrl-C");
    while let Some(line) = lines.next_line().await.expect("a line") {
        told.push(line);
    }
    assert_eq!(child.wait().await.expect("an end").code(), Some(1));
    assert!(told.len() < 400 && told.last().is_some_and(|line| line.contains("中途被停下")), "{told:#?}");
    let report = std::fs::read_to_string(report).expect("a report");
    assert!(report.contains("中途被停下") && report.contains("138****8000"), "{report}");
}

/// Everything in a page that a browser would fetch by itself.
fn loads(html: &str) -> bool {
    ["<script", "<link", "<img", "<iframe", "@import", "url(", " src=", "srcset"]
        .iter()
        .any(|word| html.contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_folders_says_what_to_do_and_no_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let share = folder.path().join("share");
    let write = |name: &str, bytes: &[u8]| {
        let path = share.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    };
    write(
        "学生处/2019/资助名单.txt",
        "姓名 身份证号\n张某 11010519491231002X\n电话：0577-88132003".as_bytes(),
    );
    write(&format!("学生处/{NUMBER}.txt"), "监督邮箱zhangsan@qq.com".as_bytes());
    write("人事处/名单.xlsx", &workbook());
    write("人事处/照片.png", b"\x89PNG\r\n\x1a\n");
    write("通知.txt", "没有要紧的".as_bytes());
    let (report, book) = (folder.path().join("r.html"), folder.path().join("r.xlsx"));
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    let args = ["--report", &text(&report), "--xlsx", &text(&book), &text(&share)];
    let (code, lines, messages) = scan(&args).await;
    assert_eq!((code, messages.as_str()), (Some(1), ""), "{lines:?}");
    let html = std::fs::read_to_string(report).expect("a report");
    for said in [
        "3 处必须处理",
        "1 处要人看",
        "文件 4 个；其中 1 个没有要处理的；有 1 处机器读不了",
        "<span>文件名</span><code>110***",
        "校验码算得对",
        "马上撤下文件",
        "110***",
        "share/学生处/2019/资助名单.txt",
        "share/人事处/照片.png",
        "供参考：座机号 1 处",
        "正文 第2行",
    ] {
        assert!(html.contains(said), "{said} in {html}");
    }
    for clear in [NUMBER, "19491231", "13800138000", "zhangsan@"] {
        assert!(!html.contains(clear), "{clear} stands in clear");
    }
    // The same report alone, on standard output.
    let (_, alone) = printed(&["--report", "-", &text(&share)]).await;
    let places = |html: &str| html.split_once("<h2>").map(|(_, places)| places.to_owned());
    assert!(places(&alone).is_some() && places(&alone) == places(&html), "{alone}");
    assert_eq!(printed(&["--json", "--report", "-", &text(&share)]).await, (Some(2), String::new()));
    assert!(!loads(&html) && !html.contains("http://") && !html.contains("https://"), "it loads nothing");
    let database = Database::fresh().await;
    let out = run(&database, &["scan", &text(&book)]).await;
    assert_eq!(String::from_utf8_lossy(&out.stdout), "", "the workbook tells no number either");
    let sheets = documents::reader::read("xlsx", &std::fs::read(&book).expect("a workbook")).expect("sheets");
    let names: Vec<_> =
        sheets.parts.iter().filter(|part| part.sheet.is_some()).map(|part| &part.name).collect();
    assert!(names.len() == 2 && names.iter().any(|name| name.ends_with("学生处")), "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_opened_is_said_in_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let odd = folder
        .path()
        .join(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"\xc3\xfb\xb5\xa5.txt"));
    std::fs::write(&odd, "手机13800138000").expect("a file");
    std::os::unix::fs::symlink(folder.path().join("none"), folder.path().join("nowhere.txt"))
        .expect("a link");
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).expect("a socket");
    let (code, lines, _) = scan(&[folder.path().to_str().expect("a path")]).await;
    let rules: Vec<_> = lines.iter().map(|line| line["rule"].as_str().unwrap_or_default()).collect();
    assert_eq!(
        (code, rules),
        (Some(1), vec!["没有这个文件", "不是普通文件（设备或管道），没有读", "mobile"]),
        "{lines:?}"
    );
    let report = folder.path().join("no/such/folder.html");
    let (code, _, messages) = scan(&[
        "--report",
        report.to_str().expect("a path"),
        odd.parent().and_then(Path::to_str).expect("a path"),
    ])
    .await;
    assert_eq!(code, Some(1));
    assert!(messages.contains("报告写不出来"), "{messages}");
}
