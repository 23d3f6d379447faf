-- The key of each person whose data is sealed, wrapped by the master key. In a schema of its own, so that
-- it can be backed up apart. Deleting a row erases the person.
CREATE SCHEMA personal;
CREATE TABLE personal.keys (
    person uuid PRIMARY KEY,
    wrapped bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
