//! What was just done, told once by the next page: a sentence in a cookie that is sealed for whoever
//! did it, lives for two minutes and goes with the page that shows it.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;
use jiff::{SignedDuration, Timestamp};
use keys::Keys;
use percent_encoding::percent_decode_str;
use terms::Viewer;

use crate::cookies::{clear_cookie, cookie, set_cookie};
use crate::token::unhex;
use crate::{Visit, encoded, redirect};

const COOKIE: &str = "gk_done";
const PURPOSE: &str = "what was done";
/// Whoever is led on sees the next page at once; a forgotten window need not tell old news.
const VALID: SignedDuration = SignedDuration::from_mins(2);
/// Characters at most: a cookie takes four thousand bytes, and each of these nine.
const LONGEST: usize = 300;

/// The sentence of a visit: that of the form before it, and the one that it leaves behind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done(Arc<Mutex<Told>>);

#[derive(Debug, Default)]
struct Told {
    before: Option<String>,
    is_shown: bool,
    after: Option<String>,
}

/// Sends the person on to a path of ours after a form, where the page says what was done.
pub fn done(visit: &Visit, to: &str, sentence: impl Into<String>) -> Response {
    if let Ok(mut told) = visit.done.0.lock() {
        told.after = Some(sentence.into());
    }
    redirect(visit, to)
}

impl Done {
    /// The sentence that came with a request, where it is ours, for this person and young.
    pub(crate) fn read(
        headers: &HeaderMap,
        keys: &Keys,
        binding: &str,
        viewer: &Viewer,
        now: Timestamp,
    ) -> Done {
        let owner = owner(binding, viewer);
        let before = cookie(headers, COOKIE).and_then(|sealed| opened(sealed, keys, &owner, now));
        Done(Arc::new(Mutex::new(Told { before, ..Told::default() })))
    }

    /// Takes the sentence for the page that shows it.
    pub(crate) fn take(&self) -> Option<String> {
        let mut told = self.0.lock().ok()?;
        told.is_shown = told.before.is_some();
        told.before.clone()
    }

    /// Leaves the new sentence with the answer; takes away the one that was shown.
    pub(crate) fn write(&self, response: &mut Response, keys: &Keys, visit: &Visit) {
        let Ok(told) = self.0.lock() else { return };
        let header = match &told.after {
            Some(sentence) => {
                let owner = owner(&visit.binding, &visit.viewer);
                let sealed = sealed(sentence, keys, &owner, visit.now);
                set_cookie(COOKIE, &sealed, visit.is_secure, Some(VALID.as_secs()))
            }
            None if told.is_shown => clear_cookie(COOKIE, visit.is_secure),
            None => return,
        };
        response.headers_mut().append(SET_COOKIE, header);
    }
}

/// Whose it is: the number of a session that has ended may be given to the next one.
fn owner(binding: &str, viewer: &Viewer) -> String {
    format!("{binding} of {}", viewer.person_id().map_or(0, |person| person.0))
}

fn sealed(sentence: &str, keys: &Keys, binding: &str, now: Timestamp) -> String {
    let until = (now + VALID).as_second();
    let sentence = encoded(&sentence.chars().take(LONGEST).collect::<String>());
    let tag = keys::hex(&keys.hash(PURPOSE, signed(until, &sentence, binding).as_bytes()));
    format!("{until}.{tag}.{sentence}")
}

fn opened(sealed: &str, keys: &Keys, binding: &str, now: Timestamp) -> Option<String> {
    let mut parts = sealed.splitn(3, '.');
    let (until, tag, sentence) = (parts.next()?, parts.next()?, parts.next()?);
    let until: i64 = until.parse().ok()?;
    let genuine = keys.verify(PURPOSE, signed(until, sentence, binding).as_bytes(), &unhex(tag)?);
    let sentence = percent_decode_str(sentence).decode_utf8().ok()?;
    (genuine && now.as_second() <= until).then(|| sentence.into_owned())
}

fn signed(until: i64, sentence: &str, binding: &str) -> String {
    format!("{until}.{binding}.{sentence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_for_whoever_did_it_and_for_a_while() {
        let (keys, now) = (Keys::new([1; 32]), Timestamp::from_second(1_700_000_000).unwrap());
        let sealed = sealed("已送审；等部门负责人。", &keys, "session 5", now);
        assert!(sealed.is_ascii() && !sealed.contains([';', ',', ' ']), "{sealed}");
        assert_eq!(opened(&sealed, &keys, "session 5", now).as_deref(), Some("已送审；等部门负责人。"));
        assert_eq!(opened(&sealed, &keys, "session 6", now), None);
        assert_eq!(opened(&sealed, &keys, "session 5", now + SignedDuration::from_mins(3)), None);
        for wrong in ["", "1.2.3", "a.b.c", &sealed[..sealed.len() - 3], &sealed.replace("%E5", "%E4")] {
            assert_eq!(opened(wrong, &keys, "session 5", now), None, "{wrong}");
        }
    }
}
