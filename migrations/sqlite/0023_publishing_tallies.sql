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
) WITHOUT ROWID;

-- What each publication counts for: nothing before its release, nor while an imported row waits for an answer.
CREATE VIEW publishing_counted AS
    SELECT p.id, p.school_id, d.dimension,
        CASE d.dimension
            WHEN 'category' THEN CAST(p.category AS TEXT)
            WHEN 'unit' THEN CAST(p.unit_id AS TEXT)
            WHEN 'crossed' THEN p.category || '.' || p.unit_id
            WHEN 'entry' THEN COALESCE(CAST(p.entry_id AS TEXT), '')
            WHEN 'kind' THEN p.kind
            WHEN 'information' THEN p.information
            WHEN 'block' THEN COALESCE(p.block, '')
            ELSE p.tags
        END AS value,
        p.audience,
        CASE p.audience WHEN 'some' THEN p.unit_id ELSE 0 END AS owner_id,
        strftime('%Y-%m', p.published_at / 1000 + 28800, 'unixepoch') AS month,
        CASE p.standing WHEN 'withdrawn' THEN strftime('%Y-%m', p.withdrawn_at / 1000 + 28800, 'unixepoch') ELSE '' END AS gone,
        p.revised_at AS changed_at
    FROM publishing_publications p
    CROSS JOIN (SELECT 'category' AS dimension UNION ALL SELECT 'unit' UNION ALL SELECT 'crossed' UNION ALL SELECT 'entry'
        UNION ALL SELECT 'kind' UNION ALL SELECT 'information' UNION ALL SELECT 'block' UNION ALL SELECT 'tags') d
    WHERE p.standing <> 'unpublished' AND p.is_held = 0;

CREATE TRIGGER publishing_tally_new AFTER INSERT ON publishing_publications WHEN NEW.standing <> 'unpublished'
BEGIN
    INSERT INTO publishing_tallies
        SELECT c.school_id, c.dimension, c.value, c.audience, c.owner_id, c.month, c.gone, 1, c.changed_at
        FROM publishing_counted c WHERE c.id = NEW.id
        ON CONFLICT DO UPDATE SET publications = publications + 1, changed_at = MAX(changed_at, excluded.changed_at);
END;

CREATE TRIGGER publishing_tally_less BEFORE UPDATE OF standing, is_held, category, unit_id, entry_id, kind, information,
    block, tags, audience, published_at, revised_at, withdrawn_at ON publishing_publications WHEN OLD.standing <> 'unpublished'
BEGIN
    INSERT INTO publishing_tallies
        SELECT c.school_id, c.dimension, c.value, c.audience, c.owner_id, c.month, c.gone, -1, c.changed_at
        FROM publishing_counted c WHERE c.id = OLD.id
        ON CONFLICT DO UPDATE SET publications = publications - 1;
END;

CREATE TRIGGER publishing_tally_more AFTER UPDATE OF standing, is_held, category, unit_id, entry_id, kind, information,
    block, tags, audience, published_at, revised_at, withdrawn_at ON publishing_publications WHEN NEW.standing <> 'unpublished'
BEGIN
    INSERT INTO publishing_tallies
        SELECT c.school_id, c.dimension, c.value, c.audience, c.owner_id, c.month, c.gone, 1, c.changed_at
        FROM publishing_counted c WHERE c.id = NEW.id
        ON CONFLICT DO UPDATE SET publications = publications + 1, changed_at = MAX(changed_at, excluded.changed_at);
END;

INSERT INTO publishing_tallies
    SELECT school_id, dimension, value, audience, owner_id, month, gone, COUNT(*), MAX(changed_at)
    FROM publishing_counted GROUP BY school_id, dimension, value, audience, owner_id, month, gone;
