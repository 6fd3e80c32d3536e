//! One press masks a draft's text and files; what they were made of stays with the office, sealed,
//! and every look into it is written down.

use std::collections::BTreeSet;

use documents::Intake;
use publishing::actions::{
    NewFile, When, answer_finding, attach, clear_replaced, look_through, mask_findings, open_original,
};
use publishing::{Content, State};
use store::{Actor, Context};
use terms::{Audience, Role, VersionId};

use crate::house::House;

const NUMBER: &str = "13800138000";
const CARD: &str = "11010519491231002X";

impl House {
    /// A draft with a number in its title, its text, a link, and a file.
    async fn leaky(&self) -> VersionId {
        let content = Content {
            title: format!("值班{NUMBER}"),
            body_html: format!(
                "<p>张某，身份证号{CARD}，<a href=\"tel:{NUMBER}\">电话</a>，值班电话13900139000。</p>"
            ),
            ..self.content("")
        };
        let version = self.draft(&content).await;
        let (liaison, context) = self.as_role(Role::Liaison).await;
        let list = format!("姓名,手机\n李某,{NUMBER}\n");
        let file = NewFile::new("名单.csv", list, &Intake::without_child());
        attach(&self.store, &self.files, &context, &liaison, version, file).await.unwrap();
        version
    }

