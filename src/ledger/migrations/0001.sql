-- The first form of the ledger: one table that only grows.
--
-- What is new later is a new kind of event, a view or an index on what `body` holds; no row is ever rewritten.
CREATE TABLE event (
    seq    INTEGER PRIMARY KEY,     -- 1, 2, 3 … without a gap
    at     TEXT NOT NULL,           -- when it was written, RFC 3339, UTC; the order is that of seq
    kind   TEXT NOT NULL,           -- what happened
    matter TEXT,                    -- the case number as file names have it; NULL where it is about no case
    letter TEXT,                    -- the letter's id; NULL where it is about no letter
    body   TEXT NOT NULL,           -- the rest, as JSON
    prev   TEXT NOT NULL,           -- hash of the event before; 64 zeros for the first
    hash   TEXT NOT NULL            -- SHA-256 over prev and all that stands before it
) STRICT;

CREATE INDEX event_by_matter ON event (matter, seq) WHERE matter IS NOT NULL;
CREATE INDEX event_by_letter ON event (letter, seq) WHERE letter IS NOT NULL;
CREATE INDEX event_by_kind ON event (kind, seq);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER event_follows_the_last BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
  OR NEW.prev IS NOT coalesce((SELECT hash FROM event ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
BEGIN
    SELECT RAISE(ABORT, 'an event follows the last one');
END;
