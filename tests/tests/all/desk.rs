//! The desk: what is first, what is in whose hands, what a unit has to publish.

use journeys::house::Installation;
use terms::Role;

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_says_what_is_first_and_in_whose_hands_the_rest_is() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let empty = liaison.get("/office").await.text;
    assert!(empty.contains("没有等你处理的事"), "{empty}");

    let item = installation.draft(&installation.content("宿舍热水供应安排").await).await;
    let draft = format!("/office/drafts/{}", item.version);
    let first = liaison.get("/office").await.text;
    assert!(first.contains("先办这一件") && first.contains(">接着写</a>"), "{first}");

    let sent = liaison.send(&draft, &format!("{draft}/submit"), &[]).await;
    assert!(sent.status.is_redirection(), "{}", sent.text);
    let handed = liaison.get("/office").await.text;
    assert!(handed.contains("1件在路上"), "{handed}");
    assert!(handed.contains("<li class=\"now\" aria-current=\"step\">部门审核</li>"), "{handed}");
    let head = installation.sign_in(Role::UnitHead).await.get("/office").await.text;
    assert!(head.contains("宿舍热水供应安排") && head.contains(">审核</a>"), "{head}");
    // The supervisor reads and owes nothing.
    let supervisor = installation.sign_in(Role::Supervisor).await.get("/office").await.text;
    assert!(!supervisor.contains("宿舍热水供应安排") && !supervisor.contains("应公开的事项"), "{supervisor}");
}
