//! Why a form is refused: every reason on top, each with a link to its field, and again at the field.

/// A reason in words, and the field that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The `id` of the field on its page, or the address of a field on another page; empty where it is
    /// about none.
    pub field: String,
    /// A sentence that says what to do.
    pub words: String,
}

impl Problem {
    /// Where its field is: on the page, or on another one where the field is an address.
    pub fn href(&self) -> String {
        if self.field.starts_with('/') { self.field.clone() } else { format!("#{}", self.field) }
    }
}

/// The reasons against a form; none where it was not sent yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Reasons that are about no field.
    pub fn of_all(reasons: impl IntoIterator<Item = impl ToString>) -> Problems {
        reasons.into_iter().map(|reason| ("", reason.to_string())).collect()
    }

    /// One more reason.
    pub fn push(&mut self, field: &str, words: impl ToString) {
        self.0.push(Problem { field: field.to_owned(), words: words.to_string() });
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The reasons in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Whether something is the matter with a field: so the part of the page in which it stands is open.
    pub fn is_at(&self, field: impl AsRef<str>) -> bool {
        self.at(field.as_ref()).next().is_some()
    }

    /// The same for fields whose `id` on the page ends in this.
    pub fn with_ending(mut self, ending: &str) -> Problems {
        self.0.iter_mut().filter(|one| !one.field.is_empty()).for_each(|one| one.field.push_str(ending));
        self
    }

    /// What the tag of a field's control says of it, for a template to write as it is. `hint` is the
    /// `id` of what is said of the field anyway, or empty.
    pub fn mark(&self, field: impl AsRef<str>, hint: impl AsRef<str>) -> String {
        self.marked(field.as_ref(), hint.as_ref(), "")
    }

    /// The same of a field for files. Chromium calls one that must be filled in invalid from the
    /// beginning, other than a field for text: so it is said that nothing is the matter with it.
    pub fn mark_file(&self, field: impl AsRef<str>, hint: impl AsRef<str>) -> String {
        self.marked(field.as_ref(), hint.as_ref(), " aria-invalid=\"false\"")
    }

    fn marked(&self, field: &str, hint: &str, valid: &str) -> String {
        let is_refused = self.is_at(field);
        let described: Vec<String> =
            [(!hint.is_empty()).then(|| hint.to_owned()), is_refused.then(|| format!("{field}-problem"))]
                .into_iter()
                .flatten()
                .collect();
        let invalid = if is_refused { " aria-invalid=\"true\"" } else { valid };
        match described.is_empty() {
            true => invalid.to_owned(),
            false => format!("{invalid} aria-describedby=\"{}\"", described.join(" ")),
        }
    }

    /// The reasons of a field as a paragraph before its control, for a template to write as it is.
    pub fn say(&self, field: impl AsRef<str>) -> String {
        let field = field.as_ref();
        let words: Vec<String> = self.at(field).map(|one| escaped(&one.words)).collect();
        match words.is_empty() {
            true => String::new(),
            false => format!("<p class=\"problem\" id=\"{field}-problem\">{}</p>", words.join("<br>")),
        }
    }

    fn at(&self, field: &str) -> impl Iterator<Item = &Problem> {
        self.0.iter().filter(move |one| !one.field.is_empty() && one.field == field)
    }
}

impl<'a> FromIterator<(&'a str, String)> for Problems {
    fn from_iter<I: IntoIterator<Item = (&'a str, String)>>(reasons: I) -> Self {
        let problem = |(field, words): (&str, String)| Problem { field: field.to_owned(), words };
        Problems(reasons.into_iter().map(problem).collect())
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stands_at_its_field() {
        let mut problems: Problems = [("name", "写“<b>”以外的名称".to_owned())].into_iter().collect();
        problems.push("", "别的");
        assert_eq!(problems.mark("name", ""), " aria-invalid=\"true\" aria-describedby=\"name-problem\"");
        let both = " aria-invalid=\"true\" aria-describedby=\"name-hint name-problem\"";
        assert_eq!(problems.mark("name", "name-hint"), both);
        assert_eq!(problems.mark("code", "code-hint"), " aria-describedby=\"code-hint\"");
        assert_eq!((problems.mark("code", ""), problems.mark("", "")), (String::new(), String::new()));
        assert_eq!(problems.mark_file("code", ""), " aria-invalid=\"false\"");
        assert_eq!(problems.mark_file("name", ""), problems.mark("name", ""));
        let said = "<p class=\"problem\" id=\"name-problem\">写“&lt;b&gt;”以外的名称</p>";
        assert_eq!((problems.say("name"), problems.say("")), (said.to_owned(), String::new()));
        assert_eq!(problems.with_ending("7").say("name7").matches("id=\"name7-problem\"").count(), 1);
    }
}
