-- Remarks (批注) on a version while it is on its way. Kept with it as evidence.
CREATE TABLE publishing_remarks (
    id INTEGER PRIMARY KEY,
    version_id BIGINT NOT NULL REFERENCES publishing_versions (id),
    at BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    -- The passage that is meant, as it stood then; empty where the whole is meant.
    quote TEXT NOT NULL,
    remark TEXT NOT NULL,
    -- When and by whom it was settled last; NULL while it is open.
    settled_at BIGINT,
    settled_by BIGINT
);
CREATE INDEX publishing_remarks_by_version ON publishing_remarks (version_id, id);

CREATE TABLE publishing_remark_answers (
    id INTEGER PRIMARY KEY,
    remark_id BIGINT NOT NULL REFERENCES publishing_remarks (id),
    at BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX publishing_remark_answers_by_remark ON publishing_remark_answers (remark_id, id);
