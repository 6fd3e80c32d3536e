//! Everything in a PDF that has words, drawn or not.

use crate::made::{assert_told, office, pdf, pdf_of, stream, told_of};

/// A document of pages with this drawing, and these objects besides, from number 10.
fn drawn(content: &str, page: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let fonts = "/Font <</F1 4 0 R /F2 5 0 R /F3 6 0 R /F4 9 0 R>> /XObject <</X1 8 0 R /X2 10 0 R>>";
    let text = |text: &str| text.as_bytes().to_vec();
    let mut objects = vec![
        text("<</Type /Catalog /Pages 2 0 R>>"),
        text("<</Type /Pages /Kids [3 0 R] /Count 1>>"),
        text(&format!(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 7 0 R /Resources <<{fonts}>> {page}>>"
        )),
        text("<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>"),
        text(
            "<</Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /GBK-EUC-H /DescendantFonts [<</Type /Font /Subtype /CIDFontType0 /DW 1000>>]>>",
        ),
        text(
            "<</Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [<</Type /Font /Subtype /CIDFontType2 /DW 1000>>]>>",
        ),
        stream("", content.as_bytes()),
        stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"BT /F1 9 Tf (in a form) Tj ET /X1 Do"),
        text(
            "<</Type /Font /Subtype /Type0 /BaseFont /Other /Encoding /Identity-H /DescendantFonts [<</Type /Font /Subtype /CIDFontType2>>]>>",
        ),
    ];
    objects.extend(more.iter().cloned());
    pdf_of(&objects, "")
}

#[test]
fn what_is_drawn_is_read_however_it_is_drawn() {
    let content =
        "BT /F1 12 Tf 50 700 Td (Tel 138) Tj ( 0000) Tj [(00) -20 (01)] TJ 0 -20 Td (next line) Tj ET
        BT /F1 12 Tf 3 Tr 50 600 Td (unseen) Tj ET 1 1 1 rg BT 1 0 0 1 50 500 Tm (white) Tj ET
        BT /F1 12 Tf 5000 -9000 Td (outside) Tj ET
        /OC /Layer BDC BT /F1 12 Tf 50 400 Td (layer) Tj ET EMC
        BT /F2 12 Tf 50 300 Td <D5C5C8FD> Tj 100 0 Td <D2BB> Tj ET
        BT /F3 12 Tf 50 200 Td <5F204E09> Tj ET
        /Span <</ActualText (instead)>> BDC EMC q 1 0 0 1 0 90 cm /X1 Do Q";
    assert_told(
        "pdf",
        &drawn(content, "", &[]),
        &[
            ("p. 1", "Tel 138 00000001\nnext line\nunseen\nwhite\noutside\nlayer\n张三 一\n张三\nin a form"),
            ("p. 1 (fields)", "instead"),
        ],
    );
}

#[test]
fn letters_without_a_table_are_told_and_never_dropped() {
    let some = drawn("BT /F1 12 Tf 50 700 Td (some words) Tj /F4 12 Tf <00010002> Tj ET", "", &[]);
    let why = "!这一页有2个字的字体没有对照表，读不出来，请人看一遍";
    assert_told("pdf", &some, &[("p. 1", "some words"), ("p. 1", why)]);
    let all = drawn("BT /F4 12 Tf 50 700 Td <00010002> Tj ET", "", &[]);
    assert_told("pdf", &all, &[("p. 1", "!这一页的字体没有对照表，文字读不出来，请人看一遍")]);
}

#[test]
fn a_scanned_page_is_told_and_large_pictures_between_words_too() {
    let image = stream("/Type /XObject /Subtype /Image /Width 1240 /Height 1754 /Filter /DCTDecode", b"?");
    let scan = drawn("q /X2 Do Q", "", std::slice::from_ref(&image));
    assert_told("pdf", &scan, &[("p. 1", "!这一页没有文字层，像是扫描件，请人看一遍")]);
    let both = drawn("BT /F1 9 Tf (words) Tj ET /X2 Do", "", &[image]);
    assert_told(
        "pdf",
        &both,
        &[("p. 1", "words"), ("pictures", "!有1幅较大的图片，里面的文字读不出来，请人看一遍")],
    );
    assert_told("pdf", &drawn("", "", &[]), &[("p. 1", "")]);
}

