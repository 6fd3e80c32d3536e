-- Files chosen together with the file of rows, which rows name as their attachments.
CREATE TABLE importing_files (
    batch_id BIGINT NOT NULL REFERENCES importing_batches (id),
    name TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (batch_id, name)
);
