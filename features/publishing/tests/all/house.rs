//! A school with a unit and a person in every role.

use calendar::Calendar;
use catalogue::actions::{AdoptEdition, MadeFrom, adopt_edition};
use catalogue::rules::EntryNo;
use files::Files;
use identity::actions::{AddPerson, add_person};
use jiff::civil::{DateTime, date};
use keys::Keys;
use publishing::actions::{
    answer_finding, begin_draft, confirm_findings, pass_secrecy, pass_unit, release, submit,
};
use publishing::{Content, PublishingError, Screen, State};
use schools::actions::{AddUnit, FoundSchool, add_unit, found_school};
use store::{Actor, Context, Store};
use terms::{AcademicYear, EntryId, PersonId, Role, SchoolId, UnitId, VersionId, Viewer};

pub struct House {
    _folder: tempfile::TempDir,
    pub store: Store,
    pub files: Files,
    pub screen: Screen,
    pub calendar: Calendar,
    pub school: SchoolId,
    pub unit: UnitId,
    pub entry: EntryId,
    at: DateTime,
}

impl House {
    /// Friday, 9 October 2026: the day before a make-up workday.
    pub async fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let store = store::testing::fresh(folder.path()).await;
        let files = Files::on_disk(folder.path().join("files")).unwrap();
        let at = date(2026, 10, 9).at(10, 0, 0, 0);
        let context = Context::new(SchoolId(0), Actor::Operator, terms::instant_of(at));
        let settings = schools::SchoolSettings {
            index_number: schools::IndexRule { school: "JN".into(), ..Default::default() },
            media_channels: vec!["press".into()],
            ..Default::default()
        };
        let founding =
            FoundSchool {
                code: "jn".into(), name: "江南职业技术学院".into(), hosts: vec![], settings
            };
        let school = found_school(&store, &context, founding).await.unwrap();
        let context = Context::new(school, Actor::Operator, terms::instant_of(at));
        let unit = AddUnit {
            code: "xsc".into(),
            name: "学生工作处".into(),
            from: date(2010, 1, 1),
            parent: None,
            campus: None,
            profile: Default::default(),
        };
        let unit = add_unit(&store, &context, &unit).await.unwrap();
        let adopt = AdoptEdition {
            year: AcademicYear::of(at.date()),
            owner: None,
            from: MadeFrom::National(catalogue::SchoolType::Vocational),
            note: String::new(),
        };
        adopt_edition(&store, &context, &adopt).await.unwrap();
        let mut reader = store.reader().await.unwrap();
        let edition = catalogue::edition_on(&mut reader, &Viewer::public(school), None, at.date())
            .await
            .unwrap()
            .unwrap();
        let entry = edition.entry(EntryNo::whole(37)).unwrap().id.unwrap();
        drop(reader);
        let house = House {
            _folder: folder,
            store,
            screen: Screen::new(&files, &Keys::new([7; 32])),
            files,
            calendar: Calendar::official(),
            school,
            unit,
            entry,
            at,
        };
        for role in Role::ALL {
            house.add(role.code(), &[role]).await;
        }
        house
    }

    pub async fn add(&self, sign_in: &str, roles: &[Role]) -> PersonId {
        let scoped =
            |role: &Role| (*role, matches!(role, Role::Liaison | Role::UnitHead).then_some(self.unit));
        let person = AddPerson {
            sign_in: sign_in.replace('_', "-"),
            name: sign_in.into(),
            unit: Some(self.unit),
            is_staff: true,
            roles: roles.iter().map(scoped).collect(),
            ..Default::default()
        };
        let operator = Context::new(self.school, Actor::Operator, terms::instant_of(self.at));
        let id = add_person(&self.store, &operator, &person).await.unwrap();
        let mut tx = self.store.tidy(&operator).await.unwrap();
        sqlx::query("UPDATE identity_people SET state = 'active' WHERE id = $1")
            .bind(id.0)
            .execute(tx.connection())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn viewer(&self, sign_in: &str) -> Viewer {
        let mut reader = self.store.reader().await.unwrap();
        let sign_in = sign_in.replace('_', "-");
        let person = identity::person_by_sign_in(&mut reader, self.school, &sign_in).await.unwrap().unwrap();
        identity::viewer(&mut reader, self.school, person.id).await.unwrap()
    }

    pub async fn as_role(&self, role: Role) -> (Viewer, Context) {
        let viewer = self.viewer(role.code()).await;
        let context = Context::of(&viewer, terms::instant_of(self.at));
        (viewer, context)
    }

    pub fn public(&self) -> Viewer {
        Viewer::public(self.school)
    }

    pub fn content(&self, title: &str) -> Content {
        Content {
            title: title.into(),
            body_html: "<p>第一段。</p>".into(),
            entry: Some(self.entry),
            category: 6,
            made_on: Some(date(2026, 10, 8)),
            ..Content::of(publishing::kinds::kind("general").unwrap(), self.unit)
        }
    }

    pub async fn draft(&self, content: &Content) -> VersionId {
        let (viewer, context) = self.as_role(Role::Liaison).await;
        begin_draft(&self.store, &context, &viewer, content).await.unwrap()
    }

    pub async fn submit(&self, version: VersionId) -> Result<(), PublishingError> {
        let (viewer, context) = self.as_role(Role::Liaison).await;
        submit(&self.store, &self.screen, &context, &viewer, version, None).await
    }

    /// Takes a draft through both reviews.
    pub async fn review(&self, version: VersionId) {
        self.submit(version).await.unwrap();
        let (viewer, context) = self.as_role(Role::UnitHead).await;
        pass_unit(&self.store, &context, &viewer, version, "").await.unwrap();
        let (viewer, context) = self.as_role(Role::SecrecyReviewer).await;
        pass_secrecy(&self.store, &context, &viewer, version, "不涉密").await.unwrap();
    }

    /// Takes a version that was handed over before the public, whatever was found in it: its
    /// reviewer keeps it, and the office agrees.
    pub async fn stand(&self, version: VersionId) {
        let (head, context) = self.as_role(Role::UnitHead).await;
        pass_unit(&self.store, &context, &head, version, "").await.unwrap();
        let (reviewer, context) = self.as_role(Role::SecrecyReviewer).await;
        let mut reader = self.store.reader().await.unwrap();
        let found = screening::findings(&mut reader, version).await.unwrap();
        drop(reader);
        let open: Vec<i64> = found.iter().filter(|one| one.needs_answer()).map(|one| one.id).collect();
        for finding in &open {
            answer_finding(&self.store, &context, &reviewer, *finding, "可以公开").await.unwrap();
        }
        pass_secrecy(&self.store, &context, &reviewer, version, "").await.unwrap();
        let (office, context) = self.as_role(Role::Office).await;
        if !open.is_empty() {
            confirm_findings(&self.store, &context, &office, version, &open).await.unwrap();
        }
        assert_eq!(self.release(version, publishing::actions::When::Now).await.unwrap(), State::Released);
    }

    pub async fn release(
        &self,
        version: VersionId,
        when: publishing::actions::When,
    ) -> Result<State, PublishingError> {
        let (viewer, context) = self.as_role(Role::Office).await;
        release(&self.store, &self.screen, &self.calendar, &context, &viewer, version, when, "").await
    }

    /// A publication that stands.
    pub async fn published(&self, content: &Content) -> terms::PublicationId {
        let version = self.draft(content).await;
        self.review(version).await;
        assert_eq!(self.release(version, publishing::actions::When::Now).await.unwrap(), State::Released);
        let (viewer, _) = self.as_role(Role::Office).await;
        let mut reader = self.store.reader().await.unwrap();
        publishing::version(&mut reader, &viewer, version).await.unwrap().unwrap().publication
    }

    pub async fn listed(&self, viewer: &Viewer) -> Vec<String> {
        let mut reader = self.store.reader().await.unwrap();
        let filter = publishing::Filter::default();
        let rows = publishing::public_list(&mut reader, viewer, &filter, publishing::Order::Newest, 0, 100)
            .await
            .unwrap();
        rows.into_iter().map(|row| row.title).collect()
    }
}
