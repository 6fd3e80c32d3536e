//! A roster (名册): people in a file, checked first, then taken in line by line.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bytes::Bytes;
use documents::Intake;
use documents::reader::Unreadable;
use futures::{StreamExt, stream};
use serde::Serialize;
use serde_json::Value;
use store::{Actor, Connection, Context, Failure, Store};
use terms::{PersonId, SchoolId, UnitId};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::actions::{Enrolled, enrol};
use crate::rules::roster::{Facts, Known, Line, Problem, RosterRefusal, Step, check};
use crate::{IdentityError, store as rows};

/// Lines of one roster at most: a large college's students of a year.
pub const MOST_LINES: usize = 10_000;
/// How many lines are on their way at once: they share commits.
const AT_ONCE: usize = 64;

/// The columns of a roster, with what stands under them in the template.
pub const COLUMNS: [(&str, &str); 6] = [
    ("登录名（工号/学号）", "20190123"),
    ("姓名", "王小明"),
    ("部门（名称或代码）", ""),
    ("身份（教职工/学生）", "教职工"),
    ("职务", "科员"),
    ("角色", "信息联络员"),
];

/// A roster that is not looked at.
#[derive(Debug, Error)]
pub enum RosterError {
    /// The file cannot be read.
    #[error(transparent)]
    Sheet(#[from] Unreadable),
    /// There are passwords in it.
    #[error("名册里有“{0}”这一列。密码只由本人设，请删掉这一列，并把这个文件从电脑上删掉")]
    Password(String),
    /// There is nothing in it.
    #[error("名册里没有一个人。第一行是栏目名称，从第二行起每行写一个人，可以先下载模板")]
    Empty,
    /// There is too much in it.
    #[error("名册有{0}行，一次最多{MOST_LINES}行，请分成几个")]
    TooLong(usize),
}

/// A file, read.
pub struct Roster {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Columns that nothing is read from.
    pub unused: BTreeSet<String>,
}

/// Reads a file of people.
pub async fn read(intake: &Intake, name: &str, content: Bytes) -> Result<Roster, RosterError> {
    let rows = intake.rows(name, content).await?;
    if rows.len() > MOST_LINES {
        return Err(RosterError::TooLong(rows.len()));
    }
    let mut unused = BTreeSet::new();
    let mut lines = Vec::new();
    for row in rows {
        match row.fields {
            Ok(fields) if fields.is_empty() => {}
            Ok(fields) => lines.push(line(row.line, &fields, &mut unused)),
            Err(why) => lines.push(Line { line: row.line, broken: why, ..Line::default() }),
        }
    }
    if let Some(column) = unused.iter().find(|column| holds_passwords(column)) {
        return Err(RosterError::Password(column.clone()));
    }
    if lines.is_empty() { Err(RosterError::Empty) } else { Ok(Roster { lines, unused }) }
}

fn holds_passwords(column: &str) -> bool {
    let column = column.to_lowercase();
    ["密码", "口令", "password"].iter().any(|word| column.contains(word))
}

fn line(number: usize, fields: &BTreeMap<String, Value>, unused: &mut BTreeSet<String>) -> Line {
    let mut line = Line { line: number, ..Line::default() };
    for (column, value) in fields {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        let place = match column.split(['（', '(']).next().unwrap_or_default().trim() {
            "登录名" | "工号" | "学号" | "工号/学号" | "账号" => &mut line.sign_in,
            "姓名" => &mut line.name,
            "部门" | "单位" | "学院" => &mut line.unit,
            "身份" => &mut line.belongs,
            "职务" => &mut line.title,
            "角色" => &mut line.roles,
            _ => {
                unused.insert(column.clone());
                continue;
            }
        };
        if place.is_empty() {
            *place = text;
        }
    }
    // Ｔ1001 and T1001 are t1001, as they are when somebody signs in.
    line.sign_in = line.sign_in.nfkc().collect::<String>().trim().to_lowercase();
    line
}

/// The present units of a school, by whatever people call them.
pub struct Units(HashMap<String, UnitId>);

impl Units {
    /// The units of a school.
    pub async fn of(c: &mut Connection, school: SchoolId) -> Result<Units, Failure> {
        let mut units = HashMap::new();
        let present: Vec<_> =
            schools::units(c, school).await?.into_iter().filter(|unit| unit.is_present()).collect();
        // Whole names come last and win over codes and short names.
        for unit in &present {
            units.insert(unit.code.clone(), unit.id);
            units.insert(unit.short_name().to_owned(), unit.id);
        }
        units.extend(present.into_iter().map(|unit| (unit.name, unit.id)));
        Ok(Units(units))
    }

    /// The unit of a name, short name or code.
    pub fn find(&self, name: &str) -> Option<UnitId> {
        self.0.get(name).copied()
    }
}

/// What will become of a line.
pub struct Planned {
    /// The line.
    pub line: Line,
    /// What it does, or what is wrong with it.
    pub step: Result<Step, Vec<Problem>>,
}

/// What a roster would do now. Writes nothing.
pub async fn plan(store: &Store, context: &Context, lines: Vec<Line>) -> Result<Vec<Planned>, Failure> {
    let mut reader = store.reader().await?;
    let units = Units::of(&mut reader, context.school).await?;
    let known = rows::roster::known(&mut reader, context.school).await?;
    drop(reader);
    let mut firsts: HashMap<String, usize> = HashMap::new();
    let planned = lines.into_iter().map(|line| {
        let first = *firsts.entry(line.sign_in.clone()).or_insert(line.line);
        let step = match twice(&line, first) {
            Some(problem) => Err(vec![problem]),
            None => decide(&line, known.get(&line.sign_in), &units, context.actor),
        };
        Planned { line, step }
    });
    Ok(planned.collect())
}

fn twice(line: &Line, first: usize) -> Option<Problem> {
    let is_twice = first != line.line && !line.sign_in.is_empty();
    is_twice.then_some(Problem { column: "登录名", refusal: RosterRefusal::Twice(first) })
}

/// What a line does, given whom the school knows by its sign-in name.
pub(crate) fn decide(
    line: &Line,
    known: Option<&Known>,
    units: &Units,
    actor: Actor,
) -> Result<Step, Vec<Problem>> {
    let is_self = known.is_some_and(|known| actor == Actor::Person(known.id));
    check(line, &Facts { known, unit: &|name| units.find(name), is_self })
}

/// What became of a roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Lines in the file.
    pub read: usize,
    /// People who are new.
    pub created: usize,
    /// People who are otherwise now.
    pub updated: usize,
    /// People who were there as they are.
    pub unchanged: usize,
    /// Lines that were not taken.
    pub rejected: usize,
}

