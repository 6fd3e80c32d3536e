-- What is asked for one publication, or twice a second, must not read a whole school.

-- In the order in which a page lists them: SQLite would otherwise walk through all of a school by time.
CREATE INDEX channels_by_publication ON channels_releases (school_id, publication_id, released_at);
CREATE INDEX catalogue_fulfilments_by_publication ON catalogue_fulfilments (school_id, publication_id);
-- Few versions wait for their time, few findings and imported rows for an answer.
CREATE INDEX publishing_versions_scheduled ON publishing_versions (scheduled_for) WHERE state = 'scheduled';
CREATE INDEX publishing_held ON publishing_publications (school_id, id) WHERE is_held = 1;
CREATE INDEX screening_findings_open ON screening_findings (school_id) WHERE answer IS NULL AND level <> 'info';
