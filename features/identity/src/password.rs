//! Hashing of passwords: Argon2id, a few at a time, so that a flood of tries
//! cannot take the machine from the public pages.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use tokio::sync::Semaphore;

use crate::IdentityError;

/// Memory in KiB, passes, lanes: OWASP's least, 19 MiB.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How many are hashed at the same time.
const AT_ONCE: usize = 2;

/// Hashes and checks passwords; cheap to clone, one for a process.
#[derive(Clone)]
pub struct Hasher {
    places: Arc<Semaphore>,
    /// The hash of no one's password, checked where there is no account, so
    /// that the time of the answer tells nothing.
    nobody: Arc<str>,
}

impl Hasher {
    /// A hasher.
    pub fn new() -> Result<Self, IdentityError> {
        let nobody = hash(&keys::token())?.into();
        Ok(Hasher { places: Arc::new(Semaphore::new(AT_ONCE)), nobody })
    }

    /// The hash to keep, with its parameters.
    pub async fn hash(&self, password: &str) -> Result<String, IdentityError> {
        let password = password.to_owned();
        self.run(move || hash(&password)).await?
    }

    /// Whether a password is the one that was hashed. With no hash, the same
    /// work is done in vain.
    pub async fn verify(&self, password: &str, kept: Option<&str>) -> Result<bool, IdentityError> {
        let exists = kept.is_some();
        let kept = kept.unwrap_or(&self.nobody).to_owned();
        let password = password.to_owned();
        let same = self.run(move || verify(&password, &kept)).await?;
        Ok(same && exists)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, IdentityError> {
        let broken = |e: &dyn std::fmt::Display| IdentityError::Hash(e.to_string());
        let _place = self.places.acquire().await.map_err(|e| broken(&e))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| broken(&e))
    }
}

fn argon() -> Result<Argon2<'static>, IdentityError> {
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(|e| IdentityError::Hash(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, IdentityError> {
    argon()?
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|e| IdentityError::Hash(e.to_string()))
}

fn verify(password: &str, kept: &str) -> bool {
    // The parameters are read from the hash itself.
    PasswordHash::new(kept)
        .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let hasher = Hasher::new().unwrap();
        let kept = hasher.hash("窗前的桂花又开了，今年很早").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(hasher.verify("窗前的桂花又开了，今年很早", Some(&kept)).await.unwrap());
        assert!(!hasher.verify("窗前的桂花又开了，今年很晚", Some(&kept)).await.unwrap());
        assert!(!hasher.verify("anything", None).await.unwrap());
    }
}
