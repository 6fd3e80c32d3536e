-- A batch of imported rows, and who answers for it: nobody's number where the
-- host's operator does.
CREATE TABLE importing_batches (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    answered_by BIGINT
);
