//! A file dragged into a document: Windows wraps it, with the name and path it had.

use super::super::archive::{Budget, inner};
use super::super::{Part, kind};
use super::u32_at;

/// The file in its wrapping, and the names it had, which are text too.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    let Some((names, content)) = unwrapped(bytes) else {
        // Some programs write the object without the wrapping.
        return inner("package", bytes.get(4..).unwrap_or_default(), budget);
    };
    let file = names.first().and_then(|name| name.rsplit(['\\', '/']).next()).unwrap_or("package");
    let file = if kind(file).is_empty() { "package" } else { file };
    let mut parts = inner(file, content, budget);
    parts.push(Part::text("names", names.join("\n")));
    parts
}

/// The names (label, path, path while it was taken in) and the bytes of the file.
fn unwrapped(bytes: &[u8]) -> Option<(Vec<String>, &[u8])> {
    // Size, then a mark of two bytes.
    let mut at = 6;
    let label = string(bytes, &mut at)?;
    let path = string(bytes, &mut at)?;
    at += 8;
    let taken = string(bytes, &mut at)?;
    let length = u32_at(bytes, at)? as usize;
    let content = bytes.get(at + 4..(at + 4).checked_add(length)?)?;
    let names = [label, path, taken].into_iter().filter(|name| !name.is_empty()).collect();
    Some((names, content))
}

/// A string that ends with a zero, in the codepage of the country.
fn string(bytes: &[u8], at: &mut usize) -> Option<String> {
    let rest = bytes.get(*at..)?;
    let length = rest.iter().take(1024).position(|byte| *byte == 0)?;
    *at += length + 1;
    Some(encoding_rs::GB18030.decode_without_bom_handling(&rest[..length]).0.into_owned())
}
