"""The SQL of the suspected duplicates (R2), for SQLite and PostgreSQL alike; made by the first migration.

Names meet by an indexed key, so what else two people share is asked of those few only. What stays of
an address when all letters but the @ are trimmed from its end is the part before the @.
"""

CREATE = """
CREATE VIEW lms_suspectedpair AS
SELECT * FROM (
    SELECT
        CAST(first.id AS bigint) * 4294967296 + second.id AS id,
        first.id AS first_id,
        second.id AS second_id,
        first.name_key AS name_key,
        EXISTS (
            SELECT 1 FROM lms_membership one
            JOIN lms_membership other ON other.organisation_id = one.organisation_id
            WHERE one.person_id = first.id AND other.person_id = second.id
        ) AS same_employer,
        COALESCE(first.birth_year = second.birth_year, 1 = 0) AS same_birth_year,
        (
            first.email <> ''
            AND LOWER(RTRIM(first.email, REPLACE(first.email, '@', '')))
                = LOWER(RTRIM(second.email, REPLACE(second.email, '@', '')))
        ) AS same_mailbox,
        EXISTS (
            SELECT 1 FROM lms_personidentity one
            JOIN lms_personidentity other
                ON LOWER(REPLACE(REPLACE(REPLACE(other.value, '-', ''), '.', ''), ' ', ''))
                    = LOWER(REPLACE(REPLACE(REPLACE(one.value, '-', ''), '.', ''), ' ', ''))
            WHERE one.person_id = first.id AND other.person_id = second.id
        ) AS same_identifier
    FROM lms_person first
    JOIN lms_person second ON second.name_key = first.name_key AND second.id > first.id
    WHERE first.name_key <> '' AND first.merged_into_id IS NULL
        AND second.merged_into_id IS NULL AND first.is_demo = second.is_demo
        AND NOT EXISTS (
            SELECT 1 FROM lms_differentpeople apart
            WHERE apart.first_id = first.id AND apart.second_id = second.id
                AND apart.ended_at IS NULL
        )
) pair
WHERE same_employer OR same_birth_year OR same_mailbox OR same_identifier
"""

DROP = "DROP VIEW lms_suspectedpair"
