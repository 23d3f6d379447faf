-- What other systems are told by: where to, of which events, and how far each has been told. The log itself is
-- what is yet to be told, so no event is copied; secrets are derived from a key of the home, and not kept.
CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    url text NOT NULL,
    filter jsonb NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    secret_number int NOT NULL DEFAULT 1,
    previous_secret_until timestamptz,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'removed')),
    paused_reason text,
    paused_at timestamptz,
    failures int NOT NULL DEFAULT 0,
    failing_since timestamptz,
    next_attempt_at timestamptz
);

-- The last attempts to tell each; of a test the position is null.
CREATE TABLE webhook_attempts (
    id uuid PRIMARY KEY,
    number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    webhook uuid NOT NULL REFERENCES webhooks (id),
    position bigint,
    at timestamptz NOT NULL,
    status int,
    outcome text NOT NULL,
    milliseconds int NOT NULL
);

CREATE INDEX webhook_attempts_last ON webhook_attempts (webhook, number DESC);
