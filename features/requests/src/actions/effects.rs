//! What each step of a request does besides moving it.

use calendar::Calendar;
use cases::{Change, NewPaper, Paper, Service, Vault};
use clock::{Consulted, Event as Tick, Ground, Regime, What};
use jiff::civil::Date;
use screening::Lens;
use store::Tx;
use terms::{Role, Viewer};

use super::letter::{issued, number, told, whole};
use super::take::{Desk, Input};
use crate::RequestError;
use crate::error::Refusal;
use crate::model::{Request, Said};
use crate::rules::decision::Decision;
use crate::rules::letters::{Letter, blanks};
use crate::rules::machine::Step;

/// What a step does.
#[derive(Default)]
pub(super) struct Effect {
    /// What the clock hears.
    pub tick: Option<What>,
    /// What was said.
    pub said: Said,
    /// A letter that is issued with this text; none: with what it says at first.
    pub letter: Option<(Letter, Option<String>)>,
}

impl Effect {
    fn said(words: &str) -> Effect {
        Effect { said: Said { words: words.to_owned(), number: 0 }, ..Effect::default() }
    }

    fn tick(what: What) -> Effect {
        Effect { tick: Some(what), ..Effect::default() }
    }
}

/// Works out what a step does, and changes the case by it.
pub(super) async fn effect(
    tx: &mut Tx,
    desk: &Desk<'_>,
    viewer: &Viewer,
    request: &mut Request,
    (step, input): (Step, &Input),
    change: &mut Change,
) -> Result<Effect, RequestError> {
    let on = input.on.unwrap_or(tx.context().today());
    match step {
        Step::Confirm => confirm(request, input, change),
        Step::AskCorrection => {
            let until = input.until.ok_or(Refusal::Missing("until", "到哪天为止"))?;
            let tick = What::CorrectionAsked { until };
            Ok(Effect { letter: letter(Letter::Correction, input)?, ..Effect::tick(tick) })
        }
        Step::GiveCorrection => {
            let words = needed(&input.words, "words", "补正的内容")?;
            change.sealed = desk.vault.seal(&request.case.place, &request.asked.corrected(words))?;
            Ok(Effect { tick: Some(What::CorrectionGiven), ..Effect::said(words) })
        }
        Step::Abandon => {
            end(change, Decision::Abandoned, on);
            Ok(Effect::tick(What::Closed { ground: Ground::Abandoned }))
        }
        Step::Withdraw => {
            let words = needed(&input.words, "words", "申请人怎样表示撤回的")?;
            end(change, Decision::Other, on);
            Ok(Effect { tick: Some(What::Closed { ground: Ground::Withdrawn }), ..Effect::said(words) })
        }
        Step::Assign => {
            change.unit = Some(input.unit.ok_or(Refusal::Choice("unit", "交给哪个部门"))?);
            change.unit_due = input.until;
            Ok(Effect { tick: Some(What::Transferred { outside: false }), ..Effect::said(&input.words) })
        }
        Step::AskReason => Ok(Effect { letter: letter(Letter::Reason, input)?, ..Effect::default() }),
        Step::Contribute => Ok(Effect::said(needed(&input.words, "words", "材料和意见")?)),
        Step::GiveReason => Ok(Effect::said(needed(&input.words, "words", "申请人说明的理由")?)),
        Step::LegalOpinion => Ok(Effect::said(needed(&input.words, "words", "法律意见")?)),
        Step::Remedy => Ok(Effect::said(needed(&input.words, "words", "投诉、复议或诉讼的情况")?)),
        Step::Return => Ok(Effect::said(needed(&input.words, "words", "哪里要改")?)),
        Step::Consult => consult(request, input),
        Step::Opinion => opinion(request, input),
        Step::ProposeExtension => propose(request, input),
        Step::Extend => extend(desk.vault, viewer, request, input),
        Step::Draft => draft(tx, desk.vault, request, input, change).await,
        Step::HandOver => {
            let lens = desk.gate.lens(tx.connection(), request.case.school).await?;
            hand_over(desk.vault, &lens, request, input)
        }
        Step::PassSecrecy => pass(viewer, request, input),
        Step::Sign => sign(tx, viewer, request).await,
        Step::Seal => seal(tx, request, input).await,
        Step::Serve => serve(tx, request, input, on, change).await,
        Step::Archive => Ok(Effect::default()),
    }
}

fn needed<'a>(words: &'a str, field: &'static str, what: &'static str) -> Result<&'a str, Refusal> {
    if words.is_empty() { Err(Refusal::Missing(field, what)) } else { Ok(words) }
}

fn letter(letter: Letter, input: &Input) -> Result<Option<(Letter, Option<String>)>, RequestError> {
    Ok(Some((letter, Some(whole(&input.body)?.to_owned()))))
}

