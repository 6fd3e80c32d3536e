//! Pictures in a manuscript: those that browsers show, of a size that they can.

use serde::{Deserialize, Serialize};

/// Bytes of one picture at most.
const MOST_BYTES: usize = 10 << 20;
/// Its points at most: a photograph of a good camera, not a scanned wall.
const MOST_POINTS: usize = 50_000_000;

/// A picture that stands in a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its name in the text's addresses, with the ending of its kind.
    pub name: String,
    /// Its bytes.
    #[serde(with = "base64")]
    pub content: Vec<u8>,
}

/// The ending of a picture that a page may show.
///
/// # Errors
///
/// What it is instead, in words.
pub fn ending(content: &[u8]) -> Result<&'static str, &'static str> {
    let ending = match imagesize::image_type(content) {
        Ok(imagesize::ImageType::Png) => "png",
        Ok(imagesize::ImageType::Jpeg) => "jpg",
        Ok(imagesize::ImageType::Gif) => "gif",
        Ok(imagesize::ImageType::Webp) => "webp",
        _ => return Err("格式网页不认识的图片（请另存为 PNG 再插入）"),
    };
    let points = imagesize::blob_size(content).map(|size| size.width.saturating_mul(size.height));
    match points {
        _ if content.len() > MOST_BYTES => Err("超过 10 MB 的图片（请缩小再插入）"),
        Ok(1..=MOST_POINTS) => Ok(ending),
        Ok(0) | Err(_) => Err("损坏的图片"),
        Ok(_) => Err("大得打不开的图片（请缩小再插入）"),
    }
}

/// The bytes on their way from the child, which answers in JSON.
mod base64 {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(content: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(content))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64_STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
