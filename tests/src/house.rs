//! A whole installation in this process: two schools, a person in every role,
//! asked without a socket.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use events::{Follower, catch_up};
use gongkai::house::House;
use gongkai::settings::Settings;
use gongkai::subscriptions::Pages;
use gongkai::{routes, timetable};
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use identity::actions::{AddPerson, add_person, give_link, set_first_password};
use jiff::{SignedDuration, Timestamp};
use schools::actions::{AddUnit, FoundSchool, add_unit, found_school};
use store::{Actor, Context};
use terms::{AcademicYear, Role, SchoolId, UnitId};
use web::{Clock, Front, Row};

use crate::engines::Database;

/// Everyone's password.
pub const PASSWORD: &str = "窗前的桂花又开了，今年很早";
/// The host names of the two schools.
pub const HOSTS: [&str; 2] = ["xxgk.example.edu.cn", "gk.example.org"];

/// An installation with what asks it.
pub struct Installation {
    /// The opened house.
    pub house: House,
    /// What answers.
    pub front: Front,
    /// The table of routes.
    pub rows: Vec<Row>,
    /// The clock, which stands still until it is moved.
    pub clock: Clock,
    /// The unit of the first school in which the people are.
    pub unit: UnitId,
    pages: tokio::sync::Mutex<Pages>,
    indexer: tokio::sync::Mutex<search::Indexer>,
    _database: Database,
}

/// Friday, 9 October 2026, 10:00: the day before a make-up workday.
pub fn friday() -> Timestamp {
    terms::instant_of(jiff::civil::date(2026, 10, 9).at(10, 0, 0, 0))
}

impl Installation {
    /// An installation on the engine of this run. However busy the machine is, its pages wait for what
    /// they show.
    pub async fn new() -> Installation {
        Installation::with_patience(Duration::from_secs(60)).await
    }

    /// The same, whose pages wait so long for what takes long before they show how far it is.
    pub async fn with_patience(patience: Duration) -> Installation {
        let database = Database::fresh().await;
        let data = database.folder().join("data");
        let settings = Settings {
            data,
            database_url: Some(database.url().to_owned()),
            public_url: "https://xxgk.example.edu.cn".to_owned(),
            ..Settings::default()
        };
        let mut house = House::make(settings).await.expect("an empty folder becomes an installation");
        house.intake = documents::Intake::in_child_of(crate::servers::program());
        house.patience = patience;
        let clock = Clock::fixed(friday());
        let site = house.site(clock.clone());
        let index = search::Index::open(&house.settings.data.join("index")).expect("an index");
        let indexer = search::Indexer::new(index.clone(), house.store.clone(), house.files.clone());
        let pages = Pages::new(site.cache().clone(), 0);
        let (front, rows) = routes::front(&house, &site, index, events::Progress::default(), 0);
        let unit = people_school(&house, HOSTS[0], "jn", friday()).await;
        people_school(&house, HOSTS[1], "yn", friday()).await;
        let (pages, indexer) = (tokio::sync::Mutex::new(pages), tokio::sync::Mutex::new(indexer));
        Installation { house, front, rows, clock, unit, pages, indexer, _database: database }
    }

    /// Lets the followers and the timetable do what is due.
    pub async fn settle(&self) {
        timetable::step(&self.house, self.clock.now()).await.expect("the timetable goes on");
        timetable::importer(&self.house, &self.clock).step().await.expect("imports go on");
        for follower in [&mut *self.pages.lock().await as &mut dyn Follower, &mut *self.indexer.lock().await]
        {
            catch_up(&self.house.store, follower).await.expect("followers catch up");
        }
    }

    /// Moves the clock.
    pub fn later(&self, minutes: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_mins(minutes));
    }

    /// Somebody who has not signed in, at the first school.
    pub fn visitor(&self) -> Visitor<'_> {
        self.visitor_of(HOSTS[0])
    }

    /// Somebody who has not signed in, at this host.
    pub fn visitor_of(&self, host: &'static str) -> Visitor<'_> {
        Visitor { installation: self, host, cookies: BTreeMap::new() }
    }

    /// The person with this role at the first school, signed in.
    pub async fn sign_in(&self, role: Role) -> Visitor<'_> {
        let mut visitor = self.visitor();
        visitor.sign_in(role.code()).await;
        visitor
    }
}

