//! Pictures without what cameras and programs write into them: place, device, time, author.

/// A PNG or JPEG without its remarks; any other picture as it is.
pub(super) fn without_remarks(bytes: &[u8]) -> Vec<u8> {
    let stripped = match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png(bytes),
        [0xff, 0xd8, ..] => jpeg(bytes),
        _ => None,
    };
    stripped.unwrap_or_else(|| bytes.to_vec())
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let name = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = bytes.get(at..end)?;
        if !matches!(name, b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf" | b"tIME") {
            out.extend(chunk);
        }
        if name == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1).filter(|_| bytes[at] == 0xff)?;
        // The picture itself goes to the end mark; what is put behind it is none of it.
        if marker == 0xda {
            let end = bytes.windows(2).rposition(|two| two == [0xff, 0xd9]).map_or(bytes.len(), |at| at + 2);
            out.extend(bytes.get(at..end)?);
            return Some(out);
        }
        let length = u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?) as usize;
        let segment = bytes.get(at..at + 2 + length)?;
        // Colours (APP2, APP14) are part of what is seen; Exif, XMP, IPTC and remarks aren't.
        if !matches!(marker, 0xe1 | 0xe3..=0xed | 0xef | 0xfe) {
            out.extend(segment);
        }
        at += 2 + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_go_and_the_picture_stays() {
        let chunk = |name: &[u8; 4], data: &[u8]| {
            [&(data.len() as u32).to_be_bytes(), &name[..], data, b"CRC!"].concat()
        };
        let png = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat();
        let said = [&png[..8], &chunk(b"tEXt", b"Author\0me"), &png[8..], b"behind"].concat();
        assert_eq!(without_remarks(&said), png);
        let jpeg = b"\xff\xd8\xff\xda\0\x02pixels\xff\xd9".to_vec();
        let said = [&jpeg[..2], b"\xff\xe1\0\x06Exif", &jpeg[2..], b"behind"].concat();
        assert_eq!(without_remarks(&said), jpeg);
        assert_eq!(without_remarks(b"\xff\xd8\xff\xe1\xff"), b"\xff\xd8\xff\xe1\xff");
    }
}
