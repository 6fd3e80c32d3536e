//! Archives, OFD, RTF, pictures, pages and plain text in every encoding.

use std::io::Write;

use crate::made::{assert_told, told_of, zipped};

fn gzipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut encoder =
        flate2::GzBuilder::new().filename(name).write(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn tarred(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for &(name, content) in entries {
        let mut head = [0; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        head[156] = b'0';
        head[257..262].copy_from_slice(b"ustar");
        out.extend(head);
        out.extend(content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

#[test]
fn archives_of_other_kinds_are_read_or_told() {
    let row = tarred(&[("名单/张三13800000001.txt", "甲".as_bytes()), ("b.txt", b"b")]);
    let names = ("names", "名单/张三13800000001.txt\nb.txt");
    let read = [("名单/张三13800000001.txt: body", "甲"), ("b.txt: body", "b"), names];
    assert_told("tar", &row, &read);
    assert_told("tgz", &gzipped("a.tar", &row), &read);
    assert_told("gz", &gzipped("a.txt", b"a"), &[("a.txt: body", "a"), ("names", "a.txt")]);
    assert_told("gz", &gzipped("a.txt", &vec![0; 4 << 20]), &[("", "!解压后大得不正常，像是压缩炸弹")]);
    assert_told(
        "tar",
        &row[..600],
        &[
            ("名单/张三13800000001.txt: body", "甲"),
            ("names", "名单/张三13800000001.txt"),
            ("names", "!压缩文件不完整，后面的读不出来"),
        ],
    );
    assert_told("rar", b"Rar!", &[("", "!.rar 压缩文件打不开，请另存为 .zip")]);
    let packed = zipped(&[("a.7z", b"7z"), ("../../etc/a.txt", b"a"), ("C:\\b.txt", b"b")]);
    assert_told(
        "zip",
        &packed,
        &[
            ("a.7z", "!.7z 压缩文件打不开，请另存为 .zip"),
            ("../../etc/a.txt: body", "a"),
            ("C:\\b.txt: body", "b"),
            ("names", "a.7z\n../../etc/a.txt\nC:\\b.txt"),
        ],
    );
}

#[test]
fn an_ofd_file_is_read_page_by_page() {
    let text = |text: &str, boundary: &str| {
        format!(
            r#"<ofd:TextObject Boundary="{boundary}"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>"#
        )
    };
    let page = |content: &str| {
        format!("<ofd:Page><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>")
    };
    let pages = r#"<ofd:Document><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_7/Content.xml"/><ofd:Page ID="2" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>"#;
    let first = page(
        &(text("138", "10 10 9 5")
            + &text("00000001", "19 10 20 5")
            + &text("甲", "60 10 5 5")
            + &text("下一行", "10 20 9 5")),
    );
    let entries = [
        (
            "OFD.xml",
            "<ofd:OFD><ofd:DocInfo><ofd:Author>某某</ofd:Author><ofd:CustomData Name=\"电话\">13800000002</ofd:CustomData></ofd:DocInfo></ofd:OFD>",
        ),
        ("Doc_0/Document.xml", pages),
        ("Doc_0/Pages/Page_7/Content.xml", &first),
        ("Doc_0/Pages/Page_0/Content.xml", &page("<ofd:ImageObject ResourceID=\"3\"/>")),
        ("Doc_0/Tpls/Tpl_0/Content.xml", &page(&text("底版", "0 0 1 1"))),
        (
            "Doc_0/Annots/Page_0/Annotation.xml",
            "<ofd:PageAnnot><ofd:Annot Creator=\"乙\"><ofd:Remark>批注</ofd:Remark></ofd:Annot></ofd:PageAnnot>",
        ),
        (
            "Doc_0/Attachs/Attachments.xml",
            "<ofd:Attachments><ofd:Attachment Name=\"名单\"><ofd:FileLoc>list.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
        ),
        ("Doc_0/Attachs/list.txt", "13800000003"),
        ("Doc_0/Tags/CustomTag.xml", "<a:标引><a:主送>丙</a:主送></a:标引>"),
    ];
    let bytes: Vec<(&str, &[u8])> = entries.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    assert_told(
        "ofd",
        &zipped(&bytes),
        &[
            ("p. 1", "13800000001 甲\n下一行"),
            ("p. 2", "!这一页没有文字层，像是扫描件，请人看一遍"),
            ("master", "底版"),
            ("notes", "乙\n批注"),
            ("properties", "某某\n电话\n13800000002"),
            ("tags", "丙"),
            ("attachments", "名单\nlist.txt"),
            ("list.txt: body", "13800000003"),
        ],
    );
    assert_told("ofd", &zipped(&[("a.txt", b"a")]), &[("", "!不是 OFD 文件，或已损坏")]);
}

#[test]
fn rich_text_is_read_with_what_it_hides() {
    let bytes = br"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}{\info{\author \'c4\'b3}{\title T}}{\header \'d2\'b3\'c3\'bc\par}
\'d5\'c5\u19977?, {\v 13800000001}{\deleted 13800000002}\par \trowd \'bc\'d7\cell 1\cell\row
{\field{\*\fldinst HYPERLINK mailto:a@b.cn}{\fldrslt link}}{\*\annotation note}{\footnote foot}{\*\unheard x}\~end{\*\shppict{\pict 00ff}}}";
    assert_told(
        "rtf",
        bytes,
        &[
            ("body", "张三, \n甲\t1\nlink end"),
            ("comments", "note"),
            ("footnotes", "foot"),
            ("header", "页眉"),
            ("properties", "某\nT"),
            ("body (fields)", "HYPERLINK mailto:a@b.cn"),
            ("body (deleted)", "13800000002"),
            ("body (hidden)", "13800000001"),
            ("pictures", "!有1幅图片，里面的文字读不出来，请人看一遍"),
        ],
    );
    assert_told("doc", b"{\\rtf1 text}", &[("body", "text")]);
    assert_told("rtf", b"text", &[("", "!文件已损坏，或后缀和内容不符")]);
    assert_told("rtf", "{\\rtf1".repeat(3000).as_bytes(), &[("", "!文件里一层套一层，套得太深，没有读")]);
}

/// A chunk of a PNG; nobody here asks for its check sum.
fn chunk(kind: &str, content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32).to_be_bytes()[..], kind.as_bytes(), content, &[0; 4]].concat()
}

/// Fields of a TIFF: a number, a kind, the value in a place of its own.
fn tiff(fields: &[(u16, u16, &[u8])]) -> Vec<u8> {
    let mut head = [&b"II*\0\x08\0\0\0"[..], &(fields.len() as u16).to_le_bytes()].concat();
    let mut values = Vec::new();
    let after = head.len() + fields.len() * 12 + 4;
    for (tag, kind, value) in fields {
        let count = value.len() / [1, 1, 1, 2, 4, 8][usize::from(*kind)];
        head.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        head.extend((count as u32).to_le_bytes());
        match value.len() {
            ..=4 => head.extend((*value).iter().copied().chain(std::iter::repeat(0)).take(4)),
            _ => {
                head.extend(((after + values.len()) as u32).to_le_bytes());
                values.extend(*value);
            }
        }
    }
    head.extend([0; 4]);
    [head, values].concat()
}

#[test]
fn what_is_written_beside_a_picture_is_read() {
    let look = ("body", "!图片里的文字读不出来，请人看一遍");
    let packed = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all("packed 13800000002".as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let png = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk("IHDR", &[0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0]),
        chunk("tEXt", b"Author\0Somebody"),
        chunk("zTXt", &[b"Note\0\0".as_slice(), &packed].concat()),
        chunk("iTXt", "Comment\0\0\0zh\0备注\0张某13800000001".as_bytes()),
    ]
    .concat();
    let told = "Author Somebody\nNote packed 13800000002\nComment 张某13800000001";
    assert_told("png", &png, &[look, ("picture details", told)]);
    let mut exif = tiff(&[
        (0x010e, 2, b"Tel 13800000003\0"),
        (0x013b, 2, b"Somebody\0"),
        (0x8825, 4, &[0; 4]),
        (0x9c9c, 1, &[0x20, 0x5f, 0, 0]),
    ]);
    // The place on earth is in a list of its own, which the third field names: 30° 15' north.
    let place = exif.len() as u32;
    exif[8 + 2 + 2 * 12 + 8..][..4].copy_from_slice(&place.to_le_bytes());
    exif.extend(
        [
            &[2, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 2, 0, 5, 0, 3, 0, 0, 0][..],
            &(place + 30).to_le_bytes(),
            &[0; 4],
        ]
        .concat(),
    );
    exif.extend([30_u32, 1, 15, 1, 0, 1].iter().flat_map(|number| number.to_le_bytes()));
    let jpeg = |kind: u8, content: &[u8]| {
        [&[0xff, kind][..], &((content.len() + 2) as u16).to_be_bytes(), content].concat()
    };
    let photo = [
        vec![0xff, 0xd8],
        jpeg(0xe1, &[b"Exif\0\0".as_slice(), &exif].concat()),
        jpeg(
            0xe1,
            "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><dc:creator>某某</dc:creator></x:xmpmeta>".as_bytes(),
        ),
        jpeg(
            0xed,
            &[b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0".as_slice(), &[0x1c, 2, 80, 0, 3], b"Bob"].concat(),
        ),
        jpeg(0xfe, "说明13800000004".as_bytes()),
        vec![0xff, 0xda, 0, 2, 0xff, 0xd9],
    ]
    .concat();
    let told = told_of("jpg", &photo);
    assert_eq!((told[0].0.as_str(), told[0].1.as_str()), look);
    for words in
        ["Tel 13800000003", "Artist: Somebody", "30 deg 15 min", "张", "某某", "Bob", "说明13800000004"]
    {
        assert!(told[1].1.contains(words), "{words} in {told:?}");
    }
    assert_told("gif", b"GIF89a\x21\xfe\x05hello\0;", &[look, ("picture details", "hello")]);
}

#[test]
fn text_is_read_in_every_encoding() {
    let text = "张三，13800000001";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        encoding_rs::GB18030.encode(text).0.into_owned(),
        [b"\xff\xfe", little.as_slice()].concat(),
        [b"\xfe\xff", big.as_slice()].concat(),
        little,
        big,
    ] {
        for kind in ["txt", "csv"] {
            assert_told(kind, &bytes, &[("body", text)]);
        }
    }
}

#[test]
fn a_pages_source_is_read_too() {
    let page = "<p>正文</p><p style='display:none'>藏着</p><img alt='照片13800000001'><!-- 13800000002 -->";
    assert_told(
        "html",
        page.as_bytes(),
        &[("body", "正文\n藏着\n照片13800000001"), ("page source", "13800000002")],
    );
}
