//! A college with two units and a catalogue, for the stories.

use catalogue::actions::{self, AdoptEdition, MadeFrom, Release};
use catalogue::rules::{Edition, EntryNo, Refusal};
use catalogue::{Board, CatalogueError, SchoolType};
use jiff::civil::{Date, date};
use store::{Actor, Context, Failure, Store};
use terms::*;

pub struct Scene {
    _folder: tempfile::TempDir,
    pub store: Store,
    pub school: SchoolId,
    pub finance: UnitId,
    pub personnel: UnitId,
}

pub const OFFICER: PersonId = PersonId(7);

pub fn year(start: i16) -> AcademicYear {
    AcademicYear::starting(start).unwrap()
}

pub fn no(text: &str) -> EntryNo {
    text.parse().unwrap()
}

pub fn refusals<T: std::fmt::Debug>(outcome: Result<T, CatalogueError>) -> Vec<Refusal> {
    match outcome.unwrap_err() {
        CatalogueError::Refused(refusals) => refusals.0,
        other => panic!("not refused but {other}"),
    }
}

impl Scene {
    pub async fn open() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let store = store::testing::fresh(folder.path()).await;
        let mut scene =
            Scene { _folder: folder, store, school: SchoolId(0), finance: UnitId(0), personnel: UnitId(0) };
        scene.school = scene.found("jn", "江南职业技术学院").await;
        scene.finance = scene.add_unit("cwc", "财务处").await;
        scene.personnel = scene.add_unit("rsc", "人事处").await;
        scene
    }

    pub async fn found(&self, code: &str, name: &str) -> SchoolId {
        let school = schools::actions::FoundSchool {
            code: code.into(),
            name: name.into(),
            hosts: vec![],
            settings: schools::SchoolSettings::default(),
        };
        schools::actions::found_school(&self.store, &self.on(date(2025, 9, 1)), school).await.unwrap()
    }

    async fn add_unit(&self, code: &str, name: &str) -> UnitId {
        let unit = schools::actions::AddUnit {
            code: code.into(),
            name: name.into(),
            from: date(2000, 1, 1),
            parent: None,
            campus: None,
            profile: schools::UnitProfile::default(),
        };
        schools::actions::add_unit(&self.store, &self.on(date(2025, 9, 1)), &unit).await.unwrap()
    }

    /// The officer acts at noon of `day`.
    pub fn on(&self, day: Date) -> Context {
        let noon = terms::instant_of(day.at(12, 0, 0, 0));
        Context::new(self.school, Actor::Person(OFFICER), noon)
    }

    pub async fn adopt(&self, start: i16, from: MadeFrom, day: Date) -> Result<EditionId, CatalogueError> {
        let adopt = AdoptEdition { year: year(start), owner: None, from, note: String::new() };
        actions::adopt_edition(&self.store, &self.on(day), &adopt).await
    }

    /// The edition of 2025—2026学年, adopted on 10 September 2025.
    pub async fn adopted(&self) -> EditionId {
        let from = MadeFrom::National(SchoolType::Vocational);
        self.adopt(2025, from, date(2025, 9, 10)).await.unwrap()
    }

    pub fn public(&self) -> Viewer {
        Viewer::public(self.school)
    }

    pub async fn edition(&self, start: i16) -> Edition {
        let mut reader = self.store.reader().await.unwrap();
        catalogue::edition_of(&mut reader, &self.public(), None, year(start)).await.unwrap().unwrap()
    }

    pub async fn board(&self, start: i16, today: Date) -> Board {
        self.board_for(&self.public(), start, today).await
    }

    pub async fn board_for(&self, viewer: &Viewer, start: i16, today: Date) -> Board {
        let edition = self.edition(start).await;
        let mut reader = self.store.reader().await.unwrap();
        catalogue::board(&mut reader, viewer, edition, today).await.unwrap()
    }

    pub async fn entry_id(&self, start: i16, number: &str) -> EntryId {
        self.edition(start).await.entry(no(number)).unwrap().id.unwrap()
    }

    /// Publication `number` is released to `audience` under an entry on a day.
    pub async fn release(
        &self,
        number: i64,
        entry: EntryId,
        audience: Audience,
        on: Date,
    ) -> Result<(), Failure> {
        let release = Release { publication: PublicationId(number), entry, unit: self.finance, audience, on };
        let mut tx = self.store.tidy(&self.on(on)).await?;
        actions::fulfil(&mut tx, &[release]).await?;
        tx.commit().await
    }

    pub async fn withdraw(&self, number: i64, on: Date) {
        let mut tx = self.store.tidy(&self.on(on)).await.unwrap();
        actions::unfulfil(&mut tx, &[PublicationId(number)], on).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn events(&self, name: &str) -> usize {
        let events = self.store.events_after(0, 1000).await.unwrap();
        events.iter().filter(|event| event.name == name).count()
    }
}
