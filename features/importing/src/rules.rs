//! Who may bring a batch in, and who answers for it.

use terms::{PersonId, Role, Viewer};
use thiserror::Error;

/// Where a batch is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// The machine looks at its rows.
    Checking,
    /// It waits for a second person.
    Waiting,
    /// Its rows come in.
    Running,
    /// It broke off and waits to be continued.
    Stopped,
    /// All its rows have been done.
    Done,
    /// It was given back, or taken back; none of its rows came in.
    Refused,
}

impl BatchState {
    const ALL: [(BatchState, &'static str, &'static str); 6] = [
        (BatchState::Checking, "checking", "正在检查"),
        (BatchState::Waiting, "waiting", "等第二个人确认"),
        (BatchState::Running, "running", "正在导入"),
        (BatchState::Stopped, "stopped", "停下了"),
        (BatchState::Done, "done", "导入完了"),
        (BatchState::Refused, "refused", "没有导入"),
    ];

    fn row(self) -> (BatchState, &'static str, &'static str) {
        Self::ALL.into_iter().find(|(state, ..)| *state == self).expect("every state has its words")
    }

    /// The word for the database.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// As pages say it.
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// The state of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, word, _)| *word == code).map(|(state, ..)| state)
    }
}

/// Why something is not done with a batch.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BatchRefusal {
    /// Only the office brings batches in.
    #[error("从网页导入由信息公开办公室的人来做")]
    NotOffice,
    /// Only those who answer for what is public answer for a batch.
    #[error("确认导入由信息公开办公室的另一位或保密审查员来做")]
    NotAnswerer,
    /// One's own batch.
    #[error("这一批是你交的，要请另一位来确认")]
    OwnBatch,
    /// Without an opinion nobody has answered for anything.
    #[error("要写一句意见，会和你的名字一起留在记录里")]
    OpinionMissing,
    /// More than is read.
    #[error("意见最多{LONGEST_OPINION}个字")]
    OpinionTooLong,
    /// It is no longer, or not yet, where it could be answered for.
    #[error("这一批现在是“{}”，不能再{}", .0.name(), .1)]
    WrongState(BatchState, &'static str),
    /// Nothing in it would come in.
    #[error("这一批里没有一行可以导入。改好文件重新上传")]
    Nothing,
    /// The same file waits already.
    #[error("同一个文件已经交过，是第{0}批，还没有导入完")]
    SameFile(i64),
    /// The file has no rows.
    #[error("文件里没有一行信息。第一行是栏目名称，从第二行起每行一条，可以先下载模板")]
    Empty,
    /// The file is none that is read.
    #[error("导入的表格只收 .jsonl、.csv 和 .xlsx 文件。附件在下面另外选")]
    WrongType,
    /// Two files of one name cannot be told apart.
    #[error("选了两个都叫“{0}”的附件，分不清是哪一行的。请把一个改名，表格里也改")]
    SameName(String),
    /// A file that cannot be attached to anything.
    #[error("{0}")]
    Attachment(String),
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

impl BatchRefusal {
    /// The field of the upload's form that it is about, or of an answer's; empty for what no field can
    /// mend.
    pub fn field(&self) -> &'static str {
        match self {
            BatchRefusal::OpinionMissing | BatchRefusal::OpinionTooLong => "opinion",
            BatchRefusal::SameName(_) | BatchRefusal::Attachment(_) => "attachments",
            BatchRefusal::SameFile(_)
            | BatchRefusal::Empty
            | BatchRefusal::WrongType
            | BatchRefusal::Unreadable(_) => "file",
            BatchRefusal::NotOffice
            | BatchRefusal::NotAnswerer
            | BatchRefusal::OwnBatch
            | BatchRefusal::WrongState(..)
            | BatchRefusal::Nothing => "",
        }
    }
}

const LONGEST_OPINION: usize = 500;

/// Whether this viewer sees batches at all: their rows are not public yet.
pub fn may_see(viewer: &Viewer) -> bool {
    answers(viewer) || viewer.has(Role::Supervisor)
}

/// Whether this viewer may bring a batch in.
pub fn check_upload(viewer: &Viewer) -> Result<(), Vec<BatchRefusal>> {
    if viewer.has(Role::Office) { Ok(()) } else { Err(vec![BatchRefusal::NotOffice]) }
}

/// What decides about an answer.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Where the batch is.
    pub state: BatchState,
    /// Whose it is.
    pub uploaded_by: Option<PersonId>,
    /// Rows that would come in or change.
    pub importable: i64,
    /// Whether somebody has answered for it: then rows of it may be in already.
    pub is_answered: bool,
}

fn answers(viewer: &Viewer) -> bool {
    viewer.has(Role::Office) || viewer.has(Role::SecrecyReviewer)
}

