//! Sealing of what people wrote.

use keys::Keys;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Failure;

/// Seals and opens what lies in a case.
#[derive(Clone)]
pub struct Vault {
    keys: Keys,
}

impl Vault {
    /// A vault with the keys of the installation.
    pub fn new(keys: Keys) -> Vault {
        Vault { keys }
    }

    /// A new place for a case: what is sealed for it opens nowhere else.
    pub fn place(&self) -> String {
        format!("cases/{}", keys::token())
    }

    /// Seals a value for a place.
    pub fn seal<T: Serialize>(&self, place: &str, value: &T) -> Result<String, Failure> {
        let plain = serde_json::to_vec(value).map_err(|_| Failure::Unreadable("what is to be sealed"))?;
        Ok(keys::hex(&self.keys.seal(place, &plain)))
    }

    /// Opens what was sealed for a place.
    pub fn open<T: DeserializeOwned>(&self, place: &str, sealed: &str) -> Result<T, Failure> {
        let bytes = bytes(sealed).ok_or(Failure::Unreadable("cases.sealed"))?;
        let plain = self.keys.open(place, &bytes).map_err(|_| Failure::Unreadable("cases.sealed"))?;
        serde_json::from_slice(&plain).map_err(|_| Failure::Unreadable("cases.sealed"))
    }

    /// What tells a number's code again without telling it.
    pub fn code_mac(&self, number: &str, code: &str) -> String {
        keys::hex(&self.keys.hash(&purpose(number), code.as_bytes()))
    }

    /// Whether this is the number's code, compared in constant time.
    pub(crate) fn is_code(&self, number: &str, code: &str, hash: &str) -> bool {
        bytes(hash).is_some_and(|hash| self.keys.verify(&purpose(number), code.as_bytes(), &hash))
    }
}

fn purpose(number: &str) -> String {
    format!("cases/code/{number}")
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
