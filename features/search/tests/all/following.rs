//! The index follows the log: what is public is found, what is withdrawn is not.

use std::collections::BTreeSet;

use events::{Follower, catch_up};
use files::Files;
use jiff::Timestamp;
use keys::Keys;
use publishing::actions::{Imported, Outcome, WithdrawAs, import_publication, withdraw};
use publishing::{Content, Screen};
use schools::actions::{AddUnit, FoundSchool, add_unit, found_school};
use search::{Index, Indexer, Request};
use store::{Actor, Context, Store};
use terms::{BatchId, Person, PersonId, PublicationId, Role, SchoolId, UnitId, Viewer};

use crate::made::found_by;

pub struct House {
    folder: tempfile::TempDir,
    pub store: Store,
    files: Files,
    pub school: SchoolId,
    unit: UnitId,
}

pub fn now() -> Timestamp {
    Timestamp::from_millisecond(1_790_000_000_000).unwrap()
}

impl House {
    pub async fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let store = store::testing::fresh(folder.path()).await;
        let files = Files::on_disk(folder.path().join("files")).unwrap();
        let founding = FoundSchool {
            code: "jn".into(),
            name: "江南职业技术学院".into(),
            hosts: vec![],
            settings: Default::default(),
        };
        let context = Context::new(SchoolId(0), Actor::Operator, now());
        let school = found_school(&store, &context, founding).await.unwrap();
        let unit = AddUnit {
            code: "xsc".into(),
            name: "学生工作处".into(),
            from: jiff::civil::date(2010, 1, 1),
            parent: None,
            campus: None,
            profile: Default::default(),
        };
        let context = Context::new(school, Actor::Operator, now());
        let unit = add_unit(&store, &context, &unit).await.unwrap();
        House { folder, store, files, school, unit }
    }

    async fn import(&self, external: &str, title: &str, body: &str) -> Outcome {
        self.import_with(external, title, body, |_| {}).await
    }

    /// Imports a record with something changed in it.
    pub async fn import_with(
        &self,
        external: &str,
        title: &str,
        body: &str,
        change: impl FnOnce(&mut Imported),
    ) -> Outcome {
        let content = Content {
            title: title.into(),
            body_html: format!("<p>{body}</p>"),
            category: 6,
            document_no: Some("江职学〔2026〕7号".into()),
            ..Content::of(publishing::kinds::kind("general").unwrap(), self.unit)
        };
        let mut record = Imported {
            external_id: Some(external.into()),
            content,
            published_at: now(),
            old_addresses: vec![],
            files: vec![],
            batch: BatchId(1),
            answered_by: None,
            uploaded_by: None,
        };
        change(&mut record);
        let context = Context::new(self.school, Actor::Operator, now());
        import_publication(&self.store, &Screen::new(&self.files, &Keys::new([7; 32])), &context, record)
            .await
            .unwrap()
    }

    async fn created(&self, external: &str, title: &str, body: &str) -> PublicationId {
        match self.import(external, title, body).await {
            Outcome::Created(id) => id,
            other => panic!("{other:?}"),
        }
    }

    pub async fn withdraw(&self, id: PublicationId) {
        let office = Person {
            id: PersonId(1),
            name: "公开办".into(),
            unit: None,
            is_staff: true,
            is_student: false,
            roles: vec![(Role::Office, None)],
        };
        let viewer = Viewer::person(self.school, office);
        let context = Context::of(&viewer, now());
        withdraw(&self.store, &context, &viewer, id, WithdrawAs::Withdrawn, "内容有误").await.unwrap();
    }

    pub fn indexer(&self, index: &Index) -> Indexer {
        Indexer::new(index.clone(), self.store.clone(), self.files.clone())
    }

    pub fn index(&self) -> Index {
        Index::open(&self.folder.path().join("index")).unwrap()
    }

    pub fn found(&self, index: &Index, text: &str) -> BTreeSet<i64> {
        let request = Request { text: text.into(), limit: 100, ..Request::default() };
        found_by(index, &request, &Viewer::public(self.school))
    }
}

