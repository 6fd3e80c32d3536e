//! An installation is looked over, and says what is wrong with it.

use std::fs;

use gongkai::backup::Archive;
use journeys::scene::Scene;
use journeys::servers::{run, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_says_what_it_could_not_read_and_check_does_too() {
    let scene = Scene::new().await;
    scene.draft("一件", "会坏的附件").await;
    scene.draft("两件", "会丢的附件").await;
    let place = |content: &str| {
        let hash = files::FileHash::of(content.as_bytes());
        (
            hash.to_string(),
            scene.database.folder().join("files").join(&hash.as_str()[..2]).join(hash.as_str()),
        )
    };
    let (damaged, lost) = (place("会坏的附件"), place("会丢的附件"));
    let out = run(&scene.database, &["check", "--files"]).await;
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    fs::write(&damaged.1, "坏了").unwrap();
    fs::remove_file(&lost.1).unwrap();
    let quick = text(&run(&scene.database, &["check"]).await);
    assert!(quick.contains(&lost.0) && !quick.contains(&damaged.0), "{quick}");
    let out = run(&scene.database, &["check", "--files"]).await;
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out).contains(&lost.0) && text(&out).contains(&damaged.0), "{}", text(&out));
    let file = scene.database.folder().join("b.zip");
    let out = run(&scene.database, &["backup", &file.display().to_string()]).await;
    assert_eq!(out.status.code(), Some(1), "done in part");
    assert!(text(&out).contains(&lost.0) && text(&out).contains(&damaged.0), "{}", text(&out));
    assert_eq!(Archive::open(&file).unwrap().manifest().missing.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_names_an_open_key_and_a_school_without_administrator() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new().await;
    let out = run(&scene.database, &["user", "dismiss", "administrator"]).await;
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    fs::set_permissions(scene.database.key(), fs::Permissions::from_mode(0o644)).unwrap();
    let out = run(&scene.database, &["check"]).await;
    assert_eq!(out.status.code(), Some(1));
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("权限 0644") && said.contains("chmod 400"), "{said}");
    assert!(said.contains("没有系统管理员") && said.contains("user add"), "{said}");
}
