//! What takes long, asked for in the browser, left and found again.

use std::time::{Duration, Instant};

use http::StatusCode;
use journeys::house::{HOSTS, Installation, Visitor};
use terms::Role;

const PAGE: &str = "/office/upkeep";

/// The page once nothing goes on any more.
async fn when_done(visitor: &mut Visitor<'_>) -> String {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let page = visitor.get(PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.headers.contains_key("refresh"), page.text.contains("正在做"), "{}", page.text);
        if !page.text.contains("正在做") {
            return page.text;
        }
        assert!(Instant::now() < deadline, "{}", page.text);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_and_an_export_are_asked_for_left_and_found_again() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("奖学金").await).await;
    installation.settle().await;
    let mut administrator = installation.sign_in(Role::Administrator).await;
    assert_eq!(when_done(&mut administrator).await.matches("没有做过").count(), 3);
    for work in ["search", "pages", "export"] {
        let asked = administrator.send(PAGE, &format!("{PAGE}/{work}"), &[]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    }
    let told = when_done(&mut administrator).await;
    for word in ["检索索引：已重建到第", "网页：存着的都作废了", "个文件，新写"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    let number = item.index_no.as_deref().expect("a number");
    let data = &installation.house.settings.data;
    assert!(data.join(format!("export/jn/items/{number}.html")).exists());
    let found = administrator.get("/api/v1/search?q=奖学金").await.text;
    assert!(found.contains(number), "{found}");

    // A school's static site is its own; the index is everybody's.
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("administrator").await;
    let other = when_done(&mut elsewhere).await;
    assert!(other.contains("没有做过") && !other.contains("个文件，新写"), "{other}");
    assert!(other.contains("检索索引：已重建到第"), "{other}");

    // What a stop broke off is told, and can be asked for again.
    let school = installation.school().await;
    let file = data.join(format!("upkeep/export-{school}.json"));
    let broken_off = r#"{"begun_at":"2026-10-09T02:00:00Z","ended_at":null,"sentence":"","is_fault":false}"#;
    std::fs::write(&file, broken_off).expect("a file");
    assert!(when_done(&mut administrator).await.contains("没有做完，服务中途停过"));
    // What cannot be done is told with its reason.
    let target = data.join("export/jn");
    std::fs::remove_dir_all(&target).expect("a folder");
    std::fs::create_dir(&target).expect("a folder");
    std::fs::write(target.join("别的.txt"), "别的").expect("a file");
    administrator.send(PAGE, &format!("{PAGE}/export"), &[]).await;
    let told = when_done(&mut administrator).await;
    assert!(told.contains("没有做成") && told.contains("里有别的东西"), "{told}");
    let unknown = administrator.send(PAGE, &format!("{PAGE}/everything"), &[]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
