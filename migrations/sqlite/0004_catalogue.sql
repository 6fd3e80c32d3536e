-- An edition of the catalogue: a school's list for one academic year, or a
-- unit's directory below it. owner_unit_id is 0 for the school's own, so that
-- the uniqueness below holds (NULLs are never equal).
CREATE TABLE catalogue_editions (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL REFERENCES schools (id),
    owner_unit_id BIGINT NOT NULL,
    start_year BIGINT NOT NULL,
    list TEXT NOT NULL,
    note TEXT NOT NULL,
    adopted_on TEXT NOT NULL,
    adopted_by BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (school_id, owner_unit_id, start_year)
);

-- An entry through all editions; publications hang on it. parent_id is the
-- entry it was split off on created_on (is_part), or the school's entry below
-- which a unit's directory keeps it.
CREATE TABLE catalogue_entries (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL REFERENCES schools (id),
    national_no BIGINT,
    parent_id BIGINT REFERENCES catalogue_entries (id),
    is_part BIGINT NOT NULL,
    created_on TEXT NOT NULL
);
-- One identity for each national entry, whoever adopts at the same moment.
CREATE UNIQUE INDEX catalogue_entries_by_national_no ON catalogue_entries (school_id, national_no);

-- An entry as one edition has it. content is JSON; the number and the lead
-- unit stand beside it because they are asked for.
CREATE TABLE catalogue_edition_entries (
    edition_id BIGINT NOT NULL REFERENCES catalogue_editions (id),
    entry_id BIGINT NOT NULL REFERENCES catalogue_entries (id),
    main_no BIGINT NOT NULL,
    part_no BIGINT NOT NULL,
    lead_unit_id BIGINT,
    content TEXT NOT NULL,
    PRIMARY KEY (edition_id, entry_id),
    UNIQUE (edition_id, main_no, part_no)
);

-- What an edition's entries said before each change. before is NULL for what
-- was added.
CREATE TABLE catalogue_changes (
    id INTEGER PRIMARY KEY,
    edition_id BIGINT NOT NULL REFERENCES catalogue_editions (id),
    entry_id BIGINT NOT NULL REFERENCES catalogue_entries (id),
    at BIGINT NOT NULL,
    person_id BIGINT,
    before TEXT,
    after TEXT NOT NULL
);
CREATE INDEX catalogue_changes_by_entry ON catalogue_changes (entry_id, edition_id);

-- 本学年无: a signed declaration for one entry of one edition.
CREATE TABLE catalogue_nils (
    edition_id BIGINT NOT NULL REFERENCES catalogue_editions (id),
    entry_id BIGINT NOT NULL REFERENCES catalogue_entries (id),
    reason TEXT NOT NULL,
    signed_by BIGINT NOT NULL,
    signed_on TEXT NOT NULL,
    PRIMARY KEY (edition_id, entry_id)
);

-- What stood under an entry, and on which days: from released_on up to, not
-- including, gone_on. A publication stands once on each day.
CREATE TABLE catalogue_fulfilments (
    publication_id BIGINT NOT NULL,
    released_on TEXT NOT NULL,
    school_id BIGINT NOT NULL REFERENCES schools (id),
    entry_id BIGINT NOT NULL REFERENCES catalogue_entries (id),
    unit_id BIGINT NOT NULL,
    audience TEXT NOT NULL,
    gone_on TEXT,
    PRIMARY KEY (publication_id, released_on)
);
CREATE INDEX catalogue_fulfilments_by_entry ON catalogue_fulfilments (school_id, entry_id, released_on);
