//! What a password may be, who may hold which role, how long one waits after
//! wrong tries. OWASP ASVS 5.0, 6.2.

use jiff::SignedDuration;
use terms::{Role, RoleScope, UnitId};
use thiserror::Error;

pub mod roster;

/// Why a password is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PasswordRefusal {
    /// Fewer than twelve characters.
    #[error("密码至少 12 个字符，可以用一句话，中文也行")]
    TooShort,
    /// More than 128 characters.
    #[error("密码最多 128 个字符")]
    TooLong,
    /// Known to be guessed first.
    #[error("这个密码太常见，容易被猜中，请换一个")]
    Common,
    /// Made of words of the place: the school, the person.
    #[error("密码里不要用“{0}”这样别人容易想到的词")]
    Guessable(String),
}

/// Why a person's data are refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PersonRefusal {
    /// The sign-in name is not one.
    #[error("登录名用 2 到 40 个小写字母、数字、点或连字符")]
    SignIn,
    /// Somebody has it.
    #[error("登录名“{0}”已经有人在用")]
    SignInTaken(String),
    /// The name is empty or too long.
    #[error("姓名要写 1 到 40 个字")]
    Name,
    /// A role of a unit was given without the unit.
    #[error("“{}”要指明是哪个部门的", .0.name())]
    RoleNeedsUnit(Role),
    /// A role of the whole school was given for a unit.
    #[error("“{}”是全校的，不能只给一个部门", .0.name())]
    RoleIsOfSchool(Role),
    /// Nobody changes their own rights.
    #[error("不能改自己的角色，请另一位管理员来改")]
    OwnRoles,
    /// The supervision group changes nobody's record.
    #[error("监督小组只看不办，不能同时担任“{}”", .0.name())]
    SupervisorExcludes(Role),
    /// The title is too long.
    #[error("职务最多 {LONGEST_TITLE} 个字")]
    Title,
    /// The unit is not there.
    #[error("没有这个部门")]
    NoSuchUnit,
}

impl PersonRefusal {
    /// The field of the forms of a person that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            PersonRefusal::SignIn | PersonRefusal::SignInTaken(_) => "sign_in",
            PersonRefusal::Name => "name",
            PersonRefusal::Title => "title",
            PersonRefusal::NoSuchUnit | PersonRefusal::RoleNeedsUnit(_) => "unit",
            PersonRefusal::RoleIsOfSchool(_)
            | PersonRefusal::OwnRoles
            | PersonRefusal::SupervisorExcludes(_) => "roles",
        }
    }
}

/// Whether a person may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonState {
    /// Has not set a password yet.
    Invited,
    /// May sign in.
    Active,
    /// Has left; has no rights at all.
    Dismissed,
}

impl PersonState {
    /// All states, in the order of a person's way.
    pub const ALL: [PersonState; 3] = [PersonState::Invited, PersonState::Active, PersonState::Dismissed];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            PersonState::Invited => "invited",
            PersonState::Active => "active",
            PersonState::Dismissed => "dismissed",
        }
    }

    /// The state of a database word; an unknown one gives no rights.
    pub fn from_code(code: &str) -> Self {
        match code {
            "invited" => PersonState::Invited,
            "active" => PersonState::Active,
            _ => PersonState::Dismissed,
        }
    }

    /// As pages say it.
    pub fn name(self) -> &'static str {
        match self {
            PersonState::Invited => "还没设密码",
            PersonState::Active => "在用",
            PersonState::Dismissed => "已停用",
        }
    }
}

const LONGEST_NAME: usize = 40;
const LONGEST_TITLE: usize = 60;

const SHORTEST: usize = 12;
const LONGEST: usize = 128;

/// Passwords that are tried first and are long enough to pass otherwise.
const COMMON: &str = include_str!("../data/common-passwords.txt");

/// Whether a password may be set. `words` are those of the place and the
/// person: the school's names, its host, the sign-in name.
pub fn check_password(password: &str, words: &[String]) -> Result<(), Vec<PasswordRefusal>> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let mut reasons = Vec::new();
    if length < SHORTEST {
        reasons.push(PasswordRefusal::TooShort);
    }
    if length > LONGEST {
        reasons.push(PasswordRefusal::TooLong);
    }
    if COMMON.lines().any(|common| common == lower) || is_monotonous(&lower) {
        reasons.push(PasswordRefusal::Common);
    }
    let guessed =
        words.iter().find(|word| word.chars().count() >= 2 && is_mostly(&lower, &word.to_lowercase()));
    reasons.extend(guessed.map(|word| PasswordRefusal::Guessable(word.clone())));
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Of fewer than four different characters.
fn is_monotonous(text: &str) -> bool {
    let mut different: Vec<char> = text.chars().collect();
    different.sort_unstable();
    different.dedup();
    different.len() < 4
}

/// Whether little is left of the password once the word is taken out of it.
fn is_mostly(password: &str, word: &str) -> bool {
    password.contains(word) && password.replace(word, "").chars().count() < 8
}

/// Whether a sign-in name may be used at all.
pub fn is_sign_in(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'))
}

/// Whether a person's name may be one.
pub fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
}

