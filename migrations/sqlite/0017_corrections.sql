-- What readers found wrong on a page (纠错), and what they were answered.
CREATE TABLE corrections_corrections (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    -- The number that the reader keeps; nobody can guess it.
    code TEXT NOT NULL,
    -- The path of the page with its query.
    page TEXT NOT NULL,
    -- The publication whose page it is, and its unit then.
    publication_id BIGINT,
    unit_id BIGINT,
    -- leak, wrong, outdated, broken, unusable, other
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    -- mended, no_error, elsewhere; nothing while it is open.
    outcome TEXT,
    answer TEXT NOT NULL,
    settled_at BIGINT,
    settled_by BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (school_id, code)
);
CREATE INDEX corrections_by_outcome ON corrections_corrections (school_id, outcome, reported_at);
