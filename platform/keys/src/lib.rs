//! The installation's secret, and what is made of it: keys for sealing fields,
//! for hashing what may be guessed, and for signing forms.
//!
//! The secret lies outside the data folder and the database, so that neither
//! of them alone tells what was sealed.

mod secret;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

pub use secret::{SecretError, load, load_or_make};

/// The keys of an installation, one for each purpose; cheap to clone.
#[derive(Clone)]
pub struct Keys {
    master: std::sync::Arc<Zeroizing<[u8; 32]>>,
}

/// What was sealed cannot be opened: damaged, moved, or sealed under another key.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("sealed with another key, damaged, or moved from its place")]
pub struct NotOpened;

/// The first byte of a sealed value: XChaCha20-Poly1305 under key 1.
const ALGORITHM: u8 = 1;
const NONCE_BYTES: usize = 24;

impl Keys {
    /// Keys made of this master secret.
    pub fn new(master: [u8; 32]) -> Self {
        Keys { master: std::sync::Arc::new(Zeroizing::new(master)) }
    }

    /// A keyed hash of `value` for a purpose: equal values are found again,
    /// but who has the hashes alone cannot try values.
    pub fn hash(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        mac(&self.derive(purpose), value)
    }

    /// Whether `tag` is the keyed hash of `value`, compared in constant time.
    pub fn verify(&self, purpose: &str, value: &[u8], tag: &[u8]) -> bool {
        self.hash(purpose, value).as_slice().ct_eq(tag).into()
    }

    /// Seals a value for one place (`school/table/column/row`): it opens there alone.
    pub fn seal(&self, place: &str, value: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: value, aad: place.as_bytes() };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("sealing fails only for values of many gigabytes");
        [&[ALGORITHM][..], &nonce, &sealed].concat()
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let rest = sealed.strip_prefix(&[ALGORITHM]).ok_or(NotOpened)?;
        let (nonce, text) = rest.split_at_checked(NONCE_BYTES).ok_or(NotOpened)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| NotOpened)?;
        let payload = Payload { msg: text, aad: place.as_bytes() };
        let value = self.cipher().decrypt(&XNonce::from(nonce), payload).map_err(|_| NotOpened)?;
        Ok(Zeroizing::new(value))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.derive("seal")).into())
    }

    /// A key of its own for each purpose.
    fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.master, purpose.as_bytes()))
    }
}

fn mac(key: &[u8; 32], value: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("any length is a key");
    mac.update(value);
    mac.finalize().into_bytes().into()
}

/// A random token of 256 bits, in lower-case hexadecimal.
pub fn token() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let keys = Keys::new([7; 32]);
        let sealed = keys.seal("1/people/phone/5", "13800000000".as_bytes());
        assert_eq!(&**keys.open("1/people/phone/5", &sealed).unwrap(), b"13800000000");
        assert_eq!(keys.open("1/people/phone/6", &sealed), Err(NotOpened));
        assert_eq!(Keys::new([8; 32]).open("1/people/phone/5", &sealed), Err(NotOpened));
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(keys.open("1/people/phone/5", &damaged), Err(NotOpened));
        assert_eq!(keys.open("1/people/phone/5", b""), Err(NotOpened));
    }

    #[test]
    fn hashes_differ_by_purpose_and_key() {
        let keys = Keys::new([7; 32]);
        let tag = keys.hash("form", b"x");
        assert!(keys.verify("form", b"x", &tag));
        assert!(!keys.verify("session", b"x", &tag));
        assert!(!Keys::new([8; 32]).verify("form", b"x", &tag));
    }
}
