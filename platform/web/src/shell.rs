//! What stands around every page: head, navigation, foot. Plain values; the
//! features above fill them.

/// Around every public page.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The school's name.
    pub school: String,
    /// The characters of its seal.
    pub seal: String,
    /// Its crest, which stands in the seal's place.
    pub crest: Option<Picture>,
    /// Its colour.
    pub colour: String,
    /// The address of the style sheet, with its colours.
    pub style: String,
    /// Whether large type was chosen.
    pub is_big: bool,
    /// The address to come back to after changing the type size.
    pub here: String,
    /// The name of whoever has signed in.
    pub person: Option<String>,
    /// Whether they work in the office.
    pub is_office: bool,
    /// The navigation's word that is current.
    pub place: &'static str,
    /// The disclosure office.
    pub office_name: String,
    /// Its address, postcode and hours.
    pub office_lines: Vec<String>,
    /// Its telephone.
    pub office_phone: String,
    /// Its mail address.
    pub office_mail: String,
    /// The supervision body and its telephone.
    pub supervision_name: String,
    /// Its telephone.
    pub supervision_phone: String,
    /// Its mail address.
    pub supervision_mail: String,
    /// Record marks.
    pub records: Vec<String>,
    /// The host that the school is known by.
    pub domain: String,
    /// The one address of the page, absolute.
    pub address: String,
    /// What stands for the page where it is shared; nothing where the page is not for everybody.
    pub shared: Option<Shared>,
    /// The feed of what the page lists.
    pub feed: String,
    /// The address of the script that adds comfort.
    pub script: &'static str,
    /// Whether the page stands in an export, where nothing can be asked.
    pub is_export: bool,
    /// When what the page shows changed last, in words.
    pub updated: String,
}

impl Shell {
    /// A telephone number as a link writes it.
    pub fn dialled(phone: &str) -> String {
        phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

/// A picture in a head or a form.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its address.
    pub path: String,
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
}

/// What a chat or a feed shows of a page that somebody shares.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The address of the picture, absolute.
    pub picture: String,
    /// What the picture says, in words.
    pub words: String,
}

/// A word of the office's navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The word.
    pub word: &'static str,
    /// Where it leads.
    pub path: &'static str,
    /// How much waits there for the person.
    pub waiting: i64,
}

/// Around every page of the office.
#[derive(Clone, Debug, Default)]
pub struct OfficeShell {
    /// The school's name.
    pub school: String,
    /// The person.
    pub person: String,
    /// What the person is, in words.
    pub roles: String,
    /// The address of the style sheet.
    pub style: &'static str,
    /// The address of the script that adds comfort.
    pub script: &'static str,
    /// The navigation: at most seven words, none that the person cannot use.
    pub nav: Vec<NavItem>,
    /// The path of the word that is current.
    pub place: &'static str,
    /// The token for forms.
    pub token: String,
    /// What was done just now, in a sentence.
    pub done: Option<String>,
}
