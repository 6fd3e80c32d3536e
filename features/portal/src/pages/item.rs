//! The page of a publication, in every state it can be in.

pub(super) mod changes;
mod notice;
pub(super) mod preview;
mod typed;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use publishing::{Attachment, Content, Link, Publication, Standing, Version, Withdrawal};
use terms::PublicationId;
use web::{Depends, Key, Kind, Outcome, Page, Path, Shell, Visit, format, moved_for_good};

use self::notice::{NoticeBox, notice_box};
use self::typed::{Typed, typed};
use super::{Portal, cards, shell};
use crate::parts;

/// The catalogue entry of a publication.
struct EntryLine {
    /// The page of the school's entry.
    path: String,
    name: String,
    /// The entry below it in the directory of the unit.
    in_directory: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/item.html")]
struct ItemPage {
    shell: Shell,
    crumbs: Vec<(String, String)>,
    title: String,
    by: Vec<String>,
    banner: Option<Banner>,
    notice: Option<NoticeBox>,
    body: String,
    typed: Typed,
    files: Vec<FileLine>,
    versions: Vec<VersionLine>,
    meta: Vec<(String, String)>,
    entry: Option<EntryLine>,
    related: Vec<(String, String, &'static str)>,
    channels: Vec<ChannelLine>,
    address: String,
    qr: String,
    description: String,
    published: String,
    source: String,
    keywords: String,
    /// What programs read of it (schema.org), as JSON.
    structured: String,
}

struct Banner {
    class: &'static str,
    title: String,
    text: String,
    link: Option<(String, String)>,
}

struct FileLine {
    path: String,
    name: String,
    about: String,
    /// The file as a page.
    preview: Option<String>,
}

/// A channel by which it went out.
struct ChannelLine {
    name: String,
    day: String,
    link: Option<String>,
}

struct VersionLine {
    number: i64,
    note: String,
    at: String,
    path: Option<String>,
    /// What it changes against the one before it.
    changes: Option<String>,
}

/// A publication by its index number, or by the number of its record.
async fn found(c: &mut store::Connection, visit: &Visit, key: &str) -> Outcome<Publication> {
    if let Some(found) = publishing::by_index_no(&mut *c, &visit.viewer, key).await? {
        return Ok(found);
    }
    match key.parse::<i64>() {
        Ok(id) => {
            let found = publishing::find(c, &visit.viewer, PublicationId(id)).await?;
            Ok(found.filter(|p| p.index_no.is_some()).ok_or(Kind::NotFound)?)
        }
        Err(_) => Err(Kind::NotFound.into()),
    }
}

pub async fn page(State(portal): State<Portal>, visit: Visit, Path(key): Path<String>) -> Outcome<Response> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let publication = found(c, &visit, &key).await?;
    if publication.standing == Standing::Withdrawn {
        match (publication.withdrawal, publication.merged_into) {
            (Some(Withdrawal::Error), _) => return Err(Kind::Gone.into()),
            (Some(Withdrawal::Merged), Some(target)) => {
                let target =
                    publishing::find(c, &visit.viewer, target).await?.and_then(|target| target.index_no);
                let target = target.ok_or(Kind::Gone)?;
                return Ok(moved_for_good(&visit, &parts::item_path(&target)));
            }
            _ => {}
        }
    }
    let live = publication.live.ok_or(Kind::NotFound)?;
    let version = publishing::version(c, &visit.viewer, live).await?.ok_or(Kind::NotFound)?;
    let depends = Depends::on([
        crate::keys::item(publication.id.0),
        crate::keys::school(visit.school().0),
        Key::today(),
    ]);
    let face = Face::of(&publication)?;
    let page = build(c, &portal, &visit, &publication, &version, &face, None).await?;
    let mut page = Page::render(&page, &visit)?;
    if publication.audience == terms::Audience::Public && !publication.is_held {
        page = page.keep(depends);
    }
    Ok(page.into_response())
}

/// A publication that stands, with the versions of it that the viewer may read, the newest first. A
/// withdrawal takes every rendition of every version with it.
async fn standing(
    c: &mut store::Connection,
    visit: &Visit,
    key: &str,
) -> Outcome<(Publication, Vec<Version>)> {
    let publication = found(c, visit, key).await?;
    if publication.standing != Standing::Live {
        return Err(Kind::NotFound.into());
    }
    let versions = publishing::versions_of(c, &visit.viewer, publication.id).await?;
    Ok((publication, versions))
}

pub async fn version(
    State(portal): State<Portal>,
    visit: Visit,
    Path((key, number)): Path<(String, i64)>,
) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let c = &mut *reader;
    let (publication, versions) = standing(c, &visit, &key).await?;
    let current = versions.first().map_or(0, |version| version.number);
    let version = versions.into_iter().find(|version| version.number == number).ok_or(Kind::NotFound)?;
    let face = Face::of(&publication)?;
    let page = build(c, &portal, &visit, &publication, &version, &face, Some(current)).await?;
    Page::render(&page, &visit)
}

