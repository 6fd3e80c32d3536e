//! The end of a backup: the hash of everything before it, and that hash
//! signed with the installation's key.

use std::io::{Read, Seek, SeekFrom, Write};

use keys::Keys;
use sha2::{Digest, Sha256};

/// `hash signature`, 64 hexadecimal digits each.
pub(super) const LENGTH: usize = 129;

/// The end of a backup, as it was read.
pub(super) struct Seal {
    digest: String,
    signature: String,
}

const PURPOSE: &str = "backup";

/// Writes the seal over the last [`LENGTH`] bytes, where the ZIP has its comment.
pub(super) fn set(file: &mut (impl Read + Write + Seek), keys: &Keys) -> std::io::Result<()> {
    let digest = digest(file)?;
    let signature = keys::hex(&keys.hash(PURPOSE, digest.as_bytes()));
    file.seek(SeekFrom::End(-(LENGTH as i64)))?;
    file.write_all(format!("{digest} {signature}").as_bytes())
}

/// Reads the whole file. `None` where it does not end in the right seal.
pub(super) fn read(file: &mut (impl Read + Seek)) -> std::io::Result<Option<Seal>> {
    if file.seek(SeekFrom::End(0))? < LENGTH as u64 {
        return Ok(None);
    }
    let counted = digest(file)?;
    file.seek(SeekFrom::End(-(LENGTH as i64)))?;
    let mut end = String::new();
    if file.read_to_string(&mut end).is_err() {
        return Ok(None);
    }
    let Some((digest, signature)) = end.split_once(' ') else { return Ok(None) };
    let is_right = digest == counted && signature.len() == 64;
    Ok(is_right.then(|| Seal { digest: counted, signature: signature.to_owned() }))
}

impl Seal {
    /// Whether this key signed it.
    pub fn is_of(&self, keys: &Keys) -> bool {
        keys::hex(&keys.hash(PURPOSE, self.digest.as_bytes())) == self.signature
    }
}

/// The hash of all but the last [`LENGTH`] bytes.
fn digest(file: &mut (impl Read + Seek)) -> std::io::Result<String> {
    let mut left = file.seek(SeekFrom::End(0))?.saturating_sub(LENGTH as u64);
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    while left > 0 {
        let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = file.read(&mut piece[..most])?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        hash.update(&piece[..read]);
        left -= read as u64;
    }
    Ok(keys::hex(&hash.finalize()))
}
