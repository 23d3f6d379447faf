-- What became of each item of a command for many, as JSON: a retry is answered the same.
ALTER TABLE command_keys ADD COLUMN items text;

-- Long texts, by the SHA-256 of their UTF-8. Facts refer to them by it.
CREATE TABLE texts (
    sha256 text PRIMARY KEY,
    content text NOT NULL
);
CREATE TRIGGER texts_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON texts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which history of the project's own was loaded last: a newer one has facts to add.
ALTER TABLE own_data ADD COLUMN history_sha256 text;
