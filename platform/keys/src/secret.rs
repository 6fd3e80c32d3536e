//! The file of the master secret.

use std::fs::{File, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::Keys;

/// A secret that could not be read or made.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The file would lie in the data folder, and be copied with it.
    #[error("密钥文件 {0} 不能放在数据目录里面，请放到别处")]
    InsideData(PathBuf),
    /// The file is not there.
    #[error("找不到密钥文件 {0}。没有它，加密过的内容打不开；请从备份处放回来")]
    Missing(PathBuf),
    /// The file does not hold 64 hexadecimal digits.
    #[error("密钥文件 {0} 的内容不对，应当是 64 位十六进制数字")]
    Malformed(PathBuf),
    /// The file cannot be read or written.
    #[error("密钥文件 {0} 读写不了：{1}")]
    Io(PathBuf, #[source] std::io::Error),
}

/// Reads the secret at `path`, which must lie outside `data`.
pub fn load(path: &Path, data: &Path) -> Result<Keys, SecretError> {
    refuse_inside(path, data)?;
    let mut text = String::new();
    File::open(path).and_then(|mut file| file.read_to_string(&mut text)).map_err(|error| {
        match error.kind() {
            ErrorKind::NotFound => SecretError::Missing(path.to_owned()),
            _ => SecretError::Io(path.to_owned(), error),
        }
    })?;
    parse(text.trim()).map(Keys::new).ok_or_else(|| SecretError::Malformed(path.to_owned()))
}

/// Reads the secret at `path`, or makes one there, readable by its owner alone.
pub fn load_or_make(path: &Path, data: &Path) -> Result<Keys, SecretError> {
    refuse_inside(path, data)?;
    if !path.exists() {
        make(path).map_err(|error| SecretError::Io(path.to_owned(), error))?;
    }
    load(path, data)
}

/// Whole or not at all, and never over another's: of two that begin at once the
/// second takes the first one's.
fn make(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut beside =
        tempfile::Builder::new().permissions(Permissions::from_mode(0o400)).tempfile_in(folder)?;
    beside.write_all(crate::token().as_bytes())?;
    beside.as_file().sync_all()?;
    match beside.persist_noclobber(path) {
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
        _ => File::open(folder)?.sync_all(),
    }
}

fn refuse_inside(path: &Path, data: &Path) -> Result<(), SecretError> {
    let absolute = |p: &Path| std::path::absolute(p).unwrap_or_else(|_| p.to_owned());
    if absolute(path).starts_with(absolute(data)) {
        return Err(SecretError::InsideData(path.to_owned()));
    }
    Ok(())
}

fn parse(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut secret = [0; 32];
    for (byte, digits) in secret.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_kept_outside_the_data() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let path = folder.path().join("data.key");
        let first = load_or_make(&path, &data).unwrap().hash("x", b"y");
        assert_eq!(load_or_make(&path, &data).unwrap().hash("x", b"y"), first);
        assert!(matches!(load_or_make(&data.join("key"), &data), Err(SecretError::InsideData(_))));
        assert!(matches!(load(&folder.path().join("none"), &data), Err(SecretError::Missing(_))));
        let wrong = folder.path().join("wrong");
        std::fs::write(&wrong, "zz").unwrap();
        assert!(matches!(load(&wrong, &data), Err(SecretError::Malformed(_))));
    }
}
