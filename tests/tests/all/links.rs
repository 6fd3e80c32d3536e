//! Publications that belong to each other, bound in the office.

use http::StatusCode;
use journeys::house::{Installation, Visitor};
use journeys::publications::Item;
use terms::Role;

async fn public(installation: &Installation, item: &Item) -> String {
    installation.settle().await;
    let number = item.index_no.as_deref().unwrap();
    installation.visitor().get(&format!("/items/{number}")).await.text
}

async fn press(
    visitor: &mut Visitor<'_>,
    item: &Item,
    what: &str,
    fields: &[(&str, &str)],
) -> journeys::house::Answer {
    let version = item.version.to_string();
    let fields: Vec<_> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    visitor.send("/account", &format!("/office/publications/{}/{what}", item.id), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interpretation_is_bound_and_unbound_and_both_pages_tell() {
    let installation = Installation::new().await;
    let rule = installation.published(&installation.content("奖学金办法").await).await;
    let reading = installation.published(&installation.content("图解").await).await;
    let number = reading.index_no.clone().unwrap();
    let page = format!("/office/drafts/{}", rule.version);
    let mut liaison = installation.sign_in(Role::Liaison).await;
    assert!(liaison.get(&page).await.text.contains("关联这两条信息"));
    let unknown = press(&mut liaison, &rule, "link", &[("relation", ""), ("index_no", "XX-1")]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.text.contains("没有索引号为“XX-1”的信息") && unknown.text.contains("请选择那一条是"));
    let own = rule.index_no.clone().unwrap();
    let itself = press(&mut liaison, &rule, "link", &[("relation", "response"), ("index_no", &own)]).await;
    assert!(itself.text.contains("不能链接到自己"), "{}", itself.text);

    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    assert!(!reviewer.get(&page).await.text.contains("关联这两条信息"));
    let fields = [("relation", "interpretation"), ("index_no", number.as_str())];
    assert_eq!(press(&mut reviewer, &rule, "link", &fields).await.status, StatusCode::NOT_FOUND);
    assert!(!public(&installation, &rule).await.contains("解读：图解通知"));

    let bound = press(&mut liaison, &rule, "link", &fields).await;
    assert_eq!(bound.status, StatusCode::SEE_OTHER, "{}", bound.text);
    press(&mut liaison, &rule, "link", &fields).await;
    assert!(public(&installation, &rule).await.contains("解读：图解通知"));
    assert!(public(&installation, &reading).await.contains("解读的文件：奖学金办法通知"));
    let here = liaison.get(&page).await.text;
    assert!(here.contains("图解通知</a>") && here.contains("去掉关联</button>"), "{here}");
    let there = liaison.get(&format!("/office/drafts/{}", reading.version)).await.text;
    assert!(there.contains("解读的文件") && !there.contains("去掉关联</button>"), "{there}");

    let other = reading.id.to_string();
    let fields = [("relation", "interpretation"), ("other", other.as_str())];
    assert_eq!(press(&mut reviewer, &rule, "unlink", &fields).await.status, StatusCode::NOT_FOUND);
    let unbound = press(&mut liaison, &rule, "unlink", &fields).await;
    assert_eq!(unbound.status, StatusCode::SEE_OTHER, "{}", unbound.text);
    press(&mut liaison, &rule, "unlink", &fields).await;
    for item in [&rule, &reading] {
        assert!(!public(&installation, item).await.contains("解读"));
    }
    let events = installation.house.store.events_after(0, 10_000).await.unwrap();
    let of = |name: &str| events.iter().filter(|event| event.name == name).count();
    assert_eq!((of("publishing.linked"), of("publishing.unlinked")), (1, 1), "once is enough");
}
