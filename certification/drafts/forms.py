"""A draft in fields: of its version, of a certificate type, and of each requirement.

Forms are bound to the draft as it is kept; what is wrong is told by the checks of schemes, each at
its field or row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.drafts.rows import ROOT, below, rows_from
from certification.drafts.rules import BEFORE, NEXT, Data
from certification.drafts.shapes import Wide, as_text, as_value, field_for
from certification.schemes.data import LONGEST_STATEMENT
from certification.schemes.dating import Dating
from certification.schemes.models import CertificateType, Requirement, SchemeVersion
from certification.schemes.requirements import Kind, Shape, kinds
from certification.schemes.requirements.registry import DEEPEST
from courses.enrolment.models import Enrolment

Problems = list[tuple[str, str]]
Shapes = Mapping[str, Shape | Wide]
VERSION: Shapes = {
    "issuer_name": Shape.LINE,
    "valid_from": Wide.DAY,
    "valid_until": Wide.DAY,
    "deciders": Shape.WHOLE,
    "conflict_months": Shape.WHOLE,
    "appeal_days": Shape.WHOLE,
    "evidence_serves_several": Wide.YES,
}
TYPE: Shapes = {
    "title": Shape.LINE,
    "code": Shape.LINE,
    "statement": Wide.WORDS,
    "kind": Shape.CHOICE,
    "scope": Shape.CHOICE,
    "for_role": Shape.CHOICE,
    "is_automatic": Wide.YES,
    "criteria": Wide.WORDS,
    "assessment_form": Shape.LINE,
    "outcomes": Shape.LIST,
    "workload_hours": Shape.WHOLE,
    "eqf_level": Shape.WHOLE,
    "valid_months": Shape.WHOLE,
    "renewal_months": Shape.WHOLE,
    "renewal_window_months": Shape.WHOLE,
    "grace_months": Shape.WHOLE,
    "dating": Shape.CHOICE,
    "extension_months": Shape.WHOLE,
    "gives_right_to_teach": Wide.YES,
    "register": Shape.CHOICE,
}
GROUPS = (
    (_("What it is"), ("title", "code", "statement", "kind", "scope", "for_role", "is_automatic")),
    (
        _("What it stands for"),
        ("criteria", "assessment_form", "outcomes", "workload_hours", "eqf_level"),
    ),
    (
        _("How long it holds"),
        (
            "valid_months",
            "renewal_months",
            "renewal_window_months",
            "grace_months",
            "dating",
            "extension_months",
        ),
    ),
    (_("What it brings"), ("gives_right_to_teach", "register")),
)
CHOICES: Mapping[str, Any] = {
    "kind": CertificateType.Kind.choices,
    "scope": CertificateType.Scope.choices,
    "for_role": [("", _("any")), *Enrolment.Role.choices],
    "dating": Dating.choices,
    "register": [("", _("none")), *CertificateType.Register.choices],
}
LISTS = {  # rows of texts; how many empty ones wait, and what each text is called
    "signatories": (2, {"name": _("Name"), "function": _("Function")}),
    "alignments": (
        1,
        {
            "name": _("Name"),
            "url": _("Address"),
            "framework": _("Framework"),
            "code": _("Code"),
        },
    ),
}
ONE_IN_EACH_LINE = _("One in each line.")


def value_in(model, name: str, shape: Shape | Wide, post: Mapping[str, str]) -> Any:
    """What was typed; where nothing was, what files that leave it out mean."""
    if shape is Wide.YES:
        return name in post
    value = as_value(shape, post.get(name, ""))
    return model._meta.get_field(name).get_default() if value is None else value


def version_from(post: Mapping[str, str]) -> Data:
    return {name: value_in(SchemeVersion, name, shape, post) for name, shape in VERSION.items()}


def type_from(post: Mapping[str, str]) -> Data:
    fields = {name: value_in(CertificateType, name, shape, post) for name, shape in TYPE.items()}
    lists = {name: _list_from(post, name) for name in LISTS}
    return fields | lists | {"requirements": rows_from(post)}


def _list_from(post: Mapping[str, str], name: str) -> list[dict[str, str]]:
    texts, rows = LISTS[name][1], []
    while f"{name}{len(rows)}-name" in post and len(rows) < 50:
        prefix = f"{name}{len(rows)}"
        rows.append({each: post.get(f"{prefix}-{each}", "").strip() for each in texts})
    return [row for row in rows if any(row.values())]


class Kept(forms.Form):
    """A form over values as they are kept; `takes` shows a problem at its field."""

    def __init__(self, values: Data, prefix: str = "") -> None:
        start = f"{prefix}-" if prefix else ""
        given = {f"{start}{name}": value for name, value in values.items() if value is not False}
        texts = {name: "on" if value is True else as_text(value) for name, value in given.items()}
        super().__init__(texts, prefix=prefix or None)

    def takes(self, name: str, text: str) -> None:
        if self._errors is None:
            self.full_clean()
        self.add_error(name if name in self.fields else None, text)


class VersionForm(Kept):
    """The next version, and the end of the one before."""

    def __init__(self, draft_data: Data, problems: Problems) -> None:
        before, following = draft_data["versions"]
        super().__init__(following | {"before_until": before["valid_until"]})
        for name, shape in VERSION.items():
            known = SchemeVersion._meta.get_field(name)
            self.fields[name] = field_for(shape, known.verbose_name, known.help_text)
        self.fields["valid_from"].help_text = _("Who is admitted from this day on is under it.")
        self.fields["valid_until"].help_text = _(
            "The first day on which it no longer holds. Empty: as long as there is no later one."
        )
        self.fields["before_until"] = field_for(
            Wide.DAY,
            _("end of version %s") % before["number"],
            _("Until then its candidates finish under it (R51). Empty: they always may."),
        )
        for place, text in problems:
            if place == f"{BEFORE}.valid_until":
                self.takes("before_until", text)
            elif place.removeprefix(f"{NEXT}.") in self.fields:
                self.takes(place.removeprefix(f"{NEXT}."), text)


class TypeForm(Kept):
    def __init__(self, values: Data) -> None:
        super().__init__(values)
        for name, shape in TYPE.items():
            known = CertificateType._meta.get_field(name)
            help_text = ONE_IN_EACH_LINE if shape is Shape.LIST else known.help_text
            self.fields[name] = field_for(
                shape, known.verbose_name, help_text, CHOICES.get(name, ())
            )
        self.fields["statement"].widget.attrs["maxlength"] = LONGEST_STATEMENT

    @property
    def groups(self) -> list[tuple[Any, list]]:
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]


class ListForm(Kept):
    """One signatory, or one framework."""

    def __init__(self, name: str, number: int, values: Data) -> None:
        super().__init__(values, f"{name}{number}")
        for each, label in LISTS[name][1].items():
            self.fields[each] = field_for(Shape.LINE, label)


class RequirementForm(Kept):
    def __init__(self, row: Data, kind: Kind, path: str, *, is_part: bool) -> None:
        super().__init__(row["parameters"] | {"purpose": row.get("purpose")}, path)
        if not is_part:
            choices = Requirement.Purpose.choices
            self.fields["purpose"] = field_for(Shape.CHOICE, _("for"), choices=choices)
        for each in kind.parameters:
            self.fields[each.name] = field_for(each.shape, each.label, each.help_text, each.choices)


@dataclass
class RowShown:
    """A requirement as the page shows it, with its parts and what is wrong with it."""

    path: str
    kind: Kind
    form: RequirementForm
    is_first: bool
    is_last: bool
    may_hold: list[Kind]
    problems: list[str] = field(default_factory=list)
    parts: list["RowShown"] = field(default_factory=list)


@dataclass
class TypePage:
    """Everything of one certificate type, with each problem at its place."""

    form: TypeForm
    lists: list[tuple[Any, list[ListForm], list[str]]]
    rows: list[RowShown]
    problems: list[str]
    kinds: list[Kind]


def type_page(values: Data, problems: Problems) -> TypePage:
    """`problems` have places inside the type."""
    form = TypeForm(values)
    rows = list(_shown(values["requirements"], ROOT, 1))
    own = _at(rows, "requirements")
    said: dict[str, list[str]] = {"": [], **{name: [] for name in LISTS}}
    for place, text in problems:
        if place in own:
            own[place].problems.append(text)
        elif place.partition(".")[0] in form.fields:
            form.takes(place.partition(".")[0], text)
        else:
            at_row = next((own[each] for each in own if place.startswith(f"{each}.")), None)
            (at_row.problems if at_row else said.get(place, said[""])).append(text)
    lists = [
        (CertificateType._meta.get_field(name).verbose_name, _lists(name, values[name]), said[name])
        for name in LISTS
    ]
    return TypePage(form, lists, rows, said[""], sorted_kinds())


def _lists(name: str, rows: list[Data]) -> list[ListForm]:
    waiting = [{} for _each in range(LISTS[name][0])]
    return [ListForm(name, number, row) for number, row in enumerate([*rows, *waiting])]


def _shown(rows: list[Data], path: str, depth: int) -> Iterable[RowShown]:
    for number, row in enumerate(rows):
        kind, here = kinds()[row["kind"]], below(path, number)
        may_hold = [each for each in sorted_kinds() if depth < DEEPEST or not each.is_composed]
        yield RowShown(
            here,
            kind,
            RequirementForm(row, kind, here, is_part=path != ROOT),
            number == 0,
            number == len(rows) - 1,
            may_hold if kind.is_composed else [],
            parts=list(_shown(row["parameters"].get("of", []), here, depth + 1)),
        )


def _at(rows: Iterable[RowShown], place: str) -> dict[str, RowShown]:
    """Each row by its place in the data; parts before what they are parts of."""
    found = {}
    for number, row in enumerate(rows):
        here = f"{place}[{number}]"
        found |= _at(row.parts, f"{here}.parameters.of")
        found[here] = row
    return found


def sorted_kinds() -> list[Kind]:
    return sorted(kinds().values(), key=lambda kind: (kind.is_composed, str(kind.title)))
