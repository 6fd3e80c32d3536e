//! What keeps people from reading a page, as axe-core sees it in a real
//! browser: every public template and the main pages of the office, at a desk's
//! width and an old phone's, light, dark and in large type. On SQLite only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::Locator;
use journeys::browser::Browser;
use journeys::engines::Database;
use journeys::servers::{Server, client};
use serde_json::Value;

/// Public pages with an address of their own.
const PUBLIC: [&str; 30] = [
    "/",
    "/catalogue",
    "/catalogue/37",
    "/catalogue/49",
    "/categories/6",
    "/items",
    "/items?page=2",
    "/notices",
    "/reports",
    "/units",
    "/guide",
    "/statistics",
    "/search?q=奖学金",
    "/search?q=没有这样的字",
    "/search?q=",
    "/search?q=录取分数线",
    "/units/zzzx",
    "/units/jhc?entry=1",
    "/about/data",
    "/about/access",
    "/corrections/new?page=/guide",
    "/requests/new?q=收费",
    "/requests/new?by=organisation",
    "/requests",
    "/sign-in",
    "/office",
    "/link/no-such-link",
    "/no/such/page",
    "/search?q=a&q=b",
    "/items?page=9999",
];

/// What tells one state of a publication's page from another.
const STATES: [&str; 6] = ["/versions/", "名单已到期撤下", "正在公示", "/files/", "已废止", "<table"];

/// Who looks at which pages of the office.
const OFFICE: [(&str, &[&str]); 6] = [
    (
        "chenxiaolan",
        &[
            "/office",
            "/office/drafts",
            "/office/drafts/new",
            "/office/drafts/new?kind=procurement&outline=1",
            "/office/catalogue",
            "/office/find?q=奖学金",
            "/office/find?q=没有这样的字",
            "/account",
        ],
    ),
    ("zhoujianping", &["/office", "/office/drafts"]),
    ("shenguohua", &["/office", "/office/drafts"]),
    (
        "linruoqing",
        &[
            "/office",
            "/office/drafts",
            "/office/catalogue",
            "/office/editions",
            "/office/editions/4",
            "/office/editions/4/new",
            "/office/kinds",
            "/office/rules",
            "/office/recall",
            "/office/drafts/1",
            "/office/drafts/1/sheet",
            "/office/imports",
            "/office/imports/new",
            "/office/channels",
            "/office/channels/releases",
            "/office/corrections",
            "/office/requests",
            "/office/requests/new",
            "/office/requests/figures",
            "/office/requests/1",
            "/office/reports",
            "/office/reports/2025-2026",
        ],
    ),
    ("luchengyi", &["/office"]),
    (
        "guanliyuan",
        &[
            "/office/people",
            "/office/people/1",
            "/office/people/roster",
            "/office/units",
            "/office/units/1",
            "/office/campuses",
            "/office/settings",
            "/office/upkeep",
        ],
    ),
];

/// Who sends which form as nobody should: its page, its address' end, and what is written in it.
const REFUSED: [(&str, &str, &str, &str); 3] = [
    ("linruoqing", "/office/channels/releases", "record", "form.elements.at.value = '昨天';"),
    ("linruoqing", "/office/imports/new", "imports/new", ""),
    ("guanliyuan", "/office/people/roster", "people/roster", ""),
];

/// Answers with the rules that are broken and where, one line each.
const LOOK: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
    }).then(
        found => done(found.violations.flatMap(v => v.nodes.map(n => v.id + ' ' + n.target.join(' ')
            + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message))),
        error => done(['axe failed: ' + error]));";

/// Hosts that were asked for something, and whether the page is wider than the window.
const MEASURE: &str = "return [
    performance.getEntriesByType('resource').map(e => new URL(e.name).host).filter(h => h && h !== location.host),
    document.documentElement.scrollWidth > innerWidth,
];";

fn axe() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    fs::read_to_string(file).expect("axe-core is there (script/setup installs it)")
}

