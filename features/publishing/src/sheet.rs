//! The sheet of the secrecy review (保密审查表) of a version: what the machine found, what was
//! masked, who answered for what, with which opinion and ground, and when; for the text and for
//! each file. Kept with the version as it was when it was released.

use documents::paper::{Block, Paper, Table};
use jiff::Timestamp;
use screening::Finding;
use serde::{Deserialize, Serialize};
use store::{Connection, Failure};
use web::format;

use crate::model::{StepKind, Version};
use crate::store::{attachments, originals, sheets, steps, versions};

/// A sheet. No value stands in it in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The school.
    pub school: String,
    /// The title of the version.
    pub title: String,
    /// The unit that publishes.
    pub unit: String,
    /// Which version: 第2稿.
    pub version: String,
    /// Who may read it.
    pub audience: String,
    /// Of which rules it was read by.
    pub fingerprint: String,
    /// The files: name, size, hash, what a machine could not read.
    pub files: Vec<[String; 4]>,
    /// What was found: number, place, what, shown as, who keeps it and why, who agreed.
    pub findings: Vec<[String; 6]>,
    /// What was masked in files: name, what was taken out besides, who and when.
    pub masked: Vec<[String; 3]>,
    /// What was done: when, who, what, with which opinion.
    pub steps: Vec<[String; 4]>,
    /// When the sheet was made.
    pub made_at: String,
}

/// The sheet of a version: as it was kept at its release, or as it would be now.
pub async fn sheet(c: &mut Connection, version: &Version, now: Timestamp) -> Result<Sheet, Failure> {
    match sheets::sheet(&mut *c, version.id).await? {
        Some(kept) => Ok(kept),
        None => made(c, version, now).await,
    }
}

/// Makes the sheet of a version as it is now.
pub(crate) async fn made(c: &mut Connection, version: &Version, now: Timestamp) -> Result<Sheet, Failure> {
    let names = identity::names(&mut *c, version.school).await?;
    let name = |person: Option<terms::PersonId>| {
        person.and_then(|person| names.get(&person).cloned()).unwrap_or_else(|| "系统".to_owned())
    };
    let school = schools::find(&mut *c, version.school).await?;
    let unit = schools::name_on(&mut *c, version.content.unit, terms::day_of(now)).await?;
    let findings = screening::findings(&mut *c, version.id).await?;
    let files = attachments::attachments(&mut *c, version.id).await?;
    let masked = originals::originals(&mut *c, version.id).await?;
    let steps = steps::steps(&mut *c, version.id).await?;
    let (fingerprint, _) = versions::screened(c, version.id).await?;
    Ok(Sheet {
        school: school.map(|school| school.name).unwrap_or_default(),
        title: version.content.title.clone(),
        unit,
        version: format!("第{}稿", version.number),
        audience: version.content.audience.name().to_owned(),
        fingerprint,
        files: files
            .into_iter()
            .map(|one| [one.name, format::size(one.size_bytes), short(&one.file_hash), one.unreadable])
            .collect(),
        findings: (1..).zip(&findings).map(|(number, one)| finding(number, one, &name)).collect(),
        masked: masked
            .into_iter()
            .filter(|one| one.attachment.is_some())
            .map(|one| {
                let at = format::long_instant(one.masked_at);
                [one.name, one.removed, format!("{}，{at}", name(one.masked_by))]
            })
            .collect(),
        steps: steps
            .into_iter()
            .filter(|step| step.kind != StepKind::Withdrawn)
            .map(|step| {
                [format::long_instant(step.at), name(step.person), step.kind.name().to_owned(), step.opinion]
            })
            .collect(),
        made_at: format::long_instant(now),
    })
}

/// As much of a hash as people compare.
fn short(hash: &str) -> String {
    format!("{}…", hash.get(..16).unwrap_or(hash))
}

fn finding(
    number: usize,
    finding: &Finding,
    name: &impl Fn(Option<terms::PersonId>) -> String,
) -> [String; 6] {
    let what = match finding.kind.as_str() {
        "unreadable" => finding.rule.clone(),
        kind => screening::name_of(kind).to_owned(),
    };
    let kept = match (&finding.answer, finding.needs_answer()) {
        (Some(_), _) => format!("保留，{}：{}", name(finding.answered_by), finding.reason),
        (None, true) => "还没有答复".to_owned(),
        (None, false) => "只作提示".to_owned(),
    };
    let seen = match (finding.confirmed_by, finding.confirmed_at) {
        (Some(by), Some(at)) => format!("{}，{}", name(Some(by)), format::long_instant(at)),
        _ => String::new(),
    };
    [number.to_string(), finding.part.clone(), what, finding.masked.clone(), kept, seen]
}

impl Sheet {
    /// The sheet as a paper, to be read, printed and filed.
    pub fn paper(&self) -> Paper {
        let facts = [
            ("信息标题", &self.title),
            ("发布部门", &self.unit),
            ("稿次", &self.version),
            ("公开范围", &self.audience),
            ("机器查的规则", &self.fingerprint),
            ("本表生成时间", &self.made_at),
        ];
        let facts = facts.map(|(label, text)| vec![label.to_owned(), text.clone()]).to_vec();
        let mut blocks = vec![Block::Table(Table { rows: facts, ..Table::default() })];
        blocks.extend(section(
            "一、机器读到的",
            "正文和附件都读过，没有提示。",
            ["序号", "在哪里", "是什么", "显示为", "保留的理由和负责人", "看过同意的人"],
            &self.findings,
        ));
        let masked = ["附件", "还去掉了", "谁、何时"];
        blocks.extend(section("二、隐去个人信息的附件", "没有改写过的附件。", masked, &self.masked));
        let files = ["附件", "大小", "SHA-256", "机器读不了的"];
        blocks.extend(section("三、附件", "没有附件。", files, &self.files));
        let steps = ["时间", "人", "做了什么", "意见"];
        blocks.extend(section("四、审查经过", "还没有送审。", steps, &self.steps));
        Paper { title: format!("{}\n信息公开保密审查表", self.school), subtitle: None, blocks }
    }
}

/// A heading with its table, or what is said where there is nothing in it.
fn section<const N: usize>(
    heading: &str,
    nothing: &str,
    header: [&str; N],
    rows: &[[String; N]],
) -> [Block; 2] {
    let body = match rows.is_empty() {
        true => Block::text(nothing),
        false => Block::Table(Table {
            header: header.map(str::to_owned).to_vec(),
            rows: rows.iter().map(|row| row.to_vec()).collect(),
            ..Table::default()
        }),
    };
    [Block::Heading(1, heading.to_owned()), body]
}
