//! What is indexed of a publication, and in which fields.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};

use crate::grams::Grams;

/// A publication as it is searched. What only a record can tell (whether it is
/// withdrawn, what its unit is called today) is not kept here: who shows a hit asks.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The publication's number.
    pub id: i64,
    /// The school's number.
    pub school: i64,
    /// The title.
    pub title: String,
    /// The body's text.
    pub body: String,
    /// 文号 and 索引号, a line each.
    pub numbers: String,
    /// The attachments.
    pub attachments: Vec<AttachmentText>,
    /// Catalogue category.
    pub category: i64,
    /// The unit's number.
    pub unit: i64,
    /// What it counts as.
    pub information: String,
    /// The audience's code.
    pub audience: String,
    /// When it was first released, in milliseconds.
    pub published_ms: i64,
    /// The calendar year of that.
    pub year: i64,
}

/// An attachment as it is searched.
#[derive(Clone, Debug, Default)]
pub struct AttachmentText {
    /// The name that people gave it.
    pub name: String,
    /// Its text; empty where none could be read.
    pub text: String,
}

/// A text that is searched: pairs of characters with their positions, and
/// single characters without (a lone one has no order to keep).
#[derive(Clone, Copy)]
pub(crate) struct Searched {
    pub pairs: Field,
    pub single: Field,
}

/// The fields of an entry.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub id: Field,
    pub school: Field,
    pub title: Searched,
    pub numbers: Searched,
    pub body: Searched,
    pub attachments: Searched,
    /// The texts as they stand, for marking hits.
    pub shown_title: Field,
    pub shown_body: Field,
    pub shown_attachment_name: Field,
    pub shown_attachment: Field,
    pub category: Field,
    pub unit: Field,
    pub information: Field,
    pub audience: Field,
    pub published: Field,
    pub year: Field,
}

/// Only so many characters of a text are kept for its snippet; all are found.
const SHOWN: usize = 50_000;

impl Fields {
    pub fn with_schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let fields = Fields {
            id: builder.add_i64_field("id", INDEXED | STORED | FAST),
            school: builder.add_i64_field("school", INDEXED),
            title: searched(&mut builder, "title", Grams::Framed),
            numbers: searched(&mut builder, "numbers", Grams::Pairs),
            body: searched(&mut builder, "body", Grams::Pairs),
            attachments: searched(&mut builder, "attachments", Grams::Pairs),
            shown_title: builder.add_text_field("shown_title", STORED),
            shown_body: builder.add_text_field("shown_body", STORED),
            shown_attachment_name: builder.add_text_field("shown_attachment_name", STORED),
            shown_attachment: builder.add_text_field("shown_attachment", STORED),
            category: builder.add_i64_field("category", INDEXED | FAST),
            unit: builder.add_i64_field("unit", INDEXED | FAST),
            information: builder.add_text_field("information", STRING | FAST),
            audience: builder.add_text_field("audience", STRING),
            published: builder.add_i64_field("published", FAST),
            year: builder.add_i64_field("year", INDEXED | FAST),
        };
        (builder.build(), fields)
    }

    pub fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        for (field, number) in [
            (self.id, entry.id),
            (self.school, entry.school),
            (self.category, entry.category),
            (self.unit, entry.unit),
            (self.published, entry.published_ms),
            (self.year, entry.year),
        ] {
            document.add_i64(field, number);
        }
        let mut text = |searched: Searched, text: &str| {
            document.add_text(searched.pairs, text);
            document.add_text(searched.single, text);
        };
        text(self.title, &entry.title);
        text(self.numbers, &entry.numbers);
        text(self.body, &entry.body);
        for attachment in &entry.attachments {
            text(self.attachments, &attachment.name);
            text(self.attachments, &attachment.text);
        }
        for attachment in &entry.attachments {
            document.add_text(self.shown_attachment_name, &attachment.name);
            document.add_text(self.shown_attachment, shown(&attachment.text));
        }
        document.add_text(self.shown_title, &entry.title);
        document.add_text(self.shown_body, shown(&entry.body));
        document.add_text(self.information, &entry.information);
        document.add_text(self.audience, &entry.audience);
        document
    }
}

fn shown(text: &str) -> &str {
    text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end])
}

fn searched(builder: &mut SchemaBuilder, name: &str, grams: Grams) -> Searched {
    // Hits are ranked by where they stand, not by how long the text is: no norms.
    let options = |grams: Grams, record| {
        let indexing = TextFieldIndexing::default().set_tokenizer(grams.name()).set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing.set_index_option(record))
    };
    Searched {
        pairs: builder.add_text_field(name, options(grams, IndexRecordOption::WithFreqsAndPositions)),
        single: builder
            .add_text_field(&format!("{name}_single"), options(Grams::Single, IndexRecordOption::Basic)),
    }
}
