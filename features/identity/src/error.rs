//! What can go wrong with people and signing in.

use store::Failure;
use thiserror::Error;

use crate::rules::roster::Problem;
use crate::rules::{PasswordRefusal, PersonRefusal};

/// An action on a person or a session that was not done.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// Name or password are wrong, or the person may not sign in: one answer for all.
    #[error("登录名或密码不对。连续输错会要求等一会儿再试；忘了密码请找系统管理员要一个重设链接。")]
    NotSignedIn,
    /// Too many failures; how many seconds to wait.
    #[error("输错次数太多，请过{}再试。忘了密码请找系统管理员要一个重设链接。", web::format::wait(u64::try_from(*.0).unwrap_or_default()))]
    Wait(i64),
    /// The link was used, has run out, or never was.
    #[error("这个链接已经用过或者过期了，请找系统管理员要一个新的")]
    LinkSpent,
    /// The rules refuse the password, for all these reasons.
    #[error("{}", join(.0))]
    Password(Vec<PasswordRefusal>),
    /// The rules refuse the person, for all these reasons.
    #[error("{}", join(.0))]
    Person(Vec<PersonRefusal>),
    /// A line of a roster is not taken, for all these reasons.
    #[error("{}", join(&.0.iter().map(|problem| &problem.refusal).collect::<Vec<_>>()))]
    Roster(Vec<Problem>),
    /// There is no such person in this school.
    #[error("没有这个人")]
    NoSuchPerson,
    /// Hashing failed; our own fault.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

fn join(reasons: &[impl std::fmt::Display]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")
}

impl From<sqlx::Error> for IdentityError {
    fn from(error: sqlx::Error) -> Self {
        IdentityError::Store(error.into())
    }
}

impl From<IdentityError> for web::Error {
    fn from(error: IdentityError) -> Self {
        let refused = |sentence: String| web::Error::from(web::Kind::Refused(vec![sentence]));
        match error {
            IdentityError::Store(failure) => failure.into(),
            IdentityError::NoSuchPerson => web::Kind::NotFound.into(),
            IdentityError::Wait(seconds) => web::Kind::TooMany(seconds.max(1).unsigned_abs()).into(),
            IdentityError::Password(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            IdentityError::Person(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            IdentityError::Hash(cause) => {
                web::Error { kind: web::Kind::Broken("hashing"), cause: Some(cause) }
            }
            other => refused(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_as_people_say_it() {
        let told = |seconds| IdentityError::Wait(seconds).to_string();
        assert!(told(16).starts_with("输错次数太多，请过16秒再试"));
        assert!(told(900).contains("请过15分钟再试") && told(121).contains("请过3分钟再试"));
    }
}
