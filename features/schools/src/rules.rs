//! What a school and a unit may be called, and which units may be joined.

use jiff::civil::Date;
use terms::UnitId;
use thiserror::Error;

use crate::settings::SchoolSettings;
use crate::store::{Campus, Unit};

/// Why a school's data are refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SchoolRefusal {
    /// The code is not a short word of small letters and digits.
    #[error("学校代码用 1 到 20 个小写字母、数字或连字符，并以字母开头")]
    Code,
    /// The name is empty or too long.
    #[error("学校名称要写 1 到 60 个字")]
    Name,
    /// The host name is not one.
    #[error("“{0}”不是主机名，应写成 xxgk.example.edu.cn 这样，不带 http:// 和路径")]
    Host(String),
    /// The colour is not written as a colour.
    #[error("颜色要写成 #1f5c4d 这样的六位十六进制数")]
    Colour,
    /// The public address is not an address.
    #[error("对外网址要以 http:// 或 https:// 开头，末尾不带斜杠")]
    PublicUrl,
    /// No file was chosen for the crest.
    #[error("还没有选校徽的图片文件")]
    NoCrest,
    /// The crest is of a kind that not every browser shows, or no picture at all.
    #[error("校徽要用 PNG、JPEG 或 WebP 图片，这个文件不是，或者已经损坏")]
    CrestKind,
    /// The crest's file is too large for every page to carry.
    #[error("校徽文件有 {0} KB，最大 300 KB。请缩小再上传")]
    CrestBytes(usize),
    /// The crest is too small to be seen or too large to be shown.
    #[error("校徽有 {0}×{1} 像素，长宽都要在 64 到 2000 像素之间")]
    CrestPoints(usize, usize),
    /// The crest would push the school's name aside.
    #[error("校徽太长：宽不能超过高的 3 倍，高也不能超过宽的 3 倍")]
    CrestShape,
    /// The pattern of index numbers lacks its serial number.
    #[error("索引号规则里要有 {{serial}}（流水号）")]
    IndexPattern,
}

impl SchoolRefusal {
    /// The field of the settings that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            SchoolRefusal::Name => "name",
            SchoolRefusal::Colour => "colour",
            SchoolRefusal::PublicUrl => "public_url",
            SchoolRefusal::IndexPattern => "index_pattern",
            SchoolRefusal::Code | SchoolRefusal::Host(_) => "",
            _ => "crest",
        }
    }
}

/// Why a change of a unit is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnitRefusal {
    /// The name is empty or too long.
    #[error("部门名称要写 1 到 60 个字")]
    Name,
    /// The code is not a short word.
    #[error("部门代码用 1 到 20 个小写字母、数字或连字符，并以字母开头")]
    Code,
    /// Another unit has this code.
    #[error("代码“{0}”已有别的部门在用")]
    CodeTaken(String),
    /// Another unit has this name now.
    #[error("“{0}”已有别的部门在用")]
    NameTaken(String),
    /// The unit has been merged away.
    #[error("这个部门已经并入别的部门，不能再改")]
    Ended,
    /// A unit cannot be merged into itself.
    #[error("不能并入自己")]
    IntoItself,
    /// The other unit has itself been merged away.
    #[error("要并入的部门自己已经撤并")]
    IntoEnded,
    /// The new name begins before the present one.
    #[error("新名称的启用日期要晚于现名称的启用日期（{0}）")]
    BeforePresentName(Date),
    /// A unit would stand below itself in the tree.
    #[error("上级部门不能是自己或自己的下级")]
    Circle,
    /// The unit above is none of the school's, or has been merged away.
    #[error("没有选中的上级部门，或者它已经撤并。请重新选择")]
    NoParent,
    /// The campus is none of the school's.
    #[error("没有选中的校区，可能刚被删去。请重新选择")]
    NoCampus,
}

impl UnitRefusal {
    /// The field of the forms of a unit that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            UnitRefusal::Name | UnitRefusal::NameTaken(_) => "name",
            UnitRefusal::Code | UnitRefusal::CodeTaken(_) => "code",
            UnitRefusal::IntoItself | UnitRefusal::IntoEnded => "into",
            UnitRefusal::BeforePresentName(_) => "from",
            UnitRefusal::Circle | UnitRefusal::NoParent => "parent",
            UnitRefusal::NoCampus => "campus",
            UnitRefusal::Ended => "",
        }
    }
}

