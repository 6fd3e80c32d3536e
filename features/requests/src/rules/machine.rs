//! The way of a request (依申请公开): which step is possible where, and by whom.
//!
//! One table, readable as it stands; the tests walk every step in every state as everyone.

use terms::{Role, UnitId, Viewer};
use thiserror::Error;

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// 待确认: it came online, by fax or by ordinary mail; the clock starts when both sides confirm.
    Awaiting,
    /// 已受理: the clock runs, no unit has it yet.
    Received,
    /// 等补正: the applicant was asked, once, to make it clear.
    Correcting,
    /// 办理中
    Handling,
    /// 征求意见: a third party or another organ is asked; the clock stands.
    Consulting,
    /// 等说明理由: the applicant is asked why so many (《政府信息公开条例》第三十五条).
    ReasonAsked,
    /// 保密审查
    Secrecy,
    /// 待签发
    Signing,
    /// 待用印
    Sealing,
    /// 待送达
    Sealed,
    /// 已答复
    Replied,
    /// 已结: ended without an answer.
    Closed,
    /// 已归档
    Archived,
}

/// Something that is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// 确认收到
    Confirm,
    /// 要求补正
    AskCorrection,
    /// 收到补正
    GiveCorrection,
    /// 逾期不补正
    Abandon,
    /// 交办
    Assign,
    /// 部门提供材料和意见
    Contribute,
    /// 要求说明理由
    AskReason,
    /// 收到说明
    GiveReason,
    /// 征求意见
    Consult,
    /// 收到意见
    Opinion,
    /// 提出延期
    ProposeExtension,
    /// 同意延期
    Extend,
    /// 拟答复
    Draft,
    /// 法律意见
    LegalOpinion,
    /// 送保密审查
    HandOver,
    /// 保密审查通过
    PassSecrecy,
    /// 退回
    Return,
    /// 签发
    Sign,
    /// 用印
    Seal,
    /// 送达
    Serve,
    /// 撤回
    Withdraw,
    /// 登记投诉、复议、诉讼
    Remedy,
    /// 归档
    Archive,
}

/// Why a step is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotNow {
    /// Not where the request is.
    #[error("这件申请{}，不能{}", .0.name(), .1.name())]
    State(State, Step),
    /// Not this person's step.
    #[error("{}要由{who}来做", .0.name(), who = .0.who())]
    Role(Step),
}

/// The open states: what has come and is not answered. All but the last three.
pub const OPEN: &[State] = State::ALL.split_at(10).0;

/// From where a step leads, and where to; the same state where it changes none.
fn way(step: Step) -> (&'static [State], Option<State>) {
    use State::{
        Archived, Awaiting, Closed, Consulting, Correcting, Handling, ReasonAsked, Received, Replied, Sealed,
        Sealing, Secrecy, Signing,
    };
    match step {
        Step::Confirm => (&[Awaiting], Some(Received)),
        Step::AskCorrection => (&[Received, Handling], Some(Correcting)),
        Step::GiveCorrection => (&[Correcting], Some(Received)),
        Step::Abandon => (&[Correcting], Some(Closed)),
        Step::Assign => (&[Received, Handling], Some(Handling)),
        Step::Contribute => (&[Handling, Consulting], None),
        Step::AskReason => (&[Received, Handling], Some(ReasonAsked)),
        Step::GiveReason => (&[ReasonAsked], Some(Handling)),
        Step::Consult => (&[Received, Handling], Some(Consulting)),
        Step::Opinion => (&[Consulting], Some(Handling)),
        Step::ProposeExtension | Step::Extend => (&[Received, Handling, Consulting], None),
        Step::Draft => (&[Received, Handling], Some(Handling)),
        Step::LegalOpinion => (&[Handling, Secrecy, Signing], None),
        Step::HandOver => (&[Handling], Some(Secrecy)),
        Step::PassSecrecy => (&[Secrecy], Some(Signing)),
        Step::Return => (&[Secrecy, Signing], Some(Handling)),
        Step::Sign => (&[Signing], Some(Sealing)),
        Step::Seal => (&[Sealing], Some(Sealed)),
        Step::Serve => (&[Sealed], Some(Replied)),
        Step::Withdraw => (OPEN, Some(Closed)),
        Step::Remedy => (&[Replied, Archived], None),
        Step::Archive => (&[Replied, Closed], Some(Archived)),
    }
}

