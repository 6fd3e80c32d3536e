//! Pages about the site, the display setting, old addresses.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use serde::Deserialize;
use serde_json::{Value, json};
use web::{
    Depends, Kind, Outcome, Page, Query, Shell, TYPE_COOKIE, Visit, clear_cookie, moved_for_good, redirect,
    set_cookie,
};

use super::{Portal, shell};
use crate::parts;

#[derive(Template)]
#[template(path = "portal/about-data.html")]
struct DataPage {
    shell: Shell,
    base: String,
}

pub async fn data(State(portal): State<Portal>, visit: Visit) -> Outcome<Page> {
    let base = portal.site.public_url(visit.school()).await?;
    let page = DataPage {
        base,
        shell: shell(&mut *portal.site.store().reader().await?, &portal, &visit, "").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(Depends::on([crate::keys::school(visit.school().0)])))
}

#[derive(Template)]
#[template(path = "portal/about-access.html")]
struct AccessPage {
    shell: Shell,
}

pub async fn access(State(portal): State<Portal>, visit: Visit) -> Outcome<Page> {
    let page =
        AccessPage { shell: shell(&mut *portal.site.store().reader().await?, &portal, &visit, "").await? };
    Ok(Page::render(&page, &visit)?.keep(Depends::on([crate::keys::school(visit.school().0)])))
}

#[derive(Deserialize)]
pub struct Display {
    #[serde(default, rename = "type")]
    size: String,
    #[serde(default)]
    back: String,
}

/// Sets the display cookie and leads back. No record is changed.
pub async fn display(visit: Visit, Query(display): Query<Display>) -> Response {
    let cookie = match display.size.as_str() {
        "big" => set_cookie(TYPE_COOKIE, "big", visit.is_secure, Some(365 * 24 * 3600)),
        _ => clear_cookie(TYPE_COOKIE, visit.is_secure),
    };
    let mut response = redirect(&visit, &display.back);
    response.headers_mut().insert(SET_COOKIE, cookie);
    response
}

/// An address of the old site leads to where its content is now.
pub async fn old_address(State(portal): State<Portal>, visit: Visit) -> Outcome<Response> {
    let mut reader = portal.site.store().reader().await?;
    for address in [&visit.path_and_query, &visit.path] {
        let found = publishing::by_old_address(&mut reader, &visit.viewer, address).await?;
        if let Some(index_no) = found.and_then(|publication| publication.index_no) {
            return Ok(moved_for_good(&visit, &parts::item_path(&index_no)));
        }
    }
    Err(Kind::NotFound.into())
}

/// The description of the public API.
pub async fn openapi(State(portal): State<Portal>, visit: Visit) -> Outcome<Json<Value>> {
    let base = portal.site.public_url(visit.school()).await?;
    let parameter = |name: &str, text: &str, schema: Value| json!({ "name": name, "in": "query", "description": text, "schema": schema });
    let word = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    let hit = json!({ "type": "object", "required": ["id", "title", "url"], "properties": {
        "id": number, "index_no": word, "title": word, "url": { "type": "string", "format": "uri" }, "unit": word,
        "category": number, "published_at": { "type": "string", "format": "date-time" }, "snippet": word,
        "attachment": { "type": ["string", "null"] } } });
    let problem = |text: &str| {
        json!({ "description": text, "content": { "application/problem+json": { "schema": {
        "type": "object", "properties": { "title": word, "status": number, "detail": word, "instance": word } } } } })
    };
    Ok(Json(json!({
        "openapi": "3.1.0",
        "info": { "title": "信息公开数据接口", "version": "1" },
        "servers": [{ "url": base }],
        "paths": { "/api/v1/search": { "get": {
            "summary": "检索公开信息",
            "parameters": [
                parameter("q", "要找的字，空格隔开的几段都要有", word.clone()),
                parameter("category", "类别，1 到 10", number.clone()),
                parameter("year", "公开的年份", number.clone()),
                parameter("kind", "体裁", json!({ "type": "string", "enum": ["机构职能", "办事流程", "规章制度", "信息列表"] })),
                parameter("sort", "newest：新的在前", word.clone()),
                parameter("page", "第几页，从 1 起", number.clone())
            ],
            "responses": { "200": { "description": "结果", "content": { "application/json": { "schema": {
                "type": "object", "required": ["total", "hits"],
                "properties": { "total": number, "page": number, "per_page": number, "hits": { "type": "array", "items": hit } }
            } } } },
            "429": problem("问得太多太快，过 Retry-After 秒再来"),
            "503": problem("数据暂时连不上") }
        } } }
    })))
}
