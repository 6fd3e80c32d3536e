//! What a channel is that an import names and the register does not know.

use super::{Refusal, check_add};
use crate::model::{Details, Kind};

/// Words in names of channels, and what they tell. The first that is found counts:
/// 微信公众号 before 网, 公告栏 before 会, 会 before 报 (报告会 is a meeting).
const WORDS: [(&str, Kind, bool); 37] = [
    ("LED", Kind::Screen, false),
    ("屏", Kind::Screen, false),
    ("触摸", Kind::Screen, false),
    ("广播", Kind::Voice, false),
    ("微信", Kind::Push, true),
    ("微博", Kind::Push, true),
    ("公众号", Kind::Push, true),
    ("视频号", Kind::Push, true),
    ("服务号", Kind::Push, true),
    ("抖音", Kind::Push, true),
    ("QQ", Kind::Push, true),
    ("易班", Kind::Push, true),
    ("钉钉", Kind::Push, true),
    ("短信", Kind::Push, true),
    ("邮", Kind::Push, true),
    ("OA", Kind::Push, true),
    ("办公系统", Kind::Push, true),
    ("客户端", Kind::Push, true),
    ("APP", Kind::Push, true),
    ("平台", Kind::Push, true),
    ("门户", Kind::Push, true),
    ("主页", Kind::Push, true),
    ("专栏", Kind::Push, true),
    ("网", Kind::Push, true),
    ("公告栏", Kind::Print, false),
    ("公示栏", Kind::Print, false),
    ("宣传栏", Kind::Print, false),
    ("橱窗", Kind::Print, false),
    ("会", Kind::Meeting, false),
    ("报", Kind::Print, false),
    ("刊", Kind::Print, false),
    ("手册", Kind::Print, false),
    ("年鉴", Kind::Print, false),
    ("文件", Kind::Print, false),
    ("发文", Kind::Print, false),
    ("印发", Kind::Print, false),
    ("张贴", Kind::Print, false),
];

/// The kind of a channel by its name, and whether it counts as published
/// online; an address on the web says that too. The register shows it, and
/// the administrator corrects it.
pub fn guess(name: &str, has_web_address: bool) -> (Kind, bool) {
    let name = name.to_uppercase();
    let found = WORDS.iter().find(|(word, _, _)| name.contains(word));
    match found {
        Some((_, kind, is_online)) => (*kind, *is_online || has_web_address),
        None if has_web_address => (Kind::Push, true),
        None => (Kind::Other, false),
    }
}

/// What is registered of a channel that an import names: retired, so that no
/// draft offers it until somebody looks at it.
pub fn named(name: &str, has_web_address: bool) -> Details {
    let (kind, is_online) = guess(name, has_web_address);
    Details {
        name: name.to_owned(),
        kind,
        is_online,
        needs_spokesperson: false,
        unit: None,
        account: String::new(),
        note: "导入时按名称登记，请核对种类".to_owned(),
        is_retired: true,
    }
}

/// Whether it could be registered by its name where nobody has that name yet.
pub fn check_named(code: &str, name: &str, has_web_address: bool) -> Result<(), Vec<Refusal>> {
    check_add(code, &named(name, has_web_address), &[], &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_channel_is() {
        for (name, has_address, kind, is_online) in [
            ("官网", false, Kind::Push, true),
            ("学院微信公众号", false, Kind::Push, true),
            ("微信工作群", false, Kind::Push, true),
            ("oa系统", false, Kind::Push, true),
            ("公告栏", false, Kind::Print, false),
            ("校报", false, Kind::Print, false),
            ("led显示屏", false, Kind::Screen, false),
            ("校园广播", false, Kind::Voice, false),
            ("教代会", false, Kind::Meeting, false),
            ("情况报告会", false, Kind::Meeting, false),
            ("学生会公众号", false, Kind::Push, true),
            ("云上江南", false, Kind::Other, false),
            ("云上江南", true, Kind::Push, true),
            ("校报", true, Kind::Print, true),
        ] {
            assert_eq!(guess(name, has_address), (kind, is_online), "{name}");
        }
    }
}
