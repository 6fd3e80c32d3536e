-- How many publications were released, by each thing that pages count by and by month: kept with every change of a
-- publication, so that no page counts all that was ever published.

-- Of the live version, as title and category are.
ALTER TABLE publishing_publications ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
UPDATE publishing_publications SET tags =
    COALESCE((SELECT v.tags FROM publishing_versions v WHERE v.id = publishing_publications.live_version_id), '[]');

CREATE TABLE publishing_tallies (
    school_id BIGINT NOT NULL,
    -- category, unit, crossed (category.unit), entry, kind, information, block, tags
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    audience TEXT NOT NULL,
    -- The unit that alone may read what is for some; else 0.
    owner_id BIGINT NOT NULL,
    -- Of the first release, 2026-11, in Beijing.
    month TEXT NOT NULL,
    -- Of the withdrawal; empty for what stands.
    gone TEXT NOT NULL,
    publications BIGINT NOT NULL,
    -- When something of it changed last.
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (school_id, dimension, value, audience, owner_id, month, gone)
);

-- Counts a publication for what it is: nothing before its release, nor while an imported row waits for an answer.
CREATE FUNCTION publishing_count(p publishing_publications, by BIGINT) RETURNS void LANGUAGE sql AS $$
    INSERT INTO publishing_tallies
        SELECT p.school_id, d.dimension, d.value, p.audience,
            CASE p.audience WHEN 'some' THEN p.unit_id ELSE 0 END,
            to_char(to_timestamp(p.published_at / 1000 + 28800) AT TIME ZONE 'UTC', 'YYYY-MM'),
            CASE p.standing WHEN 'withdrawn'
                THEN to_char(to_timestamp(p.withdrawn_at / 1000 + 28800) AT TIME ZONE 'UTC', 'YYYY-MM') ELSE '' END,
            by, p.revised_at
        FROM (VALUES ('category', CAST(p.category AS TEXT)), ('unit', CAST(p.unit_id AS TEXT)),
            ('crossed', p.category || '.' || p.unit_id), ('entry', COALESCE(CAST(p.entry_id AS TEXT), '')),
            ('kind', p.kind), ('information', p.information), ('block', COALESCE(p.block, '')), ('tags', p.tags)
        ) AS d (dimension, value)
        WHERE p.standing <> 'unpublished' AND p.is_held = 0
        ON CONFLICT (school_id, dimension, value, audience, owner_id, month, gone) DO UPDATE
            SET publications = publishing_tallies.publications + by,
                changed_at = GREATEST(publishing_tallies.changed_at, excluded.changed_at)
$$;

CREATE FUNCTION publishing_tally() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' THEN PERFORM publishing_count(OLD, -1); END IF;
    PERFORM publishing_count(NEW, 1);
    RETURN NULL;
END $$;
-- At the end of the transaction, when it has its place in the order of events: two that count for the same thing come
-- one after the other, and neither waits for a third while others wait for it.
CREATE CONSTRAINT TRIGGER publishing_tally_new AFTER INSERT ON publishing_publications DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.standing <> 'unpublished') EXECUTE FUNCTION publishing_tally();
CREATE CONSTRAINT TRIGGER publishing_tally_changed AFTER UPDATE OF standing, is_held, category, unit_id, entry_id, kind,
    information, block, tags, audience, published_at, revised_at, withdrawn_at ON publishing_publications
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.standing <> 'unpublished' OR OLD.standing <> 'unpublished')
    EXECUTE FUNCTION publishing_tally();

SELECT publishing_count(p, 1) FROM publishing_publications p;