/// Why a change of a campus is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CampusRefusal {
    /// The name is empty or too long.
    #[error("校区名称要写 1 到 60 个字")]
    Name,
    /// The code is not a short word.
    #[error("校区代码用 1 到 20 个小写字母、数字或连字符，并以字母开头")]
    Code,
    /// Another campus has this code.
    #[error("代码“{0}”已有别的校区在用")]
    CodeTaken(String),
    /// Another campus has this name.
    #[error("“{0}”已有别的校区在用")]
    NameTaken(String),
    /// The address is too long.
    #[error("校区地址写了{0}个字，最多200个字")]
    AddressTooLong(usize),
    /// One campus is the main one.
    #[error("学校要有一个主校区。请打开另一个校区，把它设为主校区")]
    OnlyMain,
    /// Units stand on it.
    #[error("还有{0}个部门在这个校区，先给它们换一个校区，再删")]
    HasUnits(usize),
    /// The main campus goes last.
    #[error("主校区不能先删。请先把另一个校区设为主校区")]
    MainStays,
}

impl CampusRefusal {
    /// The field of the forms of a campus that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            CampusRefusal::Name | CampusRefusal::NameTaken(_) => "name",
            CampusRefusal::Code | CampusRefusal::CodeTaken(_) => "code",
            CampusRefusal::AddressTooLong(_) => "address",
            _ => "",
        }
    }
}

/// A code of a school or a unit: a letter, then letters, digits and hyphens.
pub fn is_code(code: &str) -> bool {
    let mut bytes = code.bytes();
    code.len() <= 20
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_name(name: &str) -> bool {
    (1..=60).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control)
}