impl Counts {
    /// What the plan would come to.
    pub fn of(planned: &[Planned]) -> Counts {
        let mut counts = Counts { read: planned.len(), ..Counts::default() };
        for one in planned {
            match &one.step {
                Ok(Step::Add(_)) => counts.created += 1,
                Ok(Step::Change(_)) => counts.updated += 1,
                Ok(Step::Unchanged) => counts.unchanged += 1,
                Err(_) => counts.rejected += 1,
            }
        }
        counts
    }
}

/// A roster that was taken in.
pub struct Taken {
    /// How many of what.
    pub counts: Counts,
    /// What was wrong with which line.
    pub rejected: Vec<(Line, Vec<Problem>)>,
    /// Those of the roster who have not set a password yet, in its order.
    pub invited: Vec<PersonId>,
}

/// Takes a roster in, each line by an action of its own. Done twice, or again
/// after it broke off, it changes nothing twice.
pub async fn take_in(store: &Store, context: &Context, lines: Vec<Line>) -> Result<Taken, Failure> {
    let planned = plan(store, context, lines).await?;
    let units = Units::of(&mut *store.reader().await?, context.school).await?;
    let mut taken = Taken {
        counts: Counts { read: planned.len(), ..Counts::default() },
        rejected: Vec::new(),
        invited: Vec::new(),
    };
    let units = &units;
    let mut outcomes = stream::iter(planned)
        .map(|Planned { line, step }| async move {
            let outcome = match step {
                Ok(_) => enrol(store, context, units, &line).await,
                Err(problems) => Err(IdentityError::Roster(problems)),
            };
            (line, outcome)
        })
        .buffered(AT_ONCE);
    while let Some((line, outcome)) = outcomes.next().await {
        match outcome {
            Ok(enrolled) => taken.count(enrolled),
            Err(IdentityError::Roster(problems)) => taken.rejected.push((line, problems)),
            Err(IdentityError::Store(failure)) => return Err(failure),
            Err(other) => {
                let refusal = RosterRefusal::Broken(other.to_string());
                taken.rejected.push((line, vec![Problem { column: "", refusal }]));
            }
        }
    }
    taken.counts.rejected = taken.rejected.len();
    Ok(taken)
}

impl Taken {
    fn count(&mut self, enrolled: Enrolled) {
        let (count, id, is_invited) = match enrolled {
            Enrolled::Created(id) => (&mut self.counts.created, id, true),
            Enrolled::Updated(id, is_invited) => (&mut self.counts.updated, id, is_invited),
            Enrolled::Unchanged(id, is_invited) => (&mut self.counts.unchanged, id, is_invited),
        };
        *count += 1;
        if is_invited {
            self.invited.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_read_by_its_columns_names() {
        let csv = "工号（学号）,姓名,手机\nＴ1001,陈晓岚,138\n,,\n";
        let roster = read(&Intake::without_child(), "名册.csv", csv.into()).await.unwrap();
        assert_eq!(roster.lines.len(), 1);
        assert_eq!((roster.lines[0].sign_in.as_str(), roster.lines[0].line), ("t1001", 2));
        assert_eq!(roster.unused.into_iter().collect::<Vec<_>>(), ["手机"]);
    }

    #[tokio::test]
    async fn numbers_of_a_workbook_are_sign_in_names() {
        use documents::sheets::write::{Sheet, xlsx};
        let sheet = Sheet {
            name: "名册".into(),
            header: COLUMNS.iter().map(|(column, _)| (*column).to_owned()).collect(),
            rows: vec![
                vec![20190123.into(), "王小明".into()],
                vec!["0012".into(), "李思源".into(), "".into(), "学生".into()],
            ],
        };
        let lines =
            read(&Intake::without_child(), "名册.XLSX", xlsx(&[sheet]).unwrap().into()).await.unwrap().lines;
        let told: Vec<_> = lines.iter().map(|line| (line.sign_in.as_str(), line.belongs.as_str())).collect();
        assert_eq!(told, [("20190123", ""), ("0012", "学生")]);
    }

    #[tokio::test]
    async fn a_file_with_passwords_is_not_looked_at() {
        let outcome = read(&Intake::without_child(), "a.csv", "登录名,初始密码\nt1,123456\n".into()).await;
        assert!(matches!(outcome, Err(RosterError::Password(column)) if column == "初始密码"));
        assert!(matches!(
            read(&Intake::without_child(), "a.csv", "登录名,姓名\n".into()).await,
            Err(RosterError::Empty)
        ));
        let long = format!("登录名\n{}", "t1\n".repeat(MOST_LINES + 1));
        assert!(matches!(
            read(&Intake::without_child(), "a.csv", long.into()).await,
            Err(RosterError::TooLong(10_001))
        ));
    }
}
