//! Text files and CSV.

use super::{MOBILE, masked};

type Encoder = fn(&str) -> Vec<u8>;

#[test]
fn encoding_mark_and_line_ends_stay() {
    let text = format!("学号,电话\r\n1,\"{MOBILE}\"\r\n2,{MOBILE}\n");
    let wanted = "学号,电话\r\n1,\"***\"\r\n2,***\n";
    let wide =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let encodings: [(&str, Encoder); 3] = [
        ("UTF-8", |text| text.as_bytes().to_vec()),
        ("UTF-8 with its mark", |text| [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("GB18030", |text| encoding_rs::GB18030.encode(text).0.into_owned()),
    ];
    for (name, encoded) in encodings {
        for kind in ["csv", "txt"] {
            assert_eq!(masked(kind, &encoded(&text), &[MOBILE]).bytes, encoded(wanted), "{name} {kind}");
        }
    }
    for (mark, bytes) in
        [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
    {
        let encoded = |text: &str| [&mark[..], &wide(text, bytes)].concat();
        assert_eq!(masked("txt", &encoded(&text), &[MOBILE]).bytes, encoded(wanted));
        assert_eq!(
            masked("csv", &wide(&text, bytes), &[MOBILE]).bytes,
            wide(wanted, bytes),
            "without a mark"
        );
    }
}
