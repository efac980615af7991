-- The dataset's file, version 4. The tables and views in `main` are the data contract; what is in
-- `internal` serves this program only and may change without notice.
-- Offsets are characters in articles.text, end exclusive. Dates in pairs are the first and the
-- last day of an interval, equal where the day is known.

CREATE SCHEMA internal;

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
    added_at        TIMESTAMP NOT NULL,
    dateline_day    TEXT,
    coder_version   TEXT,
    register_version TEXT
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

CREATE TABLE internal.meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- The registers by which articles were coded, in their order, and the words that texts have whom a
-- change from one to the next concerns: all those of a row (see actors/changes.py).
CREATE TABLE internal.register_versions (number INTEGER PRIMARY KEY, version TEXT NOT NULL);
CREATE TABLE internal.register_changes (number INTEGER NOT NULL, words TEXT[] NOT NULL);

-- Near-duplicates are looked for among the articles that share a key (see merging/duplicates.py).
CREATE TABLE internal.duplicate_keys (article_id TEXT NOT NULL, keys UBIGINT[] NOT NULL);

-- What the coder wrote. No correction changes it, but for marking it as `corrected`: another row then
-- stands for it.
CREATE TABLE internal.coded_mentions (
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
    explanation     TEXT NOT NULL,
    corrected       BOOLEAN NOT NULL DEFAULT false
);

CREATE TABLE internal.coded_mention_actors (
    mention_id TEXT NOT NULL,
    role       TEXT NOT NULL,
    actor_id   TEXT NOT NULL,
    text       TEXT NOT NULL,
    "start"    INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    country    TEXT,
    sector     TEXT,
    organization TEXT,
    corrected  BOOLEAN NOT NULL DEFAULT false
);

-- The mentions that a correction in force changes or rejects, as they are with it: always what the
-- log below makes of the coded ones.
CREATE TABLE internal.corrected_mentions AS
    SELECT * EXCLUDE (corrected), false AS rejected FROM internal.coded_mentions LIMIT 0;
CREATE TABLE internal.corrected_mention_actors AS
    SELECT * EXCLUDE (corrected) FROM internal.coded_mention_actors LIMIT 0;

CREATE VIEW mentions AS
    SELECT * EXCLUDE (corrected) FROM internal.coded_mentions WHERE NOT corrected
    UNION ALL SELECT * EXCLUDE (rejected) FROM internal.corrected_mentions WHERE NOT rejected;

-- `number` gives the order of a mention's actors.
CREATE VIEW internal.numbered_actors AS
    SELECT * EXCLUDE (corrected), rowid AS number FROM internal.coded_mention_actors
    WHERE NOT corrected
    UNION ALL SELECT *, rowid FROM internal.corrected_mention_actors;
CREATE VIEW mention_actors AS SELECT * EXCLUDE (number) FROM internal.numbered_actors;

-- The log of corrections. Rows are added, never changed, but for being marked as undone.
CREATE TABLE corrections (
    correction_id INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    changes       JSON NOT NULL,
    made_by       TEXT NOT NULL,
    made_at       TIMESTAMP NOT NULL,
    reason        TEXT NOT NULL,
    undone_at     TIMESTAMP,
    undone_by     TEXT
);

-- Which mentions a correction is about, and what of them it changes. `event_type` is the coder's.
-- Where the coder has given a mention another id since, its article and the place of its trigger
-- find it: `located_mentions` has it by the id of now, NULL where it is coded no longer.
CREATE TABLE correction_mentions (
    correction_id INTEGER NOT NULL,
    part          INTEGER NOT NULL,
    mention_id    TEXT NOT NULL,
    article_id    TEXT NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end   INTEGER NOT NULL,
    event_type    TEXT NOT NULL,
    changes       JSON NOT NULL,
    previous      JSON NOT NULL
);

CREATE VIEW internal.located_mentions AS
    SELECT c.* EXCLUDE (mention_id), m.mention_id
    FROM correction_mentions c LEFT JOIN internal.coded_mentions m ON m.article_id = c.article_id
         AND (m.mention_id = c.mention_id
              OR (m.trigger_start < c.trigger_end AND m.trigger_end > c.trigger_start))
    QUALIFY row_number() OVER (
        PARTITION BY c.correction_id, c.mention_id
        ORDER BY m.mention_id <> c.mention_id, m.trigger_start <> c.trigger_start
                 OR m.trigger_end <> c.trigger_end, m.event_type <> c.event_type, m.mention_id) = 1;

INSERT INTO internal.meta VALUES ('schema_version', '4');
