-- Large files on their way to a draft, in chunks that lie with the files.
CREATE TABLE publishing_uploads (
    id INTEGER PRIMARY KEY,
    -- Names its chunks, and stands in its address.
    code TEXT NOT NULL UNIQUE,
    school_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL REFERENCES publishing_versions (id),
    -- Nobody else may go on.
    person_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    -- Of the whole content, counted where the file lies: by it the same file is known again.
    checksum TEXT NOT NULL,
    -- How large each chunk is, but for the last.
    chunk_bytes BIGINT NOT NULL,
    received_bytes BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- When the last chunk came.
    touched_at BIGINT NOT NULL,
    -- What it became, once it is whole.
    attachment_id BIGINT
);
CREATE INDEX publishing_uploads_by_person ON publishing_uploads (school_id, person_id);
