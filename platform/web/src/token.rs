//! Form tokens: bound to the session, or for the anonymous to a cookie of
//! theirs, and to a time. The random part is the form's one-time key.

use jiff::{SignedDuration, Timestamp};
use keys::Keys;

/// The one-time key of a form: the same form sent twice acts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormKey(String);

impl FormKey {
    /// The key as the store keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes and checks form tokens.
#[derive(Clone)]
pub struct Tokens {
    keys: Keys,
}

/// A form may lie open this long. A working day, and the night after it.
const VALID: SignedDuration = SignedDuration::from_hours(24);
const PURPOSE: &str = "form token";

impl Tokens {
    pub(crate) fn new(keys: Keys) -> Self {
        Tokens { keys }
    }

    /// A token for a form shown at `now` to whoever has this binding.
    pub fn make(&self, binding: &str, now: Timestamp) -> String {
        let until = (now + VALID).as_second();
        let key = keys::hex(&rand::random::<[u8; 16]>());
        let tag = keys::hex(&self.keys.hash(PURPOSE, signed(binding, until, &key).as_bytes()));
        format!("{until}.{key}.{tag}")
    }

    /// The form's key, where the token is ours, for this binding, and in time.
    pub fn check(&self, token: &str, binding: &str, now: Timestamp) -> Option<FormKey> {
        let mut parts = token.split('.');
        let (until, key, tag) = (parts.next()?, parts.next()?, parts.next()?);
        let until: i64 = until.parse().ok()?;
        let tag = unhex(tag)?;
        let genuine = self.keys.verify(PURPOSE, signed(binding, until, key).as_bytes(), &tag);
        (genuine && now.as_second() <= until && parts.next().is_none()).then(|| FormKey(key.to_owned()))
    }
}

fn signed(binding: &str, until: i64, key: &str) -> String {
    format!("{until}.{key}.{binding}")
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_binding_and_time() {
        let tokens = Tokens::new(Keys::new([1; 32]));
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let token = tokens.make("session 5", now);
        assert!(tokens.check(&token, "session 5", now).is_some());
        assert_eq!(tokens.check(&token, "session 5", now), tokens.check(&token, "session 5", now));
        assert_eq!(tokens.check(&token, "session 6", now), None);
        assert_eq!(tokens.check(&token, "session 5", now + SignedDuration::from_hours(25)), None);
        for wrong in ["", "a.b.c", "1.2", &token[..token.len() - 1], &format!("{token}.x"), "é.é.é"] {
            assert_eq!(tokens.check(wrong, "session 5", now), None, "{wrong}");
        }
    }
}
