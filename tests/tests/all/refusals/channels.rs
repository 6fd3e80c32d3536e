//! Forms on the lines of the list of releases.

use ::channels::actions::add_channel;
use ::channels::{Details, Kind};
use journeys::house::{Installation, token_of};
use terms::Role;

use super::{comes_back, stays_away};

const LIST: &str = "/office/channels/releases";

/// An installation where two publications wait for one channel.
async fn with_two_waiting() -> Installation {
    let installation = Installation::new().await;
    installation.settle().await;
    let (_, context) = installation.acting(Role::Administrator).await;
    let details = Details {
        name: "公众号".into(),
        kind: Kind::Push,
        is_online: true,
        needs_spokesperson: false,
        unit: None,
        account: String::new(),
        note: String::new(),
        is_retired: false,
    };
    add_channel(&installation.house.store, &context, "wechat", &details).await.expect("a channel");
    for word in ["奖学金", "助学金"] {
        let mut content = installation.content(word).await;
        content.channels = vec!["wechat".into()];
        installation.published(&content).await;
    }
    installation.settle().await;
    installation
}

/// The address of the first form, and what the fields of its line end in.
fn first_line(html: &str) -> (String, String) {
    let id = html.split_once("<label for=\"at-").expect("a line").1.split('"').next().expect("its end");
    let publication = id.split('-').next().expect("a publication");
    (format!("/office/publications/{publication}/channels"), format!("-{id}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_is_not_recorded_comes_back_on_its_line() {
    let installation = with_two_waiting().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let (path, ending) = first_line(&liaison.get(LIST).await.text);
    let channel = ending.rsplit('-').next().expect("a channel").to_owned();
    let of_line = |fields: &[(&'static str, &'static str)]| {
        let mut all = vec![("channel", channel.clone()), ("shown", String::new()), ("page", "1".into())];
        all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        all
    };
    let mut send = async |step: &str, fields: &[(&'static str, &'static str)]| {
        let all = of_line(fields);
        let all: Vec<_> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
        liaison.send(LIST, &format!("{path}/{step}"), &all).await
    };
    let refused = send("record", &[("at", "昨天下午"), ("address", "行政楼公告栏")]).await;
    comes_back(&refused, &format!("at{ending}"), "value=\"昨天下午\"");
    assert_eq!(refused.text.matches("value=\"行政楼公告栏\"").count(), 1, "on its own line only");
    let refused = send("record", &[("at", "2031-01-01"), ("address", "http://")]).await;
    comes_back(&refused, &format!("at{ending}"), "value=\"http://\"");
    comes_back(&refused, &format!("address{ending}"), "value=\"2031-01-01\"");
    let refused = send("cancel", &[("reason", " ")]).await;
    comes_back(&refused, &format!("reason{ending}"), "<details open><summary>不发了");
    let recorded = send("record", &[("at", "2026-10-09 10:00"), ("address", "行政楼公告栏")]).await;
    assert!(recorded.status.is_redirection(), "{}", recorded.text);
    // The line is gone: there is no form to come back to.
    let late = send("record", &[("at", "2026-10-09 10:00"), ("address", "图书馆的公告栏")]).await;
    stays_away(&late, "这个渠道已经登记过发布", "图书馆的公告栏");
    assert!(token_of(&late.text).is_none() || !late.text.contains("登记已发布"), "{}", late.text);
}
