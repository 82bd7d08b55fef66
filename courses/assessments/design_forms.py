"""The form of an assessment: its newest design in fields, and what was written as settings again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from courses.assessments import design_blocks, designs, rules
from courses.assessments.models import Assessment, AssessmentDesign, QuestionBank

PARTS = ("sections", "outcomes", "bands")
DATES = ("opens_at", "closes_at")
SETTINGS = [
    "purpose",
    "pass_percent",
    "zone",
    *DATES,
    "time_limit_minutes",
    "break_minutes",
    "attempts_max",
    "resit_wait_days",
    "counting",
    "shuffles_questions",
    "layout",
    "asks_certainty",
    "start_code",
    "shows_marks",
    "shows_feedback",
    "shows_key",
    "release",
    "markers_needed",
    "moderation_margin",
    "is_anonymous",
]
HELP_TEXTS = {
    "purpose": _("Only a summative test completes its module. Practice may be repeated."),
    "pass_percent": _("Compared with the exact share of the points; nothing is rounded first."),
    "zone": _("The dates below are read and shown in this zone, for everybody."),
    "opens_at": _("Empty: it is open at once."),
    "closes_at": _("Empty: it stays open. Tests that run then are handed in by the clock."),
    "time_limit_minutes": _("Empty: no limit. Extra time of single people is added by itself."),
    "attempts_max": _("Extra attempts of single people are added by itself."),
    "resit_wait_days": _("Counted from handing in. 0: the next attempt may begin at once."),
    "counting": _("Where somebody takes the test more than once."),
    "shuffles_questions": _("Within each section. Questions for a marker stay at its end."),
    "layout": _("Sections and a list of all questions are shown either way."),
    "asks_certainty": _("Only for practice: being sure pays only when the answer is right."),
    "start_code": _("Asked before the test begins, for instance told by an invigilator."),
    "shows_key": _("Questions whose answers are shown can hardly be asked again."),
    "is_anonymous": _("The marking pages show no name and no organisation."),
    "release": _("An examiner releases results on the marking pages."),
    "markers_needed": _("With two, neither sees the other's mark."),
    "moderation_margin": _("Two markers further apart than this: a third person decides."),
}


class WallClockField(forms.DateTimeField):
    """A date and time as a clock on the wall shows it; which zone it means is said elsewhere."""

    widget = AdminDateTimeInput

    def to_python(self, value):
        with timezone.override(UTC):
            moment = super().to_python(value)
        return moment and moment.replace(tzinfo=None)


def moment_in(zone: ZoneInfo, wall_clock: datetime) -> datetime:
    """The moment at which clocks of that zone show this; ValueError where they skip it."""
    moment = wall_clock.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall_clock:
        raise ValueError
    return moment


def setting_fields() -> dict[str, forms.Field]:
    fields = fields_for_model(
        AssessmentDesign,
        fields=SETTINGS,
        help_texts={name: HELP_TEXTS[name] for name in HELP_TEXTS},
        field_classes=dict.fromkeys(DATES, WallClockField),
    )
    zones = sorted(available_timezones())
    fields["zone"] = forms.ChoiceField(
        label=fields["zone"].label,
        help_text=HELP_TEXTS["zone"],
        choices=[(name, name) for name in zones],
        initial=fields["zone"].initial,
    )
    fields["markers_needed"] = forms.TypedChoiceField(
        label=fields["markers_needed"].label,
        help_text=HELP_TEXTS["markers_needed"],
        choices=[(1, _("one")), (2, _("two"))],
        coerce=int,
        initial=1,
    )
    fields["attempts_max"].initial = 3
    fields["pass_percent"].initial = 70
    return fields


@dataclass(frozen=True)
class Group:
    """Fields of the form that belong together."""

    heading: Any
    names: tuple[str, ...]
    intro: Any = ""


GROUPS = (
    Group(_("What it is"), ("code", "title", "bank", "purpose")),
    Group(_("Questions"), ("sections", "shuffles_questions", "layout")),
    Group(_("When, and how long"), ("zone", *DATES, "time_limit_minutes", "break_minutes")),
    Group(
        _("Attempts"),
        ("attempts_max", "resit_wait_days", "counting", "start_code", "asks_certainty"),
    ),
    Group(_("Passing"), ("pass_percent", "outcomes", "bands")),
    Group(
        _("What learners see afterwards"),
        ("shows_marks", "shows_feedback", "shows_key"),
        _("Nothing is shown before the result is confirmed."),
    ),
    Group(
        _("Marking and release"),
        ("release", "markers_needed", "moderation_margin", "is_anonymous"),
    ),
)


class AssessmentForm(forms.ModelForm):
    """An assessment with its newest design; attempts keep the design that they began with."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Assessment
        fields = ["code", "title", "bank"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(setting_fields())
        self.fields["sections"] = design_blocks.sections_field()
        self.fields["outcomes"] = design_blocks.outcomes_field()
        self.fields["bands"] = design_blocks.bands_field()
        self.fields["code"].disabled = bool(self.instance.pk)
        if self.instance.pk and self.instance.design:
            self.fill_from(self.instance.design)

    def fill_from(self, design: AssessmentDesign) -> None:
        for name in SETTINGS:
            self.fields[name].initial = getattr(design, name)
        zone = ZoneInfo(design.zone)
        for name in DATES:
            moment = getattr(design, name)
            self.fields[name].initial = moment and moment.astimezone(zone).replace(tzinfo=None)
        sections = self.fields["sections"]
        sections.initial = design_blocks.load_sections(sections.block, design.sections)
        for name in ("outcomes", "bands"):
            field = self.fields[name]
            field.initial = design_blocks.as_blocks(field.block, getattr(design, name))
        self.fields["based_on"].initial = design.number

    @cached_property
    def groups(self) -> list[tuple[Group, list[forms.BoundField]]]:
        return [(group, [self[name] for name in group.names]) for group in GROUPS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if zone := cleaned.get("zone"):
            for name in DATES:
                self.clean_date(name, ZoneInfo(zone))
        for name, _code, sentence in rules.setting_problems(cleaned):
            self.add_error(name, sentence)
        self.check_nobody_was_faster(cleaned.get("based_on"))
        return cleaned

    def clean_date(self, name: str, zone: ZoneInfo) -> None:
        wall_clock = self.cleaned_data.get(name)
        if wall_clock is None:
            return
        try:
            self.cleaned_data[name] = moment_in(zone, wall_clock)
        except ValueError:
            sentence = _("Clocks in %s skip this time. Choose one an hour later.") % zone.key
            self.add_error(name, sentence)

    def check_nobody_was_faster(self, based_on: int | None) -> None:
        """Two authors at one test: the second is told, and may save over it knowingly."""
        design = self.instance.design if self.instance.pk else None
        if design is None or based_on in (None, design.number):
            return
        self.add_error(
            None,
            _(
                "%(name)s saved design %(number)s while you were writing. Yours is below; compare"
                " it with that one, then save again to make yours the next."
            )
            % {"name": design.created_by or _("An import"), "number": design.number},
        )
        self.data = self.data.copy()
        self.data["based_on"] = str(design.number)

    def draws_written(self) -> tuple[QuestionBank, list[designs.Section], int] | None:
        """Bank, sections and attempts, where these could be read, whatever else is wrong."""
        if not {"bank", "sections", "attempts_max"} <= set(self.cleaned_data):
            return None
        cleaned = self.cleaned_data
        stored = design_blocks.dump_sections(cleaned["sections"])
        try:
            return cleaned["bank"], designs.read_sections(stored), cleaned["attempts_max"]
        except ValueError:
            return None

    def settings(self) -> dict[str, Any]:
        """What was written, as `set_up_assessment` takes it."""
        cleaned = self.cleaned_data
        names = ("code", "title", "bank", *SETTINGS)
        return {name: cleaned[name] for name in names} | {
            "sections": design_blocks.dump_sections(cleaned["sections"]),
            "outcomes": design_blocks.dump_list(cleaned["outcomes"]),
            "bands": design_blocks.dump_list(cleaned["bands"]),
        }
