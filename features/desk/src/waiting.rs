//! What waits for whoever looks, from every feature.

use jiff::civil::Date;
use publishing::pages::{Line, line};
use publishing::{State, VersionFilter, version_list};
use statistics::rules::way;
use store::{Connection, Failure};
use terms::{Role, Viewer};
use web::{Visit, format};

/// What waits, and what was handed over.
pub struct Waiting {
    pub lines: Vec<Line>,
    pub handed: Vec<Handed>,
}

/// A version in somebody else's hands, with the stages of its way.
pub struct Handed {
    pub line: Line,
    pub way: Vec<(&'static str, bool)>,
}

/// The stages at which a version waits for this viewer.
fn stages(viewer: &Viewer) -> Vec<State> {
    [
        (Role::UnitHead, State::UnitReview),
        (Role::SecrecyReviewer, State::SecrecyReview),
        (Role::Office, State::OfficeRelease),
        (Role::Leader, State::LeaderApproval),
        (Role::Spokesperson, State::SpokespersonApproval),
    ]
    .into_iter()
    .filter(|(role, _)| viewer.has(*role))
    .map(|(_, stage)| stage)
    .collect()
}

/// Everything that waits, what came back first.
pub async fn waiting(
    c: &mut Connection,
    viewer: &Viewer,
    units: &[schools::Unit],
    today: Date,
) -> Result<Waiting, Failure> {
    let mine = VersionFilter { by: viewer.person_id(), limit: 50, ..VersionFilter::default() };
    let open = version_list(c, viewer, &mine).await?.into_iter().filter(|row| row.state.is_open());
    let (drafts, handed): (Vec<_>, Vec<_>) = open.partition(|row| row.state == State::Draft);
    let mut lines: Vec<Line> = drafts.iter().map(|row| line(row, units, today)).collect();
    // What came back with an opinion is the first thing to do.
    lines.sort_by_key(|line| line.mark != "stop");
    let stages = stages(viewer);
    if !stages.is_empty() {
        let filter = VersionFilter { states: stages, limit: 100, ..VersionFilter::default() };
        lines.extend(version_list(c, viewer, &filter).await?.iter().map(|row| line(row, units, today)));
    }
    lines.extend(reports(c, viewer, today).await?);
    lines.extend(others(c, viewer, today).await?);
    let handed = handed
        .iter()
        .map(|row| Handed { line: line(row, units, today), way: publishing::pages::way(row.state) })
        .collect();
    Ok(Waiting { lines, handed })
}

/// How much of this there is, under the words of the navigation.
pub struct Counts;

impl web::Waiting for Counts {
    fn counts<'a>(
        &'a self,
        c: &'a mut Connection,
        visit: &'a Visit,
    ) -> web::Answer<'a, Vec<(&'static str, i64)>> {
        Box::pin(async move {
            let (viewer, today) = (&visit.viewer, visit.today());
            let versions = publishing::waiting_count(c, viewer, &stages(viewer)).await?;
            let reports = reports(c, viewer, today).await?.len() as i64;
            let others = others(c, viewer, today).await?.len() as i64;
            let all = versions + reports + others;
            let requests = requests::open_count(c, viewer).await?;
            let counts = [
                ("/office", all),
                ("/office/drafts", versions),
                ("/office/reports", reports),
                ("/office/requests", requests),
            ];
            Ok(counts.to_vec())
        })
    }
}

/// What waits besides versions and reports.
async fn others(c: &mut Connection, viewer: &Viewer, today: Date) -> Result<Vec<Line>, Failure> {
    let batches = importing::waiting_for(c, viewer).await?;
    let mut lines: Vec<Line> = batches.iter().map(|batch| of_batch(batch, today)).collect();
    lines.extend(corrections(c, viewer).await?);
    lines.extend(releases(c, viewer).await?);
    lines.extend(recalls(c, viewer).await?);
    lines.extend(requests(c, viewer, today).await?);
    Ok(lines)
}

/// What readers found wrong on pages that the viewer answers for, in a line.
async fn corrections(c: &mut Connection, viewer: &Viewer) -> Result<Option<Line>, Failure> {
    let (count, leaks) = match may_record_any(viewer) {
        true => corrections::open_count(c, viewer).await?,
        false => (0, 0),
    };
    let about = if leaks > 0 {
        format!("其中{leaks}处说泄露了个人信息，请先看")
    } else {
        String::new()
    };
    Ok((count > 0).then(|| Line {
        path: "/office/corrections".to_owned(),
        title: format!("读者报告了{count}处错误"),
        unit: String::new(),
        verb: "核对、答复",
        state: "等处理",
        mark: if leaks > 0 { "stop" } else { "near" },
        about,
        at: String::new(),
    }))
}

