//! What a line of a roster (名册) does: adds a person, changes one, or nothing.
//!
//! A roster only adds: an empty cell leaves what is there, and no role is taken
//! away by it. It holds no passwords and makes no administrators.

use serde::{Deserialize, Serialize};
use terms::{PersonId, Role, RoleScope, UnitId};
use thiserror::Error;

use super::{LONGEST_NAME, LONGEST_TITLE, PersonRefusal, PersonState};

/// A line as it is written, its cells by what they mean. An empty one says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its line in the file.
    pub line: usize,
    /// The sign-in name: in lower case and half width.
    pub sign_in: String,
    /// The name.
    pub name: String,
    /// The unit's name or code.
    pub unit: String,
    /// 教职工 or 学生.
    pub belongs: String,
    /// The title of the post.
    pub title: String,
    /// Roles, with their units where these are others than the person's own.
    pub roles: String,
    /// Why the line cannot be read at all.
    pub broken: String,
}

/// A role and the unit for which it is held; none where it is the whole school's.
pub type Held = (Role, Option<UnitId>);

/// What the school knows of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The person's number.
    pub id: PersonId,
    /// Whether the person may sign in.
    pub state: PersonState,
    /// The rest, which a roster may change.
    pub data: Data,
}

/// What a roster tells of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// The name.
    pub name: String,
    /// The title of the post.
    pub title: String,
    /// The unit.
    pub unit: Option<UnitId>,
    /// Whether on the staff.
    pub is_staff: bool,
    /// Whether a student.
    pub is_student: bool,
    /// The roles held.
    pub roles: Vec<Held>,
}

/// What decides about a line.
pub struct Facts<'a> {
    /// Whom the sign-in name belongs to already.
    pub known: Option<&'a Known>,
    /// The present unit of a name or code.
    pub unit: &'a dyn Fn(&str) -> Option<UnitId>,
    /// Whether the line is about whoever takes the roster in.
    pub is_self: bool,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The person becomes known.
    Add(Data),
    /// The person becomes so.
    Change(Data),
    /// All is so already.
    Unchanged,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The column; empty where it is the whole line.
    pub column: &'static str,
    /// What is wrong.
    pub refusal: RosterRefusal,
}

/// Why a line is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RosterRefusal {
    /// The line is no row.
    #[error("{0}")]
    Broken(String),
    /// No sign-in name.
    #[error("没有写登录名")]
    SignInMissing,
    /// An earlier line has the same sign-in name.
    #[error("和第{0}行是同一个登录名，请只留一行")]
    Twice(usize),
    /// A new person needs a name.
    #[error("没有写姓名")]
    NameMissing,
    /// The title is too long.
    #[error("职务最多{LONGEST_TITLE}个字")]
    TitleTooLong,
    /// No present unit has this name or code.
    #[error("没有“{0}”这个部门。请照“部门”页上的名称、简称或代码写")]
    UnknownUnit(String),
    /// A new person is staff or student.
    #[error("没有写身份，请写教职工或学生")]
    BelongsMissing,
    /// The word for staff or student is neither.
    #[error("“{0}”不是身份，只写教职工或学生")]
    UnknownBelongs(String),
    /// There is no such role.
    #[error(
        "没有“{0}”这个角色，可以写：信息联络员、部门负责人、保密审查员、信息公开办公室、校领导、新闻发言人、监督小组"
    )]
    UnknownRole(String),
    /// A roster makes no administrators.
    #[error("系统管理员不能用名册给，请由一位管理员在本人的页面上给")]
    Administrator,
    /// Somebody who has left does not come back by a roster.
    #[error("这个人已经停用。要恢复，请到本人的页面上恢复")]
    Dismissed,
    /// As for every person.
    #[error(transparent)]
    Person(#[from] PersonRefusal),
}

/// What a line does, or everything that is wrong with it.
pub fn check(line: &Line, facts: &Facts<'_>) -> Result<Step, Vec<Problem>> {
    if !line.broken.is_empty() {
        return Err(vec![Problem { column: "", refusal: RosterRefusal::Broken(line.broken.clone()) }]);
    }
    let mut reading = Reading { line, facts, problems: Vec::new() };
    reading.sign_in();
    let before = facts.known.map(|known| known.data.clone());
    let unit = reading.unit().or(before.as_ref().and_then(|data| data.unit));
    let (is_staff, is_student) = reading.belongs(before.as_ref());
    let data = Data {
        name: reading.name(before.as_ref()),
        title: reading.title(before.as_ref()),
        unit,
        is_staff,
        is_student,
        roles: reading.roles(before.as_ref(), unit),
    };
    match (reading.problems, before) {
        (problems, _) if !problems.is_empty() => Err(problems),
        (_, None) => Ok(Step::Add(data)),
        (_, Some(before)) if before == data => Ok(Step::Unchanged),
        (_, Some(_)) => Ok(Step::Change(data)),
    }
}

