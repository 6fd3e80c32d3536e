//! People: list, add, roles, links.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use terms::{PersonId, Role, RoleScope, UnitId};
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Problems, Query, Visit, done};

use schools::shell::office_shell;

use super::Identity;
use super::links::GiveLinks;
use crate::actions::{self, AddPerson};
use crate::{IdentityError, LinkTerm, PeopleFilter, PersonRefusal, PersonState, sign_in_path};

/// Whom the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
    pub unit: String,
    pub role: String,
    pub state: String,
    pub page: String,
}

impl Asked {
    /// The filter that is meant; what is no unit, role or state filters nothing.
    pub fn filter(&self) -> PeopleFilter {
        PeopleFilter {
            text: self.q.trim().to_owned(),
            unit: self.unit.parse().ok(),
            role: Role::from_code(&self.role),
            state: PersonState::ALL.into_iter().find(|state| state.code() == self.state),
        }
    }

    fn page(&self) -> i64 {
        self.page.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1)
    }

    fn address(&self, page: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            [("q", &self.q), ("unit", &self.unit), ("role", &self.role), ("state", &self.state)]
        {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &page.to_string());
        format!("/office/people?{}", query.finish())
    }
}

/// People of one page.
const PER_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "identity/people.html")]
struct PeoplePage {
    shell: OfficeShell,
    asked: Asked,
    is_filtered: bool,
    total: String,
    /// How many of them have not set a password yet.
    invited: i64,
    invited_told: String,
    rows: Vec<PersonLine>,
    before: Option<String>,
    after: Option<String>,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    give: GiveLinks,
    /// Whom somebody was adding when it was refused.
    typed: AddPerson,
    problems: Problems,
}

impl PeoplePage {
    fn is_typed_unit(&self, id: &str) -> bool {
        self.typed.unit.is_some_and(|unit| unit.to_string() == id)
    }

    fn is_typed_role(&self, code: &str) -> bool {
        self.typed.roles.iter().any(|(role, _)| role.code() == code)
    }
}

/// Something to choose: its code, its name, whether it is chosen.
type Choice = (String, String, bool);

struct PersonLine {
    id: i64,
    name: String,
    sign_in: String,
    unit: String,
    title: String,
    state: &'static str,
}

