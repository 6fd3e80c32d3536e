//! A scan of a site that was killed goes on where it was.

use std::collections::BTreeSet;
use std::process::Stdio;

use http::StatusCode;
use journeys::engines::Database;
use journeys::servers::command;
use tokio::io::{AsyncBufReadExt, BufReader};

use super::{NUMBER, OldSite, page, scan, sent, status, workbook};

const PAGES: usize = 40;

async fn site() -> (OldSite, String) {
    OldSite::open(|path| {
        let number = path.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap_or(0);
        match path {
            "/robots.txt" => status(StatusCode::NOT_FOUND),
            "/list.xlsx" => sent("application/octet-stream", workbook()),
            "/" => page("<a href=/1.htm>一</a><a href=/list.xlsx>附件</a>"),
            // Each leads to the next alone, and says something of its own.
            _ if number > 0 && number < PAGES => page(&format!(
                "<title>第{number}页</title><p>{}手机1380013{number:04}<a href=/{}.htm>下一页</a>",
                "甲乙丙丁".chars().cycle().take(number).collect::<String>(),
                number + 1
            )),
            _ if number == PAGES => page(&format!("<p>{NUMBER}")),
            _ => status(StatusCode::NOT_FOUND),
        }
    })
    .await
}

/// Starts a scan, and kills it when so many lines were written.
async fn killed(args: &[&str], after: usize) {
    let database = Database::fresh().await;
    let mut child =
        command(&database, args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a start");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for _ in 0..after {
        lines.next_line().await.expect("a line").expect("a finding");
    }
    child.kill().await.expect("an end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_was_killed_goes_on_and_tells_all() {
    let (undisturbed, first) = site().await;
    let expected = scan(&[&format!("{first}/")]).await.1;
    let (site, url) = site().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (journal, report) = (folder.path().join("walk"), folder.path().join("r.html"));
    let (journal, report) = (journal.to_str().expect("a path"), report.to_str().expect("a path"));
    let start = format!("{url}/");
    let args = ["scan", "--delay", "0.02", "--resume", journal, &start];
    killed(&args, 12).await;
    killed(&args, 30).await;
    let written = std::fs::read_to_string(journal).expect("a journal");
    assert!(!written.contains("13800130012") && written.contains("138****0012"), "nothing in clear");
    let (code, lines, messages) = scan(&["--resume", journal, "--report", report, &start]).await;
    assert_eq!(code, Some(1));
    let plain = |lines: &[serde_json::Value], url: &str| {
        lines.iter().map(|line| line.to_string().replace(url, "")).collect::<Vec<_>>()
    };
    assert_eq!(plain(&lines, &url), plain(&expected, &first), "as if nothing had happened");
    assert!(messages.contains("是上次问过的"), "{messages}");
    let html = std::fs::read_to_string(report).expect("a report");
    assert!(html.contains(&format!("网页 {} 个", PAGES + 1)), "of all runs: {html}");
    // What was on its way when it was killed is asked for again, and nothing else.
    let pages = |site: &OldSite| {
        site.paths()
            .into_iter()
            .filter(|path| path != "/robots.txt" && path != "/sitemap.xml")
            .collect::<Vec<_>>()
    };
    let asked = pages(&site);
    assert_eq!(asked.iter().collect::<BTreeSet<_>>(), pages(&undisturbed).iter().collect());
    assert!(asked.len() <= pages(&undisturbed).len() + 2, "{asked:?}");
    assert!(!std::path::Path::new(journal).exists(), "all was read: the next run begins anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bound_left_is_read_the_next_time() {
    let (site, url) = site().await;
    let folder = tempfile::tempdir().expect("a folder");
    let journal = folder.path().join("walk");
    let (journal, start) = (journal.to_str().expect("a path"), format!("{url}/"));
    let (_, lines, _) = scan(&["--resume", journal, "--max-pages", "10", &start]).await;
    assert!(lines.last().is_some_and(|line| line.to_string().contains("读够了 10 个")), "{lines:?}");
    let before = site.paths().len();
    let (_, lines, _) = scan(&["--resume", journal, &start]).await;
    assert!(lines.iter().any(|line| line["type"] == "id_card"), "{lines:?}");
    assert!(site.paths().len() - before < PAGES, "{:?}", site.paths());
    // A file that is something else is not written over.
    let other = folder.path().join("notes.txt");
    std::fs::write(&other, "我的笔记").expect("a file");
    let (code, lines, messages) = scan(&["--resume", other.to_str().expect("a path"), &start]).await;
    assert_eq!((code, lines.len()), (Some(2), 0));
    assert!(messages.contains("换一个文件名"), "{messages}");
    assert_eq!(std::fs::read_to_string(&other).expect("a file"), "我的笔记");
}
