//! One publication by many channels: what waits, what is recorded, what comes off.

use ::channels::Details;
use ::channels::actions::{
    Expected, RecordRelease, add_channel, call_back, cancel_release, confirm_recall, expect_releases,
    record_release,
};
use ::channels::{ChannelError, Filter, Kind, Refusal, State};
use documents::sheets::Row;
use http::StatusCode;
use importing::{Importer, Options};
use jiff::Timestamp;
use journeys::house::{HOSTS, Installation};
use journeys::publications::Item;
use publishing::Content;
use publishing::actions::{WithdrawAs, withdraw};
use store::{Actor, Context};
use terms::{Audience, ChannelId, Person, PersonId, PublicationId, Role, UnitId, Viewer};

const LIST: &str = "/office/channels/releases";
const OTHERS: [(&str, Kind); 4] =
    [("wechat", Kind::Push), ("board", Kind::Print), ("radio", Kind::Voice), ("led", Kind::Screen)];

/// The first school with its portal and four channels more.
async fn with_channels() -> Installation {
    let installation = Installation::new().await;
    installation.settle().await;
    let (_, context) = installation.acting(Role::Administrator).await;
    for (code, kind) in OTHERS {
        let details = Details {
            name: format!("{code}渠道"),
            kind,
            is_online: kind == Kind::Push,
            needs_spokesperson: false,
            unit: None,
            account: String::new(),
            note: String::new(),
            is_retired: false,
        };
        add_channel(&installation.house.store, &context, code, &details).await.expect("a channel");
    }
    installation
}

/// A publication that goes out by all of them.
async fn on_five(installation: &Installation) -> Item {
    let mut content = installation.content("五个渠道").await;
    content.channels = OTHERS.iter().map(|(code, _)| (*code).into()).collect();
    let item = installation.published(&content).await;
    installation.settle().await;
    item
}

async fn channel(installation: &Installation, code: &str) -> ChannelId {
    let mut reader = installation.house.store.reader().await.unwrap();
    let all = ::channels::channels(&mut reader, installation.school().await).await.unwrap();
    all.into_iter().find(|channel| channel.code == code).expect("the channel").id
}

/// Names and states of all releases, as this viewer finds them.
async fn states(installation: &Installation, viewer: &Viewer) -> Vec<(String, State)> {
    let mut reader = installation.house.store.reader().await.unwrap();
    let mut all = Vec::new();
    for state in State::ALL {
        let filter = Filter { state, channel: None, skip: 0, limit: 100 };
        let entries = ::channels::entries(&mut reader, viewer, &filter).await.unwrap();
        all.extend(entries.into_iter().map(|entry| (entry.name, entry.state)));
    }
    all
}

async fn counted(installation: &Installation) -> Vec<(PublicationId, String, Timestamp)> {
    let mut reader = installation.house.store.reader().await.unwrap();
    let school = installation.school().await;
    let until = installation.clock.now() + jiff::SignedDuration::from_hours(1);
    let all = ::channels::released_before(&mut reader, school, until).await.unwrap();
    all.into_iter().map(|release| (release.publication, release.channel, release.at)).collect()
}

async fn record(
    installation: &Installation,
    viewer: &Viewer,
    item: &Item,
    code: &str,
) -> Result<(), ChannelError> {
    let now = installation.clock.now();
    let channel = channel(installation, code).await;
    let record = RecordRelease { publication: item.id, channel, at: now, address: "行政楼".into() };
    record_release(&installation.house.store, &Context::of(viewer, now), viewer, &record).await
}

