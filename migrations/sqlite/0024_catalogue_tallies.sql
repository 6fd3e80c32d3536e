-- What stands under each entry today, kept with every change, so that the board does not read all that ever stood.
CREATE TABLE catalogue_tallies (
    school_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    audience TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    publications BIGINT NOT NULL,
    -- The last day on which one of them was released.
    last_on TEXT,
    PRIMARY KEY (school_id, entry_id, audience, unit_id)
) WITHOUT ROWID;
CREATE INDEX catalogue_fulfilments_open ON catalogue_fulfilments (school_id, entry_id, audience, unit_id, released_on)
    WHERE gone_on IS NULL;
CREATE INDEX catalogue_fulfilments_gone ON catalogue_fulfilments (school_id, gone_on);

CREATE TRIGGER catalogue_tally_new AFTER INSERT ON catalogue_fulfilments WHEN NEW.gone_on IS NULL
BEGIN
    INSERT INTO catalogue_tallies VALUES (NEW.school_id, NEW.entry_id, NEW.audience, NEW.unit_id, 1, NEW.released_on)
        ON CONFLICT DO UPDATE SET publications = publications + 1,
            last_on = MAX(COALESCE(last_on, ''), excluded.last_on);
END;

CREATE TRIGGER catalogue_tally_changed AFTER UPDATE ON catalogue_fulfilments
BEGIN
    UPDATE catalogue_tallies SET publications = publications - 1,
            last_on = (SELECT MAX(f.released_on) FROM catalogue_fulfilments f WHERE f.school_id = OLD.school_id
                AND f.entry_id = OLD.entry_id AND f.audience = OLD.audience AND f.unit_id = OLD.unit_id AND f.gone_on IS NULL)
        WHERE OLD.gone_on IS NULL AND school_id = OLD.school_id AND entry_id = OLD.entry_id AND audience = OLD.audience
            AND unit_id = OLD.unit_id;
    INSERT INTO catalogue_tallies
        SELECT NEW.school_id, NEW.entry_id, NEW.audience, NEW.unit_id, 1, NEW.released_on WHERE NEW.gone_on IS NULL
        ON CONFLICT DO UPDATE SET publications = publications + 1,
            last_on = MAX(COALESCE(last_on, ''), excluded.last_on);
END;

INSERT INTO catalogue_tallies
    SELECT school_id, entry_id, audience, unit_id, COUNT(*), MAX(released_on) FROM catalogue_fulfilments
    WHERE gone_on IS NULL GROUP BY school_id, entry_id, audience, unit_id;
