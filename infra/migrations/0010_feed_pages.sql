-- What is sent of the log to those who resume far behind: the events of a thousand positions, as they go
-- over the wire. Made of the log when first asked for, and again where it is gone.
CREATE TABLE feed_pages (
    form text,
    number bigint,
    events bytea NOT NULL,
    PRIMARY KEY (form, number)
);