fn end(change: &mut Change, decision: Decision, on: Date) {
    change.outcome = Some(decision.code().to_owned());
    change.closed_on = Some(on);
}

fn confirm(request: &mut Request, input: &Input, change: &mut Change) -> Result<Effect, RequestError> {
    if !input.regime.is_empty() {
        let regime = Regime::built_in(&input.regime).filter(|regime| regime.acceptance.is_none());
        request.regime = regime.ok_or(Refusal::Choice("regime", "按哪一部规定办"))?;
        change.regime = request.regime.code.clone();
    }
    Ok(Effect { letter: Some((Letter::Receipt, None)), ..Effect::tick(What::Confirmed) })
}

fn consult(request: &Request, input: &Input) -> Result<Effect, RequestError> {
    let whom = match input.choice.as_str() {
        "third_party" => Consulted::ThirdParty,
        "other_organ" => Consulted::OtherOrgan,
        _ => return Err(Refusal::Choice("choice", "向谁征求意见").into()),
    };
    let before = request.steps.iter().filter(|step| step.code == Step::Consult.code()).count();
    let number = u32::try_from(before + 1).unwrap_or(u32::MAX);
    let said = Said { words: whom.name().to_owned(), number };
    let tick = Some(What::Consulted { letter: number, whom });
    Ok(Effect { tick, said, letter: letter(Letter::Consultation, input)? })
}

fn opinion(request: &Request, input: &Input) -> Result<Effect, RequestError> {
    let words = needed(&input.words, "words", "对方的意见；没有答复就写“逾期没有答复”")?;
    let asked = request.steps.iter().filter_map(|step| match step.clock.as_ref()?.what {
        What::Consulted { letter, .. } => Some(letter),
        _ => None,
    });
    let letter = asked.max().unwrap_or_default();
    Ok(Effect { tick: Some(What::OpinionGiven { letter }), ..Effect::said(words) })
}

fn propose(request: &Request, input: &Input) -> Result<Effect, RequestError> {
    let words = needed(&input.words, "words", "为什么要延期")?;
    let most = request.regime.extension.bound();
    let days = input.days.filter(|days| (1..=most).contains(days));
    let number = days.ok_or(Refusal::Clock(match most {
        0 => format!("{}没有延期", request.regime.name),
        most => format!("延期最多{most}个工作日，请写1到{most}"),
    }))?;
    Ok(Effect { said: Said { words: words.to_owned(), number }, ..Effect::default() })
}

/// Agreed by another than who proposed it (《政府信息公开条例》第三十三条).
fn extend(vault: &Vault, viewer: &Viewer, request: &Request, input: &Input) -> Result<Effect, RequestError> {
    let proposed = request.steps.iter().rev().find(|step| step.code == Step::ProposeExtension.code());
    let proposed = proposed.ok_or(Refusal::OtherPerson("还没有人提出延期，先写明为什么延、延几天"))?;
    if proposed.by == viewer.person_id() {
        return Err(Refusal::OtherPerson("延期是你提出的，要由另一个人同意").into());
    }
    let days = vault.open::<Said>(&request.case.place, &proposed.said)?.number;
    Ok(Effect { letter: letter(Letter::Extension, input)?, ..Effect::tick(What::Extended { days }) })
}

/// The reply that is being written.
pub(crate) fn reply_of(request: &Request) -> Option<&Paper> {
    request.papers.iter().rev().find(|paper| paper.kind == Letter::Reply.code())
}

async fn draft(
    tx: &mut Tx,
    vault: &Vault,
    request: &Request,
    input: &Input,
    change: &mut Change,
) -> Result<Effect, RequestError> {
    let decision = Decision::of_letters().find(|one| one.code() == input.choice);
    let decision = decision.ok_or(Refusal::Choice("choice", "怎样答复"))?;
    let context = tx.context().clone();
    // Another decision begins its letter anew; what was written for it stays.
    let before = reply_of(request).filter(|paper| paper.decision.as_deref() == Some(decision.code()));
    let body = match (before, input.body.is_empty()) {
        (Some(_), false) => input.body.clone(),
        (Some(paper), true) => vault.open(&request.case.place, &paper.body)?,
        (None, _) => {
            let (_, told) = told(tx.connection(), request, request.case.due_on).await?;
            Letter::reply(decision, &told)
        }
    };
    let sealed = vault.seal(&request.case.place, &body)?;
    let new = NewPaper { kind: Letter::Reply.code(), decision: Some(decision.code()), body: &sealed };
    cases::draft(tx.connection(), &context, request.case.id, &new).await?;
    change.outcome = None;
    Ok(Effect::said(decision.name()))
}