/// The requests that wait for an answer and are the viewer's business, in a line: the one that is
/// due first.
async fn requests(c: &mut Connection, viewer: &Viewer, today: Date) -> Result<Option<Line>, Failure> {
    let open = requests::open(c, viewer).await?;
    let Some(first) = open.first() else { return Ok(None) };
    let (mark, about) = match first.due_on {
        Some(due) if due <= today => ("late", format!("最早的一件{}到期", format::day(due, today))),
        Some(due) => ("near", format!("最早的一件{}到期", format::day(due, today))),
        None => ("near", "有的还没有确认收到，今天要确认".to_owned()),
    };
    Ok(Some(Line {
        path: "/office/requests".to_owned(),
        title: format!("{}件信息公开申请在办", open.len()),
        unit: String::new(),
        verb: "办理",
        state: "在办",
        mark,
        about,
        at: String::new(),
    }))
}

/// What the machine found in what is public already, in a line.
async fn recalls(c: &mut Connection, viewer: &Viewer) -> Result<Option<Line>, Failure> {
    let works = may_record_any(viewer) || viewer.has(Role::SecrecyReviewer);
    let (count, blocks) = if works { publishing::pages::recall_count(c, viewer).await? } else { (0, 0) };
    let about =
        if blocks > 0 { format!("其中{blocks}条有不该公开的，请先看") } else { String::new() };
    Ok((count > 0).then(|| Line {
        path: "/office/recall".to_owned(),
        title: format!("公开着的{count}条里机器读到了要看的"),
        unit: String::new(),
        verb: "清查",
        state: "等处理",
        mark: if blocks > 0 { "stop" } else { "near" },
        about,
        at: String::new(),
    }))
}

/// Releases by channels that somebody has to make, or to take back, in a line each.
async fn releases(c: &mut Connection, viewer: &Viewer) -> Result<Vec<Line>, Failure> {
    let counts = match may_record_any(viewer) {
        true => {
            channels::entry_counts(c, viewer, &[channels::State::Waiting, channels::State::ToRecall]).await?
        }
        false => Vec::new(),
    };
    let count = |state| counts.iter().filter(|(_, one, _)| *one == state).map(|(.., n)| n).sum::<i64>();
    let lines = [
        (channels::State::Waiting, "等着经渠道发布", "登记发布", "waiting"),
        (channels::State::ToRecall, "已撤下，要从渠道上撤掉", "登记撤掉", "near"),
    ];
    let line = |(state, what, verb, mark): (channels::State, &str, &'static str, &'static str)| Line {
        path: format!("/office/channels/releases?state={}", state.code()),
        title: format!("{}次{what}", count(state)),
        unit: String::new(),
        verb,
        state: state.name(),
        mark,
        about: String::new(),
        at: String::new(),
    };
    Ok(lines.into_iter().filter(|(state, ..)| count(*state) > 0).map(line).collect())
}

fn may_record_any(viewer: &Viewer) -> bool {
    [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role))
}

/// Yearly reports that a leader has to read, or that came back to the office.
async fn reports(c: &mut Connection, viewer: &Viewer, today: Date) -> Result<Vec<Line>, Failure> {
    if !way::may_see(viewer) {
        return Ok(Vec::new());
    }
    let all = statistics::list(c, viewer.school).await?;
    let waits = |report: &&statistics::Report| {
        way::check_approve(viewer, report.state, report.submitted_by).is_ok()
            || way::check_write(viewer, report.state).is_ok() && !report.opinion.is_empty()
    };
    Ok(all.iter().filter(waits).map(|report| of_report(report, today)).collect())
}

fn of_report(report: &statistics::Report, today: Date) -> Line {
    let is_returned = !report.opinion.is_empty();
    Line {
        path: format!("/office/reports/{}", report.year),
        title: format!("{}信息公开工作年度报告", report.year.label()),
        unit: String::new(),
        verb: if is_returned { "接着写年报" } else { "审批年报" },
        state: if is_returned { "退回给我" } else { report.state.name() },
        mark: if is_returned { "stop" } else { "waiting" },
        about: report.opinion.clone(),
        at: report.submitted_at.map(|at| format::instant(at, today)).unwrap_or_default(),
    }
}

fn of_batch(batch: &importing::Batch, today: Date) -> Line {
    Line {
        path: format!("/office/imports/{}", batch.id),
        title: format!("成批导入：{}", batch.file_name),
        unit: String::new(),
        verb: "看过再确认",
        state: "等第二个人确认",
        mark: "near",
        about: String::new(),
        at: format::instant(batch.begun_at, today),
    }
}