/// Where a step leads.
///
/// # Errors
/// [`NotNow::State`] where it cannot be taken.
pub fn next(state: State, step: Step) -> Result<State, NotNow> {
    let (from, to) = way(step);
    if !from.contains(&state) {
        return Err(NotNow::State(state, step));
    }
    Ok(to.unwrap_or(state))
}

/// Whether this viewer may take a step, `unit` being the one that has the request.
///
/// # Errors
/// [`NotNow::Role`] where it is somebody else's.
pub fn check_role(viewer: &Viewer, step: Step, unit: Option<UnitId>) -> Result<(), NotNow> {
    let may = match step {
        Step::Contribute => is_of(viewer, unit) || viewer.has(Role::Office),
        Step::PassSecrecy => viewer.has(Role::SecrecyReviewer),
        Step::Return => {
            [Role::SecrecyReviewer, Role::Leader, Role::Office].iter().any(|role| viewer.has(*role))
        }
        Step::Sign | Step::Extend => viewer.has(Role::Leader) || viewer.has(Role::Office),
        _ => viewer.has(Role::Office),
    };
    if may { Ok(()) } else { Err(NotNow::Role(step)) }
}

/// Whether this viewer may read a request that this unit has.
pub fn may_read(viewer: &Viewer, unit: Option<UnitId>) -> bool {
    let watches = [Role::Office, Role::SecrecyReviewer, Role::Leader, Role::Supervisor];
    watches.iter().any(|role| viewer.has(*role)) || is_of(viewer, unit)
}

/// Whether this viewer works for the unit that has the request.
fn is_of(viewer: &Viewer, unit: Option<UnitId>) -> bool {
    let works = |unit| [Role::Liaison, Role::UnitHead].iter().any(|role| viewer.has_for(*role, unit));
    unit.is_some_and(works)
}

