"""The limit of a search: SQL written by hand for the one document, with the same ranks and passages."""

from __future__ import annotations

from infra.read_tables import generation
from projections import READ_MODELS, SEARCH_ENTRIES

# Answers the document in benchmarks/searched.py, as JSON: of the words, the words with umlauts, the key of
# the words, and the length of the page.
SELECT_FOUND = f"""
WITH asked AS MATERIALIZED (
    SELECT websearch_to_tsquery('search_german', $1) || websearch_to_tsquery('search_german', $2) AS words
), page AS (
    SELECT id, kind, title, text, words, (CASE
            WHEN ts_filter(vector, '{{a}}') @@ words
                THEN 3 + (ts_rank(vector, words, 32) + 0.9 * similarity($3, title_key)) / 2
            WHEN vector @@ words THEN 2 + ts_rank(vector, words, 32)
            ELSE 1 + (0.9 * word_similarity($3, title_key) + 0.09 * similarity($3, title_key))
        END * 1000000000)::bigint AS rank
    FROM {generation(READ_MODELS)}.{SEARCH_ENTRIES.table}, asked
    WHERE valid_to IS NULL AND (vector @@ words OR $3 <% title_key)
    ORDER BY rank DESC, id DESC LIMIT $4
)
SELECT '{{"data":{{"network":{{"search":{{"nodes":[' || coalesce(string_agg(
    '{{"kind":"' || kind || '","title":' || to_json(title)
    || ',"match":"' || (ARRAY['SIMILAR', 'TEXT', 'TITLE'])[rank / 1000000000]
    || '","snippet":' || CASE WHEN text = '' THEN 'null' ELSE to_json(
        ts_headline('search_german', regexp_replace(text, '\\s+', ' ', 'g'), words,
        'StartSel=**, StopSel=**, MaxFragments=2, MinWords=8, MaxWords=20, FragmentDelimiter=" … "')
    )::text END
    || '}}', ',' ORDER BY rank DESC, id DESC), '') || ']}}}}}}}}'
FROM page
"""