struct Reading<'a> {
    line: &'a Line,
    facts: &'a Facts<'a>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn problem(&mut self, column: &'static str, refusal: impl Into<RosterRefusal>) {
        self.problems.push(Problem { column, refusal: refusal.into() });
    }

    fn sign_in(&mut self) {
        if self.line.sign_in.is_empty() {
            self.problem("登录名", RosterRefusal::SignInMissing);
        } else if !super::is_sign_in(&self.line.sign_in) {
            self.problem("登录名", PersonRefusal::SignIn);
        }
        if self.facts.known.is_some_and(|known| known.state == PersonState::Dismissed) {
            self.problem("登录名", RosterRefusal::Dismissed);
        }
    }

    fn name(&mut self, before: Option<&Data>) -> String {
        let name = self.line.name.trim();
        match (name, before) {
            ("", Some(before)) => return before.name.clone(),
            ("", None) => self.problem("姓名", RosterRefusal::NameMissing),
            (name, _) if !super::is_name(name) => self.problem("姓名", PersonRefusal::Name),
            _ => {}
        }
        name.to_owned()
    }

    fn title(&mut self, before: Option<&Data>) -> String {
        let title = self.line.title.trim();
        if title.chars().count() > LONGEST_TITLE {
            self.problem("职务", RosterRefusal::TitleTooLong);
        }
        match (title, before) {
            ("", Some(before)) => before.title.clone(),
            _ => title.to_owned(),
        }
    }

    fn unit(&mut self) -> Option<UnitId> {
        let name = self.line.unit.trim();
        if name.is_empty() {
            return None;
        }
        let unit = (self.facts.unit)(name);
        if unit.is_none() {
            self.problem("部门", RosterRefusal::UnknownUnit(short(name)));
        }
        unit
    }

    fn belongs(&mut self, before: Option<&Data>) -> (bool, bool) {
        let (mut is_staff, mut is_student) = (false, false);
        for word in words(&self.line.belongs) {
            match word {
                "教职工" | "教工" | "教师" | "职工" | "老师" => is_staff = true,
                "学生" | "本科生" | "专科生" | "研究生" => is_student = true,
                other => self.problem("身份", RosterRefusal::UnknownBelongs(short(other))),
            }
        }
        match before {
            Some(before) if self.line.belongs.trim().is_empty() => (before.is_staff, before.is_student),
            None if self.line.belongs.trim().is_empty() => {
                self.problem("身份", RosterRefusal::BelongsMissing);
                (false, false)
            }
            _ => (is_staff, is_student),
        }
    }

    /// The roles held before, and those that the line adds.
    fn roles(&mut self, before: Option<&Data>, own: Option<UnitId>) -> Vec<Held> {
        let held = before.map(|before| before.roles.clone()).unwrap_or_default();
        let mut roles = held.clone();
        for word in words(&self.line.roles) {
            if let Some(role) = self.role(word, own)
                && !roles.contains(&role)
            {
                roles.push(role);
            }
        }
        if roles != held {
            for refusal in super::check_roles(&roles).err().unwrap_or_default() {
                self.problem("角色", refusal);
            }
            if self.facts.is_self {
                self.problem("角色", PersonRefusal::OwnRoles);
            }
        }
        roles.sort();
        roles
    }

    /// `联络员`, `liaison`, or `联络员：教务处` for another unit than one's own.
    fn role(&mut self, word: &str, own: Option<UnitId>) -> Option<Held> {
        let (name, place) = word
            .split_once(['：', ':'])
            .map_or((word, None), |(name, place)| (name.trim(), Some(place.trim())));
        let role = match role_of(name) {
            None => {
                self.problem("角色", RosterRefusal::UnknownRole(short(name)));
                return None;
            }
            Some(Role::Administrator) => {
                self.problem("角色", RosterRefusal::Administrator);
                return None;
            }
            Some(role) => role,
        };
        let named = match place {
            Some(place) => match (self.facts.unit)(place) {
                Some(unit) => Some(unit),
                None => {
                    self.problem("角色", RosterRefusal::UnknownUnit(short(place)));
                    return None;
                }
            },
            None => None,
        };
        match role.scope() {
            RoleScope::Unit => Some((role, named.or(own))),
            RoleScope::School => Some((role, named)),
        }
    }
}

/// The role of a word that people write for it.
fn role_of(word: &str) -> Option<Role> {
    Role::from_name(word).or_else(|| Role::from_code(word)).or(match word {
        "联络员" => Some(Role::Liaison),
        "负责人" => Some(Role::UnitHead),
        "保密员" | "审查员" => Some(Role::SecrecyReviewer),
        "公开办" => Some(Role::Office),
        "领导" => Some(Role::Leader),
        "发言人" => Some(Role::Spokesperson),
        "监督员" => Some(Role::Supervisor),
        "管理员" => Some(Role::Administrator),
        _ => None,
    })
}

