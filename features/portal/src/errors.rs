//! Error pages: a sentence, a number to read out, a way on.

use askama::Template;
use std::pin::Pin;

use schools::shell;
use web::{ErrorPages, Kind, Shell, Site, Visit};

/// For a form that is carried on after signing in again.
const CARRIED_ON: &str = "太久没有动静，系统替你退出了。刚才写的都还在，登录后接着做。";

/// Draws the error pages of the portal and of the office.
pub struct PublicErrors {
    site: Site,
}

impl PublicErrors {
    /// Error pages of this site.
    pub fn new(site: Site) -> Self {
        PublicErrors { site }
    }

    async fn shell(&self, visit: &Visit) -> Option<Shell> {
        let mut reader = self.site.store().reader().await.ok()?;
        shell::shell(&mut reader, visit, "").await.ok()
    }
}

#[derive(Template)]
#[template(path = "portal/error.html")]
struct ErrorPage<'a> {
    shell: Shell,
    title: &'a str,
    sentence: &'a str,
    reasons: &'a [String],
    number: &'a str,
    is_ours: bool,
    /// What was typed in the form that is refused: nothing that somebody wrote is lost.
    written: Vec<&'a str>,
    /// The form that came after the session had ended, to be carried on after signing in.
    resume: Option<String>,
    token: String,
    path: &'a str,
    is_sign_in: bool,
    is_missing: bool,
}

impl ErrorPages for PublicErrors {
    fn words(&self, kind: &Kind) -> (String, String) {
        words(kind)
    }

    fn draw<'a>(
        &'a self,
        visit: Option<&'a Visit>,
        kind: &'a Kind,
        number: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + Send + 'a>> {
        Box::pin(async move {
            let Some(visit) = visit else { return plain(kind, number) };
            if *kind == Kind::Unavailable {
                // Asking the records for the frame would only wait for them once more.
                return plain(kind, number);
            }
            let Some(shell) = self.shell(visit).await else { return plain(kind, number) };
            let (title, mut sentence) = words(kind);
            let is_carried_on = *kind == Kind::SessionEnded && !visit.typed().is_empty();
            if is_carried_on {
                sentence = CARRIED_ON.to_owned();
            }
            let page = ErrorPage {
                shell,
                title: &title,
                sentence: &sentence,
                reasons: match kind {
                    Kind::Refused(reasons) => reasons,
                    _ => &[],
                },
                number,
                written: written(visit.typed()),
                is_ours: kind.status().is_server_error(),
                resume: is_carried_on
                    .then(|| identity::pages::sealed_form(&self.site, &visit.path_and_query, visit.typed())),
                token: self.site.tokens().make(&visit.binding, visit.now),
                path: &visit.path_and_query,
                is_sign_in: matches!(kind, Kind::SignIn | Kind::SessionEnded),
                is_missing: matches!(kind, Kind::NotFound),
            };
            page.render().unwrap_or_else(|_| plain(kind, number))
        })
    }
}

/// What a person wrote, among what their form said: words, not the numbers and codes of choices.
fn written(typed: &[(String, String)]) -> Vec<&str> {
    let is_words = |text: &str| !text.is_ascii() || text.chars().count() > 20;
    typed.iter().map(|(_, text)| text.trim()).filter(|text| is_words(text)).collect()
}

/// Title and sentence of an error.
fn words(kind: &Kind) -> (String, String) {
    let (title, sentence) = match kind {
        Kind::NotFound => ("没有这个页面", "可能是网址写错了，也可能这条信息不在这里。"),
        Kind::Gone => ("这条信息已经撤下", "它是误发的，内容不再提供。"),
        Kind::SignIn => ("请先登录", "这一页只给登录的人看。"),
        Kind::SessionEnded => {
            ("登录已经过时", "系统已经替你退出，刚才这一步没有做。请登录后再做一次；选过的文件要重新选。")
        }
        Kind::Forged => ("这一页开得太久了", "请返回上一页，刷新以后再做一次。刚才什么也没有改动。"),
        Kind::Refused(_) => {
            ("还不能这样做", "下面每一条改好以后再试。你写的没有丢：返回上一页还在，这一页下面也有一份。")
        }
        Kind::Conflict(sentence) => ("已经变了", sentence.as_str()),
        Kind::TooLarge(sentence) => ("太大了", sentence.as_str()),
        Kind::TooMany(seconds) => {
            return ("请等一会儿".into(), format!("试得太多太快，请过{}再试。", web::format::wait(*seconds)));
        }
        Kind::BadRequest(sentence) => ("没有看懂", sentence.as_str()),
        Kind::Misdirected => ("这个网址不属于任何学校", "请核对网址。"),
        Kind::Method => ("不支持这样访问", "请用浏览器正常打开网页。"),
        Kind::Unavailable => {
            ("系统暂时连不上数据", "是系统的问题，不是你的。请过一会儿再试，刚才什么也没有改动。")
        }
        Kind::Full => {
            ("服务器的磁盘满了", "是系统的问题，刚才的没有保存。请把内容另存一份，并告诉系统管理员。")
        }
        Kind::Broken(_) => ("系统出了问题", "是系统的问题，不是你的。请把下面的编号告诉系统管理员。"),
    };
    (title.to_owned(), sentence.to_owned())
}

/// A page that needs nothing: for when the records cannot be reached.
fn plain(kind: &Kind, number: &str) -> String {
    let (title, sentence) = words(kind);
    format!(
        "<!doctype html><html lang=\"zh-Hans-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1><p>{sentence}</p><p>编号 {number}</p></main></body></html>"
    )
}
