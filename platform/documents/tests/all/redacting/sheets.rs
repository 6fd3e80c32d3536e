//! Excel files.

use documents::reader;
use documents::redact::{Mask, key, redact};

use super::{MOBILE, NUMBER, keep, masked, package, sample, told, unzipped};

const NAMES: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

fn sheet(inner: &str) -> String {
    format!("<worksheet {NAMES}>{inner}</worksheet>")
}

fn book() -> Vec<u8> {
    let workbook = format!(
        "<workbook {NAMES}><fileSharing userName=\"张三\"/><sheets><sheet name=\"汇总\" sheetId=\"1\" r:id=\"rId1\" state=\"veryHidden\"/>\
         <sheet name=\"名单\" sheetId=\"2\" r:id=\"rId2\"/></sheets><definedNames>\
         <definedName name=\"手机\">\"{MOBILE}\"</definedName>\
         <definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">名单!$A$1:$B$9</definedName></definedNames></workbook>"
    );
    let shared = format!(
        "<sst {NAMES}><si><t>手机</t></si><si><r><rPr><b/></rPr><t>1380000</t></r><r><t>5678</t></r></si>\
         <si><t>没有用到的{NUMBER}</t></si><si><t>两行\n{NUMBER}</t></si><si><t>暗</t></si></sst>"
    );
    let rows = format!(
        "<row r=\"1\"><c r=\"A1\" t=\"s\" s=\"0\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\"><v>{MOBILE}</v></c></row>\
         <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"s\"><v>4</v></c><c r=\"B2\"><v>{MOBILE}</v></c></row>\
         <row r=\"4\"><c r=\"A4\" t=\"str\"><f>汇总!A1</f><v>电{MOBILE}</v></c><c r=\"B4\" t=\"s\"><v>3</v></c>\
         <c r=\"C4\"><f>C1*2</f><v>27600011356</v></c><c r=\"D4\" t=\"inlineStr\"><is><t>内{MOBILE}</t></is></c>\
         <c r=\"E4\" t=\"s\"><v>4</v></c></row>"
    );
    let list = sheet(&format!(
        "<cols><col min=\"5\" max=\"5\" hidden=\"1\"/></cols><sheetData>{rows}</sheetData><autoFilter ref=\"A1\"><filterColumn>\
         <filter val=\"{MOBILE}\"/></filterColumn></autoFilter><hyperlinks><hyperlink ref=\"A1\" r:id=\"rId1\" tooltip=\"{MOBILE}\"/>\
         </hyperlinks><legacyDrawing r:id=\"rId3\"/>"
    ));
    let hidden = sheet("<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>2</v></c></row></sheetData>");
    let comments = "<comments><commentList><comment ref=\"A1\"><text><t>13800005678</t></text></comment></commentList></comments>";
    package(
        &[
            ("xl/workbook.xml", &workbook),
            ("xl/worksheets/sheet1.xml", &hidden),
            ("xl/worksheets/sheet2.xml", &list),
            ("xl/sharedStrings.xml", &shared),
            ("xl/comments1.xml", comments),
            ("xl/connections.xml", "<connections/>"),
        ],
        &[
            ("", "rId1", "officeDocument", "xl/workbook.xml"),
            ("xl/workbook.xml", "rId1", "worksheet", "worksheets/sheet1.xml"),
            ("xl/workbook.xml", "rId2", "worksheet", "worksheets/sheet2.xml"),
            ("xl/workbook.xml", "rId3", "sharedStrings", "sharedStrings.xml"),
            ("xl/workbook.xml", "rId4", "connections", "connections.xml"),
            ("xl/worksheets/sheet2.xml", "rId1", "hyperlink", "tel:13800005678"),
            ("xl/worksheets/sheet2.xml", "rId2", "comments", "../comments1.xml"),
        ],
    )
}

#[test]
fn cells_of_every_kind_are_masked_and_what_is_hidden_is_gone() {
    let redacted = masked("xlsx", &book(), &[MOBILE, NUMBER]);
    keep("book.xlsx", &redacted.bytes);
    let wanted = "手机\t***\t***\n\n\n电***\t两行 ***\t27600011356\t内***";
    let names = "名单\n_xlnm.Print_Area\n名单!$A$1:$B$9";
    let left =
        [("名单", wanted), ("defined names", names)].map(|(part, text)| (part.to_owned(), text.to_owned()));
    assert_eq!(told("xlsx", &redacted.bytes), left);
    let all: Vec<String> =
        unzipped(&redacted.bytes).into_iter().map(|(_, text)| String::from_utf8(text).unwrap()).collect();
    for gone in [MOBILE, NUMBER, "1380000", "没有用到", "<f>", "autoFilter", "汇总", "张三", "暗", "tel:"]
    {
        assert!(!all.iter().any(|text| text.contains(gone)), "{gone}");
    }
    assert!(all.iter().any(|text| text.contains("localSheetId=\"0\">名单!$A$1:$B$9<")));
    assert!(all.iter().any(|text| text.contains("两行\n***")), "a break in a cell stays");
    let removed = redacted.removed.join("，");
    assert_eq!(
        removed,
        "1条批注，1个隐藏行的内容，1个隐藏列的内容，2个公式（只留结果），1个名称，1个链接的地址，隐藏的工作表“汇总”，外部数据的连接"
    );
}

#[test]
fn a_mask_over_two_cells_shows_once_what_stands_for_it() {
    let bytes = book();
    let document = reader::read("xlsx", &bytes).unwrap();
    let at = document.parts.iter().position(|part| part.name == "名单").unwrap();
    let mask = Mask { part: key(&document, at), start: 1, end: 5, with: "*".into() };
    let redacted = redact("xlsx", &bytes, &[mask]).unwrap();
    assert!(told("xlsx", &redacted.bytes)[0].1.starts_with("手*\t800005678\t"));
}

#[test]
fn the_hidden_sheet_of_accounts_is_gone() {
    let Some(bytes) = sample("final-accounts.xlsx") else { return };
    let redacted = masked("xlsx", &bytes, &[]);
    keep("final-accounts.xlsx", &redacted.bytes);
    let told = told("xlsx", &redacted.bytes);
    println!("{told:?} {:?}", redacted.removed);
    assert!(!told.iter().any(|(name, _)| name.contains("hidden") || name == "properties"));
    assert!(redacted.removed.iter().any(|what| what.starts_with("隐藏的工作表")));
    assert!(redacted.removed.iter().any(|what| what.starts_with("1个没有存下结果的公式")));
}
