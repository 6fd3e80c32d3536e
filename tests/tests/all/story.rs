//! The main story over HTTP: from a draft to the portal, and off it again.

use http::StatusCode;
use journeys::house::Installation;
use terms::Role;

const DRAFT: [(&str, &str); 9] = [
    ("kind", "general"),
    ("edits", "0"),
    ("title", "关于国庆假期值班安排的通知"),
    ("body", "各单位：\n假期值班安排如下，请按时到岗。"),
    ("unit", "UNIT"),
    ("audience", "public"),
    ("entry", "37"),
    ("information", "信息列表"),
    ("made_on", "2026-10-08"),
];

/// A draft begun by the liaison; the path of its page.
pub async fn begin(installation: &Installation) -> String {
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let unit = installation.unit.to_string();
    let fields = DRAFT.map(|(name, value)| (name, if value == "UNIT" { unit.as_str() } else { value }));
    let answer = liaison.send("/office/drafts/new", "/office/drafts/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let location = answer.location.unwrap();
    let path = location.trim_start_matches("../").trim_end_matches("/edit");
    format!("/{path}")
}

async fn publish(installation: &Installation, path: &str) {
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let sent = liaison.send(path, &format!("{path}/submit"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let mut head = installation.sign_in(Role::UnitHead).await;
    assert!(head.get("/office").await.text.contains("关于国庆假期"), "it waits on the head's desk");
    head.send(path, &format!("{path}/unit"), &[("opinion", "")]).await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    reviewer.send(path, &format!("{path}/secrecy"), &[("opinion", "不涉密")]).await;
    let mut office = installation.sign_in(Role::Office).await;
    let released = office.send(path, &format!("{path}/release"), &[("at", "")]).await;
    assert_eq!(released.status, StatusCode::SEE_OTHER, "{}", released.text);
    installation.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_reaches_the_portal_and_a_withdrawal_takes_it_everywhere() {
    let installation = Installation::new().await;
    let path = begin(&installation).await;
    let mut public = installation.visitor();
    assert!(!public.get("/").await.text.contains("关于国庆假期"));
    publish(&installation, &path).await;
    let home = public.get("/").await;
    assert!(home.text.contains("关于国庆假期"), "the kept home page was rendered anew");
    let item = "/items/XX-6-2026-0001";
    let page = public.get(item).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("请按时到岗") && page.text.contains("XX-6-2026-0001"));
    for place in ["/items", "/catalogue/37", "/units/xsc", "/feed.atom", "/feed.json"] {
        assert!(public.get(place).await.text.contains("关于国庆假期"), "{place}");
    }
    assert!(public.get("/sitemap.xml").await.text.contains(item));
    let found = public.get("/api/v1/search?q=国庆假期").await;
    let found: serde_json::Value = serde_json::from_str(&found.text).unwrap();
    assert_eq!(
        (found["total"].as_i64(), found["hits"][0]["url"].as_str()),
        (Some(1), Some("https://xxgk.example.edu.cn/items/XX-6-2026-0001"))
    );

    let mut office = installation.sign_in(Role::Office).await;
    let fields = [("how", "somehow"), ("into", ""), ("reason", "日期写错")];
    let refused = office.send(&path, "/office/publications/1/withdraw", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("请选择怎样撤下"));
    let fields = [("how", "error"), ("into", ""), ("reason", "日期写错")];
    let answer = office.send(&path, "/office/publications/1/withdraw", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    installation.settle().await;
    let gone = public.get(item).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(!gone.text.contains("按时到岗"));
    for place in [
        "/",
        "/items",
        "/catalogue/37",
        "/units/xsc",
        "/feed.atom",
        "/feed.json",
        "/sitemap.xml",
        "/search?q=国庆假期",
    ] {
        let page = public.get(place).await;
        assert!(!page.text.contains("关于国庆假期值班") && !page.text.contains("XX-6-2026-0001"), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_acts_once() {
    let installation = Installation::new().await;
    let path = begin(&installation).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let page = liaison.get(&path).await;
    let token = journeys::house::token_of(&page.text).unwrap();
    let first = liaison.post(&format!("{path}/submit"), &[("form_token", &token)]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let second = liaison.post(&format!("{path}/submit"), &[("form_token", &token)]).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.text.contains("已经做过了"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_at_once_with_its_status() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let unit = installation.unit.to_string();
    let fields = [
        ("kind", "public_notice"),
        ("edits", "0"),
        ("title", ""),
        ("body", ""),
        ("unit", unit.as_str()),
        ("audience", "public"),
    ];
    let answer = liaison.send("/office/drafts/new", "/office/drafts/new", &fields).await;
    let path = format!("/{}", answer.location.unwrap().trim_start_matches("../").trim_end_matches("/edit"));
    let refused = liaison.send(&path, &format!("{path}/submit"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for word in ["还没有标题", "还没有正文", "还没有选公开事项", "公示事项"] {
        assert!(refused.text.contains(word), "{word}");
    }
    let extra = liaison.send(&path, &format!("{path}/submit"), &[("role", "admin")]).await;
    assert_eq!(extra.status, StatusCode::BAD_REQUEST, "a field that was never asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_survives_the_end_of_a_session() {
    let installation = Installation::new().await;
    let path = begin(&installation).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let edit = format!("{path}/edit");
    let page = liaison.get(&edit).await;
    let token = journeys::house::token_of(&page.text).unwrap();
    installation.later(45);
    let unit = installation.unit.to_string();
    let typed = [
        ("form_token", token.as_str()),
        ("kind", "general"),
        ("edits", "1"),
        ("title", "写了很久的标题"),
        ("body", "正文"),
        ("unit", &unit),
        ("audience", "public"),
    ];
    let ended = liaison.post(&edit, &typed).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.text.contains("写了很久的标题") && ended.text.contains("刚才写的都还在"));
    let resume =
        ended.text.split("name=\"resume\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let token = journeys::house::token_of(&ended.text).unwrap();
    let fields = [
        ("form_token", token.as_str()),
        ("sign_in", "liaison"),
        ("password", journeys::house::PASSWORD),
        ("to", &edit),
        ("resume", &resume),
    ];
    let again = liaison.post("/sign-in", &fields).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(
        again.text.contains("value=\"写了很久的标题\""),
        "the form is there again, to be sent with one click"
    );
    let field = |name: &str| {
        let start = format!("name=\"{name}\" value=\"");
        again
            .text
            .split(&start)
            .nth(1)
            .unwrap_or_else(|| panic!("{name}"))
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let names = ["form_token", "kind", "edits", "title", "body", "unit", "audience"];
    let fields = names.map(|name| (name, field(name)));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let saved = liaison.post(&edit, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert!(liaison.get(&path).await.text.contains("写了很久的标题"), "nothing typed is lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_and_files_are_not_said_to_be_kept() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let token = journeys::house::token_of(&liaison.get("/account").await.text).unwrap();
    installation.later(45);
    let typed = [
        ("form_token", token.as_str()),
        ("present", "甲的旧密码"),
        ("password", "乙"),
        ("again", "甲的新密码"),
    ];
    let ended = liaison.post("/account/password", &typed).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(!ended.text.contains("甲的"), "no password comes back: {}", ended.text);
    assert!(ended.text.contains("刚才这一步没有做") && !ended.text.contains("都还在"), "{}", ended.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_kept_with_validators_and_changed_at_once() {
    let installation = Installation::new().await;
    let mut public = installation.visitor();
    public.get("/").await;
    let kept = public.get("/").await;
    let etag = kept.headers.get("etag").unwrap().to_str().unwrap().to_owned();
    assert_eq!(kept.headers.get("cache-control").unwrap(), "no-cache");
    let same = public.ask("GET", "/", None, &[("if-none-match", &etag)]).await;
    assert_eq!((same.status, same.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let packed = public.ask("GET", "/", None, &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.headers.get("content-encoding").unwrap(), "gzip");
    assert!(!kept.text.contains("form_token"), "a kept page holds no token");
    assert!(!kept.text.contains("href=\"/"), "addresses are relative");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_gets_a_page_of_ours() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    for (address, status, sentence) in [
        ("/items/XX-6-2026-0001/versions/abc", StatusCode::NOT_FOUND, "没有这个页面"),
        ("/files/abc/name.txt", StatusCode::NOT_FOUND, "没有这个页面"),
        ("/units/%FF", StatusCode::NOT_FOUND, "没有这个页面"),
        ("/assets/%FF", StatusCode::NOT_FOUND, "没有这个页面"),
        ("/office/drafts/abc", StatusCode::NOT_FOUND, "没有这个页面"),
        ("/office/drafts/99999999999999999999", StatusCode::NOT_FOUND, "没有这个页面"),
        ("/search?q=a&q=b", StatusCode::BAD_REQUEST, "请回到页面重新选择"),
    ] {
        let page = liaison.get(address).await;
        assert_eq!(page.status, status, "{address}: {}", page.text);
        assert!(page.text.contains(sentence), "{address}: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_saves_second_sees_every_field_of_the_first_and_loses_nothing() {
    let installation = Installation::new().await;
    let path = begin(&installation).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let mut head = installation.sign_in(Role::UnitHead).await;
    let unit = installation.unit.to_string();
    let written = |title: &'static str, number: &'static str, note: &'static str| {
        vec![
            ("kind", "general"),
            ("edits", "1"),
            ("title", title),
            ("body", "正文第一段"),
            ("unit", unit.as_str()),
            ("audience", "public"),
            ("document_no", number),
            ("change_note", note),
        ]
    };
    let edit = format!("{path}/edit");
    let first = liaison.send(&edit, &edit, &written("先存的标题", "江职学〔2026〕9号", "")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = head.send(&edit, &edit, &written("后存的标题", "", "改了说明")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    for words in [
        "<dt>标题</dt><dd>对方：先存的标题<br>你：后存的标题</dd>",
        "<dt>文号</dt><dd>对方：江职学〔2026〕9号<br>你：空着</dd>",
        "<dt>改动或范围说明</dt><dd>对方：空着<br>你：改了说明</dd>",
        "value=\"后存的标题\"",
    ] {
        assert!(second.text.contains(words), "{words} in {}", second.text);
    }
    assert!(!second.text.contains("<dt>正文</dt>"), "what is the same is not told");
    let page = liaison.get(&path).await.text;
    assert!(page.contains("先存的标题") && !page.contains("后存的标题"), "nothing is saved yet");
}
