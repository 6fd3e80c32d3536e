//! Publications of the first school, brought into every state by the same
//! actions as in the office.

use catalogue::rules::EntryNo;
use documents::Intake;
use publishing::actions::{
    Imported, NewFile, Outcome, When, WithdrawAs, attach, begin_draft, end_list, import_publication,
    pass_secrecy, pass_unit, release, revise, save_draft, submit, withdraw,
};
use publishing::{Content, State};
use store::{Actor, Context};
use terms::{AttachmentId, BatchId, PublicationId, Role, SchoolId, VersionId, Viewer};

use crate::house::Installation;

/// A publication with one version and one file.
#[derive(Clone, Debug)]
pub struct Item {
    /// The publication.
    pub id: PublicationId,
    /// Its version.
    pub version: VersionId,
    /// The version's file.
    pub file: AttachmentId,
    /// Its index number, once it has one.
    pub index_no: Option<String>,
}

impl Installation {
    /// The first school.
    pub async fn school(&self) -> SchoolId {
        let mut reader = self.house.store.reader().await.expect("a reader");
        schools::by_code(&mut reader, "jn").await.expect("schools").expect("the first school").id
    }

    /// The person with a role at the first school, and their circumstances now.
    pub async fn acting(&self, role: Role) -> (Viewer, Context) {
        let school = self.school().await;
        let mut reader = self.house.store.reader().await.expect("a reader");
        let person = identity::person_by_sign_in(&mut reader, school, role.code()).await.expect("people");
        let viewer =
            identity::viewer(&mut reader, school, person.expect("a person").id).await.expect("a viewer");
        let context = Context::of(&viewer, self.clock.now());
        (viewer, context)
    }

    /// A notice whose title and list hold a word.
    pub async fn content(&self, word: &str) -> Content {
        let mut reader = self.house.store.reader().await.expect("a reader");
        let viewer = Viewer::public(self.school().await);
        let today = terms::day_of(self.clock.now());
        let edition = catalogue::edition_on(&mut reader, &viewer, None, today).await.expect("editions");
        let edition = edition.expect("an edition");
        Content {
            title: format!("{word}通知"),
            body_html: format!("<table><tr><td>{word}名单</td></tr></table><p>公示如上。</p>"),
            entry: edition.entry(EntryNo::whole(37)).and_then(|entry| entry.id),
            category: 6,
            made_on: Some(today),
            ..Content::of(publishing::kinds::kind("general").expect("there is one"), self.unit)
        }
    }

    /// A draft with a file.
    pub async fn draft(&self, content: &Content) -> Item {
        let (store, files) = (&self.house.store, &self.house.files);
        let (liaison, context) = self.acting(Role::Liaison).await;
        let version = begin_draft(store, &context, &liaison, content).await.expect("a draft");
        let file = NewFile::new("附件.txt", "附件", &Intake::without_child());
        let file = attach(store, files, &context, &liaison, version, file).await.expect("a file");
        let mut reader = store.reader().await.expect("a reader");
        let version = publishing::version(&mut reader, &liaison, version).await.expect("versions");
        let version = version.expect("the version");
        Item { id: version.publication, version: version.id, file, index_no: None }
    }

    /// Takes a draft through its reviews.
    pub async fn review(&self, version: VersionId) {
        let (store, screen) = (&self.house.store, &self.house.screen);
        let (liaison, context) = self.acting(Role::Liaison).await;
        submit(store, screen, &context, &liaison, version, None).await.expect("it is handed over");
        let (head, context) = self.acting(Role::UnitHead).await;
        pass_unit(store, &context, &head, version, "").await.expect("the unit passes it");
        let (reviewer, context) = self.acting(Role::SecrecyReviewer).await;
        pass_secrecy(store, &context, &reviewer, version, "不涉密").await.expect("the reviewer passes it");
    }

    /// The office's release of what was reviewed.
    pub async fn release(&self, version: VersionId, when: When) -> State {
        let (office, context) = self.acting(Role::Office).await;
        let calendar = &self.house.calendar;
        release(&self.house.store, &self.house.screen, calendar, &context, &office, version, when, "")
            .await
            .expect("a release")
    }

