//! Remarks on a version: who makes, answers, settles and reads them.

use publishing::actions::{
    answer_remark, begin_like, discard, remark, return_version, revise, save_draft, settle_remark,
};
use publishing::{PublishingError, RemarkId, State, VersionFilter, remarks, version_list};
use terms::{Role, SchoolId, UnitId, VersionId, Viewer};

use crate::house::House;

fn reasons<T: std::fmt::Debug>(outcome: Result<T, PublishingError>) -> Vec<String> {
    match outcome {
        Err(PublishingError::Refused(reasons)) => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

impl House {
    async fn remark(
        &self,
        role: Role,
        version: VersionId,
        quote: &str,
        text: &str,
    ) -> Result<RemarkId, PublishingError> {
        let (viewer, context) = self.as_role(role).await;
        remark(&self.store, &context, &viewer, version, quote, text).await
    }

    async fn settle(
        &self,
        role: Role,
        version: VersionId,
        id: RemarkId,
        is_settled: bool,
    ) -> Result<(), PublishingError> {
        let (viewer, context) = self.as_role(role).await;
        settle_remark(&self.store, &context, &viewer, version, id, is_settled).await
    }

    async fn open_remarks(&self, version: VersionId) -> i64 {
        let mut reader = self.store.reader().await.unwrap();
        let office = self.viewer("office").await;
        let rows = version_list(&mut reader, &office, &VersionFilter::default()).await.unwrap();
        rows.iter().find(|row| row.id == version).unwrap().open_remarks
    }

    async fn remark_events(&self) -> Vec<(String, serde_json::Value)> {
        let events = self.store.events_after(0, 10_000).await.unwrap();
        let events = events.into_iter().filter(|event| event.name.starts_with("publishing.remark"));
        events.map(|event| (event.name, event.detail)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_is_answered_settled_opened_again_and_kept() {
    let house = House::new().await;
    let version = house.draft(&house.content("关于评审的通知")).await;
    house.submit(version).await.unwrap();
    let id = house.remark(Role::UnitHead, version, "第一段", "写明学年").await.unwrap();
    let other = house.remark(Role::SecrecyReviewer, version, "", "附件打开看过").await.unwrap();
    let (head, context) = house.as_role(Role::UnitHead).await;
    return_version(&house.store, &context, &head, version, "见批注").await.unwrap();
    assert_eq!(house.open_remarks(version).await, 2);

    // The author answers, changes the text, and settles what was asked.
    let (liaison, context) = house.as_role(Role::Liaison).await;
    answer_remark(&house.store, &context, &liaison, version, id, "改成2026学年").await.unwrap();
    for _ in 0..2 {
        house.settle(Role::Liaison, version, id, true).await.unwrap();
    }
    assert_eq!(house.open_remarks(version).await, 1);
    house.settle(Role::UnitHead, version, id, false).await.unwrap();
    assert_eq!(house.open_remarks(version).await, 2);
    house.settle(Role::UnitHead, version, id, true).await.unwrap();
    // What is open stops nothing.
    house.review(version).await;
    assert_eq!(house.release(version, publishing::actions::When::Now).await.unwrap(), State::Released);

    let mut reader = house.store.reader().await.unwrap();
    let kept = remarks(&mut reader, &liaison, version).await.unwrap();
    let told: Vec<_> = kept.iter().map(|one| (one.quote.as_str(), one.text.as_str())).collect();
    assert_eq!(told, [("第一段", "写明学年"), ("", "附件打开看过")]);
    assert_eq!(
        (kept[0].by, kept[0].settled.unwrap().0),
        (head.person_id().unwrap(), head.person_id().unwrap())
    );
    assert!(kept[1].settled.is_none(), "it stays as it was left");
    let answers: Vec<_> = kept[0].answers.iter().map(|one| (one.by, one.text.as_str())).collect();
    assert_eq!(answers, [(liaison.person_id().unwrap(), "改成2026学年")]);

    // One event for each thing done, with numbers alone.
    let events = house.remark_events().await;
    let names: Vec<_> = events.iter().map(|(name, _)| name.trim_start_matches("publishing.")).collect();
    let expected =
        ["remarked", "remarked", "remark_answered", "remark_settled", "remark_settled", "remark_settled"];
    assert_eq!(names, expected, "settled twice is settled once");
    for (name, detail) in &events {
        let values = detail.as_object().unwrap().values();
        assert!(values.clone().all(|value| value.is_i64() || value.is_boolean()), "{name} {detail}");
    }

    // A new version, and one written like it, begin without.
    let (office, context) = house.as_role(Role::Office).await;
    let publication = publishing::version(&mut reader, &office, version).await.unwrap().unwrap().publication;
    let new = revise(&house.store, &context, &office, publication).await.unwrap();
    let like = begin_like(&house.store, &context, &office, publication).await.unwrap();
    for version in [new, like] {
        assert!(remarks(&mut reader, &office, version).await.unwrap().is_empty());
    }
    assert_eq!(other, kept[1].id);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_work_on_a_version_remark_and_nobody_else_reads_it() {
    let house = House::new().await;
    let version = house.draft(&house.content("关于评审的通知")).await;
    for role in Role::ALL {
        let outcome = house.remark(role, version, "", "看过").await;
        match role {
            Role::Liaison
            | Role::UnitHead
            | Role::SecrecyReviewer
            | Role::Office
            | Role::Leader
            | Role::Spokesperson => assert!(outcome.is_ok(), "{role:?}"),
            // They look on.
            Role::Supervisor => assert_eq!(reasons(outcome), ["写批注要由写这一稿或审这一稿的人来做"]),
            _ => assert!(matches!(outcome, Err(PublishingError::Missing)), "{role:?}"),
        }
    }
    let mut reader = house.store.reader().await.unwrap();
    let liaison = house.viewer("liaison").await;
    let mut elsewhere = liaison.clone();
    elsewhere.person.as_mut().unwrap().roles = vec![(Role::Liaison, Some(UnitId(house.unit.0 + 1)))];
    let of_another_school = Viewer { school: SchoolId(house.school.0 + 1), ..house.viewer("office").await };
    for (viewer, count) in [
        (&liaison, 6),
        (&house.viewer("supervisor").await, 6),
        (&house.viewer("administrator").await, 0),
        (&house.public(), 0),
        (&elsewhere, 0),
        (&of_another_school, 0),
    ] {
        assert_eq!(remarks(&mut reader, viewer, version).await.unwrap().len(), count, "{viewer:?}");
    }
    let first = remarks(&mut reader, &liaison, version).await.unwrap()[0].id;
    for viewer in [&elsewhere, &of_another_school, &house.public()] {
        let context = house.as_role(Role::Liaison).await.1;
        let context = store::Context { school: viewer.school, ..context };
        let store = &house.store;
        let outcomes = [
            remark(store, &context, viewer, version, "", "看过").await.map(|_| ()),
            answer_remark(store, &context, viewer, version, first, "好").await,
            settle_remark(store, &context, viewer, version, first, true).await,
        ];
        assert!(outcomes.iter().all(|one| matches!(one, Err(PublishingError::Missing))), "{outcomes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_is_settled_by_its_writer_or_the_author_alone() {
    let house = House::new().await;
    let version = house.draft(&house.content("关于评审的通知")).await;
    let id = house.remark(Role::SecrecyReviewer, version, "", "第二段改短").await.unwrap();
    for role in [Role::UnitHead, Role::Office, Role::Leader] {
        let told = reasons(house.settle(role, version, id, true).await);
        assert_eq!(told, ["处理批注要由写这条批注的人，或者写这一稿的人来做"], "{role:?}");
    }
    house.settle(Role::SecrecyReviewer, version, id, true).await.unwrap();
    house.settle(Role::Liaison, version, id, false).await.unwrap();
    // A colleague who changes the text writes it too.
    let (office, context) = house.as_role(Role::Office).await;
    let content = house.content("关于评审的通知（修改）");
    save_draft(&house.store, &context, &office, version, 1, &content).await.unwrap();
    house.settle(Role::Office, version, id, true).await.unwrap();
    // A remark is one of its own version.
    let another = house.draft(&house.content("另一条")).await;
    assert!(matches!(house.settle(Role::Liaison, another, id, false).await, Err(PublishingError::Missing)));
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let answered = answer_remark(&house.store, &context, &liaison, another, id, "好").await;
    assert!(matches!(answered, Err(PublishingError::Missing)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_refused_with_every_reason() {
    let house = House::new().await;
    let version = house.draft(&house.content("关于评审的通知")).await;
    let told = reasons(house.remark(Role::Office, version, "没有的话", "").await);
    assert_eq!(
        told,
        ["批注还没有写字", "标题和正文里没有引的这段文字，可能刚改过。照现在的原文复制一段，或者不引"]
    );
    let long = "字".repeat(5001);
    assert_eq!(reasons(house.remark(Role::Office, version, "", &long).await).len(), 1);
    house.remark(Role::Office, version, "评审的通知", &long[3..]).await.unwrap();
    let told = reasons(house.remark(Role::Office, version, "", "身份证号11010519491231002X要遮住").await);
    assert!(told[0].starts_with("批注里有身份证号（") && !told[0].contains("11010519491231002X"), "{told:?}");
    let id = house.remark(Role::Office, version, "", "\u{202e}改\u{200b}短").await.unwrap();
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let answered = answer_remark(&house.store, &context, &liaison, version, id, "手机13800138000").await;
    assert!(reasons(answered)[0].contains("手机号"));
    let mut reader = house.store.reader().await.unwrap();
    let kept = remarks(&mut reader, &liaison, version).await.unwrap();
    assert_eq!((kept.len(), kept[1].text.as_str()), (2, "改短"));

    // A form that is sent twice counts once.
    let context = context.with_form("key");
    let twice = [
        remark(&house.store, &context, &liaison, version, "", "一次").await,
        remark(&house.store, &context, &liaison, version, "", "一次").await,
    ];
    assert!(matches!(twice, [Ok(_), Err(PublishingError::Store(store::Failure::Repeated))]), "{twice:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_remarked_on_what_is_over() {
    let house = House::new().await;
    let version = house.draft(&house.content("关于评审的通知")).await;
    let id = house.remark(Role::Office, version, "", "看过").await.unwrap();
    house.review(version).await;
    house.release(version, publishing::actions::When::Now).await.unwrap();
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let answered = answer_remark(&house.store, &context, &liaison, version, id, "好").await;
    for (told, expected) in [
        (reasons(house.remark(Role::Office, version, "", "晚了").await), "现在是“已公开”，不能写批注"),
        (reasons(answered), "现在是“已公开”，不能回答批注"),
        (reasons(house.settle(Role::Liaison, version, id, true).await), "现在是“已公开”，不能改批注"),
    ] {
        assert_eq!(told, [expected]);
    }
    let given_up = house.draft(&house.content("不要了")).await;
    discard(&house.store, &context, &liaison, given_up).await.unwrap();
    assert_eq!(
        reasons(house.remark(Role::Office, given_up, "", "晚了").await),
        ["现在是“已放弃”，不能写批注"]
    );
}
