//! A school's things are nothing to another's people; a session that has ended
//! is none; every answer carries its headers; other methods are refused.

use http::StatusCode;
use journeys::house::{HOSTS, Installation, PASSWORD, Visitor, token_of};
use journeys::publications::Item;
use publishing::actions::WithdrawAs;
use terms::Role;

use crate::routes::filled;

/// Method and path of every route, from the table that is checked elsewhere.
fn routes() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("routes.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(m, rest)| (m, rest.split('\t').next().unwrap()))
        .collect()
}

const NEW_ENTRY: &str = "&number=&category=1&name=x&audience=public&on_change=on&publish_within=20";
const AMENDED: &str = "&seen=0&name=x&audience=public&on_change=on&publish_within=20";

/// What a form must say for the question to come to the thing itself.
const FORMS: [(&str, &str); 27] = [
    ("/office/people/{id}/roles", "&role=leader"),
    ("/office/drafts/{id}/edit", "&kind=general&edits=1&title=x&body=x&unit=UNIT&audience=public"),
    ("/office/drafts/{id}/uploads", "&name=x.pdf&size=9&checksum=x"),
    ("/office/drafts/{id}/return", "&opinion=x"),
    ("/office/drafts/{id}/secrecy", "&opinion=x"),
    ("/office/drafts/{id}/unit", "&opinion=x"),
    ("/office/drafts/{id}/approve", "&opinion=x"),
    ("/office/drafts/{id}/release", "&at="),
    ("/office/drafts/{id}/findings/{finding}", "&reason=x"),
    ("/office/drafts/{id}/remarks", "&quote=&remark=x"),
    ("/office/drafts/{id}/remarks/{remark}/answer", "&answer=x"),
    ("/office/publications/{id}/withdraw", "&how=error&into=&reason=x"),
    ("/office/publications/{id}/answer", "&reason=x"),
    ("/office/publications/{id}/link", "&version=1&relation=response&index_no=x"),
    ("/office/publications/{id}/unlink", "&version=1&relation=response&other=1"),
    ("/office/editions/{id}/new", NEW_ENTRY),
    ("/office/editions/{id}/entries/{number}/amend", AMENDED),
    ("/office/editions/{id}/entries/{number}/units", "&seen=0&lead="),
    ("/office/editions/{id}/entries/{number}/split", "&parts=x"),
    ("/office/editions/{id}/entries/{number}/not-applicable", "&reason=x"),
    ("/office/editions/{id}/entries/{number}/nil", "&reason=x"),
    ("/office/editions/{id}/entries/{number}/nil-back", "&reason=x"),
    ("/office/publications/{id}/channels/record", "&channel=1&at=2026-10-09 09:00&address="),
    ("/office/publications/{id}/channels/cancel", "&channel=1&reason=x"),
    ("/office/publications/{id}/channels/recall", "&channel=1"),
    ("/office/units/{id}/rename", "&name=x&from=2026-10-09"),
    ("/office/units/{id}/merge", "&into=UNIT&on=2026-10-09"),
];

/// A path's address with numbers of things: a version, a publication, a file, a
/// finding, a remark, a person, a unit; `None` where it names no thing.
fn address(path: &str, item: &Item, finding: i64, person: i64, unit: i64) -> Option<String> {
    let id = match path {
        _ if path.starts_with("/office/drafts/") => item.version.0,
        _ if path.starts_with("/office/publications/") => item.id.0,
        // The first school's edition is the first of all.
        _ if path.starts_with("/office/editions/") => {
            if item.id.0 > 999_990 {
                item.id.0
            } else {
                1
            }
        }
        _ if path.starts_with("/office/people/") => person,
        _ if path.starts_with("/office/units/") => unit,
        _ if path.starts_with("/files/") || path.starts_with("/previews/") => item.file.0,
        _ if path.starts_with("/items/") => 0,
        _ => return None,
    };
    let key = item.index_no.clone().unwrap_or_else(|| item.id.to_string());
    path.contains('{').then(|| {
        path.replace("{id}", &id.to_string())
            .replace("{file}", &item.file.to_string())
            .replace("{finding}", &finding.to_string())
            // The one on the draft is the first of all.
            .replace("{remark}", "1")
            .replace("{upload}", "x")
            .replace("{format}", "pdf")
            .replace("{name}", "x")
            .replace("{key}", &key)
            .replace("{number}", "1")
            .replace("{step}", "confirm")
            .replace("{paper}", "1")
    })
}

