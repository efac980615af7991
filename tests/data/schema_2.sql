-- The dataset's file, version 2. The six tables in `main` are the data contract; what is in
-- `internal` serves this program only and may change without notice.
-- Offsets are characters in articles.text, end exclusive. Dates in pairs are the first and the
-- last day of an interval, equal where the day is known.

CREATE TABLE articles (
    article_id      TEXT PRIMARY KEY,
    path            TEXT NOT NULL,
    url             TEXT,
    publisher       TEXT,
    title           TEXT,
    author          TEXT,
    text            TEXT NOT NULL,
    language        TEXT,
    published_start DATE,
    published_end   DATE,
    published_basis TEXT NOT NULL,
    date_reasons    TEXT,
    duplicate_of    TEXT,
    status          TEXT NOT NULL,
    error           TEXT,
    added_at        TIMESTAMP NOT NULL
);

CREATE TABLE mentions (
    mention_id      TEXT PRIMARY KEY,
    article_id      TEXT NOT NULL,
    event_id        TEXT,
    sentence        TEXT NOT NULL,
    sentence_start  INTEGER NOT NULL,
    sentence_end    INTEGER NOT NULL,
    trigger_text    TEXT NOT NULL,
    trigger_start   INTEGER NOT NULL,
    trigger_end     INTEGER NOT NULL,
    event_type      TEXT NOT NULL,
    mode            TEXT,
    contexts        TEXT[] NOT NULL,
    quad            TEXT NOT NULL,
    cameo           TEXT NOT NULL,
    score           DOUBLE NOT NULL,
    modality        TEXT NOT NULL,
    historical      BOOLEAN NOT NULL,
    attributed_to   TEXT,
    date_start      DATE,
    date_end        DATE,
    date_text       TEXT,
    date_basis      TEXT NOT NULL,
    place_name      TEXT,
    place_country   TEXT,
    latitude        DOUBLE,
    longitude       DOUBLE,
    geonames_id     BIGINT,
    confidence      DOUBLE NOT NULL,
    explanation     TEXT NOT NULL
);

CREATE TABLE mention_actors (
    mention_id TEXT NOT NULL,
    role       TEXT NOT NULL,
    actor_id   TEXT NOT NULL,
    text       TEXT NOT NULL,
    "start"    INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    country    TEXT,
    sector     TEXT,
    organization TEXT
);

CREATE TABLE actors (
    actor_id TEXT NOT NULL,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    country  TEXT,
    sector   TEXT,
    aliases  TEXT[] NOT NULL
);

CREATE TABLE actor_roles (
    actor_id TEXT NOT NULL,
    role     TEXT NOT NULL,
    country  TEXT,
    sector   TEXT,
    "start"  DATE,
    "end"    DATE,
    organization TEXT
);

CREATE TABLE events (
    event_id        TEXT NOT NULL,
    event_type      TEXT NOT NULL,
    mode            TEXT,
    contexts        TEXT[] NOT NULL,
    quad            TEXT NOT NULL,
    cameo           TEXT NOT NULL,
    score           DOUBLE NOT NULL,
    modality        TEXT NOT NULL,
    date_start      DATE,
    date_end        DATE,
    sources         TEXT[] NOT NULL,
    targets         TEXT[] NOT NULL,
    place_name      TEXT,
    place_country   TEXT,
    latitude        DOUBLE,
    longitude       DOUBLE,
    mention_count   INTEGER NOT NULL,
    article_count   INTEGER NOT NULL,
    first_published DATE,
    last_published  DATE,
    confidence      DOUBLE NOT NULL,
    summary         TEXT NOT NULL,
    outcome         TEXT,
    outcome_event_id TEXT
);

CREATE SCHEMA internal;

CREATE TABLE internal.meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Near-duplicates are looked for among the articles that share a key (see merging/duplicates.py).
CREATE TABLE internal.duplicate_keys (article_id TEXT NOT NULL, keys UBIGINT[] NOT NULL);

INSERT INTO internal.meta VALUES ('schema_version', '2');
