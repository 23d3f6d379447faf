-- Words are searched for without accents, by the stems of the German ones, without those that are everywhere
-- (stop words have accents: they are looked for first); names also as they are nearly written.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TEXT SEARCH DICTIONARY search_german_stop (TEMPLATE = simple, STOPWORDS = german, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION search_german (COPY = german);
ALTER TEXT SEARCH CONFIGURATION search_german
    ALTER MAPPING FOR asciihword, asciiword, hword, hword_asciipart, hword_part, word
    WITH search_german_stop, unaccent, german_stem;
