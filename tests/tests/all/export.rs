//! The public side as files: whole, with links that lead from file to file, and what is withdrawn gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gongkai::export::{Done, ExportError, export};
use journeys::house::Installation;
use publishing::Content;
use publishing::actions::{WithdrawAs, withdraw};
use terms::{Audience, Role};

async fn written(installation: &Installation, folder: &Path) -> Done {
    export(&installation.house, installation.school().await, folder, |_| {}).await.expect("an export")
}

/// Every file of a folder.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() { all.extend(files(&path)) } else { all.extend([path]) }
    }
    all
}

/// Where the links of a page lead, within the copy.
fn targets(page: &Path) -> Vec<PathBuf> {
    let html = fs::read_to_string(page).expect("a page");
    let links = html
        .split(" href=\"")
        .skip(1)
        .chain(html.split(" src=\"").skip(1))
        .chain(html.split(" action=\"").skip(1));
    let inside = links.filter_map(|rest| {
        let address = rest.split(['"', '#']).next().unwrap_or_default();
        let is_inside = !address.is_empty() && !address.contains(':');
        is_inside.then(|| percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned())
    });
    inside.map(|address| page.parent().expect("a folder").join(address)).collect()
}

fn holds(folder: &Path, words: &str) -> bool {
    let is_in = |file: &PathBuf| String::from_utf8_lossy(&fs::read(file).expect("a file")).contains(words);
    files(folder).iter().any(is_in)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_side_is_written_and_what_is_withdrawn_goes() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("奖学金").await).await;
    let mut staff = installation.content("校内考核").await;
    staff.audience = Audience::Staff;
    staff.change_note = "只给教职工看".into();
    installation.published(&staff).await;
    installation.draft(&installation.content("没有送审的").await).await;
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("site");

    let first = written(&installation, &target).await;
    assert_eq!((first.written, first.removed, first.broken.len()), (first.files, 0, 0), "{first:?}");
    let page = target.join(format!("items/{}.html", item.index_no.as_deref().expect("a number")));
    assert!(page.exists() && target.join("index.html").exists() && target.join("feed.atom").exists());
    assert!(holds(&target, "奖学金名单") && holds(&target, "附件"), "text and file");
    assert!(!holds(&target, "校内考核") && !holds(&target, "没有送审的"), "nothing that is not public");
    let pages = files(&target).into_iter().filter(|file| file.extension().is_some_and(|end| end == "html"));
    for page in pages {
        for to in targets(&page) {
            assert!(to.exists(), "{} leads to {}", page.display(), to.display());
        }
        let html = fs::read_to_string(&page).expect("a page");
        assert!(
            !html.contains("<form") && !html.contains("登录"),
            "nothing can be asked in {}",
            page.display()
        );
    }

    // Again: nothing changed. Then one is withdrawn.
    let again = written(&installation, &target).await;
    assert_eq!((again.files, again.written, again.removed), (first.files, 0, 0));
    let (office, context) = installation.acting(Role::Office).await;
    let store = &installation.house.store;
    withdraw(store, &context, &office, item.id, WithdrawAs::Error, "登错了").await.expect("a withdrawal");
    let after = written(&installation, &target).await;
    assert!(after.removed >= 2, "its page and its file: {after:?}");
    assert!(!page.exists() && !holds(&target, "奖学金名单"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_leads_nowhere_is_told_and_another_folder_is_left_alone() {
    let installation = Installation::new().await;
    let content = installation.content("奖学金").await;
    let body_html = "<p>见<a href=\"/no/such/page\">附表</a></p>".to_owned();
    installation.published(&Content { body_html, ..content }).await;
    let folder = tempfile::tempdir().expect("a folder");
    let done = written(&installation, &folder.path().join("site")).await;
    assert_eq!(done.broken.len(), 1);
    assert!(done.broken[0].0 == "/no/such/page" && done.broken[0].1.starts_with("/items/"), "{done:?}");

    fs::write(folder.path().join("thesis.txt"), "三年").expect("a file");
    let school = installation.school().await;
    let refused = export(&installation.house, school, folder.path(), |_| {}).await;
    assert!(matches!(refused, Err(ExportError::Foreign(_))), "{refused:?}");
    assert_eq!(fs::read_to_string(folder.path().join("thesis.txt")).expect("it is there"), "三年");
}