/// A host name without scheme, port or path.
pub fn is_host(host: &str) -> bool {
    (1..=253).contains(&host.len())
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

/// Whether a school may be founded with these data.
pub fn check_school(code: &str, name: &str, hosts: &[String]) -> Result<(), Vec<SchoolRefusal>> {
    let mut reasons = Vec::new();
    if !is_code(code) {
        reasons.push(SchoolRefusal::Code);
    }
    if !is_name(name) {
        reasons.push(SchoolRefusal::Name);
    }
    reasons.extend(hosts.iter().filter(|host| !is_host(host)).cloned().map(SchoolRefusal::Host));
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether these settings may be saved.
pub fn check_settings(settings: &SchoolSettings) -> Result<(), Vec<SchoolRefusal>> {
    let mut reasons = Vec::new();
    let colour = &settings.colour;
    let is_colour =
        colour.len() == 7 && colour.starts_with('#') && colour[1..].bytes().all(|b| b.is_ascii_hexdigit());
    if !colour.is_empty() && !is_colour {
        reasons.push(SchoolRefusal::Colour);
    }
    let url = &settings.public_url;
    let is_address =
        url::Url::parse(url).is_ok_and(|u| matches!(u.scheme(), "http" | "https") && u.host().is_some());
    if !url.is_empty() && (!is_address || url.ends_with('/') || url.contains(['?', '#'])) {
        reasons.push(SchoolRefusal::PublicUrl);
    }
    if !settings.index_number.pattern.contains("{serial}") {
        reasons.push(SchoolRefusal::IndexPattern);
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Bytes of a crest at most: every page carries it.
const MOST_CREST_BYTES: usize = 300 << 10;

/// The kind and size of a picture that may stand in the head of every page, read from its first
/// bytes: the ending, the width, the height. Names and what the sender says of it count for nothing.
pub fn check_crest(content: &[u8]) -> Result<(&'static str, usize, usize), Vec<SchoolRefusal>> {
    let ending = match imagesize::image_type(content) {
        Ok(imagesize::ImageType::Png) => "png",
        Ok(imagesize::ImageType::Jpeg) => "jpg",
        Ok(imagesize::ImageType::Webp) => "webp",
        _ => return Err(vec![SchoolRefusal::CrestKind]),
    };
    let size = imagesize::blob_size(content).map_err(|_| vec![SchoolRefusal::CrestKind])?;
    let (width, height) = (size.width, size.height);
    let mut reasons = Vec::new();
    if content.len() > MOST_CREST_BYTES {
        reasons.push(SchoolRefusal::CrestBytes(content.len() >> 10));
    }
    if ![width, height].iter().all(|length| (64..=2000).contains(length)) {
        reasons.push(SchoolRefusal::CrestPoints(width, height));
    } else if width > 3 * height || height > 3 * width {
        reasons.push(SchoolRefusal::CrestShape);
    }
    if reasons.is_empty() { Ok((ending, width, height)) } else { Err(reasons) }
}

/// Facts of the other units of a school, for naming one of them.
pub struct OtherUnit<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its present name.
    pub name: &'a str,
    /// Whether it still exists.
    pub is_present: bool,
}

/// Whether a unit may have this code and name beside the others.
pub fn check_unit(code: &str, name: &str, others: &[OtherUnit<'_>]) -> Result<(), Vec<UnitRefusal>> {
    let mut reasons = Vec::new();
    if !is_code(code) {
        reasons.push(UnitRefusal::Code);
    }
    if !is_name(name) {
        reasons.push(UnitRefusal::Name);
    }
    if others.iter().any(|other| other.code == code) {
        reasons.push(UnitRefusal::CodeTaken(code.to_owned()));
    }
    if others.iter().any(|other| other.is_present && other.name == name) {
        reasons.push(UnitRefusal::NameTaken(name.to_owned()));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// What is against a unit's place in the school: below a unit, on a campus.
pub fn check_place(
    parent: Option<UnitId>,
    campus: Option<i64>,
    units: &[Unit],
    campuses: &[Campus],
) -> Vec<UnitRefusal> {
    let has_parent = |id| units.iter().any(|unit| unit.id == id && unit.is_present());
    let has_campus = |id| campuses.iter().any(|one| one.id == id);
    let no_parent = parent.is_some_and(|id| !has_parent(id)).then_some(UnitRefusal::NoParent);
    let no_campus = campus.is_some_and(|id| !has_campus(id)).then_some(UnitRefusal::NoCampus);
    no_parent.into_iter().chain(no_campus).collect()
}

/// Whether a campus may be so beside the other campuses of its school.
pub fn check_campus(campus: &Campus, others: &[&Campus]) -> Result<(), Vec<CampusRefusal>> {
    let mut reasons = Vec::new();
    if !is_code(&campus.code) {
        reasons.push(CampusRefusal::Code);
    }
    if !is_name(&campus.name) {
        reasons.push(CampusRefusal::Name);
    }
    if others.iter().any(|other| other.code == campus.code) {
        reasons.push(CampusRefusal::CodeTaken(campus.code.clone()));
    }
    if others.iter().any(|other| other.name == campus.name) {
        reasons.push(CampusRefusal::NameTaken(campus.name.clone()));
    }
    let chars = campus.address.chars().count();
    if chars > 200 {
        reasons.push(CampusRefusal::AddressTooLong(chars));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether a campus may be taken away: none stands on it, and the main one goes last.
pub fn check_removal(campus: &Campus, others: &[&Campus], units: usize) -> Result<(), Vec<CampusRefusal>> {
    let mut reasons = Vec::new();
    if units > 0 {
        reasons.push(CampusRefusal::HasUnits(units));
    }
    if campus.is_main && !others.is_empty() {
        reasons.push(CampusRefusal::MainStays);
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether a unit may be merged into another.
pub fn check_merge(
    unit: UnitId,
    is_ended: bool,
    into: UnitId,
    into_is_ended: bool,
) -> Result<(), Vec<UnitRefusal>> {
    let mut reasons = Vec::new();
    if is_ended {
        reasons.push(UnitRefusal::Ended);
    }
    if unit == into {
        reasons.push(UnitRefusal::IntoItself);
    } else if into_is_ended {
        reasons.push(UnitRefusal::IntoEnded);
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_names_and_hosts() {
        assert_eq!(check_school("jn", "江南职业技术学院", &["xxgk.example.edu.cn".into()]), Ok(()));
        let reasons = check_school("江南", " ", &["http://x/".into()]).unwrap_err();
        assert_eq!(
            reasons,
            [SchoolRefusal::Code, SchoolRefusal::Name, SchoolRefusal::Host("http://x/".into())]
        );
    }

    #[test]
    fn settings_are_checked_all_at_once() {
        let mut settings = SchoolSettings {
            colour: "绿色".into(),
            public_url: "example.edu.cn/".into(),
            ..Default::default()
        };
        settings.index_number.pattern = "JN".into();
        assert_eq!(
            check_settings(&settings).unwrap_err(),
            [SchoolRefusal::Colour, SchoolRefusal::PublicUrl, SchoolRefusal::IndexPattern]
        );
        assert_eq!(check_settings(&SchoolSettings::default()), Ok(()));
    }

    /// The first bytes of a PNG of this size; its kind and size are read from nothing else.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
        [head, &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0, 0, 0, 0, 0]].concat()
    }

    #[test]
    fn a_crest_is_what_it_holds() {
        assert_eq!(check_crest(&png(200, 240)), Ok(("png", 200, 240)));
        for content in
            [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"GIF89a\0\0\0\0", b"%PDF-1.7", b""]
        {
            assert_eq!(check_crest(content), Err(vec![SchoolRefusal::CrestKind]));
        }
        assert_eq!(check_crest(&png(200, 240)[..20]), Err(vec![SchoolRefusal::CrestKind]), "cut off");
        assert_eq!(check_crest(&png(16, 16)), Err(vec![SchoolRefusal::CrestPoints(16, 16)]));
        assert_eq!(check_crest(&png(10_000, 100)), Err(vec![SchoolRefusal::CrestPoints(10_000, 100)]));
        assert_eq!(check_crest(&png(400, 100)), Err(vec![SchoolRefusal::CrestShape]));
        let mut large = png(200, 240);
        large.resize(400 << 10, 0);
        assert_eq!(check_crest(&large), Err(vec![SchoolRefusal::CrestBytes(400)]));
    }

    #[test]
    fn a_merged_units_name_is_free_again() {
        let others = [OtherUnit { code: "a", name: "教务处", is_present: false }];
        assert_eq!(check_unit("b", "教务处", &others), Ok(()));
        assert_eq!(check_unit("a", "教务处", &others), Err(vec![UnitRefusal::CodeTaken("a".into())]));
    }

    #[test]
    fn campuses() {
        let campus = |code: &str, name: &str, is_main| Campus {
            id: 1,
            code: code.into(),
            name: name.into(),
            address: String::new(),
            is_main,
        };
        let (main, lake) = (campus("wl", "文澜校区", true), campus("bh", "滨湖校区", false));
        assert_eq!(check_campus(&lake, &[&main]), Ok(()));
        let long = Campus { address: "路".repeat(201), ..campus("wl", "文澜校区", false) };
        assert_eq!(
            check_campus(&long, &[&main]).unwrap_err(),
            [
                CampusRefusal::CodeTaken("wl".into()),
                CampusRefusal::NameTaken("文澜校区".into()),
                CampusRefusal::AddressTooLong(201)
            ]
        );
        let nothing = check_campus(&campus("", "", false), &[]).unwrap_err();
        assert_eq!(nothing, [CampusRefusal::Code, CampusRefusal::Name]);

        assert_eq!(check_removal(&lake, &[&main], 0), Ok(()));
        assert_eq!(check_removal(&main, &[], 0), Ok(()));
        assert_eq!(
            check_removal(&main, &[&lake], 2).unwrap_err(),
            [CampusRefusal::HasUnits(2), CampusRefusal::MainStays]
        );
    }

    #[test]
    fn merges() {
        assert_eq!(check_merge(UnitId(1), false, UnitId(2), false), Ok(()));
        assert_eq!(check_merge(UnitId(1), false, UnitId(1), false), Err(vec![UnitRefusal::IntoItself]));
        assert_eq!(
            check_merge(UnitId(1), true, UnitId(2), true),
            Err(vec![UnitRefusal::Ended, UnitRefusal::IntoEnded])
        );
    }
}
