//! Secrets that are handed out once and kept only as their hash.

use sha2::{Digest, Sha256};

/// 256 random bits in hexadecimal: a session's cookie, a one-time link.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new secret from the system's generator.
    pub fn new() -> Self {
        Secret(keys::token())
    }

    /// The text to hand out.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> String {
        hash(&self.0)
    }
}

/// The path of the page on which a link's owner sets a password.
pub fn sign_in_path(secret: &Secret) -> String {
    format!("/link/{}", secret.reveal())
}

impl Default for Secret {
    fn default() -> Self {
        Secret::new()
    }
}

/// What the database keeps of a secret. A plain hash is enough for 256 random bits.
pub(crate) fn hash(secret: &str) -> String {
    keys::hex(&Sha256::digest(secret.as_bytes()))
}
