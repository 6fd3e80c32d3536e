//! Every route, as every kind of visitor: the table says who comes in.

use http::StatusCode;
use journeys::house::{HOSTS, Installation};
use terms::Role;
use web::{Access, Method};

/// `GET /office administrator,liaison,…`: one line a route, written by hand.
const TABLE: &str = include_str!("routes.tsv");

/// Who is meant by a word of the table.
fn admitted(word: &str, visitor: &str) -> bool {
    match word {
        "everybody" => true,
        "signed-in" => visitor != "nobody",
        "any-role" => !matches!(visitor, "nobody" | "student"),
        roles => roles.split(',').any(|role| role == visitor),
    }
}

/// The address of a route with something in each of its places.
pub fn filled(path: &str) -> String {
    let places = [
        ("{id}", "1"),
        ("{name}", "x"),
        ("{*path}", "no/such/page"),
        ("{key}", "x"),
        ("{number}", "1"),
        ("{code}", "xsc"),
        ("{year}", "2025-2026"),
        ("{part}", "1"),
        ("{format}", "json"),
        ("{secret}", "x"),
        ("{file}", "1"),
        ("{finding}", "1"),
        ("{remark}", "1"),
        ("{upload}", "x"),
        ("{work}", "search"),
        ("{step}", "confirm"),
        ("{paper}", "1"),
    ];
    places.into_iter().fold(path.to_owned(), |asked, (place, with)| asked.replace(place, with))
}

fn table() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.split('\t');
            let mut next = || parts.next().unwrap_or_else(|| panic!("three columns: {line}"));
            (next(), next(), next())
        })
        .collect()
}

/// The words of the table for what the code says.
fn word(access: Access) -> String {
    match access {
        Access::Public => "everybody".into(),
        Access::SignedIn => "signed-in".into(),
        Access::Office => "any-role".into(),
        Access::Roles(roles) => roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(","),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_names_every_route_and_no_other() {
    let installation = Installation::new().await;
    let mut said: Vec<String> =
        table().iter().map(|(method, path, who)| format!("{method}\t{path}\t{who}")).collect();
    let method = |method| if method == Method::Get { "GET" } else { "POST" };
    let mut there: Vec<String> = installation
        .rows
        .iter()
        .map(|row| format!("{}\t{}\t{}", method(row.method), row.path, word(row.access)))
        .collect();
    said.sort();
    there.sort();
    assert_eq!(there, said, "tests/tests/all/routes.tsv and the routes differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_admits_exactly_whom_the_table_names() {
    let installation = Installation::new().await;
    let mut visits = 0;
    let visitors: Vec<&str> =
        ["nobody", "student"].into_iter().chain(Role::ALL.iter().map(|role| role.code())).collect();
    for name in visitors {
        let mut visitor = installation.visitor();
        if name != "nobody" {
            visitor.sign_in(name).await;
        }
        for (method, path, who) in table() {
            let asked = filled(path);
            if path == "/sign-out" {
                continue;
            }
            let body = (method == "POST").then(|| "x=1".to_owned());
            let answer = visitor.ask(method, &asked, body, &[]).await;
            visits += 1;
            let seen = format!("{method} {asked} as {name}: {}", answer.status);
            match (admitted(who, name), name, method) {
                // A form without its token is refused, whoever sends it; one
                // that is no form with files, where one is wanted, too.
                (true, _, "POST") => {
                    let refused = [StatusCode::FORBIDDEN, StatusCode::BAD_REQUEST];
                    assert!(refused.contains(&answer.status), "{seen}");
                }
                (true, _, _) => assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{seen}"),
                (false, "nobody", _) => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{seen}"),
                (false, _, _) => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{seen}"),
            }
            assert!(!answer.status.is_server_error(), "{seen}\n{}", answer.text);
            let policy = answer
                .headers
                .get("content-security-policy")
                .map(|p| p.to_str().unwrap_or_default().to_owned());
            assert!(policy.is_some_and(|policy| policy.contains("default-src 'none'")), "{seen}: no policy");
            assert!(
                !answer.text.contains(" style=\"") && !answer.text.contains("<style"),
                "{seen}: inline style"
            );
        }
    }
    println!("{visits} visits");
    assert!(visits > 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_one_school_is_none_at_another() {
    let installation = Installation::new().await;
    let mut visitor = installation.visitor();
    visitor.sign_in("administrator").await;
    assert_eq!(visitor.get("/office/people").await.status, StatusCode::OK);
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("liaison").await;
    let people = elsewhere.get("/office/people").await;
    assert_eq!(people.status, StatusCode::NOT_FOUND);
    let mut unknown = installation.visitor_of("unknown.example.com");
    assert_eq!(unknown.get("/").await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_from_elsewhere_are_refused() {
    let installation = Installation::new().await;
    let mut visitor = installation.visitor();
    visitor.sign_in("liaison").await;
    let page = visitor.get("/office/drafts/new").await;
    let token = journeys::house::token_of(&page.text).unwrap();
    let body = || Some(format!("form_token={token}&kind=general"));
    for (header, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let answer = visitor.ask("POST", "/office/drafts/new", body(), &[(header, value)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header}: {value}");
    }
    for method in ["PUT", "DELETE", "TRACE", "PATCH", "OPTIONS"] {
        assert_eq!(
            visitor.ask(method, "/office", None, &[]).await.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{method}"
        );
    }
}
