//! What stands before the public is read again when the rules change, lands with the unit that
//! answers for it, and leaves the list when it is masked, taken down, or kept by two.

use documents::Intake;
use jiff::Timestamp;
use pii::Level;
use publishing::actions::{
    Imported, NewFile, Outcome, When, WithdrawAs, answer_finding, close_version, confirm_findings,
    import_publication, open_original, revise, save_draft, take_down, withdraw,
};
use publishing::{Content, Standing, rereading};
use screening::actions::add_rule;
use screening::own;
use store::{Actor, Context};
use terms::{BatchId, PublicationId, Role, UnitId, VersionId};

use crate::house::House;

impl House {
    /// Everything that stands is read by the rules of now.
    pub async fn reread(&self) {
        let (_, context) = self.as_role(Role::Office).await;
        let timetable = Context::new(self.school, Actor::Timetable, context.now);
        for _ in 0..20 {
            let done = publishing::actions::reread(&self.store, &self.screen, &timetable).await.unwrap();
            if done.is_none_or(|done| done.finished_at.is_some()) {
                return;
            }
        }
        panic!("the reading does not end");
    }

    async fn word(&self, word: &str, level: Level) {
        let (reviewer, context) = self.as_role(Role::SecrecyReviewer).await;
        let word = own::Content::word(word, level, "还没有公开的项目");
        add_rule(&self.store, &context, &reviewer, &word).await.unwrap();
    }

    /// The versions on the list of a unit.
    async fn recalls(&self, unit: UnitId) -> Vec<VersionId> {
        let mut reader = self.store.reader().await.unwrap();
        let recalls = screening::recalls(&mut reader, self.school, Some(&[unit]), 0, 100).await.unwrap();
        recalls.into_iter().map(|one| one.version).collect()
    }