    /// A publication that stands.
    pub async fn published(&self, content: &Content) -> Item {
        let item = self.draft(content).await;
        self.review(item.version).await;
        self.release(item.version, When::Now).await;
        self.with_number(item).await
    }

    /// One that is scheduled for the next day.
    pub async fn scheduled(&self, content: &Content) -> Item {
        let item = self.draft(content).await;
        self.review(item.version).await;
        let at = self.clock.now() + jiff::SignedDuration::from_hours(24);
        assert_eq!(self.release(item.version, When::At(at)).await, State::Scheduled);
        item
    }

    /// One that stood and was withdrawn.
    pub async fn withdrawn(&self, content: &Content, how: WithdrawAs) -> Item {
        let item = self.published(content).await;
        let (office, context) = self.acting(Role::Office).await;
        withdraw(&self.house.store, &context, &office, item.id, how, "登错了").await.expect("a withdrawal");
        item
    }

    /// One whose list was taken down this day.
    pub async fn expired(&self, content: &Content) -> Item {
        let today = terms::day_of(self.clock.now());
        let item = self.published(&Content { expires_on: Some(today), ..content.clone() }).await;
        let context = Context::new(self.school().await, Actor::Timetable, self.clock.now());
        assert!(end_list(&self.house.store, &context, item.id).await.expect("the list goes"));
        item
    }

    /// One that was for other readers before: both versions stand in its past.
    pub async fn opened_later(&self, before: &Content, after: &Content) -> Item {
        let item = self.published(before).await;
        self.revised(&item, after).await
    }

    /// A publication whose next version stands.
    pub async fn revised(&self, item: &Item, after: &Content) -> Item {
        let store = &self.house.store;
        let (liaison, context) = self.acting(Role::Liaison).await;
        let version = revise(store, &context, &liaison, item.id).await.expect("a revision");
        save_draft(store, &context, &liaison, version, 1, after).await.expect("it is saved");
        self.review(version).await;
        self.release(version, When::Now).await;
        Item { version, ..item.clone() }
    }

    /// An imported one that waits for an answer to a finding.
    pub async fn held(&self, content: &Content, old_address: &str) -> Item {
        let mut content = content.clone();
        content.body_html.push_str("<p>13800138000</p>");
        self.imported(&content, old_address).await
    }

    /// An imported one with a file and an address on the old site.
    pub async fn imported(&self, content: &Content, old_address: &str) -> Item {
        let record = Imported {
            external_id: None,
            content: content.clone(),
            published_at: self.clock.now(),
            old_addresses: vec![old_address.into()],
            files: vec![NewFile::new("附件.txt", "附件", &Intake::without_child())],
            batch: BatchId(1),
            answered_by: None,
            uploaded_by: None,
        };
        let context = Context::new(self.school().await, Actor::Operator, self.clock.now());
        let (store, screen) = (&self.house.store, &self.house.screen);
        let outcome = import_publication(store, screen, &context, record).await.expect("a record");
        let (Outcome::Created(id) | Outcome::Held(id)) = outcome else { panic!("{outcome:?}") };
        let (office, _) = self.acting(Role::Office).await;
        let mut reader = store.reader().await.expect("a reader");
        let found =
            publishing::find(&mut reader, &office, id).await.expect("publications").expect("the record");
        let version = found.live.expect("a version");
        let file = publishing::attachments(&mut reader, version).await.expect("files")[0].id;
        Item { id, version, file, index_no: found.index_no }
    }

    /// The same with the index number that it has by now.
    pub async fn with_number(&self, item: Item) -> Item {
        let mut reader = self.house.store.reader().await.expect("a reader");
        let (office, _) = self.acting(Role::Office).await;
        let found = publishing::find(&mut reader, &office, item.id).await.expect("publications");
        Item { index_no: found.and_then(|found| found.index_no), ..item }
    }
}
