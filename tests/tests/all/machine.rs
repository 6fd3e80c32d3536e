//! What happens when the machine misbehaves: full disks, databases that go
//! away, ports that are taken, folders of another version, sudden death.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gongkai::timetable;
use http::StatusCode;
use jiff::SignedDuration;
use journeys::caller::Caller;
use journeys::engines::Database;
use journeys::house::Installation;
use journeys::postgresql::Postgresql;
use journeys::scene::Scene;
use journeys::servers::{Server, run};
use rustix::process::{Resource, Rlimit, prlimit};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};
use store::{Actor, Context, Engine};
use terms::{Role, SchoolId};
use web::Clock;

fn said(output: &std::process::Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A PostgreSQL of the test's own, to be stopped and restricted; none where the run is on SQLite.
fn own_postgresql() -> Option<Postgresql> {
    let own = std::env::var(store::testing::SERVER).is_ok().then(Postgresql::start).flatten();
    if own.is_none() {
        println!("skipped: this run is not on PostgreSQL");
    }
    own
}

/// How many pages SQLite may have: as many as now, or any number.
async fn limit_pages(installation: &Installation, is_full: bool) {
    let context = Context::new(SchoolId(0), Actor::Operator, installation.clock.now());
    let mut tx = installation.house.store.tidy(&context).await.unwrap();
    let row = sqlx::query("PRAGMA page_count").fetch_one(tx.connection()).await.unwrap();
    let pages: i64 = row.get(0);
    let most = if is_full { pages } else { 1_000_000 };
    tx.connection().execute(AssertSqlSafe(format!("PRAGMA max_page_count = {most}"))).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_says_so_and_works_again_when_there_is_room() {
    let installation = Installation::new().await;
    if installation.house.store.engine() == Engine::Postgres {
        println!("skipped: only SQLite can be told how full it is");
        return;
    }
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let unit = installation.unit.to_string();
    let body = "一篇很长的正文。".repeat(8000);
    let draft = [
        ("kind", "general"),
        ("edits", "0"),
        ("title", "写了很久的标题"),
        ("body", &body),
        ("unit", &unit),
        ("audience", "public"),
    ];
    limit_pages(&installation, true).await;
    let events = installation.house.store.last_event().await.unwrap();
    for _ in 0..3 {
        let full = liaison.send("/office/drafts/new", "/office/drafts/new", &draft).await;
        assert_eq!(full.status, StatusCode::INSUFFICIENT_STORAGE, "{}", full.text);
        assert!(full.text.contains("服务器的磁盘满了") && full.text.contains("没有保存"), "{}", full.text);
    }
    assert_eq!(installation.visitor().get("/").await.status, StatusCode::OK, "it is read as before");
    installation.later(5);
    assert_eq!(liaison.get("/office").await.status, StatusCode::OK, "by those who have signed in, too");
    assert_eq!(installation.house.store.last_event().await.unwrap(), events, "half of it stayed");
    limit_pages(&installation, false).await;
    let saved = liaison.send("/office/drafts/new", "/office/drafts/new", &draft).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(installation.house.store.last_event().await.unwrap(), events + 1);
}

/// No file may be larger than so many bytes.
fn limit_files(server: &Server, bytes: Option<u64>) {
    prlimit(Some(server.pid()), Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_full_of_files_says_so_and_works_again_when_there_is_room() {
    let scene = Scene::new().await;
    let version = scene.draft("有附件的", "小的附件").await;
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let liaison = Caller::signed_in(&server, "liaison").await;
    let (edit, files) = (format!("/office/drafts/{version}/edit"), format!("/office/drafts/{version}/files"));
    let content = "很大的附件。".repeat(1_000_000).into_bytes();
    limit_files(&server, Some(12 << 20));
    let (status, page) = liaison.upload(&edit, &files, "大.pdf", content.clone()).await;
    assert_eq!(status, StatusCode::INSUFFICIENT_STORAGE, "{page}");
    assert!(page.contains("服务器的磁盘满了") && page.contains("没有保存"), "{page}");
    assert!(!liaison.get(&edit).await.1.contains("大.pdf"), "no row names what was not written");
    limit_files(&server, None);
    let (status, page) = liaison.upload(&edit, &files, "大.pdf", content).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(liaison.get(&edit).await.1.contains("大.pdf"));
    let out = run(&scene.database, &["check", "--files"]).await;
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_and_comes_back_takes_nothing_along() {
    let Some(postgresql) = own_postgresql() else { return };
    let scene = Scene::on(Database::at(postgresql.url())).await;
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let public = Caller::new(&server);
    let (home, other) = (public.get("/").await, public.get("/guide").await);
    assert_eq!((home.0, other.0), (StatusCode::OK, StatusCode::OK));
    postgresql.stop();
    assert_eq!(public.get("/").await, home, "a kept page");
    // A host is looked up again after five seconds.
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(public.get("/guide").await, other, "a kept page, though the host cannot be looked up");
    let (status, page) = public.get("/search?q=x").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
    assert!(page.contains("系统暂时连不上数据") && page.contains("请过一会儿再试"), "{page}");
    assert_eq!(public.get("/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(public.get("/healthz").await.0, StatusCode::OK);
    postgresql.go_on();
    for path in ["/readyz", "/search?q=x"] {
        wait_until_ok(&public, path).await;
    }
    let office = Caller::signed_in(&server, "office").await;
    assert_eq!(office.get("/office").await.0, StatusCode::OK);
    server.stop().await;
}

async fn wait_until_ok(caller: &Caller, path: &str) {
    for _ in 0..300 {
        if caller.get(path).await.0 == StatusCode::OK {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} did not recover");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_told_with_what_to_do() {
    let scene = Scene::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let out = run(&scene.database, &["serve", "--listen", &listen]).await;
    assert_eq!(out.status.code(), Some(1));
    assert!(said(&out).contains("已经被别的程序占用") && said(&out).contains("--listen"), "{}", said(&out));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_has_a_folder_at_a_time() {
    let scene = Scene::new().await;
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let refused = Server::start(&scene.database, &["serve"]).await.err().unwrap();
    assert!(refused.printed.contains("只能开一个"), "{refused}");
    assert_eq!(Caller::new(&server).get("/").await.0, StatusCode::OK);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_version_made_is_left_alone() {
    let scene = Scene::new().await;
    let format = scene.database.folder().join("format");
    let ours = std::fs::read_to_string(&format).unwrap();
    std::fs::write(&format, "gongkai 2").unwrap();
    let file = scene.database.folder().join("b.zip").display().to_string();
    for args in [&["serve", "--listen", "127.0.0.1:0"][..], &["check"], &["backup", &file], &["migrate"]] {
        let out = run(&scene.database, args).await;
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        assert!(
            said(&out).contains("更新版本") && said(&out).contains("没有改动"),
            "{args:?}: {}",
            said(&out)
        );
    }
    std::fs::write(&format, ours).unwrap();
    let mut connection = AnyConnection::connect(scene.database.url()).await.unwrap();
    connection
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 9999, 'newer', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        )
        .await
        .unwrap();
    for args in [&["serve", "--listen", "127.0.0.1:0"][..], &["check"], &["backup", &file], &["migrate"]] {
        let out = run(&scene.database, args).await;
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        assert!(
            said(&out).contains("更新版本") && said(&out).contains("没有改动"),
            "{args:?}: {}",
            said(&out)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_may_not_alter_tables_serves_what_is_up_to_date_and_says_what_is_missing() {
    let Some(postgresql) = own_postgresql() else { return };
    let scene = Scene::on(Database::at(postgresql.url())).await;
    let mut owner = AnyConnection::connect(&postgresql.url()).await.unwrap();
    for grant in [
        "CREATE ROLE service LOGIN",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO service",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO service",
    ] {
        owner.execute(grant).await.unwrap();
    }
    let url = postgresql.url().replace("user=postgres", "user=service");
    let variables = [("DATABASE_URL", url.as_str())];
    let server = Server::start_with(&scene.database, &["serve"], &variables).await.unwrap();
    Caller::signed_in(&server, "office").await;
    server.stop().await;
    owner
        .execute("DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)")
        .await
        .unwrap();
    let refused = Server::start_with(&scene.database, &["serve"], &variables).await.err().unwrap();
    assert!(
        refused.printed.contains("还差 1 步升级") && refused.printed.contains("gongkai migrate"),
        "{refused}"
    );
    let out = journeys::servers::command(&scene.database, &["check"]).envs(variables).output().await.unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(said(&out).contains("还差 1 步升级"), "{}", said(&out));
}

/// Releases from several clients at once, until the server is killed. Answers
/// with the versions whose release was answered as done.
async fn release_until_killed(server: Server, versions: &[terms::VersionId]) -> BTreeSet<i64> {
    let office = Caller::signed_in(&server, "office").await;
    let mut forms = Vec::new();
    for version in versions {
        let path = format!("/office/drafts/{version}");
        forms.push((version.0, format!("{path}/release"), office.token(&path).await));
    }
    let done: Arc<Mutex<BTreeSet<i64>>> = Arc::default();
    let mut clients = Vec::new();
    for share in forms.chunks(forms.len().div_ceil(8)) {
        let (office, done, share) = (office.clone(), Arc::clone(&done), share.to_vec());
        clients.push(tokio::spawn(async move {
            for (version, path, token) in share {
                let answer = office.post(&path, &[("form_token", &token), ("at", "")]).await;
                let Some((status, page)) = answer else { return };
                assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
                done.lock().unwrap().insert(version);
            }
        }));
    }
    while done.lock().unwrap().len() < versions.len() / 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.kill().await;
    for client in clients {
        client.await.unwrap();
    }
    let done = done.lock().unwrap();
    done.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_amid_many_releases_each_answered_one_stands_once_and_none_by_half() {
    let scene = Scene::new().await;
    let mut versions = Vec::new();
    for n in 0..48 {
        versions.push(scene.reviewed(&format!("同时发布的第{n}件")).await);
    }
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let done = release_until_killed(server, &versions).await;
    println!("{} of {} releases were answered before the end", done.len(), versions.len());
    assert!(done.len() < versions.len(), "it was killed too late to prove anything");
    let store = &scene.house.store;
    let mut events: BTreeMap<i64, usize> = BTreeMap::new();
    for event in store.events_after(0, 100_000).await.unwrap() {
        if event.name == "publishing.released" {
            *events.entry(event.subject).or_default() += 1;
        }
    }
    let mut reader = store.reader().await.unwrap();
    let (office, _) = scene.acting(Role::Office).await;
    for version in &versions {
        let found = publishing::version(&mut reader, &office, *version).await.unwrap().unwrap();
        let is_released = found.state == publishing::State::Released;
        let told = events.get(&found.publication.0).copied().unwrap_or(0);
        assert_eq!(told, usize::from(is_released), "one event for a release, none without: {version}");
        assert!(is_released || !done.contains(&version.0), "{version} was answered as done");
    }
    drop(reader);
    let released = events.len();
    followers_have_each_once(&scene, released).await;
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let found = Caller::new(&server).get("/api/v1/search?q=同时发布的").await.1;
    assert!(found.contains(&format!("\"total\":{released}")), "{released} released, but {found}");
    server.stop().await;
}

/// The catalogue learned of each release once, and learns nothing twice.
async fn followers_have_each_once(scene: &Scene, released: usize) {
    // Past the lease of the node that died.
    let later = Clock::system().now() + SignedDuration::from_mins(5);
    for _ in 0..2 {
        timetable::step(&scene.house, later).await.unwrap();
        let mut reader = scene.house.store.reader().await.unwrap();
        let row = sqlx::query(
            "SELECT COUNT(*) AS n, COUNT(DISTINCT publication_id) AS d FROM catalogue_fulfilments",
        )
        .fetch_one(&mut *reader)
        .await
        .unwrap();
        let counted: (i64, i64) = (row.get("n"), row.get("d"));
        assert_eq!(counted, (released as i64, released as i64));
    }
}
