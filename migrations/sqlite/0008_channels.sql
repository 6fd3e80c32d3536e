-- A channel (公开渠道) by which a school publishes. Whether the spokesperson approves what
-- goes out by it stands in the school's settings, where the workflow reads it.
CREATE TABLE channels_channels (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    -- What versions name; never changed.
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    -- portal, push, screen, voice, print, meeting, other
    kind TEXT NOT NULL,
    -- 1 where a release by it counts as published online.
    is_online BIGINT NOT NULL,
    -- The unit that runs it.
    unit_id BIGINT,
    account TEXT NOT NULL,
    note TEXT NOT NULL,
    position BIGINT NOT NULL,
    -- 1 where no draft offers it any more.
    is_retired BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (school_id, code),
    UNIQUE (school_id, name)
);

-- A release of a publication by a channel: one for each pair, whatever the versions.
CREATE TABLE channels_releases (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    publication_id BIGINT NOT NULL,
    -- The version that went out, or that waits to go out.
    version_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL REFERENCES channels_channels (id),
    -- Of the publication, so that lists ask who may see it without a second table.
    unit_id BIGINT NOT NULL,
    audience TEXT NOT NULL,
    -- waiting, done, cancelled, to_recall, recalled
    state TEXT NOT NULL,
    -- When it appeared there: with done, to_recall and recalled.
    released_at BIGINT,
    -- An address on the web, or a place; may be empty.
    address TEXT NOT NULL,
    -- Who answers for the state; nobody where the system or an import says so.
    recorded_by BIGINT,
    recorded_at BIGINT NOT NULL,
    recalled_by BIGINT,
    recalled_at BIGINT,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (publication_id, channel_id)
);
CREATE INDEX channels_by_state ON channels_releases (school_id, state, created_at);
CREATE INDEX channels_by_time ON channels_releases (school_id, released_at);