    async fn mask(&self, version: VersionId) -> publishing::actions::Masked {
        let (liaison, context) = self.as_role(Role::Liaison).await;
        let intake = Intake::without_child();
        mask_findings(&self.store, &self.screen, &intake, &context, &liaison, version).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_press_masks_text_and_files_and_leaves_what_somebody_keeps() {
    let house = House::new().await;
    let version = house.leaky().await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    let open = look_through(&house.store, &house.screen, &context, &liaison, version).await.unwrap();
    assert!(open >= 5, "{open}");
    let mut reader = house.store.reader().await.unwrap();
    let found = screening::findings(&mut reader, version).await.unwrap();
    let kept = found.iter().find(|one| one.part == "正文" && one.masked.ends_with("9000")).unwrap().id;
    answer_finding(&house.store, &context, &liaison, kept, "值班电话，本来就公布").await.unwrap();
    let masked = house.mask(version).await;
    assert_eq!((masked.places, masked.left.len()), (4, 0), "{masked:?}");
    let now = publishing::version(&mut reader, &liaison, version).await.unwrap().unwrap();
    let text = format!("{} {}", now.content.title, now.content.body_html);
    assert!(!text.contains(NUMBER) && !text.contains("1949"), "{text}");
    assert!(text.contains("13900139000"), "what somebody keeps by name stays: {text}");
    let file = publishing::attachments(&mut reader, version).await.unwrap().remove(0);
    let content = house.files.get(&file.file_hash.parse().unwrap()).await.unwrap();
    let content = String::from_utf8(content.to_vec()).unwrap();
    assert!(content.contains("李某") && !content.contains(NUMBER), "{content}");
    let left = screening::findings(&mut reader, version).await.unwrap();
    let open: Vec<_> = left.iter().filter(|one| one.needs_answer() && one.answer.is_none()).collect();
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(left.iter().filter(|one| one.answer.is_some()).count(), 1, "the reason stays");
    assert_eq!(house.mask(version).await.places, 0, "once is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_is_sealed_and_every_look_into_it_is_written_down() {
    let house = House::new().await;
    let version = house.leaky().await;
    let mut reader = house.store.reader().await.unwrap();
    let before = publishing::attachments(&mut reader, version).await.unwrap().remove(0);
    house.mask(version).await;
    let (id, sealed) = sqlx::query_as::<_, (i64, String)>("SELECT id, sealed_hash FROM publishing_originals")
        .fetch_one(&mut *reader)
        .await
        .unwrap();
    let sealed = house.files.get(&sealed.parse().unwrap()).await.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains(NUMBER), "it lies sealed");
    let open = async |role: Role, reason: &str| {
        let (viewer, context) = house.as_role(role).await;
        open_original(&house.store, &house.screen, &context, &viewer, id, reason).await
    };
    assert!(open(Role::Liaison, "看看").await.is_err(), "only the office and who reviews");
    assert!(open(Role::Office, " ").await.is_err(), "not without a reason");
    let (original, content) = open(Role::Office, "核对人数").await.unwrap();
    assert!(String::from_utf8_lossy(&content).contains(NUMBER));
    assert_eq!(original.name, "名单.csv");
    let looked: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM publishing_original_readings WHERE reason = '核对人数'")
            .fetch_one(&mut *reader)
            .await
            .unwrap();
    assert_eq!(looked, 1);
    drop(reader);
    // The unmasked file goes from the disk, unless another record names it.
    let (_, context) = house.as_role(Role::Office).await;
    let timetable = Context::new(house.school, Actor::Timetable, context.now);
    let named: BTreeSet<String> = [before.file_hash.clone()].into();
    clear_replaced(&house.store, &house.screen, &timetable, async || Ok(named)).await.unwrap();
    let hash = before.file_hash.parse().unwrap();
    assert!(house.files.get(&hash).await.is_ok(), "another record names it");
    clear_replaced(&house.store, &house.screen, &timetable, async || Ok(BTreeSet::new())).await.unwrap();
    assert!(house.files.get(&hash).await.is_err(), "nothing names it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_of_aid_is_for_the_school_unless_a_leader_agrees() {
    let house = House::new().await;
    let content = Content {
        body_html: "<p>拟获助名单</p><table><tr><th>姓名</th><th>学院</th><th>班级</th></tr>\
            <tr><td>陈某</td><td>软件学院</td><td>软件2401</td></tr></table>"
            .into(),
        ..house.content("2026年国家助学金拟获助学生名单公示")
    };
    let version = house.draft(&content).await;
    house.submit(version).await.unwrap();
    let mut reader = house.store.reader().await.unwrap();
    let found = screening::findings(&mut reader, version).await.unwrap();
    assert_eq!(found.iter().map(|one| one.part.as_str()).collect::<Vec<_>>(), ["公开范围"]);
    let (head, context) = house.as_role(Role::UnitHead).await;
    publishing::actions::pass_unit(&house.store, &context, &head, version, "").await.unwrap();
    let (reviewer, context) = house.as_role(Role::SecrecyReviewer).await;
    answer_finding(&house.store, &context, &reviewer, found[0].id, "省里要求上网公示").await.unwrap();
    publishing::actions::pass_secrecy(&house.store, &context, &reviewer, version, "").await.unwrap();
    let (office, office_context) = house.as_role(Role::Office).await;
    let one = [found[0].id];
    let agrees = publishing::actions::confirm_findings(&house.store, &office_context, &office, version, &one);
    assert!(agrees.await.is_err(), "only a leader agrees");
    assert_eq!(house.release(version, When::Now).await.unwrap(), State::LeaderApproval);
    let (leader, context) = house.as_role(Role::Leader).await;
    let approve = async |opinion: &str| {
        let (store, screen, calendar) = (&house.store, &house.screen, &house.calendar);
        publishing::actions::approve(store, screen, calendar, &context, &leader, version, opinion).await
    };
    assert!(approve(" ").await.is_err(), "not without a reason");
    assert_eq!(approve("同意，按省里要求").await.unwrap(), State::Released);
    // For the school alone nobody has to agree.
    let inside = Content { audience: Audience::Campus, change_note: "只给校内看".into(), ..content };
    let version = house.draft(&inside).await;
    house.review(version).await;
    assert_eq!(house.release(version, When::Now).await.unwrap(), State::Released);
}

/// First six and last four here, the day of birth there.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_adds_up_with_an_older_one_is_told() {
    let house = House::new().await;
    let list = |head: &str, value: &str| {
        format!(
            "<table><tr><th>姓名</th><th>班级</th><th>{head}</th></tr><tr><td>陈小明</td><td>软件2401</td><td>{value}</td></tr></table>"
        )
    };
    let of = |title: &str, body: String| Content { body_html: body, ..house.content(title) };
    let older = house.draft(&of("体测安排", list("身份证号", "330106********002X"))).await;
    house.submit(older).await.unwrap();
    let together = async |version: VersionId| {
        let mut reader = house.store.reader().await.unwrap();
        let found = screening::findings(&mut reader, version).await.unwrap();
        found
            .into_iter()
            .filter(|one| one.kind == screening::TOGETHER)
            .map(|one| one.rule)
            .collect::<Vec<_>>()
    };
    let newer = house.draft(&of("生日会名单", list("出生日期", "2005年3月1日"))).await;
    house.submit(newer).await.unwrap();
    assert!(together(newer).await.is_empty(), "the older one is not public yet");
    house.stand(older).await;
    let (liaison, context) = house.as_role(Role::Liaison).await;
    publishing::actions::take_back(&house.store, &context, &liaison, newer).await.unwrap();
    house.submit(newer).await.unwrap();
    let told = together(newer).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("1个人") && told[0].contains("《体测安排》"), "{told:?}");
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT person || unit || major || class FROM screening_fragments")
            .fetch_all(&mut *house.store.reader().await.unwrap())
            .await
            .unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.is_ascii()), "nobody is named: {rows:?}");
}
