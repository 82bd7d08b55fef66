"""Reads from its address what a report is asked."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.counts import queries
from certification.counts.models import CountingRule
from certification.counts.regions import OUTSIDE, read_line
from certification.counts.rules import MISSING, NOT_ATTRIBUTABLE, Filters
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from lms.people.countries import CHOICES, country_name

FIRST_YEAR, LAST_YEAR = 1990, 2200
THEN = "then"


@dataclass(frozen=True)
class Question:
    """What a report is asked: a rule in one version, filters, and an as-of date (R11)."""

    rule: CountingRule
    filters: Filters
    as_of: date

    def query(self, **changes) -> dict[str, str]:
        """The question as an address carries it, with some filters changed."""
        return self.filters.with_(**changes).query() | {
            "rule": self.rule.code,
            "version": str(self.rule.version),
            "as_of": self.as_of.isoformat(),
        }

    @property
    def known(self) -> str:
        """When what is said was known, in words (R27)."""
        if self.filters.known_at is None:
            return _("as it is known now")
        return _("as it was known on %s") % told(self.filters.known_at)

    def shown_filters(self) -> list[tuple[str, str]]:
        """Each filter that is set, in words."""
        filters = self.filters
        role = dict(Enrolment.Role.choices).get(filters.role, filters.role)
        none = _("not attributable")
        country = none if filters.country == NOT_ATTRIBUTABLE else country_name(filters.country)
        project = none if filters.project == NOT_ATTRIBUTABLE else filters.project
        shown = [
            (_("Role"), str(role)),
            (_("Country"), country),
            (_("Region"), told_region(filters.region)),
            (_("Year"), str(filters.year or "")),
            (_("Project"), project),
            (_("From"), str(filters.from_ or "")),
            (_("Before"), str(filters.to or "")),
            (_("Evidence"), _("missing, so claimed only") if filters.evidence else ""),
        ]
        return [(name, value) for name, value in shown if value]


def told_region(text: str) -> str:
    """A line of regions in words."""
    asked = read_line(text)
    if asked is None:
        return ""
    scale, code = asked
    named = {NOT_ATTRIBUTABLE: _("not attributable"), OUTSIDE: _("outside NUTS")}
    region = named.get(code) or f"{code} {scale.name(code)}"
    level = _("own level") if scale.level is None else scale.level
    return f"{region} (NUTS {scale.version}, {level})"


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReportForm(forms.Form):
    rule = forms.ChoiceField(label=gettext_lazy("Counting rule"), required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[("", gettext_lazy("All roles")), *Enrolment.Role.choices],
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=[
            ("", gettext_lazy("All countries")),
            (NOT_ATTRIBUTABLE, gettext_lazy("not attributable")),
            *CHOICES,
        ],
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    from_ = forms.DateField(label=gettext_lazy("From"), required=False, widget=day_input())
    to = forms.DateField(label=gettext_lazy("Before"), required=False, widget=day_input())
    evidence = forms.ChoiceField(
        label=gettext_lazy("Evidence"),
        required=False,
        choices=[
            ("", gettext_lazy("there")),
            (MISSING, gettext_lazy("missing, so claimed only")),
        ],
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=day_input(),
    )

    known_at = forms.ChoiceField(label=gettext_lazy("Knowledge"), required=False)

    def __init__(self, data, *, rules: list[CountingRule], projects: list[Project]) -> None:
        super().__init__(data)
        self.rules = {rule.code: rule for rule in rules}
        self.fields["known_at"].choices = _knowledge(data.get("known_at", ""))
        self.fields["rule"].choices = [(rule.code, rule.title) for rule in rules]
        self.fields["project"].choices = [
            ("", _("All projects")),
            (NOT_ATTRIBUTABLE, _("not attributable")),
            *((project.code, str(project)) for project in projects),
        ]

    def clean_known_at(self):
        return moment_of(self.cleaned_data["known_at"])

    def clean_as_of(self):
        return plausible(self.cleaned_data["as_of"])

    def clean_from_(self):
        return plausible(self.cleaned_data["from_"])

    def clean_to(self):
        return plausible(self.cleaned_data["to"])


def _knowledge(asked: str) -> list[tuple[str, str]]:
    """Known now, known then, and what an address asks beside."""
    choices = [
        ("", _("as it is known now")),
        (THEN, _("as it was known on that day")),
    ]
    moment = moment_of(asked)
    return [*choices, (asked, _("as it was known on %s") % told(moment))] if moment else choices


def moment_of(text: str) -> date | datetime | None:
    """A day, or a moment with its zone; None for anything else."""
    try:
        moment = parse_datetime(text) if "T" in text else parse_date(text)
    except ValueError:
        return None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return None if isinstance(moment, datetime) and moment.tzinfo is None else moment


def told(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return f"{date_format(moment, 'j F Y H:i')} {moment.tzname()}"
    return date_format(moment, "j F Y")


def plausible(day: date | None) -> date | None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(_("Give a date between 1990 and 2200."))
    return day


def ask(data, scope: tuple[str, ...] | None = None) -> tuple[ReportForm, Question] | None:
    """The form and the question asked; None where no counting rule is installed.

    What cannot be read is left out of the question and said in the form's errors. `scope` are the
    codes of the projects that bind whoever asks (R60).
    """
    rules = queries.newest_rules()
    if not rules:
        return None
    filled = {name: value for name, value in data.items() if value}
    if "from" in filled:  # a word of Python
        filled["from_"] = filled.pop("from")
    projects = Project.objects.all()
    if scope is not None:
        projects = projects.filter(code__in=scope)
    form = ReportForm(filled, rules=rules, projects=list(projects))
    form.is_valid()
    clean = form.cleaned_data
    rule = form.rules.get(clean.get("rule") or "", rules[0])
    version = data.get("version", "")
    if version.isascii() and version.isdigit() and int(version) < rule.version:
        rule = CountingRule.objects.filter(code=rule.code, version=version).first() or rule
    as_of = clean.get("as_of") or timezone.localdate(timezone=ZoneInfo(rule.zone))
    filters = Filters(
        role=clean.get("role", ""),
        country=clean.get("country", ""),
        year=clean.get("year"),
        project=clean.get("project", ""),
        from_=clean.get("from_"),
        to=clean.get("to"),
        evidence=clean.get("evidence", ""),
        region=region if read_line(region := filled.get("region", "")) else "",
        known_at=as_of if filled.get("known_at") == THEN else clean.get("known_at"),
        scope=scope,
    )
    form.initial = {"rule": rule.code, "as_of": as_of}
    form.data = {"rule": rule.code, "as_of": as_of.isoformat()} | filled
    return form, Question(rule, filters, as_of)
