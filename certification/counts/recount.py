"""Counts once more, in plain SQL over the tables themselves: no view, no window, no query of ours.

A check has to be written another way than what it checks. The first of a unit is found here by the
smallest key of its group; days are turned into instants outside the database, project by project.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from certification.counts.models import CountingRule
from certification.counts.rules import NOT_ATTRIBUTABLE, Filters

FIRST_YEAR, LAST_YEAR = 1980, 2080
UNITS = {
    "ever": "{unit}",
    "year": "{unit} || ' ' || year",
    "project": "{unit} || ' ' || project",
    "participation": "place",
}
# As text of one length, so that it is compared as the number is.
LONG_NUMBER = "CAST(10000000000000 + {} AS varchar(20))"


@dataclass
class Question:
    """SQL in the making, with what it is asked."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        self.parts.append(sql)
        self.values += values

    def run(self) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute("\n".join(self.parts), self.values)
            return cursor.fetchall()


def recounted(rule: CountingRule, filters: Filters, *, as_of: date) -> tuple[int, int]:
    """The figure, and what is claimed in all."""
    asked = Question()
    _facts(asked, rule, filters, as_of)
    _firsts(asked, "one_a_place", "fact", "place")
    unit = UNITS[rule.uniqueness].format(unit=f"{rule.unit}_id")
    _firsts(asked, "counted", "one_a_place", unit)
    asked.add("SELECT COALESCE(SUM(evidenced), 0), COUNT(*) FROM counted WHERE 1 = 1")
    _select(asked, rule, filters)
    value, claimed = asked.run()[0]
    return int(value), int(claimed)


def _facts(asked: Question, rule: CountingRule, filters: Filters, as_of: date) -> None:
    """One row for each completed place that was known, complete by the rule, and of the role."""
    bound = _instant(as_of + timedelta(days=1), rule.zone)
    _years(asked, rule.zone)
    known = _known_before(rule, filters)
    _projects(asked, known)
    _same_people(asked, known)
    _without_list(asked, known)
    asked.add(", raw AS (")
    _places(asked, as_of, known)
    asked.add("UNION ALL")
    _records(asked, rule, known)
    asked.add("), fact AS (SELECT raw.*, years.year AS year, periods.code AS project,")
    asked.add("organisation.country AS seat FROM raw")
    asked.add("JOIN years ON raw.at >= years.starts AND raw.at < years.ends")
    asked.add("LEFT JOIN periods ON periods.id = raw.project_id")
    asked.add("AND raw.at >= periods.starts AND raw.at < periods.ends")
    asked.add("LEFT JOIN lms_organisation organisation ON organisation.id = raw.organisation_id")
    asked.add(f"WHERE raw.at < {_moment()}", bound)
    if filters.role:
        asked.add("AND raw.role = %s", filters.role)
    if rule.uniqueness == "project" or rule.asks_project:
        asked.add("AND periods.code IS NOT NULL")
    if rule.unit == "organisation":
        asked.add("AND raw.organisation_id IS NOT NULL")
    asked.add(")")


def _known_before(rule: CountingRule, filters: Filters) -> Any:
    """Before which moment something was recorded that counts; without one: long after today."""
    if filters.known_at is None:
        return _instant(date(9000, 1, 1), "UTC")
    if isinstance(filters.known_at, datetime):
        return connection.ops.adapt_datetimefield_value(filters.known_at.astimezone(UTC))
    return _instant(filters.known_at + timedelta(days=1), rule.zone)


def _same_people(asked: Question, known: Any) -> None:
    """Who was merged into whom, by the merges that stood before `known`, to the end of each chain (R1)."""
    asked.add(
        ", made AS (SELECT absorbed_id AS person, kept_id AS one FROM lms_personmerge"
        f" WHERE made_at < {_moment()} AND (ended_at IS NULL OR ended_at >= {_moment()}))"
        ", chain AS (SELECT person, one FROM made UNION ALL SELECT chain.person, further.one"
        " FROM chain JOIN made further ON further.person = chain.one)"
        ", same AS (SELECT person, one FROM chain WHERE one NOT IN (SELECT person FROM made))",
        known,
        known,
    )


