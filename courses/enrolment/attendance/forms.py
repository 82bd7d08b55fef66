"""What people send to attendance: a whole list, files, and the reason why a list is unlocked."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enrolment.actions import Noted
from courses.enrolment.attendance.marks import Mark, read_mark, shown_mark
from courses.enrolment.attendance.queries import Line
from courses.enrolment.rules import LARGEST_EVIDENCE

CHOICES = [
    ("full", _("All")),
    ("absent", _("Absent")),
    ("excused", _("Excused")),
    ("part", _("Part")),
]


@dataclass
class Row:
    """A row of the list as it is shown and sent: `uid` is the id of the entry it would become."""

    line: Line
    uid: str
    shown: str
    choice: str
    minutes: str
    error: str = ""

    @property
    def key(self) -> str:
        return str(self.line.place.uid)


class ListForm:
    """All rows of one page of a list. Rows that say what stood when the page was made add nothing."""

    def __init__(self, data, lines: list[Line], whole: int) -> None:
        self.whole = whole
        self.rows = [_sent(data, line) if data else _fresh(line, whole) for line in lines]

    def read(self) -> list[Noted]:
        """What was changed; rows that cannot be understood carry an error."""
        noted = []
        for row in self.rows:
            if not row.choice:
                continue
            try:
                mark = read_mark(row.choice, row.minutes, self.whole)
                uid = UUID(row.uid)
            except ValueError as error:
                row.error = str(error)
                continue
            if _spelled(mark) != row.shown:
                noted.append(Noted(uid, row.line.place, mark.minutes, is_excused=mark.is_excused))
        return noted

    @property
    def is_clear(self) -> bool:
        return not any(row.error for row in self.rows)

    def renew(self) -> None:
        """Ids for a further try, where those of this page have been used."""
        for row in self.rows:
            row.uid = str(uuid4())


def _fresh(line: Line, whole: int) -> Row:
    entry = line.standing
    if entry is None:
        return Row(line, str(uuid4()), "", "", "")
    mark = shown_mark(entry.minutes, is_excused=entry.is_excused, whole=whole)
    minutes = str(mark.minutes) if mark.choice == "part" else ""
    return Row(line, str(uuid4()), _spelled(mark), mark.choice, minutes)


def _sent(data, line: Line) -> Row:
    key = line.place.uid
    said = {name: data.get(f"{name}-{key}", "") for name in ("uid", "shown", "choice", "minutes")}
    return Row(line, **said)


def _spelled(mark: Mark) -> str:
    return "excused" if mark.is_excused else str(mark.minutes)


class ReasonForm(forms.Form):
    """Why something is added to the list of a delivery that is closed."""

    reason = forms.CharField(label=_("Why is it changed now?"), max_length=1000)


class UnlockForm(forms.Form):
    """For how long a list is opened again, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays with the list and is shown to auditors."),
    )
    days = forms.TypedChoiceField(
        label=_("Open for"),
        coerce=int,
        choices=[(1, _("1 day")), (3, _("3 days")), (7, _("7 days")), (31, _("31 days"))],
    )

    def until(self, now):
        return now + timedelta(days=self.cleaned_data["days"])


class FileForm(forms.Form):
    """One file; what it is, is decided by its content."""

    file = forms.FileField(label=_("File"), max_length=200)

    def __init__(self, *args, label=None, accept="", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["file"].label = label
        if accept:
            self.fields["file"].widget.attrs["accept"] = accept

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_EVIDENCE:
            raise forms.ValidationError(_("A file has at most 20 MB."))
        return file

    def read(self) -> tuple[str, bytes]:
        """Name and content."""
        file = self.cleaned_data["file"]
        return file.name, file.read()
