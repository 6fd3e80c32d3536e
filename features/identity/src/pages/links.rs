//! One-time links for many: a table to download_table, or a slip for each to cut off.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use documents::sheets::write::{Sheet, csv};
use serde_json::Value;
use terms::PersonId;
use web::{Fields, Form, Kind, OfficeShell, Outcome, Page, Problems, Visit, download_table, format};

use schools::shell::office_shell;

use super::Identity;
use super::people::{self, Asked};
use super::roster::INVITED;
use super::seal::open;
use crate::actions::{Invitation, invite};
use crate::{IdentityError, LinkTerm, PersonState, sign_in_path};

/// Slips of one page at most: a browser prints no thousands.
const MOST_SLIPS: usize = 300;

/// The form that gives links.
pub struct GiveLinks {
    /// How long they may hold: what the form sends, the word, and whether it is chosen.
    pub terms: Vec<(&'static str, &'static str, bool)>,
    /// Whether so many slips can be printed.
    pub may_print: bool,
    /// Most of them.
    pub most: usize,
    /// Why it was refused.
    pub problems: Problems,
}

impl GiveLinks {
    /// The form for so many people.
    pub fn to(people: usize, chosen: LinkTerm, problems: Problems) -> GiveLinks {
        let term = |term: LinkTerm| (term.code(), term.name(), term == chosen);
        GiveLinks {
            terms: LinkTerm::ALL.into_iter().map(term).collect(),
            may_print: people <= MOST_SLIPS,
            most: MOST_SLIPS,
            problems,
        }
    }
}

/// Gives a link to each of the roster, or of those whom the list was filtered
/// to, who has not set a password yet.
pub async fn give(State(identity): State<Identity>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let term = form.fields.text("term")?;
    let term = LinkTerm::from_code(&term).ok_or(Kind::BadRequest("没有这样的有效期".into()))?;
    let form_as = form.fields.text("as")?;
    let (people, asked) = whom(&identity, &visit, &mut form.fields).await?;
    form.fields.end()?;
    let many = people.len();
    if form_as == "slips" && many > MOST_SLIPS {
        let sentence = format!(
            "一次最多打印{MOST_SLIPS}张，这里有{many}人。请在“人员”页按部门筛选后分批打印，或者下载表格。"
        );
        return refused(&identity, &visit, asked, term, sentence).await;
    }
    let invitations = invitations(&identity, &visit, form.key.as_str(), people, term).await?;
    if invitations.is_empty() {
        return refused(&identity, &visit, asked, term, "这里没有还没设密码的人。".to_owned()).await;
    }
    match form_as.as_str() {
        "table" => table(&identity, &visit, &invitations).await,
        "slips" => slips(&identity, &visit, invitations).await,
        _ => Err(Kind::BadRequest("没有这种给法".into()).into()),
    }
}

/// The list of people, filtered as it was, with the reason at its form.
async fn refused(
    identity: &Identity,
    visit: &Visit,
    asked: Asked,
    term: LinkTerm,
    sentence: String,
) -> Outcome<Response> {
    let problems = [("term", sentence)].into_iter().collect();
    let typed = people::TypedInList { term, problems, ..people::TypedInList::default() };
    Ok(people::show_all(identity, visit, asked, typed).await?.refused())
}

/// The people the form means: sealed by the roster's page, or by the list's filter, which comes with them.
async fn whom(identity: &Identity, visit: &Visit, fields: &mut Fields) -> Outcome<(Vec<PersonId>, Asked)> {
    if let Some(sealed) = fields.filled("people")? {
        let stale = || Kind::BadRequest("这一页不能用了，请在“人员”页筛选后再给链接。".to_owned());
        let people = open(&identity.site, visit, INVITED, &sealed).ok_or_else(stale)?;
        return Ok((people, Asked::default()));
    }
    let asked = Asked {
        q: fields.filled("q")?.unwrap_or_default(),
        unit: fields.filled("unit")?.unwrap_or_default(),
        role: fields.filled("role")?.unwrap_or_default(),
        ..Asked::default()
    };
    let filter = crate::PeopleFilter { state: Some(PersonState::Invited), ..asked.filter() };
    let mut reader = identity.site.store().reader().await?;
    let people = crate::people(&mut reader, visit.school(), &filter, 0, i64::MAX).await?;
    Ok((people.into_iter().map(|person| person.id).collect(), asked))
}

