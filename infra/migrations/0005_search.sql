-- Words are searched for without accents, by the stems of the German ones; names also as they are nearly written.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TEXT SEARCH CONFIGURATION search_german (COPY = german);
ALTER TEXT SEARCH CONFIGURATION search_german
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, german_stem;
