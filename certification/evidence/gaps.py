"""The SQL of when places of this site were known to be without evidence (R64).

A place rests on the files that its minutes in mandatory sessions were noted from. It is without evidence
from the moment on at which such a file was found to be lost, or at which minutes from a lost one were
recorded; until the file is found, other minutes that stand before them are recorded, or the session is
cancelled. Written for SQLite and PostgreSQL alike, and made by the first migration. `MIN` passes over
what is empty.
"""

CREATE = """
CREATE VIEW certification_evidencegap AS
SELECT
    ROW_NUMBER() OVER (ORDER BY loss.id, entry.id) AS id,
    entry.enrolment_id AS enrolment_id,
    CASE WHEN entry.recorded_at > loss.noticed_at
        THEN entry.recorded_at ELSE loss.noticed_at
    END AS known_from,
    (
        SELECT MIN(moment) FROM (
            SELECT loss.found_at AS moment
            UNION ALL SELECT session.cancelled_at
            UNION ALL SELECT later.recorded_at FROM courses_attendanceentry later
            WHERE later.session_id = entry.session_id
            AND later.enrolment_id = entry.enrolment_id
            AND (later.made_at > entry.made_at
                OR later.made_at = entry.made_at AND later.uid > entry.uid)
        ) ends
    ) AS known_until
FROM certification_evidenceloss loss
JOIN courses_attendanceentry entry ON entry.evidence_id = loss.attendance_evidence_id
JOIN courses_session session ON session.id = entry.session_id
WHERE entry.minutes > 0 AND session.is_mandatory
"""

DROP = "DROP VIEW certification_evidencegap"
