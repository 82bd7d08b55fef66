"""The requirement that another certificate is valid at the decision (R47)."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.certificates.models import Certificate
from certification.certificates.queries import status_of
from certification.certificates.rules import StatusOn
from certification.schemes.evidence import Checked, Evidence
from certification.schemes.requirements import Candidate, Kind, register
from certification.schemes.requirements.registry import Parameter, Parameters, Shape

Held = list[tuple[Certificate, StatusOn]]


def load_held(candidate: Candidate, parameters: Parameters) -> Held:
    """Their certificates of these types of the scheme, with the state on the day, oldest first."""
    rows = (
        Certificate.objects.filter(
            person__in=candidate.person.selves,
            scheme_version__scheme=candidate.certificate_type.version.scheme_id,
            decision__type_code__in=parameters["types"],
        )
        .prefetch_related("status_events", "revisions")
        .order_by("issued_at", "pk")
    )
    return [(row, status_of(row, candidate.day)) for row in rows]


def check_valid(parameters: Parameters, held: Held, candidate: Candidate) -> Checked:
    """One of the named certificates is valid on the day; if not, which state it is in, since when."""
    sentence = _("A valid certificate is held: %s.") % parameters["title"]
    valid = next(((row, status) for row, status in held if status.is_valid), None)
    if valid is None:
        return Checked(
            kind="certificate_valid",
            sentence=sentence,
            is_met=False,
            missing=_lapsed(held) or (_("No such certificate has been granted to you."),),
            next_step=_("Get or renew this certificate first."),
        )
    row, _status = valid
    end = row.current.valid_through
    evidence = Evidence(
        kind="certificate",
        label=_("Certificate “%s”") % row.title,
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        counted_from=row.issued_at,
        facts={
            "number": row.number,
            "title": row.title,
            "issued_on": row.issued_on.isoformat(),
            "valid_through": end.isoformat() if end else None,
        },
    )
    return Checked(
        kind="certificate_valid",
        sentence=sentence,
        is_met=True,
        met_at=row.issued_at,
        expires_on=end,
        evidence=(evidence,),
    )


def _lapsed(held: Held) -> tuple[str, ...]:
    return tuple(
        _("“%(title)s” is %(status)s since %(day)s.")
        % {"title": row.title, "status": status.status.label, "day": _day(status.since)}
        for row, status in held
    )


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else "—"


def problems_of_valid(parameters: Parameters, scope: str) -> list[str]:
    types = parameters.get("types")
    found = []
    if (
        not isinstance(types, list)
        or not types
        or not all(isinstance(code, str) and code for code in types)
    ):
        found.append(_("“types” must list codes of certificate types."))
    if not isinstance(parameters.get("title"), str) or not parameters["title"].strip():
        found.append(_("“title” must be a text."))
    return found


register(
    Kind(
        "certificate_valid",
        gettext_lazy("another certificate is valid"),
        load_held,
        check_valid,
        problems_of_valid,
        (
            Parameter(
                "types",
                gettext_lazy("codes of certificate types"),
                Shape.LIST,
                gettext_lazy("One in each line; one of them is enough."),
            ),
            Parameter("title", gettext_lazy("title of the certificate in words"), Shape.LINE),
        ),
    )
)
