-- What the public brings in and is answered on a clock: requests, later letters (办件).
CREATE TABLE cases_cases (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    -- request
    kind TEXT NOT NULL,
    -- The number that people say: 2026-YSQ-0001.
    number TEXT NOT NULL,
    -- The keyed hash of the code that opens it without an account, and how often a wrong one was tried.
    code_mac TEXT NOT NULL,
    tries BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    -- The kind of applicant, as the national form counts.
    applicant TEXT NOT NULL,
    way TEXT NOT NULL,
    -- By which rule the clock runs.
    regime TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Who has it, and by when that unit owes its part.
    unit_id BIGINT,
    unit_due TEXT,
    -- What became of it.
    outcome TEXT,
    received_on TEXT NOT NULL,
    -- What the clock says, for lists; the steps are the truth.
    due_on TEXT,
    is_provisional BIGINT NOT NULL,
    closed_on TEXT,
    -- What the applicant wrote, sealed for its place.
    place TEXT NOT NULL,
    sealed TEXT NOT NULL,
    came_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (school_id, kind, number)
);
CREATE INDEX cases_by_state ON cases_cases (school_id, kind, state, due_on);
CREATE INDEX cases_by_day ON cases_cases (school_id, kind, received_on);
-- What was done, in its order.
CREATE TABLE cases_steps (
    id INTEGER PRIMARY KEY,
    case_id BIGINT NOT NULL,
    -- The verb.
    code TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_person BIGINT,
    -- What the clock hears of it, as JSON; empty where it hears nothing.
    clock TEXT NOT NULL,
    -- What was said, sealed for the case's place.
    said TEXT NOT NULL
);
CREATE INDEX cases_steps_by_case ON cases_steps (case_id, id);
-- Letters (文书).
CREATE TABLE cases_papers (
    id INTEGER PRIMARY KEY,
    case_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The document number, from the day it is issued.
    number TEXT,
    -- A reply's decision.
    decision TEXT,
    -- Its text, sealed for the case's place.
    body TEXT NOT NULL,
    made_by BIGINT,
    made_at BIGINT NOT NULL,
    issued_on TEXT,
    signed_by BIGINT,
    -- Which seal stands under it, who set it and when (用印登记).
    seal TEXT,
    seal_by BIGINT,
    seal_on TEXT,
    -- When and how it was served.
    served_on TEXT,
    served_how TEXT
);
CREATE INDEX cases_papers_by_case ON cases_papers (case_id, id);
-- The last number given for each word and year.
CREATE TABLE cases_numbers (
    school_id BIGINT NOT NULL,
    word TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (school_id, word, year)
);
-- How often somebody who began to ask found it public already (先查后申), by month.
CREATE TABLE requests_sufficed (
    school_id BIGINT NOT NULL,
    month TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (school_id, month)
);
-- Who looked at an applicant's identity, when and why.
CREATE TABLE cases_readings (
    id INTEGER PRIMARY KEY,
    case_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    read_at BIGINT NOT NULL
);
CREATE INDEX cases_readings_by_case ON cases_readings (case_id, id);
