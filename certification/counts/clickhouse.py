"""Figures from ClickHouse, for those who outgrow one database: the same facts, the same rules, exact counts only.

The completed places are copied there as they are, with who their people were known to be and when, and with when
they were within the period of their project, without evidence, and their claims refused; what stands for a unit is
chosen there by the order that `queries.STANDING` names.
`copy_to_clickhouse` copies and compares the answers.
"""

import csv
import json
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from certification.counts import queries
from certification.counts.models import CompletedPlaceThen, CountingRule
from certification.counts.rules import (
    NOT_ATTRIBUTABLE,
    Filters,
    as_of_bound,
    bound_of,
    start_of,
    year_bounds,
)
from certification.counts.totals import value_and_claimed
from certification.evidence.models import EvidenceGap, EvidenceLoss
from certification.records.models import ClaimRefusal
from courses.deliveries.models import Project
from courses.deliveries.models.rights import Period

Asked = tuple[CountingRule, Filters, date]
Span = tuple[datetime, datetime]

TABLE = "completed_place"
MOMENT, DAY = "DateTime64(6, 'UTC')", "Date32"
COLUMNS = {
    "pk": "Int64",
    "person": "Int64",
    "role": "String",
    "project_code": "String",
    "organisation": "Nullable(Int64)",
    "country": "String",
    "seat": "String",
    "is_imported": "UInt8",
    "activity": "String",
    "scheduled_minutes": "Nullable(Int64)",
    "attended_minutes": "Nullable(Int64)",
    "assessment": "String",
    "completed_at": MOMENT,
    "left_on": f"Nullable({DAY})",
    "stands_from": f"Nullable({DAY})",
    "known_from": MOMENT,
    "known_until": f"Nullable({MOMENT})",
    "left_known_from": f"Nullable({MOMENT})",
    "person_from": f"Nullable({MOMENT})",
    "person_until": f"Nullable({MOMENT})",
    "has_evidence": "UInt8",
    "place": "String",
    "turn": "String",
}
# What held of a place for a time: within the period of its project (R29), without evidence (R64), its claim
# refused (R14); each as the moments at which it was known to begin, and those at which it was known to end.
SPANS = ("eligible", "lost", "refused")
LONG_AFTER, NOT_YET = datetime(2199, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
KNOWN = f"{{known:{MOMENT}}}"
STANDING = "is_evidenced DESC, completed_at, turn, pk"
UNITS = {
    "ever": "{unit}",
    "year": "{unit}, toYear(completed_at, {{zone:String}})",
    "project": "{unit}, project_code",
    "participation": "place",
}


class Engine(Protocol):
    def run(self, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of an answer; values stand in the SQL as `{name:Type}`."""

    def take(self, table: str, file: Path) -> None:
        """Insert the rows of a CSV file."""


class Server:
    """A ClickHouse server by its HTTP interface, such as http://127.0.0.1:8123/?database=counts."""

    def __init__(self, url: str, user: str = "default", password: str = "") -> None:
        self.url, self.headers = url, {"X-ClickHouse-User": user, "X-ClickHouse-Key": password}

    def run(self, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        named = {f"param_{name}": value for name, value in values.items()}
        answer = self._ask(named | {"default_format": "JSONEachRow"}, sql.encode())
        return [json.loads(line) for line in answer.splitlines() if line]

    def take(self, table: str, file: Path) -> None:
        with file.open("rb") as body:
            self._ask({"query": f"INSERT INTO {table} FORMAT CSV"}, body)

    def _ask(self, query: dict[str, Any], body: Any) -> bytes:
        joint = "&" if "?" in self.url else "?"
        address = f"{self.url}{joint}{urlencode(query)}"
        request = urllib.request.Request(address, body, self.headers)  # noqa: S310 - the operator's
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            return answer.read()


def export(engine: Engine) -> int:
    """Copy all completed places anew; the number of rows. Readers see the old ones until the end."""
    new = f"{TABLE}_new"
    spans = {f"{name}_{end}": f"Array({MOMENT})" for name in SPANS for end in ("from", "until")}
    columns = ", ".join(f"{name} {kind}" for name, kind in (COLUMNS | spans).items())
    engine.run(f"DROP TABLE IF EXISTS {new}", {})
    for name, clause in ((TABLE, "IF NOT EXISTS "), (new, "")):
        engine.run(f"CREATE TABLE {clause}{name} ({columns}) ENGINE = MergeTree ORDER BY pk", {})
    number = 0
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for row in _rows():
            writer.writerow(row)
            number += 1
        file.flush()
        if number:
            engine.take(new, Path(file.name))
    engine.run(f"EXCHANGE TABLES {TABLE} AND {new}", {})
    engine.run(f"DROP TABLE {new}", {})
    return number


def _rows() -> Iterator[list[Any]]:
    every: QuerySet[Any] = CompletedPlaceThen.objects.order_by()
    places = every.order_by("pk").annotate(
        project_code=Coalesce("project__code", Value("")),
        seat=Coalesce("organisation__country", "country"),
        is_imported=Case(
            When(version__isnull=False, then=1), default=0, output_field=IntegerField()
        ),
    )
    periods, gaps, losses, refusals = _periods(), _gaps(), _losses(), _refusals()
    of_place = places.values_list(*COLUMNS, "completed_at", "project", "enrolment", "version")
    for *row, completed_at, project, enrolment, version in of_place.iterator(chunk_size=2000):
        eligible = [
            span for span, (start, end) in periods.get(project, ()) if start <= completed_at < end
        ]
        lost = gaps.get(enrolment, ()) if version is None else losses.get(version, ())
        yield [
            *map(_cell, row),
            *_lists(eligible),
            *_lists(lost),
            *_lists(refusals.get(version, ())),
        ]


def _periods() -> dict[int | None, list[tuple[Span, Span]]]:
    """By project, when it was known to have each of its periods, and that period (R29)."""
    found: dict[int | None, list[tuple[Span, Span]]] = defaultdict(list)
    for project in Project.objects.prefetch_related("former_periods"):
        since = project.known_from
        for former in project.former_periods.all():
            found[project.pk].append(((since, former.known_until), _instants(former)))
            since = former.known_until
        found[project.pk].append(((since, NOT_YET), _instants(project)))
    return found


def _instants(period: Period) -> Span:
    return start_of(period.starts_on, period.zone), as_of_bound(period.ends_on, period.zone)


def _gaps() -> dict[int, list[Span]]:
    """By place, from when until when it was known to be without evidence."""
    rows = EvidenceGap.objects.order_by("pk")
    return _spans(rows.values_list("enrolment", "known_from", "known_until"))


def _losses() -> dict[int, list[Span]]:
    """By what is said of a record, from when until when its file was known to be lost."""
    rows = EvidenceLoss.objects.order_by("pk")
    return _spans(rows.values_list("record_evidence__versions", "noticed_at", "found_at"))


def _refusals() -> dict[int, list[Span]]:
    """By what is said of a record, from when until when its claim was refused."""
    rows = ClaimRefusal.objects.order_by("pk")
    return _spans(rows.values_list("record__versions", "refused_at", "lifted_at"))


def _spans(rows: Iterable[tuple[int, datetime, datetime | None]]) -> dict[int, list[Span]]:
    found = defaultdict(list)
    for key, since, until in rows:
        found[key].append((since, until or NOT_YET))
    return found


def _lists(spans: Iterable[Span]) -> Iterator[str]:
    """A list of where they begin, and one of where they end."""
    for moments in zip(*spans, strict=True) if spans else ((), ()):
        yield "[" + ",".join(f"'{_moment(each)}'" for each in moments) + "]"


def _cell(value: Any) -> Any:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return int(value)
    return _moment(value) if isinstance(value, datetime) else value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def counted(engine: Engine, rule: CountingRule, filters: Filters, as_of: date) -> tuple[int, int]:
    """The figure, and what is claimed in all; the length of the list is the figure."""
    known = bound_of(filters, rule.zone) or LONG_AFTER
    asked = _Asked(zone=rule.zone, known=_moment(known))
    _known(asked, rule, filters, as_of)
    unit = UNITS[rule.uniqueness].format(unit=rule.unit)
    history = (
        f"SELECT *, {_held('eligible')} AS is_eligible,"  # noqa: S608 - values are bound
        f" has_evidence AND NOT {_held('lost')} AS is_evidenced"
        f" FROM {TABLE} WHERE {asked.take()} ORDER BY place, {STANDING} LIMIT 1 BY place"
    )
    _select(asked, rule, filters)
    rows = engine.run(
        "SELECT uniqExactIf(pk, is_evidenced) AS value, uniqExact(pk) AS claimed FROM ("  # noqa: S608
        f"SELECT * FROM ({history}) ORDER BY {unit}, {STANDING} LIMIT 1 BY {unit}"
        f") WHERE {asked.take()}",
        asked.values,
    )
    return int(rows[0]["value"]), int(rows[0]["claimed"])


def differences(
    engine: Engine, number: int, seed: int, questions: Callable[[int, int], Iterable[Asked]]
) -> Iterator[str]:
    """The questions of which ClickHouse and our own database give different answers."""
    for rule, filters, as_of in questions(number, seed):
        there = counted(engine, rule, filters, as_of)
        here = value_and_claimed(rule, filters, as_of=as_of)
        if there != here:
            yield f"{rule}, {filters.query()}, {as_of}: ClickHouse {there}, database {here}"


class _Asked:
    """Conditions in the making, with the values that they name."""

    def __init__(self, **values: Any) -> None:
        self.values, self.conditions = values, ["1 = 1"]

    def add(self, condition: str, **values: Any) -> None:
        self.conditions.append(f"({condition})")
        self.values |= {
            name: _moment(value) if isinstance(value, datetime) else value
            for name, value in values.items()
        }

    def take(self) -> str:
        conditions, self.conditions = self.conditions, ["1 = 1"]
        return " AND ".join(conditions)


def _held(name: str) -> str:
    """Whether a span of that name was known to hold at the moment that is asked about."""
    return (
        f"arrayExists((since, until) -> since < {KNOWN} AND until >= {KNOWN},"
        f" {name}_from, {name}_until)"
    )


def _known(asked: _Asked, rule: CountingRule, filters: Filters, as_of: date) -> None:
    """As `queries.known` and `queries.complete` (R5, R6, R8, R10, R27)."""
    left = f"left_on IS NOT NULL AND left_on <= {{as_of:{DAY}}}"
    asked.add(
        f"known_from < {KNOWN} AND (known_until IS NULL OR known_until >= {KNOWN})"
        f" AND (person_from IS NULL OR person_from < {KNOWN})"
        f" AND (person_until IS NULL OR person_until >= {KNOWN})"
    )
    asked.add(f"NOT {_held('refused')}")
    asked.add(f"NOT ifNull({left} AND left_known_from < {KNOWN}, 0)", as_of=as_of.isoformat())
    asked.add(f"stands_from IS NULL OR stands_from <= {{as_of:{DAY}}}")
    asked.add(f"completed_at < {{bound:{MOMENT}}}", bound=as_of_bound(as_of, rule.zone))
    imported = (
        "scheduled_minutes > 0 AND has({activities:Array(String)}, activity)"
        " AND attended_minutes * 10000 >= scheduled_minutes * {share:Int64}"
    )
    if rule.asks_assessment:
        imported += " AND assessment = 'passed'"
    activities = ", ".join("'" + each.replace("'", r"\'") + "'" for each in rule.activities)
    share = int(rule.attendance_percent * 100)
    asked.add(f"is_imported = 0 OR ({imported})", activities=f"[{activities}]", share=share)
    if filters.role:
        asked.add("role = {role:String}", role=filters.role)
    if rule.uniqueness == CountingRule.Uniqueness.PROJECT or rule.asks_project:
        asked.add("is_eligible")
    if rule.unit == CountingRule.Unit.ORGANISATION:
        asked.add("organisation IS NOT NULL")


def _select(asked: _Asked, rule: CountingRule, filters: Filters) -> None:
    """Period, country and project, asked of the units that stand."""
    if filters.country:
        name = "seat" if rule.attribution == CountingRule.Attribution.SEAT else "country"
        code = "" if filters.country == NOT_ATTRIBUTABLE else filters.country
        asked.add(f"{name} = {{country:String}}", country=code)
    if filters.year:
        start, end = year_bounds(filters.year, rule.zone)
        asked.add(f"completed_at >= {{start:{MOMENT}}}", start=start)
        asked.add(f"completed_at < {{end:{MOMENT}}}", end=end)
    zone = queries.zone_of(rule, filters)
    if filters.from_:
        asked.add(f"completed_at >= {{from:{MOMENT}}}", **{"from": start_of(filters.from_, zone)})
    if filters.to:
        asked.add(f"completed_at < {{to:{MOMENT}}}", to=start_of(filters.to, zone))
    if filters.project == NOT_ATTRIBUTABLE:
        asked.add("NOT is_eligible")
    elif filters.project:
        asked.add("is_eligible AND project_code = {project:String}", project=filters.project)
