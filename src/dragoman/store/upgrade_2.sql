-- From version 1 of the tables to version 2: what came of plans. The events are merged again on the
-- next run of the coder, which finds them not to be current.

ALTER TABLE events ADD COLUMN outcome TEXT;
ALTER TABLE events ADD COLUMN outcome_event_id TEXT;
UPDATE mentions SET event_id = NULL;
UPDATE internal.meta SET value = '2' WHERE key = 'schema_version';
