/**
 * The log. Nothing in it is ever changed: the triggers refuse UPDATE and DELETE, and a row that does not follow the last
 * one (which would also be the way round them by INSERT OR REPLACE). Payloads are canonical JSON.
 */
export const events = `
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  study TEXT NOT NULL,
  session TEXT NOT NULL,
  read TEXT,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  wall INTEGER NOT NULL,
  mono REAL NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_read ON events (read, seq);
CREATE INDEX events_by_session ON events (session, seq);
CREATE TRIGGER events_only_follow BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT raise(ABORT, 'a record follows the last one'); END;
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
`;