/// What was wrong, with where it was first seen.
#[derive(Default)]
struct Wrong(BTreeMap<String, String>);

impl Wrong {
    fn note(&mut self, what: String, place: &str) {
        self.0.entry(what).or_insert_with(|| place.to_owned());
    }
}

struct Eye {
    browser: Browser,
    axe: String,
    wrong: Wrong,
    looks: usize,
}

impl Eye {
    async fn look(&mut self, place: &str) {
        let page = &self.browser.page;
        let found = page.execute_async(LOOK, vec![]).await.expect("axe runs");
        for line in found.as_array().into_iter().flatten() {
            self.wrong.note(line.as_str().unwrap_or_default().to_owned(), place);
        }
        let measured = page.execute(MEASURE, vec![]).await.expect("a page can be measured");
        for host in measured[0].as_array().into_iter().flatten() {
            self.wrong.note(format!("a foreign host: {host}"), place);
        }
        if measured[1] == Value::Bool(true) {
            self.wrong.note(format!("sideways scrolling: {place}"), place);
        }
        self.looks += 1;
    }

    /// A page in normal type at both widths, light and dark; in large type at both.
    async fn visit(&mut self, server: &Server, path: &str) {
        for size in ["normal", "big"] {
            let page = format!("/display?type={size}&back={}", encoded(path));
            self.browser.page.goto(&server.address(&page)).await.expect("the page opens");
            for field in self.browser.invalid_fields().await {
                self.wrong.note(format!("called invalid before anybody touched it: {field}"), path);
            }
            self.browser.page.execute(&self.axe, vec![]).await.expect("axe can be loaded");
            let schemes: &[&str] = if size == "normal" { &["light", "dark"] } else { &["light"] };
            for scheme in schemes {
                self.browser.prefer(scheme).await;
                for width in [1280, 360] {
                    self.browser.resize(width).await;
                    self.look(&format!("{path}, {size}, {scheme}, {width}")).await;
                }
            }
        }
    }

    /// The page of a form that was refused, at both widths.
    async fn refuse(&mut self, server: &Server, (page, ending, written): (&str, &str, &str)) {
        self.browser.page.goto(&server.address(page)).await.expect("the page opens");
        let send = format!(
            "const form = document.querySelector(\"main form[action$='{ending}']\"); form.noValidate = true;
            {written} form.querySelector('button').click();"
        );
        self.browser.page.execute(&send, vec![]).await.expect("a form can be sent");
        let wait = self.browser.page.wait().at_most(Duration::from_secs(20));
        wait.for_element(Locator::Css(".note.bad a")).await.expect("it comes back");
        assert_eq!(self.browser.invalid_fields().await.len(), 1, "{page}: the field is called invalid");
        self.browser.page.execute(&self.axe, vec![]).await.expect("axe can be loaded");
        for width in [1280, 360] {
            self.browser.resize(width).await;
            self.look(&format!("{page}, refused, {width}")).await;
        }
    }

    async fn sign_in(&mut self, server: &Server, name: &str, password: &str) {
        let page = &self.browser.page;
        page.delete_all_cookies().await.expect("cookies can be removed");
        page.goto(&server.address("/sign-in")).await.expect("the page opens");
        for (id, text) in [("sign_in", name), ("password", password)] {
            let field = page.find(Locator::Id(id)).await.expect("a field");
            field.send_keys(text).await.expect("a field can be written");
        }
        let button = page.find(Locator::Css("form[action$='sign-in'] button")).await.expect("a button");
        button.click().await.expect("a click");
        let account = server.address("/account");
        let deadline = Instant::now() + Duration::from_secs(20);
        while page.current_url().await.expect("an address").path().ends_with("/sign-in") {
            assert!(Instant::now() < deadline, "{name} does not come in");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        page.goto(&account).await.expect("the account opens");
    }
}

fn encoded(path: &str) -> String {
    path.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Addresses on a page that begin with `start`.
fn links(html: &str, start: &str) -> BTreeSet<String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|link| format!("/{}", link.trim_start_matches("./").trim_start_matches("../")))
        .filter(|link| link.starts_with(start))
        .collect()
}

