//! What would make a text clearer (写得更清楚): told beside the text while it is written, and never
//! in the way. What stops a draft is in [`super::content`].

use documents::html::outline;
use thiserror::Error;

use crate::model::Content;

/// A piece of advice, a sentence each.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Advice {
    /// The title says of no matter what it is about.
    #[error("标题“{0}”看不出说什么事。写成“关于……的通知”这样，在列表里就认得出来")]
    VagueTitle(String),
    /// It is called a notice and has no period.
    #[error("标题里有“公示”，还没有填公示几天、谁受理异议。是公示就在“这是公示”里填")]
    NoticeWithoutPeriod,
    /// A picture says nothing to those who do not see it.
    #[error("有{0}张图片还没有替代文字，送审前要写上")]
    PictureWithoutWords(usize),
    /// A table's columns have no names.
    #[error("第{0}个表格没有列名。第一行写上各列是什么，读屏软件才念得清楚")]
    TableWithoutHeads(usize),
    /// A link without a word.
    #[error("有{0}个链接没有字，点不到也念不出")]
    EmptyLink(usize),
    /// A link's words say nothing of where it leads.
    #[error("链接“{0}”看不出通到哪里。把去处写进链接的字里，例如“招生章程”")]
    VagueLink(String),
    /// A heading two levels below the one before it.
    #[error("小标题跳了一级，读屏软件会以为少了一节。上一级先有标题，再分下一级")]
    HeadingJump,
    /// A paragraph that nobody reads.
    #[error("有一段{0}个字，太长。分成几段，或用编号列出来")]
    LongParagraph(usize),
    /// Strong paragraphs in the place of headings.
    #[error("有{0}段整段加粗。是小标题就用标题，不是就不用加粗")]
    StrongParagraphs(usize),
}

/// Titles that every unit has a hundred of.
const VAGUE_TITLES: [&str; 12] =
    ["通知", "公告", "公示", "名单", "办法", "规定", "通告", "说明", "附件", "报告", "简介", "关于通知"];
/// Links that say only that they are one.
const VAGUE_LINKS: [&str; 9] = ["点击这里", "点击", "这里", "此处", "更多", "详情", "查看", "链接", "下载"];
/// Characters of a paragraph that is still read on a phone.
const LONGEST_PARAGRAPH: usize = 500;

/// Advice about a content whose body is clean.
pub fn advice(content: &Content) -> Vec<Advice> {
    let text = outline(&content.body_html);
    let mut advice = about_title(content);
    let silent = documents::html::pictures(&content.body_html);
    let silent = silent.iter().filter(|picture| picture.alt.trim().is_empty()).count();
    advice.extend((silent > 0).then_some(Advice::PictureWithoutWords(silent)));
    let headless = (1..).zip(&text.tables).filter(|(_, has_heads)| !**has_heads);
    advice.extend(headless.map(|(number, _)| Advice::TableWithoutHeads(number)));
    let empty = text.links.iter().filter(|words| words.is_empty()).count();
    advice.extend((empty > 0).then_some(Advice::EmptyLink(empty)));
    let vague = text
        .links
        .iter()
        .find(|words| VAGUE_LINKS.contains(&words.trim_matches(['>', '《', '》', '.', '…'])));
    advice.extend(vague.cloned().map(Advice::VagueLink));
    let jumps = std::iter::once(&2).chain(&text.headings).zip(&text.headings);
    advice
        .extend(jumps.into_iter().any(|(before, after)| *after > before + 1).then_some(Advice::HeadingJump));
    advice.extend((text.longest > LONGEST_PARAGRAPH).then_some(Advice::LongParagraph(text.longest)));
    advice.extend((text.strong > 1).then_some(Advice::StrongParagraphs(text.strong)));
    advice
}

fn about_title(content: &Content) -> Vec<Advice> {
    let title = content.title.trim();
    let mut advice = Vec::new();
    if VAGUE_TITLES.contains(&title) {
        advice.push(Advice::VagueTitle(title.to_owned()));
    }
    if title.contains("公示") && content.notice.days.is_none() {
        advice.push(Advice::NoticeWithoutPeriod);
    }
    advice
}

#[cfg(test)]
mod tests {
    use terms::UnitId;

    use super::*;

    fn told(title: &str, body: &str) -> Vec<Advice> {
        let kind = crate::kinds::kind("general").expect("there is one");
        advice(&Content { title: title.into(), body_html: body.into(), ..Content::of(kind, UnitId(1)) })
    }

    #[test]
    fn what_reads_well_is_left_alone() {
        let body = "<h2>一、范围</h2><h3>（一）学生</h3><p>见<a href=\"/items/1\">招生章程</a>。</p><p><strong>注意</strong></p>\
            <table><tr><th>项目</th></tr><tr><td>学费</td></tr></table><p><img src=\"pictures/1\" alt=\"校门\"></p>";
        assert_eq!(told("关于评审的通知", body), []);
        assert_eq!(told("", ""), [], "an empty draft is no bad one");
    }

    #[test]
    fn each_thing_that_readers_stumble_over_is_told() {
        let long = format!("<p>{}</p>", "字".repeat(501));
        for (title, body, expected) in [
            ("通知", "", Advice::VagueTitle("通知".into())),
            ("奖学金公示", "", Advice::NoticeWithoutPeriod),
            ("甲", "<img src=\"pictures/1\" alt=\"\">", Advice::PictureWithoutWords(1)),
            ("甲", "<table><tr><td>1</td></tr><tr><td>2</td></tr></table>", Advice::TableWithoutHeads(1)),
            ("甲", "<a href=\"/a\"></a>", Advice::EmptyLink(1)),
            ("甲", "<a href=\"/a\">点击这里>></a>", Advice::VagueLink("点击这里>>".into())),
            ("甲", "<h2>一</h2><h4>二</h4>", Advice::HeadingJump),
            ("甲", "<h4>二</h4>", Advice::HeadingJump),
            ("甲", &long, Advice::LongParagraph(501)),
            ("甲", "<p><strong>一</strong></p><p><b>二</b></p>", Advice::StrongParagraphs(2)),
        ] {
            assert_eq!(told(title, body), [expected], "{title} {body}");
        }
        let notice = crate::model::NoticeTerms { days: Some(5), ..Default::default() };
        let kind = crate::kinds::kind("general").expect("there is one");
        let content = Content { title: "奖学金公示".into(), notice, ..Content::of(kind, UnitId(1)) };
        assert_eq!(advice(&content), []);
    }
}