/// Founds a school with the national catalogue, a unit, and a person in every
/// role whose name is the role's code. Answers with the unit.
pub async fn people_school(house: &House, host: &str, code: &str, now: Timestamp) -> UnitId {
    let operator = |school| Context::new(school, Actor::Operator, now);
    let settings = schools::SchoolSettings { media_channels: vec!["press".into()], ..Default::default() };
    let founding = FoundSchool {
        code: code.into(),
        name: format!("{code}职业技术学院"),
        hosts: vec![host.into()],
        settings,
    };
    let school = found_school(&house.store, &operator(SchoolId(0)), founding).await.expect("a school");
    let context = operator(school);
    let adopt = catalogue::actions::AdoptEdition {
        year: AcademicYear::of(context.today()),
        owner: None,
        from: catalogue::actions::MadeFrom::National(catalogue::SchoolType::Vocational),
        note: String::new(),
    };
    catalogue::actions::adopt_edition(&house.store, &context, &adopt).await.expect("an edition");
    let unit = AddUnit {
        code: "xsc".into(),
        name: "学生工作处".into(),
        from: jiff::civil::date(2010, 1, 1),
        parent: None,
        campus: None,
        profile: Default::default(),
    };
    let unit = add_unit(&house.store, &context, &unit).await.expect("a unit");
    for role in Role::ALL {
        let scoped = matches!(role, Role::Liaison | Role::UnitHead).then_some(unit);
        person(house, &context, role.code(), vec![(role, scoped)], unit).await;
    }
    person(house, &context, "student", vec![], unit).await;
    unit
}

async fn person(
    house: &House,
    context: &Context,
    name: &str,
    roles: Vec<(Role, Option<UnitId>)>,
    unit: UnitId,
) {
    let person = AddPerson {
        sign_in: name.into(),
        name: name.into(),
        unit: Some(unit),
        is_staff: name != "student",
        is_student: name == "student",
        roles,
        ..Default::default()
    };
    let id = add_person(&house.store, context, &person).await.expect("a person");
    let link = give_link(&house.store, context, id).await.expect("a link");
    set_first_password(&house.store, &house.hasher, context, link.reveal(), PASSWORD)
        .await
        .expect("a password");
}

/// Whoever asks, with their cookies.
pub struct Visitor<'a> {
    installation: &'a Installation,
    host: &'static str,
    cookies: BTreeMap<String, String>,
}

/// Stands between the parts of a form with a file.
const BOUNDARY: &str = "a-line-that-is-in-no-file";

/// What was answered.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where it leads.
    pub location: Option<String>,
    /// The headers.
    pub headers: http::HeaderMap,
    /// The text.
    pub text: String,
}

impl Answer {
    /// All that was answered, but for the date, the number of the request and
    /// what was asked: of two things that must look alike, these are the same.
    pub fn told(&self, asked: &str) -> String {
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != header::DATE)
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default()))
            .collect();
        headers.sort();
        let mut text = self.text.replace(asked, "ASKED");
        for before in ["name=\"form_token\" value=\"", "name=\"resume\" value=\"", "编号 <strong>"] {
            text = without_what_follows(&text, before);
        }
        format!("{}\n{}\n{text}", self.status, headers.join("\n"))
    }
}