#[test]
fn notes_fields_files_and_properties_are_read() {
    let text = |text: &str| text.as_bytes().to_vec();
    let inner = office(&[("word/document.xml", "<w:p><w:r><w:t>附件正文</w:t></w:r></w:p>")]);
    let more = [
        text("<</Type /Annot /Subtype /Text /Contents (a note 13800000001)>>"),
        text("<</Type /Annot /Subtype /Stamp /AP <</N 12 0 R>>>>"),
        stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</Font <</F1 4 0 R>>>>",
            b"BT /F1 9 Tf (stamped) Tj ET",
        ),
        text("<</Type /Annot /Subtype /Widget /FT /Tx /T (phone) /V (13800000002) /TU (hint)>>"),
        text(
            "<</Type /Filespec /F (list.docx) /UF <FEFF540D5355002E0064006F00630078> /Desc (about it) /EF <</F 15 0 R>>>>",
        ),
        stream("/Type /EmbeddedFile", &inner),
        stream(
            "/Type /Metadata /Subtype /XML",
            "<x:xmpmeta><dc:creator>某某</dc:creator></x:xmpmeta>".as_bytes(),
        ),
        text("<</Type /Annot /Subtype /Link /A <</S /URI /URI (mailto:a@example.edu.cn)>>>>"),
        text("<</Author (somebody) /Phone (13800000003) /CreationDate (D:20260101)>>"),
        text("<</S /JavaScript /JS (app.alert)>>"),
        text("<</Title (a chapter) /Dest [3 0 R]>>"),
    ];
    let page = "/Annots [10 0 R 11 0 R 13 0 R 17 0 R]";
    let mut objects = drawn("BT /F1 9 Tf (words) Tj ET", page, &more);
    // The properties are named by the trailer.
    let trailer = b"/Root 1 0 R ";
    let at = objects.windows(trailer.len()).position(|window| window == trailer).unwrap();
    objects.splice(at..at, b"/Info 18 0 R ".iter().copied());
    let told = told_of("pdf", &objects);
    for expected in [
        ("p. 1", "words"),
        ("p. 1 (notes)", "stamped"),
        ("notes", "a note 13800000001"),
        ("scripts", "app.alert"),
        ("outline", "a chapter"),
        ("links", "mailto:a@example.edu.cn"),
        ("properties", "somebody\n13800000003"),
        ("properties", "某某"),
        ("名单.docx: body", "附件正文"),
        ("attachments", "about it\n名单.docx"),
    ] {
        assert!(
            told.iter().any(|(name, text)| (name.as_str(), text.as_str()) == expected),
            "{expected:?} in {told:?}"
        );
    }
    let form = told.iter().find(|(name, _)| name == "form").unwrap();
    assert!(form.1.contains("13800000002") && form.1.contains("hint"), "{form:?}");
}

/// Both are encrypted: one opens without a password, the other asks for one.
#[test]
fn what_opens_without_a_password_is_read_and_what_doesnt_is_told() {
    assert_told("pdf", include_bytes!("older/open.pdf"), &[("p. 1", "Tel 13800000001")]);
    assert_told("pdf", include_bytes!("older/locked.pdf"), &[("", "!PDF 加了密码，打不开")]);
}

#[test]
fn a_drawing_that_draws_itself_and_pages_without_end_come_to_an_end() {
    let round = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</A 10 0 R /B 11 0 R>>>>",
        b"/A Do /B Do /A Do /B Do",
    );
    let told = told_of("pdf", &drawn("BT /F1 9 Tf (words) Tj ET /X2 Do", "", &[round.clone(), round]));
    assert_eq!(told[0], ("p. 1".to_owned(), "words".to_owned()));
    let kids: String = (3..5005).map(|number| format!("{number} 0 R ")).collect();
    let list = format!("<</Type /Pages /Kids [{kids}] /Count 5002>>");
    let heads = ["<</Type /Catalog /Pages 2 0 R>>", list.as_str()];
    let all: Vec<&str> =
        heads.into_iter().chain(std::iter::repeat_n("<</Type /Page /Parent 2 0 R>>", 5002)).collect();
    let pages = pdf(&all);
    let told = told_of("pdf", &pages);
    assert_eq!(told.last().unwrap(), &("p. 5001".to_owned(), "!页数太多，从这一页起没有读".to_owned()));
    let ring = pdf(&["<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [2 0 R] /Count 1>>"]);
    assert_told("pdf", &ring, &[("", "!PDF 里一页也没有")]);
    let deep = "[".repeat(200_000);
    assert_eq!(told_of("pdf", &pdf(&["<</Type /Catalog /Pages 2 0 R>>", &deep])).len(), 1);
}
