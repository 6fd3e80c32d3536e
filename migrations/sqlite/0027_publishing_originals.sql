-- What a masked file was made of: sealed, with the office, never before the public.
CREATE TABLE publishing_originals (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    -- The file that stands in its place.
    attachment_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    -- The sealed file, and the place for which it was sealed.
    sealed_hash TEXT NOT NULL,
    place TEXT NOT NULL,
    -- What was taken out besides, for people.
    removed TEXT NOT NULL,
    masked_by BIGINT,
    masked_at BIGINT NOT NULL
);
CREATE INDEX publishing_originals_by_version ON publishing_originals (version_id, id);
-- Who looked into an original, when and why.
CREATE TABLE publishing_original_readings (
    id INTEGER PRIMARY KEY,
    original_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    read_at BIGINT NOT NULL
);
CREATE INDEX publishing_original_readings_by_original ON publishing_original_readings (original_id, id);
-- Files whose place another has taken, by their hash: removed as soon as nothing else names them.
CREATE TABLE publishing_replaced_files (
    file TEXT PRIMARY KEY,
    replaced_at BIGINT NOT NULL
);
-- The sheet of a version's secrecy review as it was at the release (保密审查表).
CREATE TABLE publishing_sheets (
    version_id BIGINT PRIMARY KEY,
    sheet TEXT NOT NULL
);
-- What was taken down at once (紧急撤下): the evidence by its hash, sealed.
CREATE TABLE publishing_takedowns (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    publication_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    evidence_sha256 TEXT NOT NULL,
    sealed_hash TEXT NOT NULL,
    place TEXT NOT NULL,
    taken_by BIGINT,
    taken_at BIGINT NOT NULL
);
CREATE INDEX publishing_takedowns_by_publication ON publishing_takedowns (publication_id, id);
