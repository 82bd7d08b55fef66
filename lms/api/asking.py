"""Reads from an address of the API what a count is asked; what cannot be meant is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from certification.counts import queries
from certification.counts.breakdowns import BY, REGION
from certification.counts.forms import FIRST_YEAR, LAST_YEAR
from certification.counts.models import CountingRule
from certification.counts.nuts import shipped
from certification.counts.regions import OWN, USUAL_LEVEL, Scale
from certification.counts.rules import Filters
from certification.records.models import TrainingRecord
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from lms.errors import Refused

NAMES = (
    "rule",
    "project",
    "role",
    "from",
    "to",
    "as_of",
    "known_at",
    "by",
    "nuts_version",
    "nuts_level",
)
OF_LIST = ("version", "page", "size", "evidence")


@dataclass(frozen=True)
class Asked:
    """A rule in one version, filters, an as-of date, and by what the figure is broken down."""

    rule: CountingRule
    filters: Filters
    as_of: date
    by: str
    scale: Scale | None = None

    def query(self) -> dict[str, str]:
        """The question as an address of the list carries it."""
        return {
            "rule": self.rule.code,
            "version": str(self.rule.version),
            **self.filters.query(),
            "as_of": self.as_of.isoformat(),
        }


def read(values: Mapping[str, str], *, also: tuple[str, ...] = ()) -> Asked:
    """What is asked; Refused with a sentence for what is unknown, unclear or cannot be."""
    unknown = sorted(set(values) - {*NAMES, *also})
    if unknown:
        raise Refused(
            "unknown_parameter",
            _("There is no parameter “%(name)s”. Ask with: %(names)s.")
            % {"name": unknown[0][:60], "names": ", ".join((*NAMES, *also))},
        )
    rule = _rule(values.get("rule", ""), values.get("version", ""))
    filters = Filters(
        role=_choice(values, "role", tuple(Enrolment.Role.values)),
        project=_project(values.get("project", "")),
        from_=_day(values, "from"),
        to=_day(values, "to"),
        known_at=_moment(values, "known_at"),
    )
    if filters.from_ and filters.to and filters.to <= filters.from_:
        raise Refused("period_empty", _("“to” is the first day after the period: after “from”."))
    as_of = _day(values, "as_of") or timezone.localdate(timezone=ZoneInfo(rule.zone))
    by = _choice(values, "by", BY)
    return Asked(rule, filters, as_of, by, _scale(values, by))


def _scale(values: Mapping[str, str], by: str) -> Scale | None:
    """Version and level of NUTS; without them regions stand as they were written."""
    given = {name: values.get(name, "") for name in ("nuts_version", "nuts_level")}
    if not any(given.values()):
        return None
    if by != REGION:
        raise Refused("nuts_unclear", _("“nuts_version” and “nuts_level” go with by=region."))
    versions = shipped().versions
    version = _choice(values, "nuts_version", tuple(map(str, versions))) or str(versions[-1])
    levels = (OWN, *map(str, shipped().levels(int(version))))
    level = _choice(values, "nuts_level", levels) or str(USUAL_LEVEL)
    return Scale(int(version), None if level == OWN else int(level))


def _rule(code: str, version: str) -> CountingRule:
    rules = CountingRule.objects.order_by("-version")
    if not code:
        known = ", ".join(rule.code for rule in queries.newest_rules())
        raise Refused("rule_missing", _("Name the counting rule: rule=…, one of %s.") % known)
    found = rules.filter(code=code)
    if version:
        if not (version.isascii() and version.isdecimal() and len(version) < 6):
            raise Refused("version_unclear", _("A version is a number."))
        found = found.filter(version=int(version))
    rule = found.first()
    if rule is None:
        known = ", ".join(each.code for each in queries.newest_rules())
        raise Refused(
            "rule_unknown",
            _("There is no counting rule “%(code)s”. There are: %(known)s.")
            % {"code": code[:60], "known": known},
            "R11",
        )
    return rule


def _project(code: str) -> str:
    """A project, or one that records name and nobody has registered yet."""
    if not code or Project.objects.filter(code=code).exists():
        return code
    if TrainingRecord.objects.filter(project_code=code).exists():
        return code
    raise Refused("project_unknown", _("There is no project “%s”.") % code[:60])


def _choice(values: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = values.get(name, "")
    if value and value not in choices:
        raise Refused(
            f"{name}_unknown",
            _("“%(name)s” is one of: %(choices)s.") % {"name": name, "choices": ", ".join(choices)},
        )
    return value


def _moment(values: Mapping[str, str], name: str) -> date | datetime | None:
    """A day, or a moment with its zone."""
    value = values.get(name, "")
    if "T" not in value:
        return _day(values, name)
    try:
        moment = parse_datetime(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Refused(
            f"{name}_unclear",
            _("“%s” is a day, or a moment with its zone such as 2013-06-30T17:00:00+02:00.") % name,
        )
    return moment


def _day(values: Mapping[str, str], name: str) -> date | None:
    value = values.get(name, "")
    if not value:
        return None
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            f"{name}_unclear",
            _("“%s” is a day such as 2013-06-30, between 1990 and 2200.") % name,
        )
    return day