impl Visitor<'_> {
    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, None, &[]).await
    }

    /// Sends a form that stands on the page at `from`, with its token.
    pub async fn send(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(from).await;
        let token = token_of(&page.text).unwrap_or_else(|| panic!("{from} has no form: {}", page.status));
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        self.post(to, &all).await
    }

    /// The same as a script of the page sends it.
    pub async fn send_by_script(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(from).await;
        let token = token_of(&page.text).unwrap_or_else(|| panic!("{from} has no form: {}", page.status));
        let fields: HashMap<_, _> = fields.iter().copied().chain([("form_token", token.as_str())]).collect();
        self.ask("POST", to, Some(encoded(&fields)), &[("accept", "application/json")]).await
    }

    /// Sends these fields and nothing else.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: HashMap<_, _> = fields.iter().copied().collect();
        let body = encoded(&body);
        self.ask("POST", path, Some(body), &[]).await
    }

    /// Asks with further headers.
    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        body: Option<String>,
        extra: &[(&str, &str)],
    ) -> Answer {
        let form = "application/x-www-form-urlencoded";
        let body = body.map(|text| (form.to_owned(), text.into_bytes()));
        self.request(method, path, body, extra).await
    }

    /// Sends a form with a file that stands on the page at `from`, with its token.
    pub async fn send_file(
        &mut self,
        from: &str,
        to: &str,
        fields: &[(&str, &str)],
        (name, content): (&str, &[u8]),
    ) -> Answer {
        self.send_files(from, to, fields, &[("file", name, content)]).await
    }

    /// The same with several files: each in its field, by its name.
    pub async fn send_files(
        &mut self,
        from: &str,
        to: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let page = self.get(from).await;
        let token = token_of(&page.text).unwrap_or_else(|| panic!("{from} has no form: {}", page.status));
        let fields = [&[("form_token", token.as_str())], fields].concat();
        self.post_files(to, &fields, files).await
    }

    /// Sends these fields and this file, and nothing else.
    pub async fn post_file(
        &mut self,
        to: &str,
        fields: &[(&str, &str)],
        (name, content): (&str, &[u8]),
    ) -> Answer {
        self.post_files(to, fields, &[("file", name, content)]).await
    }

    /// Sends these fields and files, and nothing else.
    pub async fn post_files<V: AsRef<[u8]>>(
        &mut self,
        to: &str,
        fields: &[(&str, V)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let head = |of: String| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {of}\r\n\r\n");
        let mut body = Vec::new();
        let mut part = |of: String, content: &[u8]| {
            body.extend_from_slice(&[head(of).as_bytes(), content, b"\r\n"].concat());
        };
        for (field, value) in fields {
            part(format!("name=\"{field}\""), value.as_ref());
        }
        for (field, name, content) in files {
            part(format!("name=\"{field}\"; filename=\"{name}\""), content);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.request("POST", to, Some((kind, body)), &[]).await
    }

    /// The same for a form with nothing but a file.
    pub async fn upload(&mut self, from: &str, to: &str, name: &str, content: &[u8]) -> Answer {
        self.send_file(from, to, &[], (name, content)).await
    }

    async fn request(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(String, Vec<u8>)>,
        extra: &[(&str, &str)],
    ) -> Answer {
        let path: String = path
            .bytes()
            .map(|b| if b.is_ascii_graphic() { (b as char).to_string() } else { format!("%{b:02X}") })
            .collect();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, self.host);
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        if let Some((kind, _)) = &body {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in extra {
            request = request.header(*name, *value);
        }
        let body = body.map(|(_, content)| content).unwrap_or_default();
        let request = request.body(axum::body::Body::from(body)).expect("a request");
        let response = web::answer(&self.installation.front, request).await;
        self.keep_cookie(&response);
        read(response).await
    }

    fn keep_cookie(&mut self, response: &Response<axum::body::Body>) {
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("cookies are text");
            let pair = text.split(';').next().unwrap_or_default();
            // The display setting is no session.
            if pair.starts_with(web::TYPE_COOKIE) {
                continue;
            }
            match pair.split_once('=') {
                Some((name, "")) => self.cookies.remove(name),
                Some((name, value)) => self.cookies.insert(name.to_owned(), value.to_owned()),
                None => None,
            };
        }
    }

    /// Signs in through the form.
    pub async fn sign_in(&mut self, name: &str) {
        let answer = self.send("/sign-in", "/sign-in", &[("sign_in", name), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name} signs in: {}", answer.text);
    }
}

async fn read(response: Response<axum::body::Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    let location = parts.headers.get(header::LOCATION).and_then(|l| l.to_str().ok()).map(str::to_owned);
    Answer {
        status: parts.status,
        location,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// The text without what stands after each `before`, up to the end of the value.
fn without_what_follows(text: &str, before: &str) -> String {
    let mut parts = text.split(before);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |told, part| told + before + part.trim_start_matches(|c| !matches!(c, '"' | '<')))
}

/// The token of a page's form.
pub fn token_of(html: &str) -> Option<String> {
    let at = html.find("name=\"form_token\" value=\"")? + "name=\"form_token\" value=\"".len();
    Some(html[at..].split('"').next()?.to_owned())
}

fn encoded(fields: &HashMap<&str, &str>) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
            .collect()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}