pub async fn list(
    State(identity): State<Identity>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Outcome<Page> {
    show_all(&identity, &visit, asked, TypedInList::default()).await
}

/// What was typed in a form of the list that was refused.
pub struct TypedInList {
    /// Whom somebody was adding.
    pub person: AddPerson,
    /// How long links were to hold.
    pub term: LinkTerm,
    /// Why not.
    pub problems: Problems,
}

impl Default for TypedInList {
    fn default() -> Self {
        TypedInList { person: AddPerson::default(), term: LinkTerm::Day, problems: Problems::default() }
    }
}

/// The list, with what was typed where it was refused.
pub async fn show_all(identity: &Identity, visit: &Visit, asked: Asked, typed: TypedInList) -> Outcome<Page> {
    let mut reader = identity.site.store().reader().await?;
    let c = &mut *reader;
    let (school, filter, at) = (visit.school(), asked.filter(), asked.page());
    let units = schools::units(c, school).await?;
    let rows = crate::people(c, school, &filter, (at - 1) * PER_PAGE, PER_PAGE).await?;
    let total = crate::count_people(c, school, &filter).await?;
    let waiting = PeopleFilter { state: Some(PersonState::Invited), ..filter.clone() };
    let invited = match filter.state {
        None | Some(PersonState::Invited) => crate::count_people(c, school, &waiting).await?,
        Some(_) => 0,
    };
    let page = PeoplePage {
        rows: rows.into_iter().map(|row| line(row, &units)).collect(),
        before: (at > 1).then(|| asked.address(at - 1)),
        after: (at * PER_PAGE < total).then(|| asked.address(at + 1)),
        units: unit_choices(&units, filter.unit),
        roles: Role::ALL
            .into_iter()
            .map(|role| (role.code().into(), role.name().into(), filter.role == Some(role)))
            .collect(),
        states: PersonState::ALL
            .into_iter()
            .map(|state| (state.code().into(), state.name().into(), filter.state == Some(state)))
            .collect(),
        is_filtered: filter.unit.is_some()
            || filter.role.is_some()
            || filter.state.is_some()
            || !filter.text.is_empty(),
        total: web::format::count(total),
        invited,
        invited_told: web::format::count(invited),
        give: GiveLinks::to(
            usize::try_from(invited).unwrap_or(usize::MAX),
            typed.term,
            typed.problems.clone(),
        ),
        asked,
        typed: typed.person,
        problems: typed.problems,
        shell: office_shell(c, &identity.site, visit, "/office/people").await?,
    };
    Page::render(&page, visit)
}

fn line(row: crate::PersonRow, units: &[schools::Unit]) -> PersonLine {
    let unit = units.iter().find(|unit| Some(unit.id) == row.unit);
    PersonLine {
        id: row.id.0,
        unit: unit.map(|unit| unit.short_name().to_owned()).unwrap_or_default(),
        name: row.name,
        sign_in: row.sign_in,
        title: row.title,
        state: row.state.name(),
    }
}

fn unit_choices(units: &[schools::Unit], chosen: Option<UnitId>) -> Vec<Choice> {
    let present = units.iter().filter(|unit| unit.is_present());
    present.map(|unit| (unit.id.to_string(), unit.name.clone(), Some(unit.id) == chosen)).collect()
}

pub async fn add(State(identity): State<Identity>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let fields = &mut form.fields;
    let unit = fields.optional_number("unit")?.map(UnitId);
    let roles = roles(fields.all("role"), unit)?;
    let person = AddPerson {
        sign_in: fields.text("sign_in")?,
        name: fields.text("name")?,
        title: fields.filled("title")?.unwrap_or_default(),
        unit,
        is_staff: true,
        is_student: false,
        roles,
    };
    form.fields.end()?;
    let store = identity.site.store();
    let added = actions::add_person(store, &visit.context(&form.key), &person).await;
    let id = match added {
        Ok(id) => id,
        Err(IdentityError::Person(reasons)) => {
            let typed = TypedInList { person, problems: told(&reasons), ..TypedInList::default() };
            return Ok(show_all(&identity, &visit, Asked::default(), typed).await?.refused());
        }
        Err(other) => return Err(other.into()),
    };
    Ok(done(&visit, &format!("/office/people/{id}"), "这个人已加上。给一个一次性链接，就能自己设密码。"))
}

fn told(reasons: &[PersonRefusal]) -> Problems {
    reasons.iter().map(|reason| (reason.field(), reason.to_string())).collect()
}

/// Roles by their codes; those of a unit are given for this unit.
fn roles(codes: Vec<String>, unit: Option<UnitId>) -> Outcome<Vec<(Role, Option<UnitId>)>> {
    let read = |code: String| {
        let role = Role::from_code(&code).ok_or(Kind::BadRequest(format!("没有“{code}”这个角色")))?;
        Ok((role, unit.filter(|_| role.scope() == RoleScope::Unit)))
    };
    codes.into_iter().map(read).collect()
}

#[derive(Template)]
#[template(path = "identity/person.html")]
struct PersonPage {
    shell: OfficeShell,
    id: i64,
    name: String,
    sign_in: String,
    title: String,
    state: &'static str,
    is_dismissed: bool,
    /// Roles of the whole school, and whether the person holds them.
    roles: Vec<(&'static str, &'static str, bool)>,
    /// Roles for units that the person holds: what the form sends, and the words.
    held: Vec<(String, String)>,
    unit_roles: Vec<(&'static str, &'static str)>,
    units: Vec<Choice>,
    own_units: Vec<Choice>,
    link: Option<String>,
    problems: Problems,
}

/// What was typed on the page of a person, where it was refused.
#[derive(Default)]
struct Typed {
    /// The name, the title and the unit.
    data: Option<(String, String, Option<UnitId>)>,
    /// The roles.
    roles: Option<Vec<(Role, Option<UnitId>)>>,
    link: Option<String>,
    problems: Problems,
}

fn of_scope(scope: RoleScope) -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(move |role| role.scope() == scope)
}

/// A role for a unit as the form of the page sends it back: `liaison:3`, 信息联络员（学生工作处）.
fn held_line(role: Role, unit: UnitId, units: &[schools::Unit]) -> (String, String) {
    let name = units.iter().find(|one| one.id == unit).map(|one| one.name.as_str()).unwrap_or_default();
    (format!("{}:{unit}", role.code()), format!("{}（{name}）", role.name()))
}

/// The roles for units that stay ticked.
fn kept(ticked: Vec<String>) -> Outcome<Vec<(Role, Option<UnitId>)>> {
    let read = |one: String| {
        let parts = one.split_once(':');
        let read = parts.and_then(|(role, unit)| Some((Role::from_code(role)?, unit.parse().ok()?)));
        let (role, unit) = read.ok_or(Kind::BadRequest(format!("没有“{one}”这个角色")))?;
        Ok((role, Some(UnitId(unit))))
    };
    ticked.into_iter().map(read).collect()
}