fn only(id: PublicationId) -> BTreeSet<i64> {
    BTreeSet::from([id.0])
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_is_found_and_what_is_withdrawn_is_not() {
    let house = House::new().await;
    let index = house.index();
    let mut indexer = house.indexer(&index);
    let first = house.created("a", "国家奖学金公示", "名单见正文").await;
    let second = house.created("b", "食堂招标公告", "第二食堂").await;
    let held = house.import("c", "困难学生公示", "身份证号11010519491231002X").await;
    assert!(matches!(held, Outcome::Held(_)), "{held:?}");
    catch_up(&house.store, &mut indexer).await.unwrap();
    assert_eq!(house.found(&index, "公示"), only(first), "what waits for an answer isn't found");
    assert_eq!(house.found(&index, "〔2026〕7号"), BTreeSet::from([first.0, second.0]));
    assert!(matches!(house.import("b", "食堂中标公告", "第二食堂").await, Outcome::Updated(_)));
    house.withdraw(first).await;
    catch_up(&house.store, &mut indexer).await.unwrap();
    assert!(house.found(&index, "国家奖学金").is_empty() && house.found(&index, "招标").is_empty());
    assert_eq!(house.found(&index, "中标"), only(second));
    assert_eq!(indexer.cursor(), house.store.last_event().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_where_it_stood() {
    let house = House::new().await;
    let first = house.created("a", "国家奖学金公示", "一").await;
    let index = house.index();
    catch_up(&house.store, &mut house.indexer(&index)).await.unwrap();
    let stood = index.cursor();
    drop(index);
    let second = house.created("b", "国家助学金公示", "二").await;
    let index = house.index();
    assert_eq!(index.cursor(), stood);
    catch_up(&house.store, &mut house.indexer(&index)).await.unwrap();
    assert_eq!(house.found(&index, "公示"), BTreeSet::from([first.0, second.0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_more_to_come_is_taken_again_by_the_next_process() {
    let house = House::new().await;
    let first = house.created("a", "国家奖学金公示", "一").await;
    let second = house.created("b", "国家助学金公示", "二").await;
    let events = house.store.events_after(0, 100).await.unwrap();
    let (last, before) = events.split_last().unwrap();
    let index = house.index();
    let mut indexer = house.indexer(&index);
    indexer.take(before).await.unwrap();
    assert_eq!(indexer.cursor(), before.last().unwrap().number, "the log is read on");
    assert!(house.found(&index, "公示").is_empty(), "one commit is made for all that is there");
    drop((indexer, index));
    let index = house.index();
    assert_eq!(index.cursor(), 0, "nothing was committed");
    let mut indexer = house.indexer(&index);
    indexer.take(before).await.unwrap();
    indexer.take(std::slice::from_ref(last)).await.unwrap();
    assert_eq!(house.found(&index, "公示"), BTreeSet::from([first.0, second.0]));
    drop((indexer, index));
    let index = house.index();
    assert_eq!(index.cursor(), last.number);
    assert_eq!(house.found(&index, "公示"), BTreeSet::from([first.0, second.0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_built_again_from_the_records() {
    let house = House::new().await;
    let first = house.created("a", "国家奖学金公示", "一").await;
    let index = house.index();
    let mut indexer = house.indexer(&index);
    catch_up(&house.store, &mut indexer).await.unwrap();
    index.apply(&[crate::made::entry(999, "不该有的公示", "")], &[first.0], index.cursor()).unwrap();
    assert!(house.found(&index, "国家奖学金").is_empty(), "the index is wrong");
    indexer.rebuild(|_| ()).await.unwrap();
    assert_eq!(house.found(&index, "公示"), only(first), "and right again");
    let second = house.created("b", "国家助学金公示", "二").await;
    catch_up(&house.store, &mut indexer).await.unwrap();
    assert_eq!(house.found(&index, "助学金"), only(second), "the follower goes on with the new one");
}
