-- The log: events in commit order, at positions 1, 2, 3, … without a hole.
-- Column names and types of eventsourcing's recorder, ours behind them.
CREATE TABLE events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor uuid NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id uuid,
    source text,
    PRIMARY KEY (originator_id, originator_version)
);
CREATE UNIQUE INDEX events_notification_id ON events (notification_id);

-- The log's head: locked inside every appending transaction, so that positions come in commit order.
CREATE TABLE log_head (
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row)
) WITH (fillfactor = 10);
INSERT INTO log_head (position, recorded_at) VALUES (0, '-infinity');

-- The hash of each event's leaf (RFC 6962), over the encoding in infra/leaf.py.
CREATE TABLE log_leaves (
    position bigint PRIMARY KEY,
    hash bytea NOT NULL
);

-- What a command with an idempotency key first led to. Kept for ever.
CREATE TABLE command_keys (
    actor uuid NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    position bigint NOT NULL,
    subject uuid NOT NULL,
    PRIMARY KEY (actor, key)
);

-- Whom the log's pseudonyms stand for. Erasing a row severs the two for good.
CREATE TABLE actors (
    pseudonym uuid PRIMARY KEY,
    issuer text NOT NULL,
    subject text NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % refused: the log only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER events_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_leaves_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON log_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_head_stays BEFORE DELETE OR TRUNCATE ON log_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Locks the log for one append, then tells where it stands: its position and time, the version of
-- each stream, and which of the idempotency keys are taken.
CREATE FUNCTION lock_log(
    streams uuid[], actors uuid[], keys text[],
    OUT head bigint, OUT recorded timestamptz, OUT versions bigint[], OUT taken boolean[]
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT position, log_head.recorded_at INTO head, recorded FROM log_head FOR UPDATE;
    recorded := greatest(recorded, clock_timestamp());
    SELECT array_agg(coalesce((
            SELECT max(originator_version) FROM events WHERE originator_id = stream
        ), 0) ORDER BY number)
        INTO versions FROM unnest(streams) WITH ORDINALITY AS wanted (stream, number);
    SELECT array_agg(EXISTS (
            SELECT FROM command_keys WHERE command_keys.actor = wanted.actor AND command_keys.key = wanted.key
        ) ORDER BY number)
        INTO taken FROM unnest(actors, keys) WITH ORDINALITY AS wanted (actor, key, number);
END $$;