/// What a release gives a publication.
struct Face {
    index_no: String,
    published: Timestamp,
}

impl Face {
    fn of(publication: &Publication) -> Outcome<Face> {
        let index_no = publication.index_no.clone().ok_or(Kind::NotFound)?;
        Ok(Face { index_no, published: publication.published_at.ok_or(Kind::NotFound)? })
    }
}

async fn build(
    c: &mut store::Connection,
    portal: &Portal,
    visit: &Visit,
    publication: &Publication,
    version: &Version,
    Face { index_no, published }: &Face,
    current: Option<i64>,
) -> Outcome<ItemPage> {
    let content = &version.content;
    let published = *published;
    let unit = schools::name_on(c, content.unit, terms::day_of(published)).await?;
    let entry = entry_line(c, visit, version).await?;
    let versions = publishing::versions_of(c, &visit.viewer, publication.id).await?;
    let stands = publication.standing == Standing::Live;
    let attachments = if stands { publishing::attachments(c, version.id).await? } else { Vec::new() };
    let channels = channels::standing_on(c, &visit.viewer, publication.id).await?;
    let related = publishing::related(c, &visit.viewer, publication.id).await?;
    let base = portal.site.public_url(visit.school()).await?;
    let address = format!("{base}{}", parts::item_path(index_no));
    let mut by = vec![unit.clone()];
    by.extend(content.document_no.clone());
    by.push(format!("{}公开", format::long_instant(published)));
    if versions.len() > 1 {
        by.push(format!("第{}版", version.number));
    }
    let body = match publication.standing {
        Standing::Live => content.body_html.clone(),
        // The list is gone, the notice stays: what stood in tables is the list.
        _ => publishing::without_tables(&content.body_html),
    };
    let mut shell = shell(c, portal, visit, "").await?;
    shell.shared = cards::of_item(&shell, &base, publication, version, &unit, published);
    if !base.is_empty() {
        shell.address.clone_from(&address);
    }
    Ok(ItemPage {
        crumbs: crumbs(content.category, &entry),
        by,
        banner: banner(publication, version, current, index_no),
        notice: stands.then(|| notice_box(&portal.calendar, version, visit.today())).flatten(),
        typed: typed(version, stands),
        body: publishing::pictures::shown(&body, &attachments),
        files: publishing::pictures::beside(&body, attachments).iter().map(file_line).collect(),
        versions: version_lines(&versions, version, index_no, stands),
        meta: meta(version, publication, &unit, index_no),
        entry,
        related: related.iter().map(related_line).collect(),
        channels: channels.into_iter().map(channel_line).collect(),
        structured: structured(content, version, &unit, &address, published),
        qr: qr(&address),
        address,
        description: if stands { beginning(version) } else { content.title.clone() },
        published: format!("{} {}", terms::day_of(published), format::clock(published)),
        source: unit.clone(),
        keywords: content.keywords.join(","),
        title: content.title.clone(),
        shell,
    })
}

