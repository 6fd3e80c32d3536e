-- 本学年无 that was taken back: what was signed, and who took it back and why.
CREATE TABLE catalogue_past_nils (
    edition_id BIGINT NOT NULL REFERENCES catalogue_editions (id),
    entry_id BIGINT NOT NULL REFERENCES catalogue_entries (id),
    reason TEXT NOT NULL,
    signed_by BIGINT NOT NULL,
    signed_on TEXT NOT NULL,
    taken_back_at BIGINT NOT NULL,
    taken_back_by BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (edition_id, entry_id, taken_back_at)
);
