//! Rows of a file, each with everything the school knows of it, or every reason
//! why it cannot be taken.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use catalogue::rules::Edition;
use channels::ChannelError;
use channels::actions::add_named;
use documents::sheets::Row;
use publishing::{Content, NamedChannel, NoticeTerms};
use schools::UnitProfile;
use schools::actions::{AddUnit, add_unit};
use sha2::{Digest, Sha256};
use store::{Connection, Context, Failure, Store};
use terms::{SchoolId, UnitId, Viewer};

use crate::attachments::{Attachments, file_name};
use crate::record::{FieldProblem, Record, read};
use crate::run::Options;

/// What is wrong with a row, by field; the field is empty where it is the whole row.
pub(crate) type Errors = Vec<(String, String)>;

/// A row that can be taken.
pub(crate) struct Ready {
    pub record: Record,
    pub unit: UnitId,
    pub entry: Option<terms::EntryId>,
    pub category: u8,
    /// The channels it went out by, with their codes.
    pub channels: Vec<NamedChannel>,
}

impl Ready {
    /// The number by which the row is known again.
    pub fn external_id(&self) -> &str {
        &self.record.external_id
    }

    /// What it will say as a publication.
    pub fn content(&self) -> Content {
        let record = &self.record;
        let notice = NoticeTerms {
            from: record.notice.map(|(from, _)| from),
            to: record.notice.map(|(_, to)| to),
            contact: record.notice_contact.clone(),
            ..NoticeTerms::default()
        };
        Content {
            title: record.title.clone(),
            body_html: record.body_html.clone(),
            unit: self.unit,
            entry: self.entry,
            category: self.category,
            kind: "general".to_owned(),
            information: record.information,
            block: record.block,
            audience: record.audience,
            document_no: record.document_no.clone(),
            made_on: record.made_on,
            fields: BTreeMap::new(),
            keywords: record.keywords.clone(),
            channels: self.channels.clone(),
            tags: record.tags.clone(),
            notice,
            expires_on: None,
            is_important: false,
            change_note: String::new(),
        }
    }
}

/// What rows are looked up in.
pub(crate) struct Preparer<'a> {
    store: &'a Store,
    context: Context,
    options: Options,
    units: HashMap<String, UnitId>,
    /// Codes of channels by their names and codes.
    channels: HashMap<String, String>,
    edition: Option<Edition>,
    seen: HashSet<String>,
    /// Names of attachments, with the path by which a row named them first.
    named: HashMap<String, String>,
    /// Units that a check would have made.
    pub new_units: BTreeSet<String>,
}

impl<'a> Preparer<'a> {
    /// For the context's school.
    pub async fn new(store: &'a Store, context: Context, options: Options) -> Result<Self, Failure> {
        let mut reader = store.reader().await?;
        let mut units = HashMap::new();
        for unit in schools::units(&mut reader, context.school).await? {
            // Present names come later and win over codes and short names.
            for name in [&unit.profile.short, &unit.code, &unit.name] {
                units.insert(name.clone(), unit.id);
            }
        }
        let channels = channels_by_name(&mut reader, context.school).await?;
        let viewer = Viewer::public(context.school);
        let edition = catalogue::edition_on(&mut reader, &viewer, None, context.today()).await?;
        drop(reader);
        Ok(Preparer {
            store,
            context,
            options,
            units,
            channels,
            edition,
            seen: HashSet::new(),
            named: HashMap::new(),
            new_units: BTreeSet::new(),
        })
    }