async fn entry_line(
    c: &mut store::Connection,
    visit: &Visit,
    version: &Version,
) -> Outcome<Option<EntryLine>> {
    let Some(id) = version.content.entry else { return Ok(None) };
    let Some(placed) = ::catalogue::placed_on(c, &visit.viewer, id, visit.today()).await? else {
        return Ok(None);
    };
    let name = placed.owner.map(|_| placed.entry.shown_name().to_owned());
    let in_list = if placed.owner.is_some() { placed.above } else { Some(placed.entry) };
    Ok(in_list.map(|entry| EntryLine {
        path: format!("/catalogue/{}", entry.no),
        name: format!("{}　{}", entry.no, entry.shown_name()),
        in_directory: name,
    }))
}

fn crumbs(category: u8, entry: &Option<EntryLine>) -> Vec<(String, String)> {
    let mut crumbs = Vec::new();
    // A draft may have none yet.
    if category > 0 {
        crumbs.push((format!("/categories/{category}"), parts::category_name(category)));
    }
    if let Some(EntryLine { path, name, .. }) = entry {
        let short: String = name.chars().take(16).collect();
        let dots = if name.chars().count() > 16 { "…" } else { "" };
        crumbs.push((path.clone(), format!("{short}{dots}")));
    }
    crumbs
}

fn banner(
    publication: &Publication,
    version: &Version,
    current: Option<i64>,
    index_no: &str,
) -> Option<Banner> {
    let when = publication.withdrawn_at.map(format::long_instant).unwrap_or_default();
    match publication.standing {
        Standing::Withdrawn => {
            return Some(Banner {
                class: "warn",
                title: "这条信息已经撤下".into(),
                text: format!("{when}撤下。原因：{}", publication.withdrawal_reason),
                link: None,
            });
        }
        Standing::Expired => {
            return Some(Banner {
                class: "warn",
                title: "名单已到期撤下".into(),
                text: "公示的目的已经达到，名单和附件按规定撤下，公示文本保留。".into(),
                link: None,
            });
        }
        _ => {}
    }
    if let Some(current) = current.filter(|current| *current != version.number) {
        return Some(Banner {
            class: "warn",
            title: format!("这是第{}版", version.number),
            text: format!("现行的是第{current}版。"),
            link: Some((parts::item_path(index_no), "看现行版本".into())),
        });
    }
    let validity = version.content.fields.get("validity").and_then(serde_json::Value::as_str);
    if validity == Some("废止") {
        return Some(Banner {
            class: "warn",
            title: "已废止".into(),
            text: "这份文件已经废止，仅供查阅。".into(),
            link: None,
        });
    }
    if !publication.is_held {
        return None;
    }
    Some(Banner {
        class: "bad",
        title: "还没有对外公开".into(),
        text: "导入时有提示等人答复，只有校内审查人员看得到。".into(),
        link: None,
    })
}

/// An article by schema.org, safe to stand in a page.
fn structured(
    content: &Content,
    version: &Version,
    unit: &str,
    address: &str,
    published: Timestamp,
) -> String {
    let changed = version.released_at.unwrap_or(published);
    let told = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": content.title,
        "datePublished": published.to_string(),
        "dateModified": changed.to_string(),
        "author": { "@type": "Organization", "name": unit },
        "publisher": { "@type": "Organization", "name": unit },
        "keywords": content.keywords,
        "inLanguage": "zh-Hans-CN",
        "url": address,
    });
    told.to_string().replace('<', "\\u003c")
}

/// The beginning of the text, for search engines and link previews.
fn beginning(version: &Version) -> String {
    version.body_text.chars().take(120).collect::<String>().replace('\n', " ")
}

fn file_line(attachment: &Attachment) -> FileLine {
    let extension = attachment.name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_uppercase());
    FileLine {
        path: format!("/files/{}/{}", attachment.id, web::encoded(&attachment.name)),
        name: attachment.name.clone(),
        about: format!("{extension}，{}", format::size(attachment.size_bytes)),
        preview: publishing::has_preview(attachment).then(|| format!("/previews/{}", attachment.id)),
    }
}