impl State {
    /// All of them, in their order.
    pub const ALL: [State; 13] = [
        State::Awaiting,
        State::Received,
        State::Correcting,
        State::Handling,
        State::Consulting,
        State::ReasonAsked,
        State::Secrecy,
        State::Signing,
        State::Sealing,
        State::Sealed,
        State::Replied,
        State::Closed,
        State::Archived,
    ];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Awaiting => "awaiting",
            State::Received => "received",
            State::Correcting => "correcting",
            State::Handling => "handling",
            State::Consulting => "consulting",
            State::ReasonAsked => "reason_asked",
            State::Secrecy => "secrecy",
            State::Signing => "signing",
            State::Sealing => "sealing",
            State::Sealed => "sealed",
            State::Replied => "replied",
            State::Closed => "closed",
            State::Archived => "archived",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            State::Awaiting => "等着确认",
            State::Received => "已受理",
            State::Correcting => "等补正",
            State::Handling => "办理中",
            State::Consulting => "征求意见",
            State::ReasonAsked => "等说明理由",
            State::Secrecy => "保密审查",
            State::Signing => "等签发",
            State::Sealing => "等用印",
            State::Sealed => "等送达",
            State::Replied => "已答复",
            State::Closed => "已办结",
            State::Archived => "已归档",
        }
    }

    /// What the applicant is told.
    pub fn told(self) -> &'static str {
        match self {
            State::Awaiting => "收到了，等工作人员和您确认。确认的那天算收到，期限从下一个工作日起算",
            State::Received | State::Handling | State::ReasonAsked => "正在办理",
            State::Correcting => "请您补正，补正以后重新计算期限",
            State::Consulting => "正在征求有关各方的意见，这段时间不计入期限",
            State::Secrecy | State::Signing | State::Sealing | State::Sealed => "答复正在审核和签发",
            State::Replied | State::Archived => "已经答复",
            State::Closed => "已经办结",
        }
    }

    /// Whether it waits for an answer.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 23] = [
        Step::Confirm,
        Step::AskCorrection,
        Step::GiveCorrection,
        Step::Abandon,
        Step::Assign,
        Step::Contribute,
        Step::AskReason,
        Step::GiveReason,
        Step::Consult,
        Step::Opinion,
        Step::ProposeExtension,
        Step::Extend,
        Step::Draft,
        Step::LegalOpinion,
        Step::HandOver,
        Step::PassSecrecy,
        Step::Return,
        Step::Sign,
        Step::Seal,
        Step::Serve,
        Step::Withdraw,
        Step::Remedy,
        Step::Archive,
    ];

    /// The word for the database and for addresses.
    pub fn code(self) -> &'static str {
        match self {
            Step::Confirm => "confirm",
            Step::AskCorrection => "ask-correction",
            Step::GiveCorrection => "give-correction",
            Step::Abandon => "abandon",
            Step::Assign => "assign",
            Step::Contribute => "contribute",
            Step::AskReason => "ask-reason",
            Step::GiveReason => "give-reason",
            Step::Consult => "consult",
            Step::Opinion => "opinion",
            Step::ProposeExtension => "propose-extension",
            Step::Extend => "extend",
            Step::Draft => "draft",
            Step::LegalOpinion => "legal-opinion",
            Step::HandOver => "hand-over",
            Step::PassSecrecy => "pass-secrecy",
            Step::Return => "return",
            Step::Sign => "sign",
            Step::Seal => "seal",
            Step::Serve => "serve",
            Step::Withdraw => "withdraw",
            Step::Remedy => "remedy",
            Step::Archive => "archive",
        }
    }

    /// The step with this code.
    pub fn from_code(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Confirm => "确认收到",
            Step::AskCorrection => "要求补正",
            Step::GiveCorrection => "登记补正",
            Step::Abandon => "按逾期不补正办结",
            Step::Assign => "交办",
            Step::Contribute => "提供材料和意见",
            Step::AskReason => "要求说明理由",
            Step::GiveReason => "登记说明",
            Step::Consult => "征求意见",
            Step::Opinion => "登记意见",
            Step::ProposeExtension => "提出延期",
            Step::Extend => "同意延期",
            Step::Draft => "拟答复",
            Step::LegalOpinion => "登记法律意见",
            Step::HandOver => "送保密审查",
            Step::PassSecrecy => "通过保密审查",
            Step::Return => "退回",
            Step::Sign => "签发",
            Step::Seal => "用印",
            Step::Serve => "登记送达",
            Step::Withdraw => "撤回",
            Step::Remedy => "登记投诉、复议或诉讼",
            Step::Archive => "归档",
        }
    }

    /// Who takes it.
    fn who(self) -> &'static str {
        match self {
            Step::Contribute => "承办部门",
            Step::PassSecrecy => "保密审查员",
            Step::Return => "保密审查员、校领导或公开办",
            Step::Sign | Step::Extend => "校领导（例行的也可以是公开办负责人）",
            _ => "信息公开办公室",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every step in every state, as the table of the guide has it: a line a step, from where and
    /// where to.
    #[test]
    fn every_step_moves_or_is_refused_as_the_table_says() {
        let table = include_str!("machine.tsv");
        let mut lines = 0;
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [code, from, to, _] = cells[..] else { panic!("{line}") };
            let step = Step::from_code(code).expect(line);
            let from: Vec<State> = from.split(' ').map(|code| State::from_code(code).expect(line)).collect();
            for state in State::ALL {
                let expected = match (from.contains(&state), to) {
                    (false, _) => Err(NotNow::State(state, step)),
                    (true, "=") => Ok(state),
                    (true, to) => Ok(State::from_code(to).expect(line)),
                };
                assert_eq!(next(state, step), expected, "{code} in {}", state.code());
            }
            lines += 1;
        }
        assert_eq!(lines, Step::ALL.len(), "a line for each step");
    }

    #[test]
    fn every_role_takes_its_own_steps_alone() {
        let unit = UnitId(7);
        let viewer = |role: Role, of: Option<UnitId>| {
            let person = terms::Person {
                id: terms::PersonId(1),
                name: String::new(),
                unit: of,
                is_staff: true,
                is_student: false,
                roles: vec![(role, of)],
            };
            Viewer::person(terms::SchoolId(1), person)
        };
        for line in include_str!("machine.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let step = Step::from_code(cells[0]).expect(line);
            let roles: Vec<&str> = cells[3].split(' ').collect();
            for role in Role::ALL {
                let of = [Role::Liaison, Role::UnitHead].contains(&role).then_some(unit);
                let may = check_role(&viewer(role, of), step, Some(unit)).is_ok();
                assert_eq!(may, roles.contains(&role.code()), "{} by {}", step.code(), role.code());
            }
            let other = viewer(Role::Liaison, Some(UnitId(8)));
            assert!(check_role(&other, step, Some(unit)).is_err(), "another unit's request");
        }
    }
}
