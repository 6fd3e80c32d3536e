-- What the public can ask for must not grow with all that was ever published.

-- In the order of lists, with all that decides who may read a row: no row is sorted, none is read to be passed over or counted.
DROP INDEX publishing_by_time;
CREATE INDEX publishing_by_time ON publishing_publications (school_id, published_at, id, standing, is_held, audience);
-- The same for what is counted by category.
DROP INDEX publishing_by_category;
CREATE INDEX publishing_by_category ON publishing_publications
    (school_id, category, published_at, id, standing, is_held, audience, revised_at);
-- What changed last stands at the foot of every page.
CREATE INDEX publishing_by_change ON publishing_publications (school_id, revised_at, standing, is_held, audience);
-- The newest of a kind answers an errand of the home page, where there is one.
CREATE INDEX publishing_by_kind ON publishing_publications (school_id, kind, published_at);
-- Few lists ever expire, and twice a second is looked for them.
CREATE INDEX publishing_versions_by_expiry ON publishing_versions (expires_on) WHERE expires_on IS NOT NULL;
