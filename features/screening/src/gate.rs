//! By what a school's texts are looked through.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use keys::Keys;
use pii::{BadRules, Kind, Rules};
use store::{Connection, Failure};
use terms::SchoolId;

use crate::own::{Form, to_rules};
use crate::rules::OWN;
use crate::store::own;

/// Raise it when the finder itself reads otherwise than before, so that everything public is read again.
const FINDER: u32 = 2;

/// Makes lenses. One for a process; cheap to clone.
#[derive(Clone)]
pub struct Gate {
    keys: Keys,
    /// The rules of schools as they were compiled last, with their fingerprint.
    compiled: Arc<Mutex<HashMap<SchoolId, (String, Rules)>>>,
}

/// The rules of a school, and the key under which values found are told again.
#[derive(Clone)]
pub struct Lens {
    /// The rules: what is built in, and what the school added.
    pub rules: Rules,
    /// Of which rules these are: other rules have another one.
    pub fingerprint: String,
    /// The school's own words, each with why it is one.
    words: Arc<HashMap<String, String>>,
    pub(crate) school: SchoolId,
    keys: Keys,
}

impl Gate {
    /// A gate with the keys of the installation.
    pub fn new(keys: Keys) -> Gate {
        Gate { keys, compiled: Arc::default() }
    }

    /// The lens of a school, by its rules of now.
    ///
    /// # Errors
    ///
    /// Where its rules can't be read, or the finder does not take them: nothing passes unread.
    pub async fn lens(&self, c: &mut Connection, school: SchoolId) -> Result<Lens, Failure> {
        let own = own::in_force(c, school).await?;
        let text = to_rules(own.iter().map(|rule| &rule.content));
        let fingerprint = self.fingerprint(&text);
        let rules = self.compiled(school, &fingerprint, &text);
        let rules = rules.map_err(|_| Failure::Unreadable("screening_own_rules"))?;
        let words = own.into_iter().map(|rule| rule.content).filter(|rule| rule.form == Form::Word);
        let words = words.map(|word| (word.text.to_lowercase(), word.reason)).collect();
        Ok(Lens { rules, fingerprint, words: Arc::new(words), school, keys: self.keys.clone() })
    }

    fn fingerprint(&self, text: &str) -> String {
        let all = format!("{FINDER}\n{}\n{text}", Rules::source());
        keys::hex(&self.keys.hash("screening/rules", all.as_bytes())[..8])
    }

    fn compiled(&self, school: SchoolId, fingerprint: &str, text: &str) -> Result<Rules, BadRules> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, rules)) = compiled.get(&school)
            && of == fingerprint
        {
            return Ok(rules.clone());
        }
        let rules = match text.is_empty() {
            true => Rules::built_in().clone(),
            false => Rules::built_in().with(text)?,
        };
        compiled.insert(school, (fingerprint.to_owned(), rules.clone()));
        Ok(rules)
    }
}

/// The finder's rules with a school's own, where nobody has to be told which they were.
pub async fn rules_of(c: &mut Connection, school: SchoolId) -> Result<Rules, Failure> {
    let own = own::in_force(c, school).await?;
    let text = to_rules(own.iter().map(|rule| &rule.content));
    Rules::built_in().with(&text).map_err(|_| Failure::Unreadable("screening_own_rules"))
}

impl Lens {
    /// The rule that found a value, as it is told: for a word of the school's own, why it is one.
    pub(crate) fn rule(&self, kind: Kind, rule: &str, value: &str) -> String {
        match self.words.get(&value.to_lowercase()).filter(|_| kind == Kind::Word) {
            Some(reason) => format!("{OWN}{reason}"),
            None => rule.to_owned(),
        }
    }

    /// What tells the same value again, in the same school, without telling it: nobody
    /// who has it finds the number by trying without the installation's key.
    pub fn hash(&self, kind: &str, value: &str) -> String {
        let plain: String =
            value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        let place = format!("screening/{}/{kind}", self.school);
        keys::hex(&self.keys.hash(&place, plain.as_bytes())[..16])
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub(crate) fn lens() -> Lens {
        Lens {
            rules: Rules::built_in().clone(),
            fingerprint: String::new(),
            words: Arc::default(),
            school: SchoolId(1),
            keys: Keys::new([7; 32]),
        }
    }
}
