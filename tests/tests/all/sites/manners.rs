//! What a site asks of those who read it, and how it is written: each rule with a site that shows it.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::StatusCode;
use journeys::engines::Database;
use journeys::servers::run;

use super::{NUMBER, OldSite, page, scan, sent, status, told};

/// The pages that each of these sites has beside its own.
fn leaf(path: &str) -> axum::response::Response {
    match path.ends_with(".htm") {
        true => page(&format!("<p>{NUMBER}")),
        false => status(StatusCode::NOT_FOUND),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_rules_for_programs_the_longest_that_fits_decides() {
    let (site, url) = OldSite::open(|path| match path {
        // The shorter one first, and last; of two equally long the one that allows.
        "/robots.txt" => sent(
            "text/plain",
            "User-agent: *\nDisallow: /a/\nAllow: /a/open\nAllow: /b/open\nDisallow: /b/\nDisallow: /c\nAllow: /c\n",
        ),
        "/" => page(
            &["/a/1.htm", "/a/open.htm", "/b/1.htm", "/b/open.htm", "/c/1.htm"]
                .map(|path| format!("<a href={path}>{path}</a>"))
                .concat(),
        ),
        _ => leaf(path),
    })
    .await;
    let (_, lines, _) = scan(&[&format!("{url}/")]).await;
    let asked: Vec<String> = site.paths().into_iter().filter(|path| path.ends_with(".htm")).collect();
    assert_eq!(asked, ["/a/open.htm", "/b/open.htm", "/c/1.htm"]);
    assert!(told(&lines, &url).1["/"].contains("robots.txt 不许读 2 个网址"), "{lines:?}");
}

/// Fifteen digits are an identity number only behind the word for it: read as another encoding, the
/// word isn't there.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_gbk_that_says_nothing_of_it_is_read_as_gbk() {
    let text = "<title>困难学生</title><p>学生张某，身份证号：320311770706001";
    let bytes = encoding_rs::GBK.encode(text).0.into_owned();
    for content_type in ["text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"] {
        let bytes = bytes.clone();
        let (_, url) = OldSite::open(move |path| match path {
            "/" => sent(content_type, bytes.clone()),
            _ => status(StatusCode::NOT_FOUND),
        })
        .await;
        let (_, lines, _) = scan(&[&format!("{url}/")]).await;
        assert_eq!(lines.len(), 1, "{content_type}: {lines:?}");
        assert_eq!(lines[0]["rule"].as_str(), Some("id_card_15"), "{content_type}: {lines:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn between_two_requests_is_a_pause_that_the_site_need_not_ask_for() {
    let (site, url) = OldSite::open(|path| match path {
        "/" => page(&(0..6).map(|n| format!("<a href=/{n}.htm>{n}</a>")).collect::<String>()),
        "/robots.txt" => sent("text/plain", "User-agent: *\nCrawl-delay: 0.01\n"),
        _ => leaf(path),
    })
    .await;
    run(&Database::fresh().await, &["scan", "--delay", "0.1", &format!("{url}/")]).await;
    let times = site.times();
    assert_eq!(times.len(), 9, "robots, map, start and six pages: {:?}", site.paths());
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(95)), "{times:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packed_map_is_read() {
    let map = "<urlset><url><loc>/only-in-map.htm</loc></url></urlset>";
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(map.as_bytes()).expect("a map");
    let packed = packed.finish().expect("a map");
    let (_, url) = OldSite::open(move |path| match path {
        "/robots.txt" => sent("text/plain", "Sitemap: /map.xml.gz\n"),
        "/map.xml.gz" => sent("application/gzip", packed.clone()),
        "/" => page("<p>没有要紧的"),
        _ => leaf(path),
    })
    .await;
    let (_, lines, _) = scan(&[&format!("{url}/")]).await;
    assert_eq!(told(&lines, &url).0.keys().collect::<Vec<_>>(), ["/only-in-map.htm"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_an_attachment_is_read_and_so_is_what_its_site_calls_it() {
    let (_, url) = OldSite::open(|path| match path {
        "/" => page(&format!("<a href='/f/%E5%BC%A0{NUMBER}.txt'>一</a><a href='/get?id=7'>二</a>")),
        "/get?id=7" => axum::response::Response::builder()
            .header("content-type", "text/plain")
            .header("content-disposition", format!("attachment; filename=\"{NUMBER}.txt\""))
            .body("没有要紧的，二".into())
            .expect("an answer"),
        _ if path.starts_with("/f/") => sent("text/plain", "没有要紧的"),
        _ => status(StatusCode::NOT_FOUND),
    })
    .await;
    let (_, lines, _) = scan(&[&format!("{url}/")]).await;
    // The page shows one of the names in its source.
    let files: Vec<_> = lines.iter().filter(|line| line["part"] != "page source").collect();
    assert_eq!(files.len(), 2, "{lines:?}");
    assert!(files.iter().all(|line| line["part"] == "names" && line["type"] == "id_card"), "{lines:?}");
}
