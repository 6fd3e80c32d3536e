//! What is local to a node is built anew.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use journeys::scene::Scene;
use journeys::servers::{Server, on_terminal, run, text};
use tokio::io::AsyncReadExt;

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_sees_how_far_a_rebuild_is_and_a_pipe_sees_what_came_of_it() {
    let scene = Scene::new().await;
    let last = scene.house.store.last_event().await.unwrap();
    let piped = run(&scene.database, &["rebuild", "search"]).await;
    assert_eq!(text(&piped), format!("检索索引：已重建到第 {last} 条事件\n"));
    let seen = on_terminal(&scene.database, &["rebuild", "search"]).output().await.unwrap();
    let seen = text(&seen);
    assert!(seen.contains(&format!("检索索引：读到第 0 条记录，共 {last} 条")), "{seen}");
    assert!(seen.contains(&format!("\u{1b}[K检索索引：已重建到第 {last} 条事件")), "{seen}");

    // The same of a report, whose bytes go to a file.
    let file = scene.database.folder().join("report.json").display().to_string();
    let report = ["report", "--year", "2025-2026", "-o", &file];
    assert_eq!(text(&run(&scene.database, &report).await), "");
    let seen = text(&on_terminal(&scene.database, &report).output().await.unwrap());
    assert!(seen.ends_with("正在统计2025—2026学年的记录\r\u{1b}[K"), "{seen}");

    // Of a server's work it hears by the folder.
    let held = gongkai::house::lock(scene.database.folder()).unwrap();
    let mut asking =
        on_terminal(&scene.database, &["rebuild", "search"]).stdout(Stdio::piped()).spawn().unwrap();
    let requests = scene.database.folder().join("rebuild");
    let asked = loop {
        let found = fs::read_dir(&requests).ok().and_then(|mut entries| entries.next());
        match found {
            Some(entry) => break entry.unwrap().path(),
            None => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    fs::write(asked.with_added_extension("told"), "7/9").unwrap();
    let (mut printed, mut output) = (Vec::new(), asking.stdout.take().unwrap());
    while !String::from_utf8_lossy(&printed).contains("读到第 7 条记录，共 9 条") {
        assert!(output.read_buf(&mut printed).await.unwrap() > 0, "{}", String::from_utf8_lossy(&printed));
    }
    fs::write(asked.with_added_extension("done"), "做好了").unwrap();
    output.read_to_end(&mut printed).await.unwrap();
    assert!(String::from_utf8_lossy(&printed).contains("做好了"));
    drop(held);
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_is_done_alone_or_asked_of_the_server() {
    let scene = Scene::new().await;
    let out = run(&scene.database, &["rebuild"]).await;
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let lines: Vec<_> = said.lines().collect();
    assert!(lines[0].contains("检索索引：已重建到第"), "{said}");
    assert!(lines[1].contains("没有网站在运行") && lines[2].contains("没有另存的计数"), "{said}");
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let index = || fs::read_to_string(scene.database.folder().join("index/current")).unwrap_or_default();
    let before = index();
    let (first, second) = (run(&scene.database, &["rebuild"]), run(&scene.database, &["rebuild", "search"]));
    let (first, second) = tokio::join!(first, second);
    let said = text(&first);
    assert_eq!(first.status.code(), Some(0), "{said}");
    assert!(said.contains("检索索引：已重建到第") && said.contains("网页：存着的都作废了"), "{said}");
    assert!(text(&second).contains("检索索引：已重建到第"), "{}", text(&second));
    assert_ne!(index(), before, "another building of the index counts now");
    assert_eq!(
        fs::read_dir(scene.database.folder().join("rebuild")).unwrap().count(),
        0,
        "nothing is left lying"
    );
    server.stop().await;
}
