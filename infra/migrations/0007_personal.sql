-- The master key that wraps the persons' keys, by its fingerprint; and the key that digests of personal input are
-- made with, wrapped by it. The row is locked while a key is wrapped or destroyed.
CREATE TABLE personal.master (
    fingerprint bytea NOT NULL,
    digest_key bytea NOT NULL,
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row)
);

-- Who was told what is personal of whom, and as part of what. No part of the log; old entries are deleted.
CREATE TABLE personal.accesses (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor uuid NOT NULL,
    person uuid NOT NULL,
    what text NOT NULL
);
CREATE INDEX accesses_person ON personal.accesses (person, number);
CREATE INDEX accesses_at ON personal.accesses (at);