fn words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|word| !word.is_empty())
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(name: &str) -> Option<UnitId> {
        match name {
            "教务处" | "jwc" => Some(UnitId(1)),
            "学生工作处" | "学工处" | "xsc" => Some(UnitId(2)),
            _ => None,
        }
    }

    fn line(cells: [&str; 6]) -> Line {
        let [sign_in, name, unit, belongs, title, roles] = cells.map(str::to_owned);
        Line { line: 2, sign_in, name, unit, belongs, title, roles, broken: String::new() }
    }

    fn known(roles: Vec<Held>) -> Known {
        let data = Data {
            name: "陈晓岚".into(),
            title: "科长".into(),
            unit: Some(UnitId(1)),
            is_staff: true,
            is_student: false,
            roles,
        };
        Known { id: PersonId(7), state: PersonState::Active, data }
    }

    fn step(cells: [&str; 6], known: Option<&Known>) -> Result<Step, Vec<String>> {
        let facts = Facts { known, unit: &units, is_self: false };
        check(&line(cells), &facts)
            .map_err(|problems| problems.iter().map(|p| format!("{}：{}", p.column, p.refusal)).collect())
    }

    #[test]
    fn a_new_person_is_read_as_people_write_them() {
        let Ok(Step::Add(data)) =
            step(["t1001", " 陈晓岚 ", "jwc", "教师", "科长", "联络员、负责人：学工处，公开办"], None)
        else {
            panic!("a new person is added")
        };
        assert_eq!((data.name.as_str(), data.unit, data.is_staff), ("陈晓岚", Some(UnitId(1)), true));
        assert_eq!(
            data.roles,
            [(Role::Liaison, Some(UnitId(1))), (Role::UnitHead, Some(UnitId(2))), (Role::Office, None)]
        );
    }

    #[test]
    fn what_is_wrong_is_told_by_column_and_all_at_once() {
        let table: [([&str; 6], &[&str]); 8] = [
            (["", "", "", "", "", ""], &["登录名：没有写登录名", "身份：没有写身份", "姓名：没有写姓名"]),
            (["t 1", "甲", "教务处", "学生", "", ""], &["登录名：登录名用"]),
            (["t1", "甲", "教务科", "学生", "", ""], &["部门：没有“教务科”这个部门"]),
            (["t1", "甲", "", "校友", "", ""], &["身份：“校友”不是身份"]),
            (["t1", "甲", "", "教工", "", "联络员"], &["角色：“信息联络员”要指明是哪个部门的"]),
            (["t1", "甲", "", "教工", "", "系统管理员"], &["角色：系统管理员不能用名册给"]),
            (["t1", "甲", "", "教工", "", "校长"], &["角色：没有“校长”这个角色"]),
            (
                ["t1", "甲", "", "教工", "", "公开办：教务处、监督小组"],
                &["角色：“信息公开办公室”是全校的", "角色：监督小组只看不办"],
            ),
        ];
        for (cells, expected) in table {
            let told = step(cells, None).unwrap_err();
            assert_eq!(told.len(), expected.len(), "{told:?}");
            for (told, expected) in told.iter().zip(expected) {
                assert!(told.starts_with(expected), "{told} should begin with {expected}");
            }
        }
        assert!(step(["t1", &"长".repeat(41), "", "学生", "", ""], None).is_err());
        assert!(step(["t1", "甲", "", "学生", &"长".repeat(61), ""], None).is_err());
    }

    #[test]
    fn an_empty_cell_leaves_what_is_there_and_no_role_is_taken() {
        let before = known(vec![(Role::Liaison, Some(UnitId(1)))]);
        assert_eq!(step(["t1001", "", "", "", "", ""], Some(&before)), Ok(Step::Unchanged));
        assert_eq!(
            step(["t1001", "陈晓岚", "教务处", "教职工", "科长", "联络员"], Some(&before)),
            Ok(Step::Unchanged)
        );
        let Ok(Step::Change(after)) = step(["t1001", "", "xsc", "", "处长", "联络员"], Some(&before))
        else {
            panic!("something changes")
        };
        assert_eq!((after.title.as_str(), after.unit), ("处长", Some(UnitId(2))));
        assert_eq!(
            after.roles,
            [(Role::Liaison, Some(UnitId(1))), (Role::Liaison, Some(UnitId(2)))],
            "the old role stays until somebody takes it"
        );
    }

    #[test]
    fn who_has_left_stays_out_and_nobody_gives_themselves_a_role() {
        let mut left = known(vec![]);
        left.state = PersonState::Dismissed;
        assert!(step(["t1001", "", "", "", "", ""], Some(&left)).is_err());
        let me = known(vec![]);
        let facts = Facts { known: Some(&me), unit: &units, is_self: true };
        let told = check(&line(["t1001", "", "", "", "", "公开办"]), &facts).unwrap_err();
        assert_eq!(told[0].refusal, RosterRefusal::Person(PersonRefusal::OwnRoles));
        assert!(check(&line(["t1001", "", "", "", "处长", ""]), &facts).is_ok(), "the title is no right");
    }
}