    /// A row with everything the school knows of it, or every reason why not.
    pub async fn prepare(&mut self, row: &Row) -> Result<Result<Ready, Errors>, Failure> {
        let fields = match &row.fields {
            Ok(fields) => fields,
            Err(error) => return Ok(Err(vec![("".into(), error.clone())])),
        };
        let told = |problem: FieldProblem| (problem.field.to_owned(), problem.sentence);
        let (mut record, mut errors) = match read(fields, self.context.now) {
            Ok(record) => (record, Vec::new()),
            Err(problems) => return Ok(Err(problems.into_iter().map(told).collect())),
        };
        if record.external_id.is_empty() {
            record.external_id = fingerprint(&record);
        }
        if !self.seen.insert(record.external_id.clone()) {
            errors.push(("external_id".into(), format!("这个文件里已有一行是 {}", record.external_id)));
        }
        let entry = self.entry(&record, &mut errors);
        let attachments = self.attachments(&record).into_iter();
        errors.extend(attachments.map(|sentence| ("attachments".to_owned(), sentence)));
        errors.extend(self.refused_channel(&record).map(|sentence| ("channels".to_owned(), sentence)));
        let unit = match self.unit(record.unit.clone(), errors.is_empty()).await? {
            Some(unit) => unit,
            None => {
                let name = record.unit.clone().unwrap_or_default();
                errors.push(("unit".into(), self.no_such_unit(&name)));
                UnitId(0)
            }
        };
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        let channels = match self.channels(&record).await? {
            Ok(channels) => channels,
            Err(sentence) => return Ok(Err(vec![("channels".into(), sentence)])),
        };
        let category = record.category.or(entry.map(|(_, category)| category)).unwrap_or(10);
        Ok(Ok(Ready { unit, entry: entry.and_then(|(id, _)| id), category, channels, record }))
    }

    /// Why a channel that nobody registered cannot be; asked before anything is made for the row.
    fn refused_channel(&self, record: &Record) -> Option<String> {
        let unknown = record.channels.iter().filter(|told| !self.channels.contains_key(&told.name));
        let refused = |told: &crate::record::ToldChannel| {
            let is_web = channels::rules::is_web(&told.url);
            channels::rules::check_named(&channel_code(&told.name), &told.name, is_web).err()
        };
        unknown.filter_map(refused).map(|reasons| ChannelError::Refused(reasons).to_string()).next()
    }

    /// The channels it went out by. One that nobody registered is registered
    /// by its name, once the row is taken.
    async fn channels(&mut self, record: &Record) -> Result<Result<Vec<NamedChannel>, String>, Failure> {
        let mut named: Vec<NamedChannel> = Vec::new();
        for told in &record.channels {
            let code = match self.channels.get(&told.name) {
                Some(code) => code.clone(),
                None => match self.new_channel(&told.name, &told.url).await? {
                    Ok(code) => code,
                    Err(sentence) => return Ok(Err(sentence)),
                },
            };
            // A name and the code of the same channel are one release.
            if named.iter().all(|one| one.code != code) {
                named.push(NamedChannel { code, at: Some(told.at), address: told.url.clone() });
            }
        }
        Ok(Ok(named))
    }

    async fn new_channel(&mut self, name: &str, url: &str) -> Result<Result<String, String>, Failure> {
        // Another import may have brought it meanwhile.
        self.channels = channels_by_name(&mut *self.store.reader().await?, self.context.school).await?;
        if let Some(code) = self.channels.get(name) {
            return Ok(Ok(code.clone()));
        }
        let code = channel_code(name);
        if self.options.dry_run {
            return Ok(Ok(code));
        }
        match add_named(self.store, &self.context, &code, name, channels::rules::is_web(url)).await {
            Ok(_) => {
                self.channels.insert(name.to_owned(), code.clone());
                Ok(Ok(code))
            }
            Err(ChannelError::Store(failure)) => Err(failure),
            Err(error) => Ok(Err(error.to_string())),
        }
    }

    /// The catalogue entry's number and category.
    fn entry(&self, record: &Record, errors: &mut Errors) -> Option<(Option<terms::EntryId>, u8)> {
        let number = record.entry?;
        let entry = self.edition.as_ref().and_then(|edition| edition.entry(number));
        if entry.is_none() {
            errors.push(("entry".into(), format!("清单里没有第 {number} 项")));
        }
        entry.map(|entry| (entry.id, entry.category))
    }

