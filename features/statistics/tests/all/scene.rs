//! A school with people of the office and a leader, and history to count.

use files::Files;
use identity::actions::{AddPerson, add_person};
use jiff::civil::{Date, date};
use keys::Keys;
use publishing::actions::{Imported, Outcome, import_publication};
use publishing::{Content, Screen};
use schools::actions::{AddUnit, FoundSchool, add_unit, found_school};
use statistics::actions::{answer, begin_report, fill_form, note, save_part};
use statistics::rules::form;
use statistics::rules::ledger::Answer;
use statistics::rules::question;
use store::{Actor, Context, Store};
use terms::{
    AcademicYear, Audience, BatchId, InformationKind, PublicationId, Role, SchoolId, UnitId, Viewer,
};

pub struct Scene {
    _folder: tempfile::TempDir,
    pub store: Store,
    pub files: Files,
    pub school: SchoolId,
    pub unit: UnitId,
}

/// The day on which everything is done: the year 2011/2012 is over.
pub const TODAY: Date = date(2012, 10, 9);

pub fn year() -> AcademicYear {
    AcademicYear::starting(2011).unwrap()
}

impl Scene {
    pub async fn new() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let store = store::testing::fresh(folder.path()).await;
        let files = Files::on_disk(folder.path().join("files")).unwrap();
        let operator = Context::new(SchoolId(0), Actor::Operator, terms::start_of(TODAY));
        let founding = FoundSchool {
            code: "wz".into(),
            name: "温州职业技术学院".into(),
            hosts: vec![],
            settings: Default::default(),
        };
        let school = found_school(&store, &operator, founding).await.unwrap();
        let operator = Context { school, ..operator };
        let unit = AddUnit {
            code: "dzb".into(),
            name: "党政办公室".into(),
            from: date(2000, 1, 1),
            parent: None,
            campus: None,
            profile: Default::default(),
        };
        let unit = add_unit(&store, &operator, &unit).await.unwrap();
        for (sign_in, role) in [
            ("office", Role::Office),
            ("leader", Role::Leader),
            ("supervisor", Role::Supervisor),
            ("liaison", Role::Liaison),
        ] {
            let person = AddPerson {
                sign_in: sign_in.into(),
                name: sign_in.into(),
                is_staff: true,
                roles: vec![(role, (role == Role::Liaison).then_some(unit))],
                ..Default::default()
            };
            let id = add_person(&store, &operator, &person).await.unwrap();
            let mut tx = store.tidy(&operator).await.unwrap();
            sqlx::query("UPDATE identity_people SET state = 'active' WHERE id = $1")
                .bind(id.0)
                .execute(tx.connection())
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        Scene { _folder: folder, store, files, school, unit }
    }

    pub async fn of(&self, sign_in: &str) -> (Viewer, Context) {
        let mut reader = self.store.reader().await.unwrap();
        let person = identity::person_by_sign_in(&mut reader, self.school, sign_in).await.unwrap().unwrap();
        let viewer = identity::viewer(&mut reader, self.school, person.id).await.unwrap();
        let context = Context::of(&viewer, terms::start_of(TODAY));
        (viewer, context)
    }

    /// Takes in one publication of a day.
    pub async fn import(
        &self,
        number: usize,
        on: Date,
        information: InformationKind,
        audience: Audience,
    ) -> PublicationId {
        let content = Content {
            title: format!("第{number}条信息"),
            body_html: "<p>正文。</p>".into(),
            category: 1,
            information,
            audience,
            ..Content::of(publishing::kinds::kind("general").unwrap(), self.unit)
        };
        let record = Imported {
            external_id: Some(format!("old-{number}")),
            content,
            published_at: terms::start_of(on),
            old_addresses: vec![],
            files: vec![],
            batch: BatchId(1),
            answered_by: None,
            uploaded_by: None,
        };
        let operator = Context::new(self.school, Actor::Operator, terms::start_of(TODAY));
        match import_publication(
            &self.store,
            &Screen::new(&self.files, &Keys::new([7; 32])),
            &operator,
            record,
        )
        .await
        .unwrap()
        {
            Outcome::Created(id) => id,
            other => panic!("{other:?}"),
        }
    }

    /// A report with everything written that a leader may ask for.
    pub async fn written(&self) {
        let (viewer, context) = self.of("office").await;
        begin_report(&self.store, &context, &viewer, year(), "three").await.unwrap();
        let text = "（一）做法\n坚持公开为常态。";
        save_part(&self.store, &context, &viewer, year(), 3, text, 0).await.unwrap();
        let told = |question: &question::Question| {
            (question.code.clone(), Answer { value: "0".into(), source: "办公室台账".into() })
        };
        let answers = question::questions().iter().map(told).collect();
        answer(&self.store, &context, &viewer, year(), &answers).await.unwrap();
        for form in form::forms() {
            fill_form(&self.store, &context, &viewer, year(), form, Some(form.empty()), "办公室台账")
                .await
                .unwrap();
        }
        note(&self.store, &context, &viewer, year(), "没有的都没有发生。").await.unwrap();
    }
}