/// Whether the title of a post may be one; none is one too.
pub fn is_title(text: &str) -> bool {
    text.trim().chars().count() <= LONGEST_TITLE && !text.chars().any(char::is_control)
}

/// Whether these roles may be held together.
pub fn check_roles(roles: &[(Role, Option<UnitId>)]) -> Result<(), Vec<PersonRefusal>> {
    let mut reasons = Vec::new();
    for (role, unit) in roles {
        match (role.scope(), unit) {
            (RoleScope::Unit, None) => reasons.push(PersonRefusal::RoleNeedsUnit(*role)),
            (RoleScope::School, Some(_)) => reasons.push(PersonRefusal::RoleIsOfSchool(*role)),
            _ => {}
        }
    }
    if roles.iter().any(|(role, _)| *role == Role::Supervisor) {
        let doing = roles.iter().map(|(role, _)| *role).find(|role| *role != Role::Supervisor);
        reasons.extend(doing.map(PersonRefusal::SupervisorExcludes));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// How long a one-time link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTerm {
    /// Handed over at once: the first administrator's, a reset, one person's.
    Hour,
    /// Handed out at a meeting.
    Day,
    /// Handed out by class, as slips.
    Week,
}

impl LinkTerm {
    /// All of them, the shortest first.
    pub const ALL: [LinkTerm; 3] = [LinkTerm::Hour, LinkTerm::Day, LinkTerm::Week];

    /// The word for forms and commands.
    pub fn code(self) -> &'static str {
        match self {
            LinkTerm::Hour => "hour",
            LinkTerm::Day => "day",
            LinkTerm::Week => "week",
        }
    }

    /// The term of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.code() == code)
    }

    /// As pages say it.
    pub fn name(self) -> &'static str {
        match self {
            LinkTerm::Hour => "一小时",
            LinkTerm::Day => "一天",
            LinkTerm::Week => "七天",
        }
    }
}

/// How long a link is good for. A person with a role could do harm by a slip
/// that was found: theirs is good for a day at most.
pub fn link_validity(term: LinkTerm, holds_role: bool) -> SignedDuration {
    match (term, holds_role) {
        (LinkTerm::Hour, _) => SignedDuration::from_hours(1),
        (LinkTerm::Day, _) | (LinkTerm::Week, true) => SignedDuration::from_hours(24),
        (LinkTerm::Week, false) => SignedDuration::from_hours(7 * 24),
    }
}

/// Tries that cost nothing: people mistype.
const FREE_TRIES: i64 = 4;
/// Nobody waits longer than this, in seconds: a quarter of an hour.
const LONGEST_WAIT: i64 = 900;

/// How many seconds one waits after so many failures in a row.
pub fn wait_after(failures: i64) -> i64 {
    match failures - FREE_TRIES {
        over if over <= 0 => 0,
        over => LONGEST_WAIT.min(1 << (over + 3).min(20)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords() {
        let words = vec!["江南职业技术学院".to_owned(), "jnxy".to_owned(), "chenxiaolan".to_owned()];
        assert_eq!(check_password("窗前的桂花又开了今年早", &words), Err(vec![PasswordRefusal::TooShort]));
        assert_eq!(check_password("窗前的桂花又开了，今年很早", &words), Ok(()));
        assert_eq!(check_password("short", &words), Err(vec![PasswordRefusal::TooShort]));
        assert_eq!(check_password("password1234", &words), Err(vec![PasswordRefusal::Common]));
        assert_eq!(check_password("aaaaaaaaaaaa", &words), Err(vec![PasswordRefusal::Common]));
        assert_eq!(
            check_password("江南职业技术学院2026!", &words),
            Err(vec![PasswordRefusal::Guessable("江南职业技术学院".into())])
        );
        assert_eq!(
            check_password(&"长".repeat(129), &words),
            Err(vec![PasswordRefusal::TooLong, PasswordRefusal::Common])
        );
    }

    #[test]
    fn roles_are_given_where_they_belong() {
        assert_eq!(check_roles(&[(Role::Liaison, Some(UnitId(1))), (Role::Office, None)]), Ok(()));
        assert_eq!(
            check_roles(&[(Role::Liaison, None), (Role::Leader, Some(UnitId(1)))]),
            Err(vec![
                PersonRefusal::RoleNeedsUnit(Role::Liaison),
                PersonRefusal::RoleIsOfSchool(Role::Leader)
            ])
        );
        assert_eq!(
            check_roles(&[(Role::Supervisor, None), (Role::Office, None)]),
            Err(vec![PersonRefusal::SupervisorExcludes(Role::Office)])
        );
    }

    #[test]
    fn a_link_that_opens_a_role_is_short() {
        let hours = |term, holds_role| link_validity(term, holds_role).as_hours();
        assert_eq!((hours(LinkTerm::Hour, true), hours(LinkTerm::Hour, false)), (1, 1));
        assert_eq!((hours(LinkTerm::Day, true), hours(LinkTerm::Day, false)), (24, 24));
        assert_eq!((hours(LinkTerm::Week, true), hours(LinkTerm::Week, false)), (24, 168));
    }

    #[test]
    fn waiting_grows_and_ends() {
        let waits: Vec<i64> = (0..9).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 16, 32, 64, 128]);
        assert_eq!(wait_after(1000), 900);
    }
}