    fn no_such_unit(&self, name: &str) -> String {
        match self.options.attachments {
            Attachments::Beside(_) => format!("没有“{name}”这个部门。可以先建，或者用 --create-units 自动建"),
            Attachments::Uploaded(_) => {
                format!("没有“{name}”这个部门。可以先请系统管理员建，或者上传时勾选“没有的部门自动建”")
            }
        }
    }

    /// What is wrong with the attachments of a row. Where files were chosen on a page, two folders'
    /// files of one name cannot be told apart.
    fn attachments(&mut self, record: &Record) -> Vec<String> {
        let is_uploaded = matches!(self.options.attachments, Attachments::Uploaded(_));
        let mut wrong = Vec::new();
        for path in &record.attachments {
            let first = self.named.entry(file_name(path).to_owned()).or_insert_with(|| path.clone());
            if is_uploaded && first != path {
                wrong.push(format!(
                    "“{first}”和“{path}”是两个文件，名称却一样。从网页导入分不清，请把一个改名"
                ));
            }
            wrong.extend(self.options.attachments.check(path).err());
        }
        wrong
    }

    /// Files that were chosen and that no row so far has named.
    pub fn unnamed(&self) -> Vec<String> {
        let unnamed = self.options.attachments.unnamed(|name| self.named.contains_key(name));
        unnamed.map(str::to_owned).collect()
    }

    /// The unit by name or code. A record without one is the school's own. A row that is refused
    /// anyway makes no unit.
    async fn unit(&mut self, name: Option<String>, is_taken: bool) -> Result<Option<UnitId>, Failure> {
        let (name, may_make) = match name {
            Some(name) => (name, self.options.create_units),
            None => (self.school_name().await?, true),
        };
        if let Some(unit) = self.units.get(&name) {
            return Ok(Some(*unit));
        }
        // A name it once had is its name too.
        let mut reader = self.store.reader().await?;
        let old = schools::unit_by_name(&mut reader, self.context.school, &name).await?;
        drop(reader);
        if old.is_some() || !may_make {
            return Ok(old.map(|unit| unit.id));
        }
        if !is_taken {
            return Ok(Some(UnitId(0)));
        }
        if self.options.dry_run {
            self.new_units.insert(name);
            return Ok(Some(UnitId(0)));
        }
        let code = format!("u{}", &hex(name.as_bytes())[..10]);
        let first = jiff::civil::date(1949, 1, 1);
        let unit = AddUnit {
            code,
            name: name.clone(),
            from: first,
            parent: None,
            campus: None,
            profile: UnitProfile::default(),
        };
        match add_unit(self.store, &self.context, &unit).await {
            Ok(id) => {
                self.units.insert(name, id);
                Ok(Some(id))
            }
            Err(schools::SchoolError::Store(failure)) => Err(failure),
            Err(_) => Ok(None),
        }
    }

    async fn school_name(&self) -> Result<String, Failure> {
        let school = schools::find(&mut *self.store.reader().await?, self.context.school).await?;
        Ok(school.map(|school| school.name).unwrap_or_default())
    }
}

/// The code of a channel that an import brings by its name.
fn channel_code(name: &str) -> String {
    format!("c{}", &hex(name.as_bytes())[..10])
}

async fn channels_by_name(c: &mut Connection, school: SchoolId) -> Result<HashMap<String, String>, Failure> {
    let mut by_name = HashMap::new();
    for channel in channels::channels(c, school).await? {
        by_name.insert(channel.code.clone(), channel.code.clone());
        by_name.insert(channel.details.name, channel.code);
    }
    Ok(by_name)
}

/// A record without a number of its own is known again by what it is.
fn fingerprint(record: &Record) -> String {
    let unit = record.unit.clone().unwrap_or_default();
    let told = format!(
        "{}\n{}\n{}\n{unit}",
        record.title,
        record.published_at,
        record.old_address.clone().unwrap_or_default()
    );
    format!("auto:{}", &hex(told.as_bytes())[..24])
}

fn hex(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
