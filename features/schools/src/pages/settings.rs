//! What the school says about itself.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Fields, Form, Kind, OfficeShell, Outcome, Page, Picture, Problems, Site, Visit, done};

use crate::settings::SchoolSettings;
use crate::{actions, shell::office_shell};

#[derive(Template)]
#[template(path = "schools/settings.html")]
struct SettingsPage {
    shell: OfficeShell,
    groups: Vec<(&'static str, Vec<Line>)>,
    crest: Option<Picture>,
    problems: Problems,
}

struct Line {
    name: &'static str,
    label: &'static str,
    value: String,
    is_long: bool,
}

/// Every setting of one text that the form shows, with its place in the settings: one list
/// serves the page and its sending.
type Setting = (&'static str, &'static str, &'static str, bool, fn(&mut SchoolSettings) -> &mut String);

const SETTINGS: [Setting; 31] = [
    ("学校", "short_name", "简称", false, |s| &mut s.short_name),
    ("学校", "seal", "印章上的字，两个或四个", false, |s| &mut s.seal),
    ("学校", "colour", "校色，如 #1f5c4d", false, |s| &mut s.colour),
    ("学校", "public_url", "对外网址，如 https://xxgk.example.edu.cn", false, |s| &mut s.public_url),
    ("学校", "nature", "办学性质", false, |s| &mut s.nature),
    ("学校", "superior", "上级主管部门", false, |s| &mut s.superior),
    ("学校", "document_word", "发文机关代字，如 江职院发", false, |s| &mut s.document_word),
    ("学校", "index_school", "索引号里代表学校的字", false, |s| &mut s.index_number.school),
    (
        "学校",
        "index_pattern",
        "索引号规则，由 {school}、{category}、{year}、{serial} 组成",
        false,
        |s| &mut s.index_number.pattern,
    ),
    ("信息公开办公室", "office_name", "名称", false, |s| &mut s.office.name),
    ("信息公开办公室", "office_address", "地址", false, |s| &mut s.office.address),
    ("信息公开办公室", "office_postcode", "邮编", false, |s| &mut s.office.postcode),
    ("信息公开办公室", "office_hours", "办公时间", false, |s| &mut s.office.hours),
    ("信息公开办公室", "office_phone", "电话", false, |s| &mut s.office.phone),
    ("信息公开办公室", "office_fax", "传真", false, |s| &mut s.office.fax),
    ("信息公开办公室", "office_mail", "邮箱", false, |s| &mut s.office.mail),
    ("监督机构", "supervision_name", "名称", false, |s| &mut s.supervision.name),
    ("监督机构", "supervision_address", "地址", false, |s| &mut s.supervision.address),
    ("监督机构", "supervision_phone", "电话", false, |s| &mut s.supervision.phone),
    ("监督机构", "supervision_mail", "邮箱", false, |s| &mut s.supervision.mail),
    ("公开指南", "guide_purpose", "为什么编制指南", true, |s| &mut s.guide.purpose),
    ("公开指南", "guide_where", "在哪里看", true, |s| &mut s.guide.where_to_find),
    ("公开指南", "guide_limits", "多久公开", true, |s| &mut s.guide.time_limits),
    ("公开指南", "guide_arrangement", "怎样编排", true, |s| &mut s.guide.arrangement),
    ("公开指南", "guide_withheld", "哪些不公开", true, |s| &mut s.guide.withheld),
    ("公开指南", "guide_apply", "怎样申请", true, |s| &mut s.guide.how_to_apply),
    ("公开指南", "guide_answer", "多久答复", true, |s| &mut s.guide.answer_time),
    ("公开指南", "guide_kinds", "有哪些答复", true, |s| &mut s.guide.answer_kinds),
    ("公开指南", "guide_fees", "收不收费", true, |s| &mut s.guide.fees),
    ("公开指南", "guide_remedies", "不服怎么办", true, |s| &mut s.guide.remedies),
    ("公开指南", "guide_report", "报告有疑问找谁", true, |s| &mut s.guide.report_contact),
];

/// The settings of several lines, one thing a line.
type Lines = (&'static str, &'static str, &'static str, fn(&mut SchoolSettings) -> &mut Vec<String>);

const LINES: [Lines; 2] = [
    ("学校", "records", "页脚的备案号，一行一个", |s| &mut s.records),
    ("公开指南", "guide_needs", "申请要写明什么，一行一样", |s| &mut s.guide.apply_needs),
];

pub async fn page(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    show_present(&site, &visit, Problems::default()).await
}

/// The settings as they stand, with what was refused beside them.
pub async fn show_present(site: &Site, visit: &Visit, problems: Problems) -> Outcome<Page> {
    let school =
        crate::find(&mut *site.store().reader().await?, visit.school()).await?.ok_or(Kind::NotFound)?;
    show(site, visit, school.name, school.settings, problems).await
}

async fn show(
    site: &Site,
    visit: &Visit,
    name: String,
    mut settings: SchoolSettings,
    problems: Problems,
) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let name = Line { name: "name", label: "学校名称", value: name, is_long: false };
    let mut groups: Vec<(&'static str, Vec<Line>)> = vec![("学校", vec![name])];
    let mut put = |group, line| match groups.iter_mut().find(|(title, _)| *title == group) {
        Some((_, lines)) => lines.push(line),
        None => groups.push((group, vec![line])),
    };
    for (group, name, label, is_long, place) in SETTINGS {
        put(group, Line { name, label, value: place(&mut settings).clone(), is_long });
    }
    for (group, name, label, place) in LINES {
        put(group, Line { name, label, value: place(&mut settings).join("\n"), is_long: true });
    }
    let shell = office_shell(&mut reader, site, visit, "/office/settings").await?;
    let crest = settings.crest.as_ref().map(crate::shell::picture);
    Page::render(&SettingsPage { groups, crest, problems, shell }, visit)
}

pub async fn save(State(site): State<Site>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let school =
        crate::find(&mut *site.store().reader().await?, visit.school()).await?.ok_or(Kind::NotFound)?;
    let name = form.fields.text("name")?;
    let settings = read(&mut form.fields, school.settings)?;
    form.fields.end()?;
    match actions::save_settings(site.store(), &visit.context(&form.key), &name, &settings).await {
        Ok(()) => Ok(done(&visit, "/office/settings", "设置已保存，公开的网页已经跟着变了。")),
        Err(error) => {
            let problems = error.reasons().ok_or(error)?;
            let page = show(&site, &visit, name, settings, problems).await?;
            Ok(page.refused())
        }
    }
}

fn read(fields: &mut Fields, mut settings: SchoolSettings) -> Outcome<SchoolSettings> {
    for (_, name, _, _, place) in SETTINGS {
        *place(&mut settings) = fields.text(name)?;
    }
    for (_, name, _, place) in LINES {
        let text = fields.text(name)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        *place(&mut settings) = lines.map(str::to_owned).collect();
    }
    Ok(settings)
}
