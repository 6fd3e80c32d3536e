-- What tells the same value again, under the installation's key.
ALTER TABLE screening_findings ADD COLUMN hash TEXT NOT NULL DEFAULT '';
-- The second pair of eyes: who else looked at what somebody wants to keep.
ALTER TABLE screening_findings ADD COLUMN confirmed_by BIGINT;
ALTER TABLE screening_findings ADD COLUMN confirmed_at BIGINT;
-- The unit that answers for it while the version stands before its audience.
ALTER TABLE screening_findings ADD COLUMN stands_in BIGINT;
-- What was answered until now was answered by a reviewer for another's text.
UPDATE screening_findings SET confirmed_by = answered_by, confirmed_at = answered_at WHERE answer IS NOT NULL;
CREATE INDEX screening_findings_standing ON screening_findings (school_id, stands_in) WHERE stands_in IS NOT NULL;

-- A school's own words, with why each is one; what was taken off stays on record.
CREATE TABLE screening_words (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    level TEXT NOT NULL,
    reason TEXT NOT NULL,
    added_by BIGINT,
    added_at BIGINT NOT NULL,
    removed_by BIGINT,
    removed_at BIGINT
);
CREATE INDEX screening_words_by_school ON screening_words (school_id, id);

-- By which rules a version was read last; empty where nobody knows.
ALTER TABLE publishing_versions ADD COLUMN screened_by TEXT NOT NULL DEFAULT '';
-- At which saving that was: what was written since, nobody has read.
ALTER TABLE publishing_versions ADD COLUMN screened_edits BIGINT NOT NULL DEFAULT 0;
-- When the address of a past version was closed, because of what stands in it.
ALTER TABLE publishing_versions ADD COLUMN closed_at BIGINT;

-- How far everything public was read again after the rules changed.
CREATE TABLE publishing_rereadings (
    school_id BIGINT PRIMARY KEY,
    -- The rules, by their fingerprint.
    fingerprint TEXT NOT NULL,
    -- The version that was read last.
    reached BIGINT NOT NULL,
    versions BIGINT NOT NULL,
    -- How many of them hold something open.
    found BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);

-- What a version shows of whose numbers: positions, never values; people by a keyed hash.
CREATE TABLE screening_fragments (
    school_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    person TEXT NOT NULL,
    unit TEXT NOT NULL,
    major TEXT NOT NULL,
    class TEXT NOT NULL,
    kind TEXT NOT NULL,
    length BIGINT NOT NULL,
    -- Bit 0 is the first character.
    positions BIGINT NOT NULL,
    sex BIGINT NOT NULL,
    -- What was public once may lie in copies elsewhere.
    was_public BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX screening_fragments_by_person ON screening_fragments (school_id, person);
CREATE INDEX screening_fragments_by_version ON screening_fragments (version_id);
