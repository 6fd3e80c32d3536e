//! What stands around every page of a school: the public ones and the office's.

use store::{Connection, Failure};
use terms::Role;
use web::{NavItem, OfficeShell, Picture, Shell, Site, Visit, asset, sheet};

use crate::settings::Crest;
use crate::store as rows;

/// The shell of a public page.
pub async fn shell(c: &mut Connection, visit: &Visit, place: &'static str) -> Result<Shell, Failure> {
    let Some(school) = rows::find(c, visit.school()).await? else { return Ok(bare(visit)) };
    let settings = school.settings;
    let office = settings.office;
    let address = match office.postcode.as_str() {
        "" => office.address,
        postcode => format!("{}，邮编{postcode}", office.address),
    };
    Ok(Shell {
        seal: if settings.seal.is_empty() { school.name.chars().take(2).collect() } else { settings.seal },
        crest: settings.crest.as_ref().map(picture),
        school: school.name,
        style: sheet(&settings.colour),
        colour: settings.colour,
        is_big: visit.is_big,
        here: visit.path_and_query.clone(),
        person: visit.viewer.person.as_ref().map(|person| person.name.clone()),
        is_office: visit.viewer.is_staff_user(),
        place,
        office_name: office.name,
        office_lines: [address, office.hours].into_iter().filter(|line| !line.is_empty()).collect(),
        office_phone: office.phone,
        office_mail: office.mail,
        supervision_name: settings.supervision.name,
        supervision_phone: settings.supervision.phone,
        supervision_mail: settings.supervision.mail,
        records: settings.records,
        is_export: visit.is_export,
        ..Shell::default()
    })
}

/// The crest as a page shows it.
pub(crate) fn picture(crest: &Crest) -> Picture {
    Picture { path: format!("/crests/{}", crest.file_name()), width: crest.width, height: crest.height }
}

/// The shell where nothing is known of the school.
pub fn bare(visit: &Visit) -> Shell {
    Shell {
        school: "学校".to_owned(),
        seal: "公开".to_owned(),
        style: sheet(""),
        is_big: visit.is_big,
        here: visit.path_and_query.clone(),
        ..Shell::default()
    }
}

/// The words of the office's navigation that a person can use, each with what waits there.
async fn nav(c: &mut Connection, site: &Site, visit: &Visit) -> Result<Vec<NavItem>, Failure> {
    let waiting = site.waiting().counts(c, visit).await?;
    let count = |at: &str| waiting.iter().find(|(path, _)| *path == at).map_or(0, |(_, count)| *count);
    let viewer = &visit.viewer;
    let works = [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role))
        || viewer.sees_all_drafts();
    let reads_reports = [Role::Office, Role::Leader, Role::Supervisor].iter().any(|role| viewer.has(*role));
    let items = [
        ("办公桌", "/office", viewer.is_staff_user()),
        ("发布", "/office/drafts", works),
        ("目录", "/office/catalogue", works),
        ("申请", "/office/requests", works),
        ("年报", "/office/reports", reads_reports),
        ("部门", "/office/units", viewer.has(Role::Administrator)),
        ("人员", "/office/people", viewer.has(Role::Administrator)),
        ("设置", "/office/settings", viewer.has(Role::Administrator)),
    ];
    let item = |(word, path, _)| NavItem { word, path, waiting: count(path) };
    Ok(items.into_iter().filter(|(_, _, may)| *may).map(item).collect())
}

/// What stands around every page of the office.
pub async fn office_shell(
    c: &mut Connection,
    site: &Site,
    visit: &Visit,
    place: &'static str,
) -> Result<OfficeShell, Failure> {
    let school = rows::find(&mut *c, visit.school()).await?;
    let person = visit.viewer.person.as_ref();
    let mut roles: Vec<&str> =
        person.map(|person| person.roles.iter().map(|(role, _)| role.name()).collect()).unwrap_or_default();
    roles.dedup();
    Ok(OfficeShell {
        school: school.map(|school| school.name).unwrap_or_default(),
        person: person.map(|person| person.name.clone()).unwrap_or_default(),
        roles: roles.join("、"),
        style: asset("office.css"),
        script: asset("office.js"),
        nav: nav(c, site, visit).await?,
        place,
        token: site.tokens().make(&visit.binding, visit.now),
        done: visit.take_done(),
    })
}
