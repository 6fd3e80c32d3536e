//! What belongs to a publication, bound and unbound on the pages of its versions.

use axum::response::Response;
use web::{Kind, Outcome};

use super::press::Press;
use crate::actions;
use crate::model::{Link, Relation};
use crate::rules::workflow;

/// A publication that belongs to this one, as a line of the page.
pub struct LinkLine {
    pub path: Option<String>,
    pub title: String,
    pub label: &'static str,
    /// What unbinds it; links from the other side are unbound over there.
    pub unbinds: Option<(i64, &'static str)>,
}

pub fn line(link: &Link) -> LinkLine {
    LinkLine {
        path: link.index_no.as_ref().map(|index_no| format!("/items/{index_no}")),
        title: link.title.clone(),
        label: link.label,
        unbinds: (!link.is_back).then(|| (link.id.0, link.relation.code())),
    }
}

/// What the other publication can be, for a choice.
pub fn choices() -> Vec<(&'static str, &'static str)> {
    Relation::ALL.into_iter().map(|relation| (relation.code(), relation.name())).collect()
}

pub async fn link(mut press: Press) -> Outcome<Response> {
    let version = press.fields.number("version")?;
    let relation = press.fields.optional("relation")?.unwrap_or_default();
    let index_no = press.last("index_no")?;
    let mut reader = press.store().reader().await?;
    let found = crate::find(&mut reader, press.viewer(), press.publication()).await?;
    found.filter(|own| workflow::may_write(press.viewer(), own.unit)).ok_or(Kind::NotFound)?;
    let other = crate::by_index_no(&mut reader, press.viewer(), index_no.trim()).await?;
    drop(reader);
    let (other, relation) = match (other, Relation::from_code(&relation)) {
        (Some(other), Some(relation)) => (other.id, relation),
        (other, relation) => {
            let unknown = format!("没有索引号为“{index_no}”的信息。索引号写在它公开的页面上，请照着写。");
            let unchosen = "请选择那一条是这一条的什么。".to_owned();
            let reasons = [
                other.is_none().then_some(("index_no", unknown)),
                relation.is_none().then_some(("relation", unchosen)),
            ];
            return press.refused_for(reasons.into_iter().flatten().collect()).await;
        }
    };
    let (store, context) = (press.store(), &press.context);
    if let Err(error) =
        actions::link(store, context, press.viewer(), press.publication(), other, relation).await
    {
        return press.refused(error, "index_no").await;
    }
    Ok(press
        .to(&format!("/office/drafts/{version}"), "两条信息已经关联，公开的页面上互相看得到。".to_owned()))
}

pub async fn unlink(mut press: Press) -> Outcome<Response> {
    let version = press.fields.number("version")?;
    let other = terms::PublicationId(press.fields.number("other")?);
    let relation = press.fields.text("relation")?;
    press.end()?;
    let relation = Relation::from_code(&relation).ok_or(Kind::NotFound)?;
    let (store, context) = (press.store(), &press.context);
    actions::unlink(store, context, press.viewer(), press.publication(), other, relation).await?;
    Ok(press.to(&format!("/office/drafts/{version}"), "关联已经解除。".to_owned()))
}