async fn text(server: &Server, path: &str) -> String {
    client().get(server.address(path)).send().await.expect("it answers").text().await.expect("text")
}

/// A publication's page for each state there is, and a unit's.
async fn found_pages(server: &Server) -> BTreeSet<String> {
    let mut pages = BTreeSet::new();
    let mut missing: Vec<&str> = STATES.to_vec();
    let mut items = links(&text(server, "/notices").await, "/items/");
    for list in ["/items", "/items?page=2", "/items?page=3", "/reports"] {
        items.extend(links(&text(server, list).await, "/items/"));
    }
    for item in items {
        let html = text(server, &item).await;
        let new: Vec<_> = missing.iter().copied().filter(|state| html.contains(state)).collect();
        missing.retain(|state| !new.contains(state));
        if !new.is_empty() {
            let links = links(&html, "/");
            pages.extend(links.iter().find(|link| link.contains("/versions/")).cloned());
            // One of each is enough.
            for once in ["/changes", "/previews/"] {
                if !pages.iter().any(|page| page.contains(once)) {
                    pages.extend(links.iter().find(|link| link.contains(once)).cloned());
                }
            }
            pages.insert(item);
        }
    }
    pages.extend(links(&text(server, "/units").await, "/units/").into_iter().take(1));
    for kind in ["/versions/", "/changes", "/previews/", "/units/"] {
        assert!(pages.iter().any(|page| page.contains(kind)), "{kind}: {pages:?}");
    }
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_keeps_anybody_from_reading_a_page() {
    let database = Database::fresh().await;
    let server = Server::start(&database, &["demo"]).await.expect("the demo starts");
    let mut eye = Eye { browser: Browser::start().await, axe: axe(), wrong: Wrong::default(), looks: 0 };
    for page in PUBLIC.into_iter().map(str::to_owned).chain(found_pages(&server).await) {
        eye.visit(&server, &page).await;
    }
    let printed = server.printed();
    let password =
        printed.split("密码都是 ").nth(1).and_then(|rest| rest.split('）').next()).expect("a password");
    let mut remarks_seen = false;
    for (name, pages) in OFFICE {
        eye.sign_in(&server, name, password).await;
        for page in pages {
            eye.visit(&server, page).await;
            let title = eye.browser.page.title().await.expect("a title");
            assert!(
                !title.contains("没有这个页面") && !title.contains("请先登录"),
                "{page} of {name}: {title}"
            );
        }
        for (_, page, ending, written) in REFUSED.into_iter().filter(|one| one.0 == name) {
            eye.refuse(&server, (page, ending, written)).await;
        }
        // The draft that was changed last, in whatever state: to be read and, where that may be, written.
        eye.browser.page.goto(&server.address("/office/drafts")).await.expect("the page opens");
        let html = eye.browser.page.source().await.expect("a source");
        for draft in links(&html, "/office/drafts/").into_iter().filter(|link| !link.contains("new")).take(2)
        {
            eye.visit(&server, &draft).await;
        }
        // One with remarks on it, to be read and to be written.
        let remarked = html.split("<li>").find(|row| row.contains("条批注没处理")).unwrap_or_default();
        for draft in links(remarked, "/office/drafts/").into_iter().filter(|_| name == "linruoqing") {
            eye.visit(&server, &draft).await;
            eye.visit(&server, &format!("{draft}/edit")).await;
            remarks_seen = true;
        }
    }
    assert!(remarks_seen, "the demo has a draft with remarks");
    println!("{} looks", eye.looks);
    assert!(eye.looks > 200, "only {} looks", eye.looks);
    let wrong: Vec<_> =
        eye.wrong.0.iter().map(|(what, place)| format!("{what}\n    first on {place}")).collect();
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
}
