-- Has a row once the project's own data files are loaded (embedded mode).
CREATE TABLE own_data (
    loaded_at timestamptz NOT NULL DEFAULT now(),
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row)
);

-- One row a generation of read models: a set of tables filled together, in a schema of its own.
CREATE TABLE generations (
    schema_name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    recorded_at timestamptz,
    indexed boolean NOT NULL DEFAULT false,
    projected_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10);