#[tokio::test(flavor = "multi_thread")]
async fn five_channels_are_one_publication_and_five_releases() {
    let installation = with_channels().await;
    let item = on_five(&installation).await;
    let (liaison, _) = installation.acting(Role::Liaison).await;
    assert_eq!(counted(&installation).await.len(), 1, "what waits is no release");
    let waiting = states(&installation, &liaison).await;
    assert_eq!(waiting.iter().filter(|(_, state)| *state == State::Waiting).count(), 4, "{waiting:?}");
    for (code, _) in OTHERS {
        record(&installation, &liaison, &item, code).await.expect("it is recorded");
    }
    let (again, _) = installation.acting(Role::Office).await;
    let twice = record(&installation, &again, &item, "wechat").await.unwrap_err();
    assert!(matches!(twice, ChannelError::Refused(reasons) if reasons == [Refusal::DoneAlready]));
    let all = counted(&installation).await;
    assert_eq!(all.len(), 5);
    assert!(all.iter().all(|(publication, _, _)| *publication == item.id));
    let mut reader = installation.house.store.reader().await.unwrap();
    let public = Viewer::public(installation.school().await);
    assert_eq!(publishing::count(&mut reader, &public, &Default::default()).await.unwrap(), 1);
    drop(reader);
    let index_no = item.index_no.clone().expect("a number");
    let page = installation.visitor().get(&format!("/items/{index_no}")).await;
    assert!(page.text.contains("发布渠道") && page.text.contains("board渠道"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_adds_none_and_the_follower_doubles_nothing() {
    let installation = with_channels().await;
    let mut content = installation.content("修订").await;
    content.channels = vec!["wechat".into()];
    let after = Content { change_note: "改了名单".into(), ..content.clone() };
    let item = installation.opened_later(&content, &after).await;
    installation.settle().await;
    let (office, _) = installation.acting(Role::Office).await;
    let before = states(&installation, &office).await;
    assert_eq!(before.len(), 2, "{before:?}");
    let events = installation.house.store.events_after(0, 10_000).await.unwrap().len();
    let context = Context::new(installation.school().await, Actor::Timetable, installation.clock.now());
    let expected = Expected { publication: item.id, version: item.version, is_first: false };
    for _ in 0..2 {
        let mut tx = installation.house.store.begin(&context).await.unwrap();
        expect_releases(&mut tx, &[expected]).await.unwrap();
        tx.append(store::Event::new("schools.settings_saved", 0));
        tx.commit().await.unwrap();
    }
    assert_eq!(states(&installation, &office).await, before);
    let after = installation.house.store.events_after(0, 10_000).await.unwrap().len();
    assert_eq!(after - events, 2, "nothing was told but what was appended here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_recalls_what_stands_and_cancels_what_waits() {
    let installation = with_channels().await;
    let item = on_five(&installation).await;
    let (office, context) = installation.acting(Role::Office).await;
    for code in ["wechat", "radio"] {
        record(&installation, &office, &item, code).await.expect("it is recorded");
    }
    let store = &installation.house.store;
    withdraw(store, &context, &office, item.id, WithdrawAs::Withdrawn, "登错了").await.unwrap();
    for _ in 0..2 {
        installation.settle().await;
        let mut tx = store.tidy(&context).await.unwrap();
        call_back(&mut tx, item.id, false).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut all = states(&installation, &office).await;
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let told: Vec<_> = all.iter().map(|(name, state)| (name.as_str(), *state)).collect();
    let expected = [
        ("board渠道", State::Cancelled),
        ("led渠道", State::Cancelled),
        ("radio渠道", State::Done),
        ("wechat渠道", State::ToRecall),
        ("信息公开网", State::Recalled),
    ];
    assert_eq!(told, expected);
    let mut supervisor = installation.sign_in(Role::Supervisor).await;
    let list = supervisor.get(&format!("{LIST}?state=to_recall")).await.text;
    assert!(list.contains(&format!("/office/drafts/{}\"", item.version)), "where it can be read: {list}");
    assert!(!list.contains("/channels/recall\""), "the supervision group looks, and changes nothing");
    assert!(supervisor.get("/office/drafts").await.text.contains("channels/releases"));
    let wechat = channel(&installation, "wechat").await;
    confirm_recall(store, &context, &office, item.id, wechat).await.expect("it was taken off");
    let second = confirm_recall(store, &context, &office, item.id, wechat).await.unwrap_err();
    assert!(matches!(second, ChannelError::Refused(reasons) if reasons == [Refusal::NotToRecall]));
    assert_eq!(counted(&installation).await.len(), 3, "what was released, was released");
    let board = channel(&installation, "board").await;
    let late = cancel_release(store, &context, &office, item.id, board, "版面不够").await.unwrap_err();
    assert!(matches!(late, ChannelError::Refused(reasons) if reasons == [Refusal::NotWaiting]));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_unit_and_another_school_have_no_business_here() {
    let installation = with_channels().await;
    let item = on_five(&installation).await;
    let school = installation.school().await;
    let person = Person {
        id: PersonId(999),
        name: "别的部门".into(),
        unit: None,
        is_staff: true,
        is_student: false,
        roles: vec![(Role::Liaison, Some(UnitId(999)))],
    };
    let other_unit = Viewer::person(school, person);
    assert_eq!(states(&installation, &other_unit).await, []);
    let told = record(&installation, &other_unit, &item, "wechat").await.unwrap_err();
    assert!(matches!(told, ChannelError::Missing), "{told:?}");
    let mut reader = installation.house.store.reader().await.unwrap();
    let yn = schools::by_code(&mut reader, "yn").await.unwrap().unwrap().id;
    let theirs = identity::person_by_sign_in(&mut reader, yn, "office").await.unwrap().unwrap();
    let stranger = identity::viewer(&mut reader, yn, theirs.id).await.unwrap();
    drop(reader);
    assert_eq!(states(&installation, &stranger).await, []);
    let told = record(&installation, &stranger, &item, "wechat").await.unwrap_err();
    assert!(matches!(told, ChannelError::Missing), "{told:?}");
    let mut visitor = installation.visitor_of(HOSTS[1]);
    visitor.sign_in("office").await;
    let page = visitor.get(LIST).await;
    assert!(!page.text.contains("五个渠道") && !page.text.contains("wechat"), "{}", page.text);
    let id = channel(&installation, "wechat").await;
    assert_eq!(visitor.get(&format!("/office/channels/{id}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_keep_the_register_and_record_by_the_pages() {
    let installation = with_channels().await;
    let item = on_five(&installation).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let page = liaison.get(LIST).await;
    assert!(page.text.contains("五个渠道通知") && page.text.contains("待发布 4"), "{}", page.text);
    assert!(liaison.get("/office").await.text.contains("4次等着经渠道发布"), "the desk says so");
    let wechat = channel(&installation, "wechat").await.to_string();
    let to = format!("/office/publications/{}/channels/record", item.id);
    let said = [("channel", wechat.as_str()), ("shown", ""), ("address", "https://mp.example.com/s/1")];
    let early = liaison.send(LIST, &to, &[&said[..], &[("at", "2026-10-08 09:00")]].concat()).await;
    assert!(early.text.contains("早于这条信息公开的时间"), "{}", early.text);
    let done = liaison.send(LIST, &to, &[&said[..], &[("at", "2026-10-09 10:00")]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let version = liaison.get(&format!("/office/drafts/{}", item.version)).await;
    assert!(version.text.contains("https://mp.example.com/s/1"), "{}", version.text);
    assert!(liaison.get("/office").await.text.contains("3次等着经渠道发布"));
    let mut administrator = installation.sign_in(Role::Administrator).await;
    let new = [
        ("code", "oa"),
        ("name", "办公系统"),
        ("kind", "push"),
        ("unit", ""),
        ("account", ""),
        ("note", ""),
        ("is_online", "1"),
    ];
    let added = administrator.send("/office/channels", "/office/channels", &new).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let again = administrator.send("/office/channels", "/office/channels", &new).await;
    assert!(again.text.contains("代码“oa”已有别的渠道在用"), "{}", again.text);
    let form = liaison.get("/office/drafts/new").await;
    assert!(form.text.contains("办公系统"), "a draft offers it");
    let of = format!("/office/channels/{}", channel(&installation, "oa").await);
    let retired = [&new[1..6], &[("is_retired", "1")]].concat();
    let changed = administrator.send(&of, &of, &retired).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    let form = liaison.get("/office/drafts/new").await;
    assert!(!form.text.contains("办公系统"), "no draft offers it any more");
}

fn row(line: usize, id: &str, channels: serde_json::Value) -> Row {
    let fields = serde_json::json!({
        "external_id": id, "title": format!("旧闻{id}"), "body_text": "正文", "category": 3,
        "published_at": "2021-09-01", "channels": channels,
    });
    Row { line, fields: Ok(fields.as_object().unwrap().clone().into_iter().collect()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_tells_by_what_it_went_out_and_doubles_nothing() {
    let installation = with_channels().await;
    let house = &installation.house;
    let rows = || {
        vec![
            row(
                1,
                "a",
                serde_json::json!([
                    { "channel": "wechat渠道", "at": "2021-09-02", "url": "https://mp.example.com/s/9" },
                    { "channel": "led" },
                    { "channel": "老校报", "at": "2021-09-25" },
                ]),
            ),
            row(2, "b", serde_json::json!([])),
        ]
    };
    let context = Context::new(installation.school().await, Actor::Operator, installation.clock.now());
    let mut seen = Vec::new();
    for _ in 0..2 {
        let mut importer =
            Importer::new(&house.store, &house.screen, &house.intake, context.clone(), Options::default())
                .await
                .unwrap();
        let (_, rejected) = importer.run(rows(), |_| ()).await.unwrap();
        assert!(rejected.is_empty(), "{rejected:?}");
        installation.settle().await;
        let mut told: Vec<_> = counted(&installation)
            .await
            .into_iter()
            .map(|(_, channel, at)| (terms::day_of(at).to_string(), channel))
            .collect();
        told.sort();
        seen.push(told);
    }
    let line = |day: &str, channel: &str| (day.to_owned(), channel.to_owned());
    let expected = [
        line("2021-09-01", "led渠道"),
        line("2021-09-01", "信息公开网"),
        line("2021-09-02", "wechat渠道"),
        line("2021-09-25", "老校报"),
    ];
    assert_eq!(seen, [expected.clone(), expected]);
    let mut reader = house.store.reader().await.unwrap();
    let all = ::channels::channels(&mut reader, context.school).await.unwrap();
    let new = all.iter().find(|channel| channel.details.name == "老校报").expect("it was registered");
    assert_eq!((new.details.kind, new.details.is_online, new.details.is_retired), (Kind::Print, false, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_refused_leaves_no_channel_and_no_unit_behind() {
    let installation = with_channels().await;
    let house = &installation.house;
    let context = Context::new(installation.school().await, Actor::Operator, installation.clock.now());
    let with_unit = |mut row: Row, files: &[&str]| {
        let fields = row.fields.as_mut().unwrap();
        fields.insert("unit".into(), "新设的处".into());
        fields.insert("attachments".into(), serde_json::json!(files));
        row
    };
    let long = "长".repeat(200);
    let rows = vec![
        with_unit(row(1, "a", serde_json::json!([{ "channel": "老校报" }, { "channel": long }])), &[]),
        with_unit(row(2, "b", serde_json::json!([{ "channel": "老校报" }])), &["没有的文件.docx"]),
    ];
    let options = Options { create_units: true, ..Options::default() };
    let importer = Importer::new(&house.store, &house.screen, &house.intake, context.clone(), options).await;
    let (_, rejected) = importer.unwrap().run(rows, |_| ()).await.unwrap();
    assert_eq!(rejected.len(), 2, "{rejected:?}");
    let mut reader = house.store.reader().await.unwrap();
    let all = ::channels::channels(&mut reader, context.school).await.unwrap();
    assert!(all.iter().all(|channel| channel.details.name != "老校报"), "no channel was made");
    let unit = schools::unit_by_name(&mut reader, context.school, "新设的处").await.unwrap();
    assert!(unit.is_none(), "nor a unit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_cannot_name_what_is_not_registered() {
    let installation = with_channels().await;
    let mut content = installation.content("校内").await;
    content.audience = Audience::Staff;
    let item = installation.draft(&content).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let edit = format!("/office/drafts/{}/edit", item.version);
    let unit = installation.unit.to_string();
    let fields = [
        ("kind", "general"),
        ("edits", "2"),
        ("title", "校内通知"),
        ("body", "正文"),
        ("unit", unit.as_str()),
        ("audience", "staff"),
    ];
    let unknown = liaison.send(&edit, &edit, &[&fields[..], &[("channels", "douyin")]].concat()).await;
    assert!(unknown.text.contains("没有“douyin”这个渠道，请从列表里选"), "{}", unknown.text);
    let known = liaison.send(&edit, &edit, &[&fields[..], &[("channels", "wechat")]].concat()).await;
    assert_eq!(known.status, StatusCode::SEE_OTHER, "{}", known.text);
}
