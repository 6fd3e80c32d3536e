-- What the machine found in a version, and who answered for it.
CREATE TABLE screening_findings (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    -- title, body, or the attachment's name and the place inside it.
    part TEXT NOT NULL,
    attachment_id BIGINT,
    from_char BIGINT NOT NULL,
    to_char BIGINT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    -- Never the value itself.
    masked TEXT NOT NULL,
    rule TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    -- kept, or NULL while nobody has answered.
    answer TEXT,
    reason TEXT NOT NULL,
    answered_by BIGINT,
    answered_at BIGINT
);
CREATE INDEX screening_findings_by_version ON screening_findings (version_id, id);
