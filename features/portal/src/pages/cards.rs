//! The pictures of shared links (分享图): drawn when somebody asks, kept with the pages, and gone with
//! what they show. An address carries a hash of all that is on the picture, so that no address ever
//! shows anything else.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use documents::card::{self, Card, Crest};
use files::FileHash;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use jiff::Timestamp;
use publishing::{Publication, Standing, Version};
use schools::SchoolSettings;
use store::Connection;
use terms::{Audience, PublicationId};
use web::{Depends, Error, Kind, Outcome, Path, Shared, Shell, Visit, format};

use super::Portal;
use crate::keys;

/// The picture of pages that are no publication's.
const SCHOOL: &str = "school";

/// What a picture tells besides the school's name.
struct Told {
    /// The first part of its address.
    what: String,
    title: String,
    foot: String,
}

impl Told {
    /// Of a school's pages in general: where they are.
    fn of_school(base: &str) -> Told {
        let domain = base.split("://").last().unwrap_or_default();
        Told { what: SCHOOL.to_owned(), title: "信息公开".to_owned(), foot: domain.to_owned() }
    }

    fn of_item(id: PublicationId, title: &str, unit: &str, published: Timestamp) -> Told {
        let foot = format!("{unit}　{}", format::long_day(terms::day_of(published)));
        Told { what: id.to_string(), title: title.to_owned(), foot }
    }

    fn path(&self, shell: &Shell) -> String {
        let crest = shell.crest.as_ref().map_or("", |crest| crest.path.as_str());
        let drawn = card::DRAWN.to_string();
        let all = [&*drawn, &shell.school, &shell.seal, crest, &shell.colour, &self.title, &self.foot];
        let hash = FileHash::of(all.join("\n").as_bytes());
        format!("/cards/{}-{}.png", self.what, &hash.as_str()[..12])
    }

    fn shared(&self, shell: &Shell, base: &str) -> Option<Shared> {
        let words = format!("{}：{}，{}", shell.school, self.title, self.foot);
        // Chats take whole addresses only.
        (!base.is_empty()).then(|| Shared { picture: format!("{base}{}", self.path(shell)), words })
    }
}

/// The picture of the school's pages in general, which is read at `base`.
pub fn of_school(shell: &Shell, base: &str) -> Option<Shared> {
    Told::of_school(base).shared(shell, base)
}

/// The picture of a publication that everybody may read.
pub fn of_item(
    shell: &Shell,
    base: &str,
    publication: &Publication,
    version: &Version,
    unit: &str,
    published: Timestamp,
) -> Option<Shared> {
    if !is_for_everybody(publication, version) {
        return None;
    }
    Told::of_item(publication.id, &version.content.title, unit, published).shared(shell, base)
}

fn is_for_everybody(publication: &Publication, version: &Version) -> bool {
    publication.live == Some(version.id)
        && publication.audience == Audience::Public
        && version.content.audience == Audience::Public
        && !publication.is_held
        && matches!(publication.standing, Standing::Live | Standing::Expired)
}

/// A picture, while what it shows is so.
pub async fn picture(
    State(portal): State<Portal>,
    visit: Visit,
    Path(name): Path<String>,
) -> Outcome<Response> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let shell = schools::shell::shell(c, &visit, "").await?;
    let what = name.rsplit_once('-').map_or("", |(what, _)| what);
    let school = keys::school(visit.school().0);
    let (told, depends) = match what {
        SCHOOL => {
            let base = portal.site.public_url(visit.school()).await?;
            (Told::of_school(&base), Depends::on([school]))
        }
        id => {
            let id = PublicationId(id.parse().map_err(|_| Kind::NotFound)?);
            (item(c, &visit, id).await?, Depends::on([keys::item(id.0), school]))
        }
    };
    if told.path(&shell) != format!("/cards/{name}") {
        return Err(Kind::NotFound.into());
    }
    let settings = schools::find(c, visit.school()).await?.ok_or(Kind::NotFound)?.settings;
    // What is drawn takes its time, and holds no connection.
    drop(reader);
    let card = Card {
        crest: crest(&portal, &settings).await?,
        ink: web::ink(&shell.colour),
        school: shell.school,
        seal: shell.seal,
        title: told.title,
        foot: told.foot,
    };
    let drawn = portal.intake.card(card).await;
    let png = drawn.map_err(|why| Error { kind: Kind::Broken("a card"), cause: Some(why.to_string()) })?;
    let mut response = Response::new(Body::from(png));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    // What is withdrawn is gone behind every proxy too, so each asks whether it still stands.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response.extensions_mut().insert(depends);
    Ok(response)
}

async fn item(c: &mut Connection, visit: &Visit, id: PublicationId) -> Outcome<Told> {
    let publication = publishing::find(c, &visit.viewer, id).await?.ok_or(Kind::NotFound)?;
    let published = publication.published_at.ok_or(Kind::NotFound)?;
    let live = publication.live.ok_or(Kind::NotFound)?;
    let version = publishing::version(c, &visit.viewer, live).await?.ok_or(Kind::NotFound)?;
    if !is_for_everybody(&publication, &version) {
        return Err(Kind::NotFound.into());
    }
    let unit = schools::name_on(c, version.content.unit, terms::day_of(published)).await?;
    Ok(Told::of_item(id, &version.content.title, &unit, published))
}

async fn crest(portal: &Portal, settings: &SchoolSettings) -> Outcome<Option<Crest>> {
    let Some(crest) = &settings.crest else { return Ok(None) };
    let hash = crest.file_hash.parse().map_err(|_| Kind::Broken("a crest's hash"))?;
    let content = portal.site.files().get(&hash).await?;
    Ok(Some(Crest::new(crest.content_type(), &content, crest.width as u32, crest.height as u32)))
}
