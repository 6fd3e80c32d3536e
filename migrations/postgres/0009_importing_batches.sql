-- A batch that comes by the office: who gave the file, what the machine read in it,
-- who answers for it, how far it has come.
ALTER TABLE importing_batches ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- checking, waiting, running, stopped, done, refused
ALTER TABLE importing_batches ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
-- NULL where the host's operator imports by a command.
ALTER TABLE importing_batches ADD COLUMN uploaded_by BIGINT;
ALTER TABLE importing_batches ADD COLUMN file_hash TEXT;
ALTER TABLE importing_batches ADD COLUMN size_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE importing_batches ADD COLUMN create_units BIGINT NOT NULL DEFAULT 0;
ALTER TABLE importing_batches ADD COLUMN opinion TEXT NOT NULL DEFAULT '';
ALTER TABLE importing_batches ADD COLUMN answered_at BIGINT;
ALTER TABLE importing_batches ADD COLUMN finished_at BIGINT;
-- Why it stands still, as a sentence.
ALTER TABLE importing_batches ADD COLUMN problem TEXT NOT NULL DEFAULT '';
-- The files of what the check found, and of the rows that were not taken.
ALTER TABLE importing_batches ADD COLUMN check_hash TEXT;
ALTER TABLE importing_batches ADD COLUMN rejects_hash TEXT;
ALTER TABLE importing_batches ADD COLUMN read_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE importing_batches ADD COLUMN created_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE importing_batches ADD COLUMN updated_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE importing_batches ADD COLUMN unchanged_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE importing_batches ADD COLUMN rejected_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE importing_batches ADD COLUMN held_rows BIGINT NOT NULL DEFAULT 0;
-- The process that works on it, and until when nobody else does.
ALTER TABLE importing_batches ADD COLUMN run_by TEXT;
ALTER TABLE importing_batches ADD COLUMN run_until BIGINT;
CREATE INDEX importing_batches_by_school ON importing_batches (school_id, id);
CREATE INDEX importing_batches_by_state ON importing_batches (state);