/// Whether this viewer may answer for the batch. Imported stock becomes public
/// without a review of each version; what stands for it is that a second person,
/// of the office or a secrecy reviewer, has seen what the machine found and gives
/// their name. People are compared: no deputy and no second role helps.
pub fn check_answer(viewer: &Viewer, facts: Facts, opinion: &str) -> Result<(), Vec<BatchRefusal>> {
    let mut reasons = Vec::new();
    if !answers(viewer) {
        reasons.push(BatchRefusal::NotAnswerer);
    }
    if viewer.person_id().is_none() || viewer.person_id() == facts.uploaded_by {
        reasons.push(BatchRefusal::OwnBatch);
    }
    if facts.state != BatchState::Waiting {
        reasons.push(BatchRefusal::WrongState(facts.state, "确认"));
    }
    if facts.importable == 0 {
        reasons.push(BatchRefusal::Nothing);
    }
    reasons.extend(check_opinion(opinion));
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether this viewer may give the batch back, or take their own back.
pub fn check_refuse(viewer: &Viewer, facts: Facts, opinion: &str) -> Result<(), Vec<BatchRefusal>> {
    let mut reasons = Vec::new();
    if !answers(viewer) {
        reasons.push(BatchRefusal::NotAnswerer);
    }
    let may_be_given_back = match facts.state {
        BatchState::Waiting | BatchState::Checking => true,
        BatchState::Stopped => !facts.is_answered,
        _ => false,
    };
    if !may_be_given_back {
        reasons.push(BatchRefusal::WrongState(facts.state, "退回"));
    }
    reasons.extend(check_opinion(opinion));
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether this viewer may let a batch go on that broke off.
pub fn check_continue(viewer: &Viewer, state: BatchState) -> Result<(), Vec<BatchRefusal>> {
    let mut reasons = Vec::new();
    if !answers(viewer) {
        reasons.push(BatchRefusal::NotAnswerer);
    }
    if state != BatchState::Stopped {
        reasons.push(BatchRefusal::WrongState(state, "接着导入"));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

fn check_opinion(opinion: &str) -> Option<BatchRefusal> {
    match opinion.trim().chars().count() {
        0 => Some(BatchRefusal::OpinionMissing),
        1..=LONGEST_OPINION => None,
        _ => Some(BatchRefusal::OpinionTooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::{Person, SchoolId};

    fn viewer(id: i64, roles: &[Role]) -> Viewer {
        let person = Person {
            id: PersonId(id),
            name: "某".into(),
            unit: None,
            is_staff: true,
            is_student: false,
            roles: roles.iter().map(|role| (*role, None)).collect(),
        };
        Viewer::person(SchoolId(1), person)
    }

    const WAITING: Facts = Facts {
        state: BatchState::Waiting,
        uploaded_by: Some(PersonId(1)),
        importable: 3,
        is_answered: false,
    };

    #[test]
    fn a_second_person_answers_for_a_batch() {
        let seen = "逐条对照过原网站";
        assert_eq!(check_answer(&viewer(2, &[Role::Office]), WAITING, seen), Ok(()));
        assert_eq!(check_answer(&viewer(2, &[Role::SecrecyReviewer]), WAITING, seen), Ok(()));
        let own = check_answer(&viewer(1, &[Role::Office, Role::SecrecyReviewer]), WAITING, seen);
        assert_eq!(own, Err(vec![BatchRefusal::OwnBatch]), "a second role makes no second person");
        for role in [Role::Liaison, Role::UnitHead, Role::Leader, Role::Supervisor, Role::Administrator] {
            let refused = check_answer(&viewer(2, &[role]), WAITING, seen);
            assert_eq!(refused, Err(vec![BatchRefusal::NotAnswerer]), "{role:?}");
        }
    }

    #[test]
    fn every_reason_is_told_at_once() {
        let done = Facts { state: BatchState::Done, importable: 0, ..WAITING };
        assert_eq!(
            check_answer(&viewer(1, &[Role::Liaison]), done, " "),
            Err(vec![
                BatchRefusal::NotAnswerer,
                BatchRefusal::OwnBatch,
                BatchRefusal::WrongState(BatchState::Done, "确认"),
                BatchRefusal::Nothing,
                BatchRefusal::OpinionMissing,
            ])
        );
        let long = "长".repeat(501);
        assert!(check_answer(&viewer(2, &[Role::Office]), WAITING, &long).is_err());
    }

    #[test]
    fn what_has_begun_is_neither_given_back_nor_begun_again() {
        let office = viewer(2, &[Role::Office]);
        for (state, code, _) in BatchState::ALL {
            assert_eq!(BatchState::from_code(code), Some(state));
            let facts = Facts { state, ..WAITING };
            let may_refuse =
                matches!(state, BatchState::Waiting | BatchState::Checking | BatchState::Stopped);
            assert_eq!(check_refuse(&office, facts, "不是本校的").is_ok(), may_refuse, "{code}");
            assert_eq!(check_answer(&office, facts, "好").is_ok(), state == BatchState::Waiting, "{code}");
            assert_eq!(check_continue(&office, state).is_ok(), state == BatchState::Stopped, "{code}");
        }
        assert!(
            check_refuse(&viewer(1, &[Role::Office]), WAITING, "传错了").is_ok(),
            "one's own is taken back"
        );
        assert!(check_upload(&office).is_ok() && check_upload(&viewer(2, &[Role::SecrecyReviewer])).is_err());
    }
}