fn version_lines(versions: &[Version], shown: &Version, index_no: &str, stands: bool) -> Vec<VersionLine> {
    if versions.len() < 2 {
        return Vec::new();
    }
    let current = versions.first().map_or(0, |version| version.number);
    let first = versions.last().map_or(0, |version| version.number);
    let of_version = |number| format!("{}/versions/{number}", parts::item_path(index_no));
    versions
        .iter()
        .map(|version| VersionLine {
            number: version.number,
            note: match version.content.change_note.as_str() {
                "" if version.number == 1 => "首次公开".to_owned(),
                note => note.to_owned(),
            },
            at: version.released_at.map(format::long_instant).unwrap_or_default(),
            path: (version.number != shown.number).then(|| match version.number == current {
                true => parts::item_path(index_no),
                false => of_version(version.number),
            }),
            changes: (stands && version.number != first)
                .then(|| format!("{}/changes", of_version(version.number))),
        })
        .collect()
}

fn meta(version: &Version, publication: &Publication, unit: &str, index_no: &str) -> Vec<(String, String)> {
    let content = &version.content;
    let mut meta = vec![("索引号".to_owned(), index_no.to_owned())];
    meta.push(("发布机构".into(), unit.to_owned()));
    if let Some(day) = content.made_on {
        meta.push(("生成日期".into(), format::long_day(day)));
    }
    if let Some(at) = publication.published_at {
        let mark = if publication.is_imported { "（由原网站导入）" } else { "" };
        meta.push(("公开日期".into(), format!("{}{mark}", format::long_day(terms::day_of(at)))));
    }
    if let Some(number) = &content.document_no {
        meta.push(("文号".into(), number.clone()));
    }
    meta.push(("公开范围".into(), content.audience.name().to_owned()));
    meta.push(("体裁".into(), content.information.name().to_owned()));
    if let Some(block) = content.block {
        meta.push(("板块".into(), block.name().to_owned()));
    }
    for taxonomy in catalogue::tagged() {
        let terms: Vec<&str> = taxonomy.among(&content.tags).collect();
        if !terms.is_empty() {
            meta.push((taxonomy.name.clone(), terms.join("、")));
        }
    }
    if let Some(day) = content.expires_on {
        meta.push(("公开时限".into(), format!("名单{}撤下", format::long_day(day))));
    }
    if !content.keywords.is_empty() {
        meta.push(("关键词".into(), content.keywords.join("、")));
    }
    let review = if publication.is_imported { "导入前已公开" } else { "已逐项审查" };
    meta.push(("保密审查".into(), review.to_owned()));
    meta
}

/// Where it hangs or was spoken is for the office: nobody reviewed those words.
fn channel_line(entry: channels::Entry) -> ChannelLine {
    let link = Some(entry.address).filter(|address| channels::rules::is_web(address));
    ChannelLine {
        name: entry.name,
        day: entry.released_at.map(|at| format::long_day(terms::day_of(at))).unwrap_or_default(),
        link,
    }
}

fn related_line(link: &Link) -> (String, String, &'static str) {
    let key = link.index_no.clone().unwrap_or_else(|| link.id.to_string());
    (parts::item_path(&key), link.title.clone(), link.label)
}

/// The address as a QR code: one path, so that the page stays small.
fn qr(address: &str) -> String {
    let Ok(code) = qrcode::QrCode::new(address) else { return String::new() };
    let width = code.width();
    let mut path = String::new();
    for (at, colour) in code.to_colors().iter().enumerate() {
        if *colour == qrcode::Color::Dark {
            path.push_str(&format!("M{},{}h1v1h-1z", at % width, at / width));
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"-1 -1 {0} {0}\" role=\"img\" aria-label=\"本页永久地址的二维码\" \
         shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>",
        width + 2
    )
}
