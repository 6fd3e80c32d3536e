-- The file that a draft was read from: what was read out of it, and what it could not keep.
CREATE TABLE publishing_manuscripts (
    version_id BIGINT NOT NULL PRIMARY KEY REFERENCES publishing_versions (id),
    file_name TEXT NOT NULL,
    -- Lists of words, as JSON.
    read_out TEXT NOT NULL,
    lost TEXT NOT NULL,
    read_at BIGINT NOT NULL
);
