-- From version 3 of the tables to version 4: which versions of coder and register coded an article.
-- What was coded till now, is by a version before all others.

ALTER TABLE articles ADD COLUMN dateline_day TEXT;
ALTER TABLE articles ADD COLUMN coder_version TEXT;
ALTER TABLE articles ADD COLUMN register_version TEXT;
CREATE TABLE internal.register_versions (number INTEGER PRIMARY KEY, version TEXT NOT NULL);
CREATE TABLE internal.register_changes (number INTEGER NOT NULL, words TEXT[] NOT NULL);
UPDATE internal.meta SET value = left(value, 12) WHERE key = 'register_version';
INSERT INTO internal.register_versions
    SELECT 1, value FROM internal.meta WHERE key = 'register_version';
UPDATE articles SET coder_version = '0', register_version =
    (SELECT value FROM internal.meta WHERE key = 'register_version')
    WHERE status = 'coded';
UPDATE internal.meta SET value = '4' WHERE key = 'schema_version';