fn nothing() -> Item {
    let (id, version) = (terms::PublicationId(999_991), terms::VersionId(999_992));
    Item { id, version, file: terms::AttachmentId(999_993), index_no: None }
}

/// A token of any form that this visitor sees; the account's for whoever has signed in.
async fn token(visitor: &mut Visitor<'_>, name: &str) -> String {
    let page = visitor.get(if name == "nobody" { "/sign-in" } else { "/account" }).await;
    token_of(&page.text).expect("a form")
}

async fn person_of_first_school(installation: &Installation) -> i64 {
    let (viewer, _) = installation.acting(Role::Leader).await;
    viewer.person_id().expect("a person").0
}

/// The first school's things in every state, one finding among them.
async fn things(installation: &Installation) -> (Vec<(&'static str, Item)>, i64) {
    let content = async |word: &str| installation.content(word).await;
    let held = installation.held(&content("待答复").await, "/info/1.htm").await;
    let mut reader = installation.house.store.reader().await.expect("a reader");
    let finding = sqlx::query_scalar("SELECT MAX(id) FROM screening_findings").fetch_one(&mut *reader).await;
    let draft = installation.draft(&content("草稿").await).await;
    let (liaison, context) = installation.acting(Role::Liaison).await;
    let store = &installation.house.store;
    publishing::actions::remark(store, &context, &liaison, draft.version, "", "看过")
        .await
        .expect("a remark");
    let things = vec![
        ("held", held),
        ("draft", draft),
        ("scheduled", installation.scheduled(&content("定时").await).await),
        ("standing", installation.published(&content("公开").await).await),
        ("withdrawn", installation.withdrawn(&content("撤下").await, WithdrawAs::Withdrawn).await),
        ("expired", installation.expired(&content("到期").await).await),
    ];
    (things, finding.expect("a finding"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_s_things_are_nothing_to_another_s_people() {
    let installation = Installation::new().await;
    let (things, finding) = things(&installation).await;
    installation.settle().await;
    let person = person_of_first_school(&installation).await;
    let events = installation.house.store.events_after(0, 10_000).await.unwrap().len();
    let mut signed_in = 0;
    let (mut visits, mut met) = (0, 0);
    for name in ["nobody", "student"].into_iter().chain(Role::ALL.iter().map(|role| role.code())) {
        let mut visitor = installation.visitor_of(HOSTS[1]);
        if name != "nobody" {
            visitor.sign_in(name).await;
            signed_in += 1;
        }
        let token = token(&mut visitor, name).await;
        for (method, path) in routes() {
            for (state, item) in &things {
                let Some(foreign) = address(path, item, finding, person, installation.unit.0) else {
                    continue;
                };
                let missing = address(path, &nothing(), 999_994, 999_995, 999_996).expect("the same route");
                let form = FORMS.iter().find(|(of, _)| *of == path).map_or("", |(_, form)| form);
                let body = |unit: i64| {
                    let form = form.replace("UNIT", &unit.to_string());
                    (method == "POST").then(|| format!("form_token={token}{form}"))
                };
                let is_file = path.ends_with("/files") || path.ends_with("/chunks");
                let (theirs, none) = if is_file && method == "POST" {
                    // Fewer than a person's share of files.
                    let fields = [("form_token", token.as_str()), ("offset", "0")];
                    let fields = &fields[..if path.ends_with("/chunks") { 2 } else { 1 }];
                    let file = ("附件.txt", "文".as_bytes());
                    let theirs = visitor.post_file(&foreign, fields, file).await;
                    (theirs, visitor.post_file(&missing, fields, file).await)
                } else {
                    let theirs = visitor.ask(method, &foreign, body(installation.unit.0), &[]).await;
                    (theirs, visitor.ask(method, &missing, body(999_996), &[]).await)
                };
                visits += 2;
                let seen = format!("{method} {path} as {name} of another school, {state}: {}", theirs.status);
                assert!(!theirs.status.is_success() && !theirs.status.is_redirection(), "{seen}");
                assert!(!theirs.status.is_server_error(), "{seen}");
                met += usize::from(theirs.status == StatusCode::NOT_FOUND);
                let unit = installation.unit.to_string();
                let (theirs, none) = (theirs.told(&foreign), none.told(&missing).replace("999996", &unit));
                assert_eq!(theirs, none, "{seen}");
            }
        }
    }
    let after = installation.house.store.events_after(0, 10_000).await.unwrap().len();
    assert_eq!(after - events, signed_in, "nothing happened but the signing in");
    println!("{visits} visits, {met} times not found");
    assert!(visits > 3000 && met > 1000);
}

/// The same addresses mean something at home: otherwise the test above says nothing.
#[tokio::test(flavor = "multi_thread")]
async fn at_home_the_same_addresses_lead_somewhere() {
    let installation = Installation::new().await;
    let (things, finding) = things(&installation).await;
    let person = person_of_first_school(&installation).await;
    let mut found = 0;
    for role in [Role::Administrator, Role::Office, Role::Liaison] {
        let mut visitor = installation.sign_in(role).await;
        for (_, path) in routes().into_iter().filter(|(method, _)| *method == "GET") {
            for (_, item) in &things {
                let Some(own) = address(path, item, finding, person, installation.unit.0) else { continue };
                found += usize::from(visitor.get(&own).await.status == StatusCode::OK);
            }
        }
    }
    assert!(found > 40, "{found}");
}

/// What every route answers to somebody, by status.
async fn statuses(visitor: &mut Visitor<'_>) -> Vec<(String, StatusCode)> {
    let mut all = Vec::new();
    for (method, path) in routes() {
        let asked = filled(path);
        let body = (method == "POST").then(|| "x=1".to_owned());
        all.push((format!("{method} {asked}"), visitor.ask(method, &asked, body, &[]).await.status));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_dismissed_or_has_been_away_is_nobody() {
    let installation = Installation::new().await;
    let nobody = statuses(&mut installation.visitor()).await;
    let mut dismissed = installation.sign_in(Role::Liaison).await;
    assert_eq!(dismissed.get("/office").await.status, StatusCode::OK);
    let (viewer, context) = installation.acting(Role::Liaison).await;
    let context = store::Context { actor: store::Actor::Operator, ..context };
    let person = viewer.person_id().unwrap();
    identity::actions::dismiss_person(&installation.house.store, &context, person).await.unwrap();
    assert_eq!(statuses(&mut dismissed).await, nobody, "dismissed, at once");
    let again = installation
        .visitor()
        .send("/sign-in", "/sign-in", &[("sign_in", "liaison"), ("password", PASSWORD)])
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nor can they sign in");

    let mut idle = installation.sign_in(Role::Office).await;
    installation.later(31);
    assert_eq!(statuses(&mut idle).await, nobody, "half an hour without a sign");
    let mut busy = installation.sign_in(Role::Administrator).await;
    for _ in 0..25 {
        installation.later(29);
        busy.get("/office").await;
    }
    assert_eq!(statuses(&mut busy).await, nobody, "after twelve hours, however busy");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_wrong_passwords_shut_out_the_source_alone() {
    let installation = Installation::new().await;
    let mut visitor = installation.visitor();
    let wrong = [("sign_in", "office"), ("password", "不是这个密码，真的不是")];
    let mut last = visitor.send("/sign-in", "/sign-in", &wrong).await;
    for _ in 0..20 {
        last = visitor.send("/sign-in", "/sign-in", &wrong).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers.contains_key("retry-after"));
    let right = [("sign_in", "office"), ("password", PASSWORD)];
    let shut = visitor.send("/sign-in", "/sign-in", &right).await;
    assert_eq!(shut.status, StatusCode::TOO_MANY_REQUESTS, "the right one too, while it waits");
    let mut spoofed = visitor.get("/sign-in").await;
    let form = format!("form_token={}&sign_in=office&password=x", token_of(&spoofed.text).unwrap());
    spoofed = visitor.ask("POST", "/sign-in", Some(form), &[("x-forwarded-for", "198.51.100.7")]).await;
    assert_eq!(spoofed.status, StatusCode::TOO_MANY_REQUESTS, "a header buys no fresh tries");
}

/// security.md asks for these on every answer.
const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
];

/// What some answers say instead: files to take away, and a page within a page of ours.
fn own_policy(path: &str) -> Option<&'static str> {
    match path {
        path if path.starts_with("/files/") || path.ends_with(".xlsx") => Some("sandbox; default-src 'none'"),
        "/office/drafts/{id}/preview" => Some(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
        ),
        "/office/drafts/{id}/looks" => Some(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        _ => None,
    }
}

fn check_headers(answer: &journeys::house::Answer, asked: &str, policy: Option<&str>) {
    for (name, value) in HEADERS {
        let value = policy.filter(|_| name == "content-security-policy").unwrap_or(value);
        let told = answer.headers.get(name).and_then(|told| told.to_str().ok());
        assert_eq!(told, Some(value), "{asked}: {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_headers() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("公开").await).await;
    let mut office = installation.sign_in(Role::Office).await;
    let mut public = installation.visitor();
    let css = {
        let home = public.get("/").await.text;
        let at = home.find("assets/").expect("a style sheet");
        format!("/{}", &home[at..at + home[at..].find('"').expect("a quote")])
    };
    for visitor in [&mut public, &mut office] {
        for (method, path) in routes() {
            let item_no = item.index_no.clone().unwrap();
            let asked = path.replace("{key}", &item_no).replace("{name}", "default.css");
            let asked = filled(&asked.replace("{*path}", "x/y"));
            if path == "/sign-out" {
                continue;
            }
            let body = (method == "POST").then(|| "x=1".to_owned());
            let answer = visitor.ask(method, &asked, body, &[]).await;
            let policy = own_policy(path).filter(|_| answer.status == StatusCode::OK);
            check_headers(&answer, &asked, policy);
        }
        let file = format!("/files/{}/x", item.file);
        check_headers(&visitor.get(&file).await, &file, Some("sandbox; default-src 'none'"));
        for asked in ["/healthz", "/readyz", "/no/such/page", "/search?q=a&q=b", &css] {
            check_headers(&visitor.get(asked).await, asked, None);
        }
        check_headers(&visitor.ask("DELETE", "/", None, &[]).await, "DELETE /", None);
    }
    let mut elsewhere = installation.visitor_of("unknown.example.com");
    let unknown = elsewhere.get("/").await;
    assert_eq!(unknown.status, StatusCode::MISDIRECTED_REQUEST);
    check_headers(&unknown, "an unknown host", None);
    // Kept pages too, changed or not.
    let kept = public.get("/").await;
    check_headers(&kept, "a kept page", None);
    let etag = kept.headers["etag"].to_str().unwrap().to_owned();
    let unchanged = public.ask("GET", "/", None, &[("if-none-match", &etag)]).await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
    check_headers(&unchanged, "an unchanged page", None);
}

/// The method is not taken; or the whole route is not there for this visitor.
fn refused(status: StatusCode, by_its_method: StatusCode) -> bool {
    status == StatusCode::METHOD_NOT_ALLOWED
        || (status == StatusCode::NOT_FOUND && by_its_method == StatusCode::NOT_FOUND)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_get_head_and_post_are_taken_and_each_where_it_belongs() {
    let installation = Installation::new().await;
    let mut administrator = installation.sign_in(Role::Administrator).await;
    let all = routes();
    for (_, path) in &all {
        let asked = path.replace("{*path}", "x/y").replace("{id}", "1").replace("{key}", "x");
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
            let answer = administrator.ask(method, &asked, None, &[]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {asked}");
        }
    }
    for (method, path) in &all {
        let asked = path.replace("{*path}", "x/y").replace("{id}", "1").replace("{key}", "x");
        let asked = asked
            .replace("{number}", "1")
            .replace("{file}", "1")
            .replace("{finding}", "1")
            .replace("{remark}", "1")
            .replace("{work}", "search");
        let asked = asked.replace("{name}", "x").replace("{code}", "xsc").replace("{secret}", "x");
        let both = all.iter().filter(|(_, other)| other == path).count() == 2;
        if *method == "GET" {
            let (got, head) =
                (administrator.get(&asked).await, administrator.ask("HEAD", &asked, None, &[]).await);
            assert_eq!(got.status, head.status, "HEAD {asked}");
            if !both {
                let posted = administrator.ask("POST", &asked, Some("x=1".into()), &[]).await;
                let refused = refused(posted.status, got.status);
                assert!(refused, "POST {asked}: {}", posted.status);
            }
        } else if !both && *path != "/sign-out" {
            let posted = administrator.ask("POST", &asked, Some("x=1".into()), &[]).await;
            for method in ["GET", "HEAD"] {
                let answer = administrator.ask(method, &asked, None, &[]).await;
                let refused = refused(answer.status, posted.status);
                assert!(refused, "{method} {asked}: {}", answer.status);
            }
        }
    }
}

/// One source may ask for much, and then waits; a header buys it nothing, and
/// pages are read on.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_searches_without_end_is_asked_to_wait() {
    let installation = Installation::new().await;
    let mut public = installation.visitor();
    for door in ["/search?q=a", "/api/v1/search?q=a", "/feed.atom?q=a", "/files/1/x"] {
        let mut told = None;
        for n in 0..600 {
            let address = format!("198.51.100.{}", n % 250);
            let answer = public.ask("GET", door, None, &[("x-forwarded-for", &address)]).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                told = Some(answer);
                break;
            }
        }
        let told = told.unwrap_or_else(|| panic!("{door} has no end"));
        let seconds: u64 = told.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..60).contains(&seconds));
        assert!(told.text.contains(&format!("请过{seconds}秒再试")), "{}", told.text);
        let kind =
            if door.starts_with("/api/") { "application/problem+json" } else { "text/html; charset=utf-8" };
        assert_eq!(told.headers["content-type"], kind, "{door}");
        assert_eq!(public.get("/").await.status, StatusCode::OK);
        assert_eq!(public.get("/items").await.status, StatusCode::OK);
        installation.later(2);
        assert_ne!(public.get(door).await.status, StatusCode::TOO_MANY_REQUESTS, "{door} after a while");
    }
}

/// Files are heavy: one person sends so many, and then waits.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_files_without_end_is_asked_to_wait() {
    let installation = Installation::new().await;
    let item = installation.draft(&installation.content("附件").await).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let files = format!("/office/drafts/{}/files", item.version);
    let token = token_of(&liaison.get("/account").await.text).expect("a form");
    let fields = [("form_token", token.as_str())];
    let mut told = None;
    for _ in 0..60 {
        // The form's key serves once: the others are told so, and count.
        let answer = liaison.post_file(&files, &fields, ("附件.txt", "文".as_bytes())).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            told = Some(answer);
            break;
        }
    }
    let told = told.expect("there is an end");
    assert!(told.text.contains("试得太多太快") && told.headers.contains_key("retry-after"), "{}", told.text);
    let mut head = installation.sign_in(Role::UnitHead).await;
    let theirs = token_of(&head.get("/account").await.text).expect("a form");
    let answer = head.post_file(&files, &[("form_token", theirs.as_str())], ("b.txt", b"b")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "a colleague has a share of their own: {}", answer.text);
    installation.later(1);
    let again = token_of(&liaison.get("/account").await.text).expect("a form");
    let answer = liaison.post_file(&files, &[("form_token", again.as_str())], ("c.txt", b"c")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}
