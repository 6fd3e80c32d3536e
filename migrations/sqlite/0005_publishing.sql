-- A publication (公开信息): what stands now, beside what is being worked on.
CREATE TABLE publishing_publications (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    -- 索引号, given at the first release and never changed.
    index_no TEXT,
    -- The number the imported record had where it came from.
    external_id TEXT,
    -- unpublished, live, expired, withdrawn
    standing TEXT NOT NULL,
    live_version_id BIGINT,
    working_version_id BIGINT,
    -- Set by the server at the first release; imported history keeps its own.
    published_at BIGINT,
    revised_at BIGINT,
    is_imported BIGINT NOT NULL,
    batch_id BIGINT,
    -- 1 while an imported row waits unseen for someone to answer for a finding.
    is_held BIGINT NOT NULL,
    withdrawal TEXT,
    withdrawn_at BIGINT,
    withdrawn_by BIGINT,
    withdrawal_reason TEXT,
    merged_into BIGINT,
    -- 1 after an urgent release until another person has approved it.
    awaits_approval BIGINT NOT NULL,
    -- Of the live version, so that lists need no second table.
    title TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    entry_id BIGINT,
    category BIGINT NOT NULL,
    kind TEXT NOT NULL,
    information TEXT NOT NULL,
    block TEXT,
    audience TEXT NOT NULL,
    document_no TEXT,
    notice_from TEXT,
    notice_to TEXT,
    validity TEXT,
    version BIGINT NOT NULL,
    UNIQUE (school_id, index_no),
    UNIQUE (school_id, external_id)
);
CREATE INDEX publishing_by_time ON publishing_publications (school_id, standing, published_at, id);
CREATE INDEX publishing_by_category ON publishing_publications (school_id, category, published_at);
CREATE INDEX publishing_by_entry ON publishing_publications (school_id, entry_id, published_at);
CREATE INDEX publishing_by_unit ON publishing_publications (school_id, unit_id, published_at);
CREATE INDEX publishing_by_notice ON publishing_publications (school_id, notice_to);

-- A version (稿) of a publication, from draft to superseded. Never overwritten once released.
CREATE TABLE publishing_versions (
    id INTEGER PRIMARY KEY,
    publication_id BIGINT NOT NULL REFERENCES publishing_publications (id),
    school_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- draft, unit_review, secrecy_review, office_release, leader_approval,
    -- spokesperson_approval, scheduled, released, superseded, discarded
    state TEXT NOT NULL,
    -- Counts every saving, so that two people at once lose nothing.
    edits BIGINT NOT NULL,
    author_id BIGINT,
    edited_by BIGINT,
    -- Everyone who wrote or edited it, as a JSON list: none of them reviews it.
    workers TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    submitted_by BIGINT,
    submitted_at BIGINT,
    released_at BIGINT,
    released_by BIGINT,
    scheduled_for BIGINT,
    is_important BIGINT NOT NULL,
    is_urgent BIGINT NOT NULL,
    title TEXT NOT NULL,
    body_html TEXT NOT NULL,
    body_text TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    entry_id BIGINT,
    category BIGINT NOT NULL,
    kind TEXT NOT NULL,
    information TEXT NOT NULL,
    block TEXT,
    audience TEXT NOT NULL,
    document_no TEXT,
    made_on TEXT,
    -- Typed fields of the kind, keywords, channels and tags as JSON.
    fields TEXT NOT NULL,
    keywords TEXT NOT NULL,
    channels TEXT NOT NULL,
    tags TEXT NOT NULL,
    notice_days BIGINT,
    notice_unit TEXT,
    notice_receiver TEXT NOT NULL,
    notice_contact TEXT NOT NULL,
    notice_from TEXT,
    notice_to TEXT,
    expires_on TEXT,
    change_note TEXT NOT NULL,
    UNIQUE (publication_id, number)
);
CREATE INDEX publishing_versions_by_state ON publishing_versions (school_id, state, edited_at);

-- An attachment (附件) of a version. A new version has rows of its own for the same files.
CREATE TABLE publishing_attachments (
    id INTEGER PRIMARY KEY,
    version_id BIGINT NOT NULL REFERENCES publishing_versions (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    file_hash TEXT NOT NULL,
    -- The file of its text, as the child process read it; NULL where it could not be read.
    text_hash TEXT,
    -- Why it could not be read, as a sentence; empty where it could.
    unreadable TEXT NOT NULL
);
CREATE INDEX publishing_attachments_by_version ON publishing_attachments (version_id, position);
CREATE INDEX publishing_attachments_by_file ON publishing_attachments (file_hash);

-- Every step of a version's way, with the opinion of whoever took it. Kept as evidence.
CREATE TABLE publishing_steps (
    id INTEGER PRIMARY KEY,
    version_id BIGINT NOT NULL REFERENCES publishing_versions (id),
    at BIGINT NOT NULL,
    person_id BIGINT,
    step TEXT NOT NULL,
    opinion TEXT NOT NULL
);
CREATE INDEX publishing_steps_by_version ON publishing_steps (version_id, id);

-- The last serial number given, for each category and calendar year.
CREATE TABLE publishing_serials (
    school_id BIGINT NOT NULL,
    category BIGINT NOT NULL,
    year BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    PRIMARY KEY (school_id, category, year)
);

-- Links between publications: interpretation (解读), response (回应), follows (前一环节), replaces.
CREATE TABLE publishing_links (
    publication_id BIGINT NOT NULL REFERENCES publishing_publications (id),
    linked_id BIGINT NOT NULL REFERENCES publishing_publications (id),
    relation TEXT NOT NULL,
    PRIMARY KEY (publication_id, linked_id, relation)
);
CREATE INDEX publishing_links_back ON publishing_links (linked_id);

-- Addresses on the old site, kept as redirects.
CREATE TABLE publishing_old_addresses (
    school_id BIGINT NOT NULL,
    address TEXT NOT NULL,
    publication_id BIGINT NOT NULL REFERENCES publishing_publications (id),
    PRIMARY KEY (school_id, address)
);

-- Who has a draft open.
CREATE TABLE publishing_presence (
    version_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (version_id, person_id)
);
