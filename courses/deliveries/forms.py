"""Reads what is planned: deliveries from a template, their facts, their sessions."""

import re
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.deliveries import timetables
from courses.deliveries.models import Delivery, DeliveryTemplate, Project, Session
from courses.deliveries.queries import modules_by_code
from courses.deliveries.timetables import Timetable
from lms.people.models import Organisation, Person
from lms.people.queries import called

LANGUAGES = {
    "ar": gettext_lazy("Arabic"),
    "bg": gettext_lazy("Bulgarian"),
    "ca": gettext_lazy("Catalan"),
    "cs": gettext_lazy("Czech"),
    "da": gettext_lazy("Danish"),
    "de": gettext_lazy("German"),
    "el": gettext_lazy("Greek"),
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "et": gettext_lazy("Estonian"),
    "fi": gettext_lazy("Finnish"),
    "fr": gettext_lazy("French"),
    "ga": gettext_lazy("Irish"),
    "hr": gettext_lazy("Croatian"),
    "hu": gettext_lazy("Hungarian"),
    "it": gettext_lazy("Italian"),
    "lt": gettext_lazy("Lithuanian"),
    "lv": gettext_lazy("Latvian"),
    "mt": gettext_lazy("Maltese"),
    "nl": gettext_lazy("Dutch"),
    "no": gettext_lazy("Norwegian"),
    "pl": gettext_lazy("Polish"),
    "pt": gettext_lazy("Portuguese"),
    "ro": gettext_lazy("Romanian"),
    "sk": gettext_lazy("Slovak"),
    "sl": gettext_lazy("Slovenian"),
    "sr": gettext_lazy("Serbian"),
    "sv": gettext_lazy("Swedish"),
    "tr": gettext_lazy("Turkish"),
    "uk": gettext_lazy("Ukrainian"),
}
NAME_AND_COUNTRY = re.compile(r"^(?P<name>.*?)\s*(?:\((?P<country>[A-Z]{2})\))?$", re.DOTALL)


@cache
def zones() -> list[tuple[str, str]]:
    """Places by name, as the database of time zones has them; the site's own zone among them."""
    places = {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    return [(zone, zone.replace("_", " ")) for zone in sorted(places | {"UTC", settings.TIME_ZONE})]


def day_field(label, **options) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)


def link_field() -> forms.URLField:
    return forms.URLField(
        label=gettext_lazy("Link for taking part online"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )


class OrganisationField(forms.CharField):
    """An organisation on record by its name, with the country in brackets where several share it."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        said = NAME_AND_COUNTRY.match(text)
        found = Organisation.objects.filter(name__iexact=said["name"])
        if said["country"]:
            found = found.filter(country=said["country"])
        found = list(found[:2])
        if not found:
            raise forms.ValidationError(_("No organisation on record is called so."))
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several organisations are called so; add the country: Name (AT).")
            )
        return found[0]

    def prepare_value(self, value):
        return f"{value.name} ({value.country})" if isinstance(value, Organisation) else value


class PersonField(forms.CharField):
    """A person on record by e-mail address or, where only one is called so, by full name."""

    def clean(self, value) -> Person | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(called(text)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody on record has this address or name."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people are called so; give the e-mail address."))
        return found[0]


class FactsForm(forms.ModelForm):
    """What stays open to change: where, for how many, in which language, by whom hosted."""

    host = OrganisationField(
        label=gettext_lazy("Host organisation"),
        required=False,
        max_length=260,
        help_text=gettext_lazy("As it stands on record."),
    )
    online_link = link_field()
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(LANGUAGES.items()))

    class Meta:
        model = Delivery
        fields = [
            "title",
            "language",
            "host",
            "venue",
            "online_link",
            "capacity",
            "lists_lock_after_days",
        ]

    def changes(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.fields}


class PlanForm(FactsForm):
    """A delivery from a template: one first day for each in-class week."""

    zone = zone_field()
    project = forms.ModelChoiceField(
        label=gettext_lazy("Counting project"),
        queryset=Project.objects.all(),
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("One for the delivery; each place may be paid by another."),
    )

    class Meta(FactsForm.Meta):
        fields = [
            "title",
            "zone",
            "language",
            "host",
            "project",
            "venue",
            "online_link",
            "capacity",
            "attendance_percent",
        ]

    def __init__(self, *args, template: DeliveryTemplate, person: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.timetable: Timetable = timetables.read_timetable(template.timetable)
        self.weeks = {
            f"week_{number}": day_field(_("First day: %s") % title)
            for number, title in enumerate(self.timetable.weeks, start=1)
        }
        title = self.fields.pop("title")
        self.fields = {"title": title, **self.weeks, **self.fields}
        if "administrator" in person.roles:
            self.fields["lead"] = PersonField(
                label=_("Lead"),
                required=False,
                max_length=260,
                help_text=_("E-mail address or full name; roles can be given later, too."),
            )

    def clean(self):
        said = super().clean()
        days = [said.get(name) for name in self.weeks]
        for number, (earlier, later) in enumerate(pairwise(days), start=2):
            if earlier and later and later <= earlier:
                self.add_error(f"week_{number}", _("This week must begin after the one before."))
        return said

    def plan(self) -> dict:
        """What `plan_delivery` takes."""
        said = {name: self.cleaned_data[name] for name in self.fields if name not in self.weeks}
        return said | {"first_days": [self.cleaned_data[name] for name in self.weeks]}


class SessionForm(forms.ModelForm):
    """A session by its day and time on the clocks of the place."""

    day = day_field(gettext_lazy("Day"))
    start = forms.TimeField(
        label=gettext_lazy("Starts at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("On the clocks of the place where it is held."),
    )
    zone = zone_field()
    online_link = link_field()

    class Meta:
        model = Session
        fields = [
            "title",
            "day",
            "start",
            "minutes",
            "zone",
            "week",
            "place",
            "online_link",
            "is_mandatory",
        ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            local = self.instance.starts_at.astimezone(ZoneInfo(self.instance.zone))
            self.initial |= {"day": local.date(), "start": local.time()}

    def changes(self) -> dict:
        """Fields of the session, its start as an instant."""
        said = {name: self.cleaned_data[name] for name in self.fields}
        day, start = said.pop("day"), said.pop("start")
        return said | {"starts_at": timetables.local_instant(day, start, said["zone"])}


class NewSessionForm(SessionForm):
    """A further session; in a closed delivery with the reason."""

    module = forms.ChoiceField(label=gettext_lazy("Module"), required=False)

    def __init__(self, *args, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules_by_code(delivery.programme)
        self.fields["module"].choices = [
            ("", _("none")),
            *((code, f"{code} {module.title}") for code, module in self.modules.items()),
        ]
        if delivery.closed_at is not None:
            self.fields["reason"] = reason_field(_("Why is it added?"))

    def changes(self) -> dict:
        said = super().changes()
        return said | {"module": self.modules.get(said["module"])}


def reason_field(label, **options) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, widget=widget, max_length=2000, **options)


class ReasonForm(forms.Form):
    reason = reason_field(gettext_lazy("Reason"))
