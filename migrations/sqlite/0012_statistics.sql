-- A yearly report (年度报告), from its first word until it is frozen.
CREATE TABLE statistics_reports (
    id INTEGER PRIMARY KEY,
    school_id BIGINT NOT NULL,
    -- The calendar year in which its academic year begins.
    year BIGINT NOT NULL,
    outline TEXT NOT NULL,
    -- drafting, submitted, frozen
    state TEXT NOT NULL,
    -- What the writer says to the warnings.
    note TEXT NOT NULL,
    -- Why the leader returned it.
    opinion TEXT NOT NULL,
    submitted_by BIGINT,
    submitted_at BIGINT,
    frozen_by BIGINT,
    frozen_at BIGINT,
    -- Files by their hashes, sealed with the approval and never made again.
    ledger_hash TEXT,
    json_hash TEXT,
    html_hash TEXT,
    docx_hash TEXT,
    pdf_hash TEXT,
    -- The publication by which it was made public.
    publication_id BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (school_id, year)
);

-- The text of a part, as its writer left it.
CREATE TABLE statistics_parts (
    report_id BIGINT NOT NULL REFERENCES statistics_reports (id),
    part BIGINT NOT NULL,
    text TEXT NOT NULL,
    edited_by BIGINT,
    edited_at BIGINT NOT NULL,
    -- Counts every saving, so that two people at once lose nothing.
    edits BIGINT NOT NULL,
    PRIMARY KEY (report_id, part)
);

-- A figure that was typed in because no record tells it, with its source.
CREATE TABLE statistics_answers (
    report_id BIGINT NOT NULL REFERENCES statistics_reports (id),
    question TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL,
    answered_by BIGINT,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, question)
);