    async fn live(&self, id: PublicationId) -> VersionId {
        let (office, _) = self.as_role(Role::Office).await;
        let mut reader = self.store.reader().await.unwrap();
        publishing::find(&mut reader, &office, id).await.unwrap().unwrap().live.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_word_finds_what_stands_and_two_people_keep_it() {
    let house = House::new().await;
    let id = house.published(&house.content("雪松计划进展")).await;
    house.published(&house.content("别的通知")).await;
    house.reread().await;
    assert!(house.recalls(house.unit).await.is_empty());
    house.word("雪松计划", Level::Block).await;
    house.reread().await;
    let live = house.live(id).await;
    assert_eq!(house.recalls(house.unit).await, [live]);
    assert!(house.recalls(UnitId(house.unit.0 + 1)).await.is_empty(), "another unit's is not theirs");
    let done = rereading(&mut house.store.reader().await.unwrap(), house.school).await.unwrap().unwrap();
    assert_eq!((done.versions, done.found, done.finished_at.is_some()), (2, 1, true));
    assert_eq!(house.listed(&house.public()).await.len(), 2, "nothing is taken down by itself");
    let finding = screening::findings(&mut house.store.reader().await.unwrap(), live).await.unwrap()[0].id;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    answer_finding(&house.store, &context, &liaison, finding, "已经开过发布会").await.unwrap();
    assert_eq!(house.recalls(house.unit).await, [live], "one person is not enough");
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    confirm_findings(&house.store, &context, &reviewer, live, &[finding]).await.unwrap();
    assert!(house.recalls(house.unit).await.is_empty());
    house.reread().await;
    assert!(house.recalls(house.unit).await.is_empty(), "what two people kept is not asked again");
}

/// A revision puts masked data up and leaves the old address: not where the data still stand there.
#[tokio::test(flavor = "multi_thread")]
async fn a_masking_revision_closes_the_address_of_what_it_masks() {
    let house = House::new().await;
    let id = house.published(&house.content("雪松计划进展")).await;
    let first = house.live(id).await;
    house.word("雪松计划", Level::Block).await;
    house.reread().await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let second = revise(&house.store, &context, &liaison, id).await.unwrap();
    let content = Content { change_note: "改了名称".into(), ..house.content("某计划进展") };
    save_draft(&house.store, &context, &liaison, second, 1, &content).await.unwrap();
    house.review(second).await;
    house.release(second, When::Now).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let public = house.public();
    assert!(
        publishing::version(&mut reader, &public, first).await.unwrap().is_none(),
        "its address is closed"
    );
    let versions = publishing::versions_of(&mut reader, &public, id).await.unwrap();
    assert_eq!(versions.iter().map(|one| one.id).collect::<Vec<_>>(), [second]);
    assert!(
        publishing::version(&mut reader, &liaison, first).await.unwrap().is_some(),
        "the unit has it still"
    );
    drop(reader);
    assert!(house.recalls(house.unit).await.is_empty());
}

/// A past version has an address of its own: it is read again too.
#[tokio::test(flavor = "multi_thread")]
async fn past_versions_are_read_again_too() {
    let house = House::new().await;
    let id = house.published(&house.content("雪松计划进展")).await;
    let first = house.live(id).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let second = revise(&house.store, &context, &liaison, id).await.unwrap();
    let content = Content { change_note: "改了名称".into(), ..house.content("某计划进展") };
    save_draft(&house.store, &context, &liaison, second, 1, &content).await.unwrap();
    house.review(second).await;
    house.release(second, When::Now).await.unwrap();
    assert!(
        publishing::version(&mut house.store.reader().await.unwrap(), &house.public(), first)
            .await
            .unwrap()
            .is_some()
    );
    house.word("雪松计划", Level::Block).await;
    house.reread().await;
    assert_eq!(house.recalls(house.unit).await, [first]);
    let (liaison, context) = house.as_role(Role::Liaison).await;
    assert!(
        close_version(&house.store, &context, &liaison, second).await.is_err(),
        "what stands is not past"
    );
    close_version(&house.store, &context, &liaison, first).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    assert!(publishing::version(&mut reader, &house.public(), first).await.unwrap().is_none());
    drop(reader);
    assert!(house.recalls(house.unit).await.is_empty());
    assert_eq!(house.listed(&house.public()).await, ["某计划进展"], "what stands now stays");
    let (office, context) = house.as_role(Role::Office).await;
    withdraw(&house.store, &context, &office, id, WithdrawAs::Error, "误发").await.unwrap();
    assert!(house.recalls(house.unit).await.is_empty(), "what is withdrawn is on no list");
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_history_with_something_to_look_at_lands_with_its_unit() {
    let house = House::new().await;
    house.word("雪松计划", Level::Warn).await;
    let record = Imported {
        external_id: Some("7".into()),
        content: house.content("雪松计划进展"),
        published_at: Timestamp::from_second(1_600_000_000).unwrap(),
        old_addresses: vec![],
        files: vec![NewFile::new("附件.txt", "附件", &Intake::without_child())],
        batch: BatchId(1),
        answered_by: None,
        uploaded_by: None,
    };
    let (_, context) = house.as_role(Role::Office).await;
    let operator = Context::new(house.school, Actor::Operator, context.now);
    let outcome = import_publication(&house.store, &house.screen, &operator, record).await.unwrap();
    let Outcome::Created(id) = outcome else { panic!("{outcome:?}") };
    assert_eq!(house.recalls(house.unit).await, [house.live(id).await]);
    assert_eq!(house.listed(&house.public()).await.len(), 1, "history that only asks to be looked at stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_down_at_once_needs_no_reason_and_keeps_the_evidence() {
    let house = House::new().await;
    let id = house.published(&house.content("名单")).await;
    house.add("other", &[Role::Supervisor]).await;
    let other = house.viewer("other").await;
    let (_, context) = house.as_role(Role::Liaison).await;
    let none = take_down(&house.store, &house.screen, &context, &other, id).await;
    assert!(none.is_err(), "who only watches takes nothing down");
    let (liaison, context) = house.as_role(Role::Liaison).await;
    take_down(&house.store, &house.screen, &context, &liaison, id).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let gone = publishing::find(&mut reader, &liaison, id).await.unwrap().unwrap();
    assert_eq!((gone.standing, gone.withdrawn_by), (Standing::Withdrawn, liaison.person_id()));
    assert!(house.listed(&house.public()).await.is_empty());
    let hash: String = sqlx::query_scalar("SELECT evidence_sha256 FROM publishing_takedowns")
        .fetch_one(&mut *reader)
        .await
        .unwrap();
    let row = sqlx::query_as::<_, (i64, String)>("SELECT id, sealed_hash FROM publishing_originals");
    let (evidence, sealed) = row.fetch_one(&mut *reader).await.unwrap();
    drop(reader);
    let sealed = house.files.get(&sealed.parse().unwrap()).await.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("名单"), "what was taken down lies sealed");
    let (office, office_context) = house.as_role(Role::Office).await;
    let look = open_original(&house.store, &house.screen, &office_context, &office, evidence, "核对");
    let (of, content) = look.await.unwrap();
    assert_eq!((of.name.as_str(), of.attachment), ("紧急撤下时的内容.json", None));
    assert!(String::from_utf8_lossy(&content).contains("名单"));
    assert_eq!(files::FileHash::of(&content).as_str(), hash, "it is what stood there");
    let again = take_down(&house.store, &house.screen, &context, &liaison, id).await;
    assert!(again.is_err(), "it stands no more");
}

/// The sheet is kept as it was at the release.
#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_of_a_release_stays_as_it_was() {
    let house = House::new().await;
    let id = house.published(&house.content("雪松计划进展")).await;
    let live = house.live(id).await;
    let (office, context) = house.as_role(Role::Office).await;
    let sheet = || async {
        let mut reader = house.store.reader().await.unwrap();
        let version = publishing::version(&mut reader, &office, live).await.unwrap().unwrap();
        publishing::sheet(&mut reader, &version, context.now).await.unwrap()
    };
    let before = sheet().await;
    assert!(
        before.findings.is_empty() && before.steps.iter().any(|step| step[2] == "保密审查通过"),
        "{before:?}"
    );
    house.word("雪松计划", Level::Block).await;
    house.reread().await;
    assert_eq!(sheet().await, before);
}
