//! A school with people and drafts in a data folder, for the program to be started on.

use catalogue::rules::EntryNo;
use gongkai::house::House;
use gongkai::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use publishing::Content;
use publishing::actions::{NewFile, attach, begin_draft, pass_secrecy, pass_unit, submit};
use store::{Context, Engine};
use terms::{EntryId, Role, SchoolId, UnitId, VersionId, Viewer};
use web::Clock;

use crate::engines::Database;
use crate::house::people_school;

/// The school in its folder.
pub struct Scene {
    /// Where it lies.
    pub database: Database,
    /// The opened house, in this process.
    pub house: House,
    /// The unit of the people.
    pub unit: UnitId,
    /// The number of the school.
    pub school: SchoolId,
    now: Timestamp,
}

impl Scene {
    /// One on the engine of this run.
    pub async fn new() -> Scene {
        Scene::on(Database::fresh().await).await
    }

    /// One in this empty database.
    pub async fn on(database: Database) -> Scene {
        // A little ago, so that nothing lies in the running server's future.
        let now = Clock::system().now() - SignedDuration::from_secs(60);
        let house = House::make(settings(&database)).await.expect("an empty folder becomes an installation");
        let unit = people_school(&house, "xxgk.example.edu.cn", "jn", now).await;
        let school = house.school_id().await.expect("the school");
        Scene { database, house, unit, school, now }
    }

    /// Who has this role, and what they do now.
    pub async fn acting(&self, role: Role) -> (Viewer, Context) {
        let mut reader = self.house.store.reader().await.expect("a reader");
        let person = identity::person_by_sign_in(&mut reader, self.school, role.code())
            .await
            .expect("the people can be read")
            .expect("there is one in each role");
        let viewer = identity::viewer(&mut reader, self.school, person.id).await.expect("a viewer");
        let context = Context::of(&viewer, self.now);
        (viewer, context)
    }

    /// A draft with an attachment of this text.
    pub async fn draft(&self, title: &str, attachment: &str) -> VersionId {
        let (viewer, context) = self.acting(Role::Liaison).await;
        let (store, files) = (&self.house.store, &self.house.files);
        let content = self.content(title).await;
        let version = begin_draft(store, &context, &viewer, &content).await.expect("a draft");
        let file = NewFile::new("附件.txt", attachment.to_owned(), &documents::Intake::without_child());
        attach(store, files, &context, &viewer, version, file).await.expect("an attachment");
        version
    }

    /// A draft that waits for nothing but its release.
    pub async fn reviewed(&self, title: &str) -> VersionId {
        let version = self.draft(title, title).await;
        let (store, screen) = (&self.house.store, &self.house.screen);
        let (viewer, context) = self.acting(Role::Liaison).await;
        submit(store, screen, &context, &viewer, version, None).await.expect("it can be submitted");
        let (viewer, context) = self.acting(Role::UnitHead).await;
        pass_unit(store, &context, &viewer, version, "").await.expect("the unit passes it");
        let (viewer, context) = self.acting(Role::SecrecyReviewer).await;
        pass_secrecy(store, &context, &viewer, version, "不涉密").await.expect("secrecy passes it");
        version
    }

    async fn content(&self, title: &str) -> Content {
        Content {
            title: title.to_owned(),
            body_html: "<p>正文。</p>".to_owned(),
            entry: Some(self.entry().await),
            category: 6,
            made_on: Some(terms::day_of(self.now)),
            ..Content::of(publishing::kinds::kind("general").expect("there is one"), self.unit)
        }
    }

    async fn entry(&self) -> EntryId {
        let mut reader = self.house.store.reader().await.expect("a reader");
        let public = Viewer::public(self.school);
        let edition = catalogue::edition_on(&mut reader, &public, None, terms::day_of(self.now)).await;
        let edition = edition.expect("editions can be read").expect("there is one");
        edition.entry(EntryNo::whole(37)).expect("the national list has it").id.expect("it is kept")
    }
}

/// The settings by which this process opens what the program opens.
pub fn settings(database: &Database) -> Settings {
    Settings {
        data: database.folder().to_owned(),
        database_url: (database.engine() == Engine::Postgres).then(|| database.url().to_owned()),
        ..Settings::default()
    }
}
