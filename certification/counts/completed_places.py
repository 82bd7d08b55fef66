"""The SQL of the completed places: the one set of facts that figures, lists, exports and the API read.

What was corrected is there as well, until the moment of its correction, so that a figure can be
asked as it was known then; readers choose (`queries.known`). The person is who
they are now known to be, so whoever was merged counts once (R1), and two of their places in one
delivery are one. A second view has a row for each person whom they were known to be, from when until
when; it alone pays for that, and leaves to its readers which files were lost then. Both are written for
SQLite and PostgreSQL alike, and made by the first migration.

A place of this site is evidenced unless a file is lost on which it rests (R64). The sets of what is
lost, and of what was completed again, are asked for once, not for each place.
"""

PLACES = """
CREATE VIEW {view} AS
SELECT
    2 * done.id AS id,
    place.id AS enrolment_id,
    CAST(NULL AS bigint) AS version_id,
    COALESCE(merged.merged_into_id, place.person_id) AS person_id,
    place.role AS role,
    place.project_id AS project_id,
    place.organisation_id AS organisation_id,
    place.region_id AS region_id,
    place.country AS country,
    'place' AS activity,
    CAST(NULL AS integer) AS scheduled_minutes,
    CAST(NULL AS integer) AS attended_minutes,
    '' AS assessment,
    done.completed_at AS completed_at,
    withdrawal.effective_on AS left_on,
    again.from_day AS stands_from,
    done.recorded_at AS known_from,
    CAST(NULL AS timestamptz) AS known_until,
    withdrawal.recorded_at AS left_known_from,
    {place_evidence},
    CASE WHEN place.delivery_id IS NULL THEN 'enrolment ' || CAST(place.id AS varchar(20))
        ELSE 'delivery ' || CAST(place.delivery_id AS varchar(20)) || ' '
            || CAST(COALESCE(merged.merged_into_id, place.person_id) AS varchar(20))
    END AS place,
    '' AS turn{span}
FROM courses_programmecompletion done
JOIN courses_enrolment place ON place.id = done.enrolment_id
LEFT JOIN {people} merged ON merged.id = place.person_id AND merged.merged_into_id IS NOT NULL
LEFT JOIN courses_programmewithdrawal withdrawal ON withdrawal.completion_id = done.id
LEFT JOIN (
    SELECT later.id, MAX(COALESCE(left_before.effective_on, '9999-12-31')) AS from_day
    FROM courses_programmecompletion later
    JOIN courses_programmecompletion before
        ON before.enrolment_id = later.enrolment_id AND before.number < later.number
    LEFT JOIN courses_programmewithdrawal left_before ON left_before.completion_id = before.id
    WHERE later.number > 1
    GROUP BY later.id
) again ON again.id = done.id
UNION ALL
SELECT
    2 * said.id + 1,
    NULL,
    said.id,
    COALESCE(merged.merged_into_id, record.person_id),
    said.role,
    project.id,
    said.organisation_id,
    said.region_id,
    said.country,
    said.activity,
    said.scheduled_minutes,
    said.attended_minutes,
    said.assessment,
    record.result_confirmed_at,
    NULL,
    NULL,
    said.known_from,
    said.replaced_at,
    NULL,
    {record_evidence},
    'record ' || CAST(COALESCE(merged.merged_into_id, record.person_id) AS varchar(20))
        || ' ' || record.delivery,
    CASE WHEN record.project_code = '' THEN '1' ELSE '0 ' || record.project_code END
        || ' ' || record.delivery{span}
FROM certification_recordversion said
JOIN certification_trainingrecord record ON record.id = said.record_id
LEFT JOIN {people} merged ON merged.id = record.person_id AND merged.merged_into_id IS NOT NULL
LEFT JOIN courses_project project ON project.code = record.project_code
WHERE record.result_confirmed_at IS NOT NULL
"""

CREATE = PLACES.format(
    view="certification_completedplace",
    people="lms_person",
    span="",
    place_evidence="""place.id NOT IN (
        SELECT enrolment_id FROM certification_evidencegap WHERE known_until IS NULL
    ) AS is_evidenced""",
    record_evidence="""said.evidence_id IS NOT NULL AND said.evidence_id NOT IN (
        SELECT loss.record_evidence_id FROM certification_evidenceloss loss
        WHERE loss.found_at IS NULL AND loss.record_evidence_id IS NOT NULL
    )""",
)
DROP = "DROP VIEW certification_completedplace"

CREATE_THEN = PLACES.format(
    view="certification_completedplacethen",
    people=(
        "(SELECT person_id AS id, one_id AS merged_into_id, known_from AS since, known_until AS until"
        " FROM lms_knownas)"
    ),
    span=",\n    merged.since AS person_from,\n    merged.until AS person_until",
    place_evidence="(1 = 1) AS has_evidence",
    record_evidence="said.evidence_id IS NOT NULL",
)
DROP_THEN = "DROP VIEW certification_completedplacethen"
