-- People, what they may do, how they sign in.
CREATE TABLE identity_people (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL REFERENCES schools (id),
    sign_in TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    unit_id BIGINT REFERENCES school_units (id),
    is_staff BIGINT NOT NULL,
    is_student BIGINT NOT NULL,
    state TEXT NOT NULL,
    password TEXT,
    version BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    UNIQUE (school_id, sign_in)
);

CREATE TABLE identity_roles (
    person_id BIGINT NOT NULL REFERENCES identity_people (id),
    role TEXT NOT NULL,
    -- 0 where the role is held for the whole school: a key cannot hold NULL.
    unit_id BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, role, unit_id)
);

CREATE TABLE identity_sessions (
    id INTEGER PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES identity_people (id),
    secret_hash TEXT NOT NULL UNIQUE,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    device TEXT NOT NULL
);
CREATE INDEX identity_sessions_by_person ON identity_sessions (person_id);

-- One-time links: the first administrator's, invitations, resets.
CREATE TABLE identity_links (
    secret_hash TEXT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES identity_people (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

-- Failed tries, by account and by source, so that nobody locks others out.
CREATE TABLE identity_failures (
    school_id BIGINT NOT NULL,
    sign_in TEXT NOT NULL,
    source TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (school_id, sign_in, source)
);
