-- What was taken down at once lies sealed beside the originals of masked files, opened in the same
-- way and as much on record. It stands in no attachment's place: 0.
INSERT INTO publishing_originals
    (school_id, version_id, attachment_id, name, size_bytes, sealed_hash, place, removed, masked_by, masked_at)
SELECT school_id, version_id, 0, '紧急撤下时的内容.json', 0, sealed_hash, place, '', taken_by, taken_at
FROM publishing_takedowns;
ALTER TABLE publishing_takedowns DROP COLUMN sealed_hash;
ALTER TABLE publishing_takedowns DROP COLUMN place;