/// The letter is read by the gate: the applicant's own data may stand in it, another's must be
/// answered for by name.
fn hand_over(vault: &Vault, lens: &Lens, request: &Request, input: &Input) -> Result<Effect, RequestError> {
    let reply = reply_of(request).ok_or(Refusal::NoReply)?;
    let body: String = vault.open(&request.case.place, &reply.body)?;
    let left = blanks(&body);
    if let Some(first) = left.first() {
        return Err(Refusal::Blanks(left.len(), (*first).to_owned()).into());
    }
    let own = [&request.asked.proof, &request.asked.phone, &request.asked.email, &request.asked.address];
    let characters: Vec<char> = body.chars().collect();
    let found = lens.rules.scan(&body);
    let others = found.iter().filter(|one| {
        let value: String = characters[one.start..one.end].iter().collect();
        one.level > pii::Level::Info && !own.iter().any(|own| !own.is_empty() && own.contains(&value))
    });
    let kinds: Vec<&str> = others.map(|one| one.kind.name()).collect();
    match (kinds.is_empty(), input.words.as_str()) {
        (false, "") => Err(Refusal::PersonalData(kinds.join("、")).into()),
        (false, words) => Ok(Effect::said(&format!("机器读到{}，可以留：{words}", kinds.join("、")))),
        (true, words) => Ok(Effect::said(words)),
    }
}

/// Reviewed by another than who wrote it.
fn pass(viewer: &Viewer, request: &Request, input: &Input) -> Result<Effect, RequestError> {
    let reply = reply_of(request).ok_or(Refusal::NoReply)?;
    if reply.made_by == viewer.person_id() {
        return Err(Refusal::OtherPerson("自己写的答复要由别人做保密审查").into());
    }
    Ok(Effect::said(&input.words))
}

/// Signed by a leader; what only tells where something is, by the office, though not by who wrote
/// it. The number is given at the signature.
async fn sign(tx: &mut Tx, viewer: &Viewer, request: &Request) -> Result<Effect, RequestError> {
    let reply = reply_of(request).ok_or(Refusal::NoReply)?;
    let decision = reply.decision.as_deref().and_then(Decision::from_code);
    if !viewer.has(Role::Leader) && !decision.is_some_and(Decision::is_routine) {
        return Err(Refusal::LeaderSigns.into());
    }
    if reply.made_by == viewer.person_id() {
        return Err(Refusal::OtherPerson("自己写的答复要由别人签发").into());
    }
    number(tx, request, Letter::Reply, reply.id).await?;
    Ok(Effect::default())
}

async fn seal(tx: &mut Tx, request: &Request, input: &Input) -> Result<Effect, RequestError> {
    let reply = reply_of(request).ok_or(Refusal::NoReply)?;
    let seal = SEALS.iter().find(|(code, _)| *code == input.choice).map(|(_, name)| *name);
    let seal = seal.ok_or(Refusal::Choice("choice", "用哪个印章"))?;
    let context = tx.context().clone();
    cases::seal(tx.connection(), &context, reply.id, seal).await?;
    Ok(Effect::said(seal))
}

/// The seals that stand under a reply.
pub const SEALS: [(&str, &str); 2] = [("school", "学校公章"), ("disclosure", "信息公开专用章")];

async fn serve(
    tx: &mut Tx,
    request: &Request,
    input: &Input,
    on: Date,
    change: &mut Change,
) -> Result<Effect, RequestError> {
    let reply = reply_of(request).ok_or(Refusal::NoReply)?;
    let how = needed(&input.words, "words", "怎样送达的，凭据是什么（快递单号、邮件、签收人）")?;
    cases::serve(tx.connection(), reply.id, &Service { on, how }).await?;
    change.outcome = reply.decision.clone();
    change.closed_on = Some(on);
    Ok(Effect { tick: Some(What::Answered), ..Effect::said(how) })
}

/// Issues the letter of a step.
pub(super) async fn issue(
    tx: &mut Tx,
    vault: &Vault,
    request: &Request,
    (letter, body): (Letter, Option<String>),
    due: Option<Date>,
) -> Result<(), RequestError> {
    let body = match body {
        Some(body) => body,
        None => letter.draft(&told(tx.connection(), request, due).await?.1),
    };
    issued(tx, vault, request, letter, &body).await?;
    Ok(())
}

/// The clock with what a step tells it.
pub(super) fn ticked(
    request: &Request,
    calendar: &Calendar,
    tick: Option<Tick>,
) -> Result<clock::Clock, RequestError> {
    let clock = cases::clock_of(&request.regime, &request.steps, calendar)?;
    Ok(match tick {
        Some(tick) => clock.then(tick)?,
        None => clock,
    })
}
