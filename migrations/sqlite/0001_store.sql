-- The event log: one row for each action, written in the action's transaction.
-- AUTOINCREMENT: a number is never given twice.
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    school_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT,
    name TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX events_by_subject ON events (name, subject_id);

CREATE TRIGGER events_are_kept BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_fixed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- A form's one-time key, so that a form sent twice acts once.
CREATE TABLE form_uses (
    form TEXT PRIMARY KEY,
    used_at BIGINT NOT NULL
);
CREATE INDEX form_uses_by_time ON form_uses (used_at);

-- How far each shared follower has read, and which node holds it now.
CREATE TABLE followers (
    name TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL
);
