"""The SQL of who everybody was known to be and when (R1), for SQLite and PostgreSQL alike; made by the first migration.

Merges are facts with moments. Here they are read as spans that do not overlap: of each person who was
ever merged one row for each time between two changes, chains resolved. Who is in no merge is in no row.

A chain ends after 100 steps, so that it ends also where a clock went back and two merges make a ring.
The end of a chain is found by its length: asking for each whether it goes on is the same answer, but
PostgreSQL then expects so much work that it compiles the query, which takes seconds. Keys are cast and
the turn is not asked to be `= 1`, so that SQLite makes an index of the spans when it joins them.
"""

CREATE = """
CREATE VIEW lms_knownas AS
WITH RECURSIVE chain (person_id, one_id, since, until, length) AS (
    SELECT absorbed_id, kept_id, made_at, COALESCE(ended_at, '9999-12-31'), 1
    FROM lms_personmerge WHERE ended_at IS NULL OR ended_at > made_at
    UNION
    SELECT
        chain.person_id,
        further.kept_id,
        CASE WHEN further.made_at > chain.since THEN further.made_at ELSE chain.since END,
        CASE WHEN further.ended_at < chain.until THEN further.ended_at ELSE chain.until END,
        chain.length + 1
    FROM chain JOIN lms_personmerge further ON further.absorbed_id = chain.one_id
        AND further.made_at < chain.until
        AND (further.ended_at IS NULL
            OR further.ended_at > chain.since AND further.ended_at > further.made_at)
    WHERE chain.length < 100
), moment (person_id, at) AS (
    SELECT person_id, since FROM chain
    UNION
    SELECT person_id, until FROM chain WHERE until < '9999-12-31'
), span (person_id, since, until) AS (
    SELECT person_id, at, LEAD(at) OVER (PARTITION BY person_id ORDER BY at) FROM moment
    UNION ALL
    SELECT person_id, NULL, MIN(at) FROM moment GROUP BY person_id
), told (person_id, one_id, since, until, turn) AS (
    SELECT
        span.person_id,
        COALESCE(chain.one_id, span.person_id),
        span.since,
        span.until,
        ROW_NUMBER() OVER (
            PARTITION BY span.person_id, span.since ORDER BY chain.length DESC, chain.one_id
        )
    FROM span
    LEFT JOIN chain ON chain.person_id = span.person_id
        AND chain.since <= span.since AND chain.until > span.since
)
SELECT
    ROW_NUMBER() OVER (ORDER BY person_id, until) AS id,
    CAST(person_id AS bigint) AS person_id,
    CAST(one_id AS bigint) AS one_id,
    since AS known_from,
    until AS known_until
FROM told WHERE turn <= 1
"""

DROP = "DROP VIEW lms_knownas"