/// An action for each. The form's key goes with the first one, so that the same
/// form sent twice does not make the links void that were just handed out.
async fn invitations(
    identity: &Identity,
    visit: &Visit,
    key: &str,
    people: Vec<PersonId>,
    term: LinkTerm,
) -> Outcome<Vec<Invitation>> {
    use futures::{StreamExt, TryStreamExt, stream};
    let (store, bare) = (identity.site.store(), visit.bare_context());
    let mut people = people.into_iter();
    let mut made = Vec::new();
    // Whoever has a password meanwhile gets none, and uses no key up.
    for id in people.by_ref() {
        if let Some(first) = invite(store, &bare.clone().with_form(key), id, term).await? {
            made.push(first);
            break;
        }
    }
    let bare = &bare;
    let rest: Vec<Option<Invitation>> = stream::iter(people)
        .map(|id| async move {
            match invite(store, bare, id, term).await {
                Err(IdentityError::NoSuchPerson) => Ok(None),
                outcome => outcome,
            }
        })
        .buffered(64)
        .try_collect()
        .await?;
    made.extend(rest.into_iter().flatten());
    Ok(made)
}

async fn table(identity: &Identity, visit: &Visit, invitations: &[Invitation]) -> Outcome<Response> {
    let base = identity.site.public_url(visit.school()).await?;
    let mut reader = identity.site.store().reader().await?;
    let units = schools::units(&mut reader, visit.school()).await?;
    let row = |one: &Invitation| {
        let unit = units.iter().find(|unit| Some(unit.id) == one.person.unit);
        [
            one.person.sign_in.clone(),
            one.person.name.clone(),
            unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            format!("{base}{}", sign_in_path(&one.secret)),
            format::long_instant(one.expires_at),
        ]
        .map(Value::from)
        .into()
    };
    let sheet = Sheet {
        name: "链接".into(),
        header: ["登录名", "姓名", "部门", "设密码的链接", "有效到"].map(str::to_owned).into(),
        rows: invitations.iter().map(row).collect(),
    };
    let content = csv(&sheet).map_err(|_| Kind::Broken("the table of links"))?;
    download_table("设密码的链接.csv", content)
}

#[derive(Template)]
#[template(path = "identity/slips.html")]
struct SlipsPage {
    shell: OfficeShell,
    slips: Vec<Slip>,
}

struct Slip {
    name: String,
    sign_in: String,
    link: String,
    code: String,
    until: String,
}

async fn slips(identity: &Identity, visit: &Visit, invitations: Vec<Invitation>) -> Outcome<Response> {
    let base = identity.site.public_url(visit.school()).await?;
    let mut reader = identity.site.store().reader().await?;
    let slip = |one: Invitation| {
        let link = format!("{base}{}", sign_in_path(&one.secret));
        Slip {
            name: one.person.name,
            sign_in: one.person.sign_in,
            code: code(&link),
            link,
            until: format::long_instant(one.expires_at),
        }
    };
    let page = SlipsPage {
        slips: invitations.into_iter().map(slip).collect(),
        shell: office_shell(&mut reader, &identity.site, visit, "/office/people").await?,
    };
    Ok(Page::render(&page, visit)?.into_response())
}

/// The link as a QR code: a stroke for each run of dark modules.
fn code(link: &str) -> String {
    let Ok(code) = qrcode::QrCode::new(link) else { return String::new() };
    let (width, colours) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (row, line) in colours.chunks(width).enumerate() {
        let mut at = 0;
        while at < width {
            let run = line[at..].iter().take_while(|colour| **colour == qrcode::Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{at},{row}h{run}v1h-{run}z"));
            }
            at += run.max(1);
        }
    }
    format!(
        "<svg class=\"code\" viewBox=\"-2 -2 {0} {0}\" role=\"img\" aria-label=\"链接的二维码\" \
         shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>",
        width + 4
    )
}
