-- What later letters are compared with, beside the chain: an event says its digest, and retention may drop it.
CREATE TABLE sketch (
    letter TEXT NOT NULL,           -- the letter's id
    sha256 TEXT NOT NULL,           -- SHA-256 over body, as the event of sending says it
    body   TEXT NOT NULL,           -- hashes, as JSON; never text
    PRIMARY KEY (letter, sha256)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sketch_is_never_changed BEFORE UPDATE ON sketch
BEGIN
    SELECT RAISE(ABORT, 'a sketch is kept or dropped');
END;