def _places(asked: Question, as_of: date, known: Any) -> None:
    """Of each place of this site the first completion that nothing had withdrawn by then (R10).

    What was recorded later than `known` had not happened yet, as far as anybody knew (R27).
    """
    asked.add(
        f"SELECT {LONG_NUMBER.format('2 * done.id')} AS id,"
        " CASE WHEN place.delivery_id IS NULL THEN 'p' || place.id"
        " ELSE 'd' || place.delivery_id || ' ' || COALESCE(same.one, place.person_id) END AS place,"
        " COALESCE(same.one, place.person_id) AS person_id, place.role,"
        " place.country, place.organisation_id, place.project_id, done.completed_at AS at,"
        " CASE WHEN place.id IN (SELECT place_id FROM without_list) THEN 0 ELSE 1 END AS evidenced,"
        " '' AS turn"
        " FROM courses_enrolment place JOIN courses_programmecompletion done"
        " ON done.enrolment_id = place.id"
        " LEFT JOIN same ON same.person = place.person_id WHERE done.number = ("
        " SELECT MIN(each.number) FROM courses_programmecompletion each"
        f" WHERE each.enrolment_id = place.id AND each.recorded_at < {_moment()}"
        " AND each.id NOT IN (SELECT gone.completion_id FROM courses_programmewithdrawal gone"
        f" WHERE gone.effective_on <= %s AND gone.recorded_at < {_moment()}))",
        known,
        connection.ops.adapt_datefield_value(as_of),
        known,
    )


def _lost(column: str) -> str:
    """Files that were found to be lost before a moment, and not to be there again; it stands twice."""
    return (
        f"SELECT gone.{column} FROM certification_evidenceloss gone"
        f" WHERE gone.noticed_at < {_moment()}"
        f" AND (gone.found_at IS NULL OR gone.found_at >= {_moment()}) AND gone.{column} IS NOT NULL"
    )


def _without_list(asked: Question, known: Any) -> None:
    """Places with minutes in a mandatory session whose last entry names a file that is lost (R64).

    As far as was known before `known`, as everything else.
    """
    key = f"({_in_order('entry.made_at')} || ' ' || CAST(entry.uid AS varchar(36)))"
    if connection.vendor == "postgresql":
        key += ' COLLATE "C"'
    lost = _lost("attendance_evidence_id")
    asked.add(
        f", noted AS (SELECT entry.enrolment_id AS place_id, entry.session_id, MAX({key}) AS last"
        " FROM courses_attendanceentry entry WHERE entry.enrolment_id IN ("
        f" SELECT listed.enrolment_id FROM courses_attendanceentry listed WHERE listed.evidence_id IN ({lost}))"
        f" AND entry.recorded_at < {_moment()} GROUP BY entry.enrolment_id, entry.session_id),"
        " without_list AS (SELECT entry.enrolment_id AS place_id FROM noted"
        " JOIN courses_attendanceentry entry ON entry.enrolment_id = noted.place_id"
        f" AND entry.session_id = noted.session_id AND {key} = noted.last"
        " JOIN courses_session session ON session.id = entry.session_id"
        " WHERE entry.minutes > 0 AND session.is_mandatory"
        f" AND (session.cancelled_at IS NULL OR session.cancelled_at >= {_moment()})"
        f" AND entry.evidence_id IN ({lost}))",
        *[known] * 6,
    )


def _records(asked: Question, rule: CountingRule, known: Any) -> None:
    """Of each imported record what was said last, where it is complete by the rule (R5, R6, R8).

    Last before `known`: a later version was not there yet (R27). Not where the claim of its project
    was refused by then (R14).
    """
    activities = ", ".join(["%s"] * len(rule.activities)) or "NULL"
    asked.add(
        f"SELECT {LONG_NUMBER.format('2 * said.id + 1')},"
        " 'r' || COALESCE(same.one, record.person_id) || ' ' || record.delivery,"
        " COALESCE(same.one, record.person_id), said.role, said.country, said.organisation_id, project.id,"
        " record.result_confirmed_at, CASE WHEN said.evidence_id IS NULL"
        f" OR said.evidence_id IN ({_lost('record_evidence_id')}) THEN 0 ELSE 1 END,"
        " CASE WHEN record.project_code = '' THEN '1' ELSE '0 ' || record.project_code END"
        " || ' ' || record.delivery"
        " FROM certification_trainingrecord record JOIN certification_recordversion said"
        " ON said.record_id = record.id AND said.number = (SELECT MAX(each.number)"
        " FROM certification_recordversion each WHERE each.record_id = record.id"
        f" AND each.known_from < {_moment()})"
        " LEFT JOIN same ON same.person = record.person_id"
        " LEFT JOIN courses_project project ON project.code = record.project_code"
        " WHERE record.result_confirmed_at IS NOT NULL"
        f" AND said.activity IN ({activities})"
        " AND said.scheduled_minutes > 0 AND 10000 * CAST(said.attended_minutes AS bigint)"
        " >= %s * CAST(said.scheduled_minutes AS bigint)",
        *[known] * 3,
        *rule.activities,
        int(rule.attendance_percent * 100),
    )
    asked.add(
        "AND NOT EXISTS (SELECT 1 FROM certification_claimrefusal refused"
        f" WHERE refused.record_id = record.id AND refused.refused_at < {_moment()}"
        f" AND COALESCE(refused.lifted_at, {_moment()}) >= {_moment()})",
        *[known] * 3,
    )
    if rule.asks_assessment:
        asked.add("AND said.assessment = 'passed'")


