-- A row of log_leaves keeps the hashes of the leaves from its position on, one after the other, 32 bytes each.

-- Answers the hashes of the leaves between two positions.
CREATE FUNCTION leaf_hashes(first bigint, last bigint) RETURNS TABLE ("position" bigint, hash bytea)
LANGUAGE sql STABLE AS $$
    SELECT leaves.position + number, substring(leaves.hash FROM number * 32 + 1 FOR 32)
    FROM log_leaves AS leaves, generate_series(0, octet_length(leaves.hash) / 32 - 1) AS number
    WHERE leaves.position <= last AND leaves.position + number BETWEEN first AND last
        AND leaves.position >= coalesce((SELECT max(each.position) FROM log_leaves AS each
            WHERE each.position <= first), first)
$$;

-- The Merkle tree over the log (RFC 6962): the roots of the perfect subtrees that its leaves make now, the
-- largest first; locked and moved with the head.
ALTER TABLE log_head ADD COLUMN peaks bytea[] NOT NULL DEFAULT '{}';

-- The roots of the subtrees of 256, 65536, … leaves, by which proofs are found without reading the whole log.
-- Subtree `number` of level k covers the leaves from number * 256^k on, the first leaf being 0.
CREATE TABLE log_subtrees (
    level smallint,
    number bigint,
    hash bytea NOT NULL,
    PRIMARY KEY (level, number)
);
CREATE TRIGGER log_subtrees_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON log_subtrees
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The tree over the leaves that are there.
DO $$
DECLARE
    leaf record;
    node bytea;
    height int;
    index bigint;
    tree bytea[] := '{}';
BEGIN
    FOR leaf IN SELECT position, hash FROM log_leaves ORDER BY position LOOP
        node := leaf.hash;
        height := 0;
        index := leaf.position - 1;
        WHILE index % 2 = 1 LOOP
            node := sha256('\x01'::bytea || tree[cardinality(tree)] || node);
            tree := trim_array(tree, 1);
            height := height + 1;
            index := index / 2;
            IF height % 8 = 0 THEN
                INSERT INTO log_subtrees VALUES (height / 8, index, node);
            END IF;
        END LOOP;
        tree := array_append(tree, node);
    END LOOP;
    UPDATE log_head SET peaks = tree;
END $$;

-- Locks the log for one append, then tells where it stands: its position and time, its tree, the version of
-- each stream, and which of the idempotency keys are taken. By another name than before, so that no process of an
-- older release appends without growing the tree.
DROP FUNCTION lock_log;
CREATE FUNCTION lock_head(
    streams uuid[], actors uuid[], keys text[],
    OUT head bigint, OUT recorded timestamptz, OUT tree bytea[], OUT versions bigint[], OUT taken boolean[]
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT position, log_head.recorded_at, peaks INTO head, recorded, tree FROM log_head FOR UPDATE;
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

-- Answers the hashes from which proofs about these leaves (the first is 0) are worked out: all that lie in the
-- same 256 as the leaf, or as a subtree that has it, at each level. Level 0 is the leaves themselves.
CREATE FUNCTION log_hashes(leaves bigint[]) RETURNS TABLE (level int, number bigint, hash bytea)
LANGUAGE sql STABLE AS $$
    WITH tiles AS (
        SELECT DISTINCT height AS level, (leaf >> (8 * height + 8)) << 8 AS first
        FROM unnest(leaves) AS leaf, generate_series(0, 6) AS height
    )
    SELECT 0, leaf.position - 1, leaf.hash
    FROM tiles, leaf_hashes(first + 1, first + 256) AS leaf WHERE tiles.level = 0
    UNION ALL
    SELECT tiles.level, log_subtrees.number, log_subtrees.hash
    FROM tiles JOIN log_subtrees ON log_subtrees.level = tiles.level
        AND log_subtrees.number BETWEEN first AND first + 255
$$;

-- The leaf of an event, as infra/leaf.py writes it.
CREATE FUNCTION event_leaf(event events) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT '\x01'::bytea
        || '\x010000000000000008'::bytea || int8send(event.notification_id)
        || '\x010000000000000010'::bytea || uuid_send(event.originator_id)
        || '\x010000000000000008'::bytea || int8send(event.originator_version)
        || '\x01'::bytea || int8send(octet_length(event.topic)) || convert_to(event.topic, 'UTF8')
        || '\x01'::bytea || int8send(octet_length(event.state)) || event.state
        || CASE WHEN isfinite(event.recorded_at)
            THEN '\x010000000000000008'::bytea || int8send((extract(epoch FROM event.recorded_at) * 1000000)::bigint)
            ELSE '\x00' -- as in no leaf
        END
        || '\x010000000000000010'::bytea || uuid_send(event.actor)
        || '\x010000000000000010'::bytea || uuid_send(event.correlation_id)
        || coalesce('\x010000000000000010'::bytea || uuid_send(event.causation_id), '\x00')
        || coalesce('\x01'::bytea || int8send(octet_length(event.source)) || convert_to(event.source, 'UTF8'), '\x00')
$$;

-- Who signs the log's checkpoints, from which size of the log on; the one without an end signs now.
CREATE TABLE checkpoint_keys (
    vkey text PRIMARY KEY,
    from_size bigint NOT NULL,
    until_size bigint,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX checkpoint_keys_present ON checkpoint_keys ((until_size IS NULL)) WHERE until_size IS NULL;

-- The checkpoints that witnesses have signed too: the lines of their signatures, the last of each witness.
CREATE TABLE cosignatures (
    size bigint NOT NULL,
    witness text NOT NULL,
    signed_at timestamptz NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (size, witness)
);

-- Answers the last position recorded at this moment or before; 0 where there is none.
CREATE FUNCTION position_at(moment timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    low bigint := 0;
    high bigint := (SELECT position FROM log_head);
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT recorded_at FROM events WHERE notification_id = middle) <= moment THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;
