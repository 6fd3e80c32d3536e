-- Schools (学校), their host names, campuses (校区) and units (部门).
CREATE TABLE schools (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    version BIGINT NOT NULL,
    founded_at BIGINT NOT NULL
);

CREATE TABLE school_hosts (
    host TEXT PRIMARY KEY,
    school_id BIGINT NOT NULL REFERENCES schools (id)
);

CREATE TABLE school_campuses (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL REFERENCES schools (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    is_main BIGINT NOT NULL,
    UNIQUE (school_id, code)
);

CREATE TABLE school_units (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL REFERENCES schools (id),
    code TEXT NOT NULL,
    parent_id BIGINT REFERENCES school_units (id),
    campus_id BIGINT REFERENCES school_campuses (id),
    profile TEXT NOT NULL,
    sort BIGINT NOT NULL,
    merged_into BIGINT REFERENCES school_units (id),
    ended_on TEXT,
    version BIGINT NOT NULL,
    UNIQUE (school_id, code)
);

-- A unit's names, each from a day on, so that the past keeps its own.
CREATE TABLE school_unit_names (
    unit_id BIGINT NOT NULL REFERENCES school_units (id),
    from_on TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (unit_id, from_on)
);
