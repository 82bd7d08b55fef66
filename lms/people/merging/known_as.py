"""The SQL of who everybody was known to be and when (R1), for SQLite and PostgreSQL alike; made by the first migration.

Merges are facts with moments. Here they are read as spans that do not overlap: of each person who was
ever merged one row for each time between two changes, chains resolved. Who is in no merge is in no row.
"""

CREATE = """
CREATE VIEW lms_knownas AS
WITH RECURSIVE chain (person_id, one_id, since, until) AS (
    SELECT absorbed_id, kept_id, made_at, COALESCE(ended_at, '9999-12-31')
    FROM lms_personmerge WHERE ended_at IS NULL OR ended_at > made_at
    UNION
    SELECT
        chain.person_id,
        further.kept_id,
        CASE WHEN further.made_at > chain.since THEN further.made_at ELSE chain.since END,
        CASE WHEN further.ended_at < chain.until THEN further.ended_at ELSE chain.until END
    FROM chain JOIN lms_personmerge further ON further.absorbed_id = chain.one_id
        AND further.made_at < chain.until
        AND (further.ended_at IS NULL
            OR further.ended_at > chain.since AND further.ended_at > further.made_at)
), moment (person_id, at) AS (
    SELECT person_id, since FROM chain UNION SELECT person_id, until FROM chain WHERE until < '9999-12-31'
), span (person_id, since, until) AS (
    SELECT person_id, at, LEAD(at) OVER (PARTITION BY person_id ORDER BY at) FROM moment
    UNION ALL
    SELECT person_id, NULL, MIN(at) FROM moment GROUP BY person_id
)
SELECT
    ROW_NUMBER() OVER (ORDER BY span.person_id, span.until) AS id,
    span.person_id AS person_id,
    COALESCE(MIN(chain.one_id), span.person_id) AS one_id,
    span.since AS known_from,
    span.until AS known_until
FROM span
LEFT JOIN chain ON chain.person_id = span.person_id
    AND chain.since <= span.since AND chain.until > span.since
    AND NOT EXISTS (
        SELECT 1 FROM lms_personmerge further
        WHERE further.absorbed_id = chain.one_id AND further.made_at <= span.since
            AND (further.ended_at IS NULL OR further.ended_at > span.since)
    )
GROUP BY span.person_id, span.since, span.until
"""

DROP = "DROP VIEW lms_knownas"
