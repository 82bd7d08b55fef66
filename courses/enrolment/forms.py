"""Reads who joins a delivery, for whom they count, and what anybody does in its sessions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.deliveries.forms import PersonField, day_field, reason_field
from courses.deliveries.models import Delivery, Project, SessionRole
from courses.enrolment.models import EnrolmentStep
from courses.enrolment.queries import employers_of
from lms.people.models import Organisation

LONGEST_INVITATION = timedelta(days=366)


def project_field(**options) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=gettext_lazy("Project that pays for the place"),
        queryset=Project.objects.all(),
        required=False,
        empty_label=gettext_lazy("none"),
        **options,
    )


class ApplicationForm(forms.Form):
    """Who pays, and for which employer the person counts; kept as of the day (R13, R21)."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("I work for"), queryset=Organisation.objects.none(), required=False
    )
    project = project_field()

    def __init__(self, *args, delivery: Delivery, person, day, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        employers = employers_of(person, day) if person.is_authenticated else None
        if employers:
            self.fields["organisation"].queryset = employers
            self.fields["organisation"].initial = employers[0]
        else:
            del self.fields["organisation"]
        self.fields["project"].queryset = Project.objects.filter(
            starts_on__lte=day, ends_on__gte=day
        )
        self.fields["project"].initial = delivery.project_id


class AddPersonForm(forms.Form):
    """A person on record is invited or enrolled by who runs the delivery."""

    Kind = EnrolmentStep.Kind
    person = PersonField(
        label=gettext_lazy("Person"),
        max_length=260,
        help_text=gettext_lazy("E-mail address, or full name."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Do"),
        choices=[
            (Kind.ENROLLED, gettext_lazy("enrol: the place is theirs")),
            (Kind.INVITED, gettext_lazy("invite: they accept or decline")),
        ],
    )
    project = project_field()

    def __init__(self, *args, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].initial = delivery.project_id
        if delivery.closed_at is not None:
            self.fields["reason"] = reason_field(_("Why is somebody added now?"))


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("For this address alone"),
        required=False,
        help_text=gettext_lazy(
            "The link is sent there. Empty: for everybody to whom you give the link yourself."
        ),
    )
    needs_approval = forms.BooleanField(
        label=gettext_lazy("Ask me before anybody gets a place"), required=False, initial=True
    )
    project = project_field()
    last_day = day_field(gettext_lazy("Last day on which the link opens"))

    def __init__(self, *args, delivery: Delivery, today, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.delivery, self.today = delivery, today
        self.fields["project"].initial = delivery.project_id
        self.fields["last_day"].initial = today + timedelta(days=30)

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if not self.today <= day <= self.today + LONGEST_INVITATION:
            raise forms.ValidationError(_("Choose a day from today to a year from now."))
        return day

    def said(self) -> dict:
        """What `make_invitation` takes; the last day is included, where the delivery is held."""
        said = dict(self.cleaned_data)
        after = said.pop("last_day") + timedelta(days=1)
        zone = ZoneInfo(self.delivery.zone)
        return said | {"expires_at": datetime.combine(after, time.min, tzinfo=zone)}


class RoleForm(forms.Form):
    """What somebody does, in chosen sessions or in all that are to be held."""

    person = PersonField(
        label=gettext_lazy("Person"),
        max_length=260,
        help_text=gettext_lazy("E-mail address, or full name."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=SessionRole.Role.choices)
    sessions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Sessions"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all of them."),
    )

    def __init__(self, *args, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.standing = delivery.sessions.standing()
        sessions = self.fields["sessions"]
        sessions.queryset = self.standing
        sessions.label_from_instance = lambda each: f"{each.day:%d.%m.%Y} {each.title}"
        if delivery.closed_at is not None:
            self.fields["reason"] = reason_field(_("Why is it corrected?"))

    def said(self) -> dict:
        """What `give_role` takes."""
        said = dict(self.cleaned_data)
        return said | {"sessions": list(said["sessions"] or self.standing)}


class ChoiceForm(forms.Form):
    """A decision about a place, with its reason where one is asked for."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("approve", "decline", "leave")])
    reason = reason_field(gettext_lazy("Reason"), required=False)
