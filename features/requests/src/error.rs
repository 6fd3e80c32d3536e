//! What can go wrong with requests.

use clock::ClockError;
use store::Failure;
use thiserror::Error;

use crate::rules::form::Wrong;
use crate::rules::machine::NotNow;

/// Why something is not done to a request; each stands at a field where one can mend it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Not where the request is, or not this person's.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// What the applicant wrote.
    #[error(transparent)]
    Form(#[from] Wrong),
    /// What the clock says against it.
    #[error("{0}")]
    Clock(String),
    /// A field that must be filled in.
    #[error("请写{1}")]
    Missing(&'static str, &'static str),
    /// A field that says nothing we know.
    #[error("请选{1}")]
    Choice(&'static str, &'static str),
    /// Blanks of a letter.
    #[error("文书里还有{0}处没有填：{1}】")]
    Blanks(usize, String),
    /// Nothing to be handed over.
    #[error("还没有拟答复，先写答复书")]
    NoReply,
    /// Two people.
    #[error("{0}")]
    OtherPerson(&'static str),
    /// What the gate found in a letter.
    #[error("答复书里有{0}。对方自己的信息可以留，别人的要遮住；确认可以留的，写明理由")]
    PersonalData(String),
    /// Only by a leader.
    #[error("这种答复要由校领导签发；已公开、告知掌握单位、信访渠道和公开出版物可以由公开办签发")]
    LeaderSigns,
    /// The day has not come.
    #[error("{0}还没有到，不能登记以后的日子")]
    Future(jiff::civil::Date),
}

impl Refusal {
    /// The field of the form beside which it stands.
    pub fn field(&self) -> &'static str {
        match self {
            Refusal::Form(wrong) => wrong.field(),
            Refusal::Missing(field, _) | Refusal::Choice(field, _) => field,
            Refusal::Blanks(..) | Refusal::PersonalData(_) => "body",
            Refusal::Clock(_) | Refusal::Future(_) => "on",
            _ => "step",
        }
    }
}

/// An action on a request that was not done.
#[derive(Debug, Error)]
pub enum RequestError {
    /// The rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<Refusal>),
    /// Not there, or not this person's business: the same.
    #[error("没有这件申请")]
    Missing,
    /// Too many wrong codes.
    #[error("这个编号输错查询码的次数太多，请过一个小时再试")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<Refusal> for RequestError {
    fn from(refusal: Refusal) -> Self {
        RequestError::Refused(vec![refusal])
    }
}

impl From<NotNow> for RequestError {
    fn from(reason: NotNow) -> Self {
        Refusal::NotNow(reason).into()
    }
}

impl From<ClockError> for RequestError {
    fn from(error: ClockError) -> Self {
        Refusal::Clock(error.to_string()).into()
    }
}

impl From<sqlx::Error> for RequestError {
    fn from(error: sqlx::Error) -> Self {
        RequestError::Store(error.into())
    }
}

impl From<RequestError> for web::Error {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            RequestError::TooMany => web::Kind::Refused(vec![error.to_string()]).into(),
            RequestError::Missing => web::Kind::NotFound.into(),
            RequestError::Store(failure) => failure.into(),
        }
    }
}