async fn show(identity: &Identity, visit: &Visit, id: PersonId, typed: Typed) -> Outcome<Page> {
    let mut reader = identity.site.store().reader().await?;
    let c = &mut *reader;
    let person = crate::find(c, visit.school(), id).await?.ok_or(Kind::NotFound)?;
    let held = match typed.roles {
        Some(roles) => roles,
        None => crate::roles_of(c, id).await?,
    };
    let units = schools::units(c, visit.school()).await?;
    let (name, title, unit) = typed.data.unwrap_or((person.name, person.title, person.unit));
    let page = PersonPage {
        id: id.0,
        state: person.state.name(),
        is_dismissed: person.state == PersonState::Dismissed,
        name,
        sign_in: person.sign_in,
        title,
        roles: of_scope(RoleScope::School)
            .map(|r| (r.code(), r.name(), held.iter().any(|(role, _)| *role == r)))
            .collect(),
        held: held.iter().filter_map(|(role, unit)| Some(held_line(*role, (*unit)?, &units))).collect(),
        unit_roles: of_scope(RoleScope::Unit).map(|role| (role.code(), role.name())).collect(),
        units: unit_choices(&units, None),
        own_units: unit_choices(&units, unit),
        link: typed.link,
        problems: typed.problems,
        shell: office_shell(c, &identity.site, visit, "/office/people").await?,
    };
    Page::render(&page, visit)
}

pub async fn person(State(identity): State<Identity>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    show(&identity, &visit, PersonId(id), Typed::default()).await
}

/// The page with the reasons and all that was typed, where the rules refuse.
async fn refused<T>(
    identity: &Identity,
    visit: &Visit,
    id: i64,
    outcome: Result<T, IdentityError>,
    typed: Typed,
) -> Outcome<Option<Response>> {
    match outcome {
        Ok(_) => Ok(None),
        Err(IdentityError::Person(reasons)) => {
            // The unit of the person and that of a role are two fields.
            let field = |reason: &PersonRefusal| match (reason, &typed.data) {
                (PersonRefusal::NoSuchUnit, Some(_)) => "own-unit",
                (reason, _) => reason.field(),
            };
            let problems = reasons.iter().map(|reason| (field(reason), reason.to_string())).collect();
            let page = show(identity, visit, PersonId(id), Typed { problems, ..typed }).await?;
            Ok(Some(page.refused()))
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn give_roles(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let unit = form.fields.optional_number("unit")?.map(UnitId);
    let mut roles = roles(form.fields.all("role"), unit)?;
    for one in kept(form.fields.all("held"))? {
        if !roles.contains(&one) {
            roles.push(one);
        }
    }
    form.fields.end()?;
    let given =
        actions::give_roles(identity.site.store(), &visit.context(&form.key), PersonId(id), &roles).await;
    let typed = Typed { roles: Some(roles), ..Typed::default() };
    if let Some(refused) = refused(&identity, &visit, id, given, typed).await? {
        return Ok(refused);
    }
    Ok(done(&visit, &format!("/office/people/{id}"), "角色已改，现在就生效。"))
}

pub async fn give_link(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let secret = actions::give_link(identity.site.store(), &visit.context(&form.key), PersonId(id)).await?;
    let base = identity.site.public_url(visit.school()).await?;
    let link = format!("{base}{}", sign_in_path(&secret));
    Ok(show(&identity, &visit, PersonId(id), Typed { link: Some(link), ..Typed::default() })
        .await?
        .into_response())
}

pub async fn dismiss(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    actions::dismiss_person(identity.site.store(), &visit.context(&form.key), PersonId(id)).await?;
    Ok(done(&visit, &format!("/office/people/{id}"), "已停用，马上退出登录；以前写的、签的都还在。"))
}

/// Lets somebody who has left come back; they set a password by a new link.
pub async fn restore(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    actions::restore_person(identity.site.store(), &visit.context(&form.key), PersonId(id)).await?;
    Ok(done(&visit, &format!("/office/people/{id}"), "已恢复。要重新设密码，请再给一个一次性链接。"))
}

/// Changes name, title and unit.
pub async fn change(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let (name, title) = (form.fields.text("name")?, form.fields.text("title")?);
    let unit = form.fields.optional_number("unit")?.map(UnitId);
    form.fields.end()?;
    let store = identity.site.store();
    let context = visit.context(&form.key);
    let changed = actions::change_person(store, &context, PersonId(id), &name, &title, unit).await;
    let typed = Typed { data: Some((name, title, unit)), ..Typed::default() };
    if let Some(refused) = refused(&identity, &visit, id, changed, typed).await? {
        return Ok(refused);
    }
    Ok(done(&visit, &format!("/office/people/{id}"), "姓名、职务和部门已改。"))
}
