-- What is sent of the log to those who resume far behind: the events of a thousand positions, as they go
-- over the wire. Made of the log when it has them all, and again where they are gone.
CREATE TABLE feed_pages (
    form text,
    number bigint,
    events bytea NOT NULL,
    PRIMARY KEY (form, number)
);
