//! A scanned list with seals on its numbers, read by the pack of `script/ocr`; without one these tests
//! are skipped. The people and their numbers are made up.

use std::path::Path;

use image::{DynamicImage, ImageFormat};
use ocr::{Files, Pack, Picture};

/// ID card, bank card and mobile number of each row.
const PRINTED: [[&str; 3]; 10] = [
    ["33030220010819345X", "6225882940499587118", "15125126714"],
    ["450103200711076349", "6228489150631483470", "13586390702"],
    ["330327200008245299", "6222027096244743580", "13947037428"],
    ["370102200101227481", "6222024361575201", "15897385313"],
    ["330302200709127861", "6225881922154826255", "18866188229"],
    ["652301200610098132", "6212268167305034562", "18280032479"],
    ["110105200407129500", "6228480809588350581", "15973309700"],
    ["652301200702112755", "6217003367437480", "15339987396"],
    ["330302200511183307", "6222020564624580622", "15262360537"],
    ["370102200707257570", "6228486530534165196", "17130811305"],
];

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn pack() -> Option<Pack> {
    let files = Files::within(&folder("../../vendor/ocr")).unwrap();
    if files.is_none() {
        println!("skipped: no vendor/ocr, see script/ocr");
    }
    files.map(|files| Pack::load(files).unwrap())
}

fn scan() -> Vec<u8> {
    std::fs::read(folder("tests/corpus/list.jpg")).unwrap()
}

fn read(pack: &Pack, bytes: &[u8]) -> String {
    ocr::text_of(&pack.read(&Picture::decode(bytes).unwrap()).unwrap())
}

/// The numbers of the rows, each row in its line.
fn missing(text: &str) -> Vec<&'static str> {
    let has = |row: &&[&str; 3]| text.lines().any(|line| row.iter().all(|number| line.contains(number)));
    PRINTED.iter().filter(|row| !has(row)).map(|row| row[0]).collect()
}

#[test]
fn a_stamped_list_is_read_row_by_row() {
    let Some(pack) = pack() else { return };
    let text = read(&pack, &scan());
    println!("{text}");
    assert_eq!(missing(&text), Vec::<&str>::new());
    assert!(text.starts_with(
        "关于2026年国家奖学金拟获奖学生名单的公示\n序号\t姓名\t专业\t身份证号\t银行卡号\t手机号码\n1\t"
    ));
    let characters: Vec<char> = text.chars().collect();
    let found: Vec<String> = pii::Rules::built_in()
        .scan(&text)
        .iter()
        .map(|one| characters[one.start..one.end].iter().collect())
        .collect();
    let unfound: Vec<_> =
        PRINTED.as_flattened().iter().filter(|one| !found.contains(&one.to_string())).collect();
    assert!(unfound.is_empty(), "{unfound:?} not in {found:?}");
}

#[test]
fn a_list_is_read_whichever_way_up_it_lies() {
    let Some(pack) = pack() else { return };
    let upright = image::load_from_memory(&scan()).unwrap();
    for (way, turned) in [("left", upright.rotate270()), ("over", upright.rotate180())] {
        assert_eq!(missing(&read(&pack, &png(&turned))), Vec::<&str>::new(), "{way}");
    }
}

#[test]
fn a_page_without_words_says_nothing() {
    let Some(pack) = pack() else { return };
    let blank = DynamicImage::ImageRgb8(image::RgbImage::from_pixel(300, 300, image::Rgb([250; 3])));
    assert_eq!(read(&pack, &png(&blank)), "");
    let dot = DynamicImage::new_luma8(1, 1);
    assert_eq!(read(&pack, &png(&dot)), "");
}

#[test]
fn half_a_pack_is_told_and_none_is_none() {
    let half = tempfile::tempdir().unwrap();
    std::fs::write(half.path().join("detect.onnx"), b"x").unwrap();
    assert!(Files::within(half.path()).unwrap_err().to_string().contains("recognise.onnx"));
    std::fs::write(half.path().join("recognise.onnx"), b"x").unwrap();
    let files = Files::within(half.path()).unwrap().unwrap();
    assert!(Pack::load(files).is_err());
    assert!(Files::within(&half.path().join("none")).unwrap().is_none());
}

fn png(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}