def _firsts(asked: Question, name: str, of: str, unit: str) -> None:
    """Of each unit the row with the smallest key: evidence first, then time, then its own turn."""
    is_postgres = connection.vendor == "postgresql"
    key = f"(CASE evidenced WHEN 1 THEN '0' ELSE '1' END || {_in_order('at')} || ' ' || turn || ' ' || id)"
    if is_postgres:
        key += ' COLLATE "C"'  # by bytes, as SQLite compares, and on both sides
    asked.add(
        f", {name} AS (SELECT {of}.* FROM {of} JOIN (SELECT MIN({key}) AS key FROM {of}"
        f" GROUP BY {unit}) best ON best.key = {key})"
    )


def _in_order(column: str) -> str:
    """A moment as text that sorts as moments do."""
    if connection.vendor == "postgresql":
        return f"TO_CHAR({column} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')"
    return column


def _select(asked: Question, rule: CountingRule, filters: Filters) -> None:
    country = "COALESCE(seat, country)" if rule.attribution == "seat" else "country"
    if filters.country:
        code = "" if filters.country == NOT_ATTRIBUTABLE else filters.country
        asked.add(f"AND {country} = %s", code)
    if filters.year:
        asked.add("AND year = %s", filters.year)
    zone = _zone(rule, filters)
    if filters.from_:
        asked.add(f"AND at >= {_moment()}", _instant(filters.from_, zone))
    if filters.to:
        asked.add(f"AND at < {_moment()}", _instant(filters.to, zone))
    if filters.project == NOT_ATTRIBUTABLE:
        asked.add("AND project IS NULL")
    elif filters.project:
        asked.add("AND project = %s", filters.project)


def _years(asked: Question, zone: str) -> None:
    """The calendar years of the zone as instants."""
    rows = [
        (year, _instant(date(year, 1, 1), zone), _instant(date(year + 1, 1, 1), zone))
        for year in range(FIRST_YEAR, LAST_YEAR)
    ]
    asked.add("WITH RECURSIVE years AS (")
    for number, row in enumerate(rows):
        union = "UNION ALL " if number else ""
        asked.add(
            f"{union}SELECT {int(row[0])} AS year, {_moment()} AS starts, {_moment()} AS ends",
            *row[1:],
        )
    asked.add(")")


def _projects(asked: Question, known: Any) -> None:
    """The eligible periods that the projects were known to have, as instants; each in its own zone (R29)."""
    asked.add(", periods AS (")
    asked.add(
        f"SELECT 0 AS id, '' AS code, {_moment()} AS starts, {_moment()} AS ends WHERE 1 = 0",
        *[_instant(date(2000, 1, 1), "UTC")] * 2,
    )
    for pk, code, starts_on, ends_on, zone in _known_projects(known):
        asked.add(
            f"UNION ALL SELECT {int(pk)}, %s, {_moment()}, {_moment()}",
            code,
            _instant(starts_on, zone),
            _instant(ends_on + timedelta(days=1), zone),
        )
    asked.add(")")


def _known_projects(known: Any) -> Iterator[tuple[int, str, date, date, str]]:
    """The period of each is the first that was replaced after `known`, and else the one it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT project.id, project.code, COALESCE(was.starts_on, project.starts_on),"
            " COALESCE(was.ends_on, project.ends_on), COALESCE(was.zone, project.zone)"
            " FROM courses_project project LEFT JOIN courses_formerperiod was"
            " ON was.project_id = project.id AND was.known_until = (SELECT MIN(each.known_until)"
            " FROM courses_formerperiod each WHERE each.project_id = project.id"
            f" AND each.known_until >= {_moment()}) WHERE project.known_from < {_moment()}",
            [known, known],
        )
        for pk, code, starts_on, ends_on, zone in cursor.fetchall():
            yield pk, code, _day(starts_on), _day(ends_on), zone


def _zone(rule: CountingRule, filters: Filters) -> str:
    known = _known_before(rule, filters)
    zones = {code: zone for _pk, code, _starts_on, _ends_on, zone in _known_projects(known)}
    return zones.get(filters.project, rule.zone)


def _day(value: date | str) -> date:
    """As SQLite keeps a day, and as PostgreSQL hands it out."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _instant(day: date, zone: str) -> Any:
    """The beginning of a day in a zone, as the database takes it."""
    moment = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    return connection.ops.adapt_datetimefield_value(moment)


def _moment() -> str:
    return "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
