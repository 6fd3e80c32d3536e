//! A request on the office's desk: what is asked, the clock day by day, what was done, the letters,
//! and the steps that are possible now.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use clock::{Clock, Regime};
use schools::shell::office_shell;
use terms::{CaseId, PersonId, Role, UnitId};
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Problems, Visit, done, format};

use super::days::{Cell, weeks};
use super::sent::{input, problems};
use super::{PLACE, Requests};
use crate::actions::{self, Input, RECOUNTED, SEALS, reply_of, told};
use crate::model::{Request, Said, way_name};
use crate::rules::decision::Decision;
use crate::rules::form::{WANTED, masked_name};
use crate::rules::letters::Letter;
use crate::rules::machine::{self, State as Where, Step};
use crate::{RequestError, store as rows};

#[derive(Template)]
#[template(path = "requests/case.html")]
struct CasePage {
    shell: OfficeShell,
    id: i64,
    number: String,
    title: String,
    wanted: Vec<String>,
    state: &'static str,
    /// The due date, what is left, and the shape of that.
    due: Option<(String, String, &'static str)>,
    law: String,
    facts: Vec<(&'static str, String)>,
    weeks: Vec<Vec<Cell>>,
    counted: String,
    steps: Vec<(String, String, &'static str, String)>,
    papers: Vec<PaperLine>,
    /// The reply as it is being written.
    reply: String,
    decisions: Vec<(&'static str, &'static str, &'static str, bool)>,
    forms: Vec<StepForm>,
    may_open: bool,
    /// Whether this viewer gets letters as files.
    writes: bool,
    may_publish: bool,
    /// Who asks, whole, once the reason is written down.
    identity: Option<Vec<(&'static str, String)>>,
    readings: Vec<String>,
    units: Vec<(i64, String, bool)>,
    problems: Problems,
    /// The step whose form was refused, and what was typed in it.
    sent: String,
    typed: Vec<(String, String)>,
}

struct PaperLine {
    id: i64,
    name: String,
    about: String,
    body: Vec<String>,
}

/// The form of a step that is possible now.
struct StepForm {
    code: &'static str,
    name: &'static str,
    /// Which fields it asks for, in words.
    fields: Vec<Field>,
    is_main: bool,
}

struct Field {
    name: &'static str,
    label: &'static str,
    hint: String,
    kind: &'static str,
    value: String,
    choices: Vec<(String, String)>,
    required: bool,
}

impl CasePage {
    fn was(&self, form: &StepForm, field: &Field) -> String {
        let typed = self.typed.iter().find(|(name, _)| *name == field.name && self.sent == form.code);
        typed.map_or_else(|| field.value.clone(), |(_, value)| value.clone())
    }

    /// Whether there is something to do besides what comes next.
    fn has_others(&self) -> bool {
        self.may_publish || self.forms.iter().any(|form| !form.is_main)
    }

    /// What of the hint a field is described by.
    fn hint_of<'h>(&self, field: &Field, hint: &'h str) -> &'h str {
        if field.hint.is_empty() { "" } else { hint }
    }

    /// A field's place on the page: several forms have one of the same name.
    fn place(&self, form: &StepForm, field: &Field) -> String {
        format!("{}-{}", form.code, field.name)
    }
}

pub async fn page(State(requests): State<Requests>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    show(&requests, &visit, id, Problems::default(), String::new(), false).await
}

async fn show(
    requests: &Requests,
    visit: &Visit,
    id: i64,
    problems: Problems,
    sent: String,
    is_open: bool,
) -> Outcome<Page> {
    let mut reader = requests.site.store().reader().await?;
    let c = &mut *reader;
    let request = rows::request(c, &requests.vault, &visit.viewer, CaseId(id)).await?;
    let request = request.ok_or(Kind::NotFound)?;
    let names = identity::names(c, visit.school()).await?;
    let name = |person: Option<PersonId>| {
        person.and_then(|person| names.get(&person).cloned()).unwrap_or_else(|| "申请人".to_owned())
    };
    let writes =
        [Role::Office, Role::SecrecyReviewer, Role::Leader].iter().any(|role| visit.viewer.has(*role));
    let clock = cases::clock_of(&request.regime, &request.steps, &requests.calendar).ok();
    let units = schools::units(c, visit.school()).await?;
    let unit = units.iter().find(|unit| Some(unit.id) == request.case.unit);
    let readings = cases::readings(c, request.case.id).await?;
    let forms = forms(c, requests, visit, &request).await?;
    let reply = match reply_of(&request) {
        Some(paper) => requests.vault.open(&request.case.place, &paper.body)?,
        None => String::new(),
    };
    let chosen = reply_of(&request).and_then(|paper| paper.decision.clone());
    let answered = [Where::Replied, Where::Archived].contains(&request.state);
    let page = CasePage {
        id,
        number: request.case.number.clone(),
        title: request.asked.wanted.lines().next().unwrap_or_default().chars().take(60).collect(),
        wanted: request.asked.wanted.lines().map(str::to_owned).collect(),
        state: request.state.name(),
        due: clock.as_ref().and_then(|clock| due(clock, &request, visit)),
        law: format!(
            "按《{}》办，{}",
            request.regime.name.trim_matches(|c| "《》".contains(c)),
            clock.as_ref().map(Clock::term).unwrap_or_default()
        ),
        facts: facts(&request, unit.map(|unit| unit.name.as_str()), visit),
        weeks: clock.as_ref().and_then(|clock| weeks(clock, visit.today()).ok()).unwrap_or_default(),
        counted: clock.as_ref().map(|clock| counted(clock, visit)).unwrap_or_default(),
        steps: request
            .steps
            .iter()
            .rev()
            .map(|step| step_line(requests, &request, step, visit, &name))
            .collect(),
        papers: papers(requests, &request)?,
        reply,
        decisions: Decision::of_letters()
            .map(|one| (one.code(), one.name(), one.law(), Some(one.code()) == chosen.as_deref()))
            .collect(),
        may_open: visit.viewer.has(Role::Office),
        writes,
        may_publish: answered && visit.viewer.has(Role::Office),
        identity: is_open.then(|| whole_identity(&request)),
        readings: readings
            .iter()
            .map(|one| {
                format!("{}，{}：{}", format::instant(one.at, visit.today()), name(Some(one.by)), one.reason)
            })
            .collect(),
        units: units
            .iter()
            .filter(|unit| unit.is_present())
            .map(|unit| (unit.id.0, unit.name.clone(), Some(unit.id) == request.case.unit))
            .collect(),
        forms,
        problems,
        sent,
        typed: visit.typed().to_vec(),
        shell: office_shell(c, &requests.site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

fn due(clock: &Clock, request: &Request, visit: &Visit) -> Option<(String, String, &'static str)> {
    let due = clock.told().filter(|_| request.state.is_open())?;
    let left = clock.left(visit.today()).ok().flatten()?;
    let (words, mark) = match left {
        left if left < 0 => (format!("逾期{}个工作日", -left), "late"),
        0 => ("今天到期".to_owned(), "late"),
        left if left <= 5 => (format!("剩{left}个工作日"), "near"),
        left => (format!("剩{left}个工作日"), "fine"),
    };
    Some((due, words, mark))
}

fn counted(clock: &Clock, visit: &Visit) -> String {
    let all = clock.explain().map(|days| days.iter().filter(|day| day.counts).count()).unwrap_or_default();
    let used = |day| clock.used(day).unwrap_or_default();
    match clock.ended {
        Some((on, None)) => format!("第{}个工作日答复，期限是第{all}个", used(on)),
        Some((on, Some(ground))) => format!("第{}个工作日办结：{}", used(on), ground.name()),
        None => format!("用了{}个工作日，共{all}个；收到的次日起算，征求意见的时间不算", used(visit.today())),
    }
}

fn facts(request: &Request, unit: Option<&str>, visit: &Visit) -> Vec<(&'static str, String)> {
    let asked = &request.asked;
    let delivery = WANTED.iter().find(|(code, _)| *code == asked.delivery).map_or("", |(_, name)| *name);
    let mut facts = vec![
        ("申请人", format!("{}，{}", masked_name(&asked.name), request.applicant.name())),
        ("怎么给", delivery.to_owned()),
        ("收到", format!("{}，{}", format::long_day(request.case.received_on), way_name(&request.case.way))),
        (
            "用途",
            if asked.purpose.is_empty() {
                "没有填，可以不填".to_owned()
            } else {
                asked.purpose.clone()
            },
        ),
        ("承办部门", unit.unwrap_or("还没有交办").to_owned()),
    ];
    if !asked.features.is_empty() {
        facts.insert(1, ("文号、特征", asked.features.clone()));
    }
    if let Some(day) = request.case.unit_due {
        facts.push(("部门期限", format::day(day, visit.today())));
    }
    facts
}

fn whole_identity(request: &Request) -> Vec<(&'static str, String)> {
    let asked = request.asked.clone();
    let all = [
        ("姓名、名称", asked.name),
        ("证件号码", asked.proof),
        ("联系人", asked.contact),
        ("电话", asked.phone),
        ("邮箱", asked.email),
        ("地址", asked.address),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn step_line(
    requests: &Requests,
    request: &Request,
    step: &cases::Step,
    visit: &Visit,
    name: &impl Fn(Option<PersonId>) -> String,
) -> (String, String, &'static str, String) {
    let said: Said = requests.vault.open(&request.case.place, &step.said).unwrap_or_default();
    let what = match step.code.as_str() {
        RECOUNTED => "放假安排变动，期限重算",
        code => Step::from_code(code).map_or("收到申请", Step::name),
    };
    (format::instant(step.at, visit.today()), name(step.by), what, said.words)
}

fn papers(requests: &Requests, request: &Request) -> Outcome<Vec<PaperLine>> {
    let mut lines = Vec::new();
    let shown = masked_name(&request.asked.name);
    for paper in &request.papers {
        let body: String = requests.vault.open(&request.case.place, &paper.body)?;
        let letter = Letter::from_code(&paper.kind).map_or("文书", Letter::name);
        let number = paper.number.clone().unwrap_or_else(|| "草稿".to_owned());
        let about = [
            paper.seal.clone().map(|seal| format!("盖{seal}")),
            paper.served_on.map(|day| format!("{}送达", format::long_day(day))),
        ];
        lines.push(PaperLine {
            id: paper.id,
            name: format!("{letter} {number}"),
            about: about.into_iter().flatten().collect::<Vec<_>>().join("，"),
            // Whole in print, masked on screen.
            body: body.replace(&request.asked.name, &shown).lines().map(str::to_owned).collect(),
        });
    }
    Ok(lines)
}

/// The forms of the steps that this viewer may take now.
async fn forms(
    c: &mut store::Connection,
    requests: &Requests,
    visit: &Visit,
    request: &Request,
) -> Outcome<Vec<StepForm>> {
    let may = |step: &Step| {
        machine::next(request.state, *step).is_ok()
            && machine::check_role(&visit.viewer, *step, request.case.unit).is_ok()
    };
    let (_, told) = told(c, request, request.case.due_on).await?;
    let proposed = request.steps.iter().rev().find(|step| step.code == Step::ProposeExtension.code());
    let days = proposed
        .map(|step| requests.vault.open::<Said>(&request.case.place, &step.said).unwrap_or_default().number);
    let steps = Step::ALL.into_iter().filter(may).filter(|step| *step != Step::Draft);
    let steps = steps.filter(|step| match step {
        Step::Extend => proposed.is_some_and(|step| step.by != visit.viewer.person_id()),
        _ => true,
    });
    Ok(steps
        .map(|step| StepForm {
            code: step.code(),
            name: step.name(),
            fields: fields(step, request, &told, days),
            is_main: matches!(
                step,
                Step::Confirm | Step::HandOver | Step::PassSecrecy | Step::Sign | Step::Seal | Step::Serve
            ),
        })
        .collect())
}

fn field(name: &'static str, label: &'static str, hint: &str, kind: &'static str) -> Field {
    let hint = hint.to_owned();
    Field { name, label, hint, kind, value: String::new(), choices: Vec::new(), required: true }
}

fn with(value: String, field: Field) -> Field {
    Field { value, ..field }
}

fn one_of(choices: impl IntoIterator<Item = (&'static str, &'static str)>, field: Field) -> Field {
    let choices = choices.into_iter().map(|(code, name)| (code.to_owned(), name.to_owned())).collect();
    Field { choices, ..field }
}

/// What a step asks for.
fn fields(
    step: Step,
    request: &Request,
    told: &crate::rules::letters::Told,
    days: Option<u32>,
) -> Vec<Field> {
    let letter = |letter: Letter| {
        with(letter.draft(told), field("body", letter.name(), "【填写：…】的地方都要填好", "letter"))
    };
    let optional = |one: Field| Field { required: false, ..one };
    let words = |label, hint| field("words", label, hint, "text");
    match step {
        Step::Confirm => {
            let regimes = Regime::all_built_in().iter().filter(|regime| regime.acceptance.is_none());
            let choices =
                regimes.map(|one| (one.code.clone(), format!("{}，{}个工作日", one.name, one.answer.days)));
            vec![
                optional(field("on", "哪天确认的", "不写就是今天；确认的那天算收到", "day")),
                Field {
                    choices: choices.collect(),
                    value: request.regime.code.clone(),
                    ..field(
                        "regime",
                        "按哪一部规定办",
                        "学校没有自己的规定，就按高等学校信息公开办法",
                        "choice",
                    )
                },
            ]
        }
        Step::AskCorrection => vec![
            field("until", "补正到哪天为止", "要在告知之后，给够时间", "day"),
            letter(Letter::Correction),
        ],
        Step::AskReason => vec![letter(Letter::Reason)],
        Step::Consult => vec![
            one_of(
                [("third_party", "第三方"), ("other_organ", "共同制作的机关")],
                field("choice", "向谁征求意见", "发出的次日起停止计时，最多15个工作日", "choice"),
            ),
            letter(Letter::Consultation),
        ],
        Step::Extend => {
            let hint = format!("提出延长{}个工作日；写的期限要和它合", days.unwrap_or_default());
            vec![with(
                Letter::Extension.draft(told),
                field("body", Letter::Extension.name(), &hint, "letter"),
            )]
        }
        Step::ProposeExtension => vec![
            field("days", "延长几个工作日", "只能延一次，要另一个人同意", "number"),
            words("为什么", "同意的人会看到"),
        ],
        Step::Assign => vec![
            field("unit", "交给哪个部门", "", "unit"),
            optional(field("until", "哪天以前要", "", "day")),
            optional(words("要它做什么", "")),
        ],
        Step::Contribute => vec![words("材料和意见", "能不能给、为什么；材料在哪里")],
        Step::GiveCorrection => {
            vec![optional(field("on", "哪天收到的", "不写就是今天", "day")), words("补正的内容", "")]
        }
        Step::GiveReason => vec![words("申请人说明的理由", "")],
        Step::Opinion => vec![
            optional(field("on", "哪天收到的", "不写就是今天，次日恢复计时", "day")),
            words("对方的意见", "没有答复就写“逾期没有答复”"),
        ],
        Step::LegalOpinion => vec![words("法律意见", "谁、什么意见")],
        Step::HandOver => vec![optional(words("机器读到的可以留，因为", "没有读到就不用写"))],
        Step::PassSecrecy => vec![optional(words("审查意见", ""))],
        Step::Return => vec![words("哪里要改", "")],
        Step::Seal => vec![one_of(SEALS, field("choice", "用哪个印章", "用印要登记", "choice"))],
        Step::Serve => vec![
            optional(field("on", "哪天送达的", "不写就是今天", "day")),
            words("怎样送达的", "快递单号、邮件、签收人"),
        ],
        Step::Withdraw => vec![words("申请人怎样表示撤回的", "")],
        Step::Remedy => vec![words("投诉、复议或诉讼的情况", "机关、案号、日期、结果")],
        Step::Abandon | Step::Sign | Step::Archive | Step::Draft => Vec::new(),
    }
}

pub async fn take(
    State(requests): State<Requests>,
    visit: Visit,
    Path((id, code)): Path<(i64, String)>,
    mut form: Form,
) -> Outcome<Response> {
    let step = Step::from_code(&code).ok_or(Kind::NotFound)?;
    let (input, mut wrong): (Input, Problems) = input(&mut form.fields)?;
    form.fields.end()?;
    let context = visit.context(&form.key);
    let outcome = match wrong.is_empty() {
        true => actions::take(&requests.desk(), &context, &visit.viewer, CaseId(id), (step, &input)).await,
        false => Err(RequestError::Refused(vec![])),
    };
    match outcome {
        Ok(()) => {
            let told = format!("{}，已经记下。", step.name());
            Ok(done(&visit, &format!("/office/requests/{id}"), told))
        }
        Err(RequestError::Refused(reasons)) => {
            problems(&reasons).into_iter().for_each(|one| wrong.push(&one.field, one.words));
            let mut placed = Problems::default();
            wrong.into_iter().for_each(|one| placed.push(&format!("{code}-{}", one.field), one.words));
            Ok(show(&requests, &visit, id, placed, code, false).await?.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// Shows who asks, whole, for a reason that is written down.
pub async fn identity(
    State(requests): State<Requests>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let reason = form.fields.optional("reason")?.unwrap_or_default();
    form.fields.end()?;
    let (store, context) = (requests.site.store(), visit.context(&form.key));
    let vault = &requests.vault;
    match actions::read_identity(store, vault, &context, &visit.viewer, CaseId(id), &reason).await {
        Ok(_) => {
            let page = show(&requests, &visit, id, Problems::default(), String::new(), true).await?;
            Ok(page.into_response())
        }
        Err(RequestError::Refused(reasons)) => {
            let page = show(&requests, &visit, id, problems(&reasons), "identity".into(), false).await?;
            Ok(page.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// Begins a draft of a publication with what was asked and answered.
pub async fn publish(
    State(requests): State<Requests>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let unit = form.fields.number("unit")?;
    form.fields.end()?;
    let (store, context) = (requests.site.store(), visit.context(&form.key));
    let vault = &requests.vault;
    let draft = actions::publish(store, vault, &context, &visit.viewer, CaseId(id), UnitId(unit)).await?;
    let told = "成了一份草稿，申请人已经隐去。核对以后送审。";
    Ok(done(&visit, &format!("/office/drafts/{}/edit", draft.0), told))
}
