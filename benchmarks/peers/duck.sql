-- Study folders as tables. Quotes are numbered in the order in which answers give them.
CREATE TEMP TABLE participant AS
SELECT regexp_extract(filename, '([^/]+)/participants.csv$', 1) AS study, id,
       replace(status, ' ', '-') AS status
FROM read_csv('$folders/*/participants.csv', filename = true, all_varchar = true, union_by_name = true);

CREATE TEMP TABLE document AS
SELECT regexp_extract(filename, '([^/]+)/documents.csv$', 1) AS study, id, kind
FROM read_csv('$folders/*/documents.csv', filename = true, all_varchar = true, union_by_name = true);

CREATE TEMP TABLE coding AS
SELECT DISTINCT regexp_extract(filename, '([^/]+)/codings.csv$', 1) AS study, quote, code
FROM read_csv('$folders/*/codings.csv', filename = true, all_varchar = true, union_by_name = true);

CREATE TABLE quote AS
WITH coded AS (
    SELECT study, quote AS id, string_agg(code, ';' ORDER BY code) AS codes
    FROM coding GROUP BY ALL
), read AS (
    SELECT regexp_extract(filename, '([^/]+)/quotes.csv$', 1) AS study, *
    FROM read_csv('$folders/*/quotes.csv', filename = true, all_varchar = true, union_by_name = true)
)
SELECT (row_number() OVER (ORDER BY q.study, q.document, q.id))::INTEGER AS n,
       q.study, q.document, q.id, q.text, q.participant, q.role, q.claim, q.access,
       d.kind AS source, p.status, coded.codes
FROM read q
JOIN document d ON d.study = q.study AND d.id = q.document
LEFT JOIN participant p ON p.study = q.study AND p.id = q.participant
LEFT JOIN coded ON coded.study = q.study AND coded.id = q.id
ORDER BY n;

-- A code stands for itself, the codes above it, what each maps to exactly or broadly, and all above.
CREATE TEMP TABLE step AS
SELECT regexp_extract(filename, '([^/]+)/codebook.csv$', 1) AS study, code AS low, parent AS high
FROM read_csv('$folders/*/codebook.csv', filename = true, all_varchar = true, union_by_name = true)
WHERE parent <> ''
UNION ALL
SELECT regexp_extract(filename, '([^/]+)/mappings.sssom.tsv$', 1), subject_id, object_id
FROM read_csv('$folders/*/mappings.sssom.tsv', filename = true, all_varchar = true,
              union_by_name = true, delim = '\t', comment = '#', header = true)
WHERE predicate_id IN ('skos:exactMatch', 'skos:broadMatch');

CREATE TEMP TABLE stands AS
WITH RECURSIVE climbing AS (
    SELECT DISTINCT study, code, code AS high FROM coding
    UNION
    SELECT c.study, c.code, s.high
    FROM climbing c JOIN step s ON s.study = c.study AND s.low = c.high
), within AS (
    SELECT study, code, substr(high, 3) AS c FROM climbing WHERE high LIKE 'c:%'
    UNION
    SELECT w.study, w.code, a.up FROM within w JOIN above a ON a.c = w.c
)
SELECT * FROM within;

CREATE TYPE construct AS ENUM (SELECT DISTINCT c FROM stands ORDER BY c);

CREATE TABLE support AS
SELECT DISTINCT q.n, s.c::construct AS c
FROM coding k
JOIN quote q ON q.study = k.study AND q.id = k.quote
JOIN stands s ON s.study = k.study AND s.code = k.code
ORDER BY c, n;
