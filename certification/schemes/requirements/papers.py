"""What is signed and what is handed in: agreements, and a number of kinds of documents."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.schemes.evidence import Checked, Evidence
from certification.schemes.papers.actions import hash_of
from certification.schemes.papers.models import CandidatePaper, SignedAgreement
from certification.schemes.requirements.registry import (
    Candidate,
    Kind,
    Parameter,
    Parameters,
    Shape,
    register,
)
from certification.schemes.requirements.windows import is_whole

LONGEST_TEXT = 20_000


def load_signature(candidate: Candidate, parameters: Parameters) -> SignedAgreement | None:
    return SignedAgreement.objects.filter(
        person__in=candidate.person.selves,
        code=parameters["code"],
        sha256=hash_of(parameters["text"]),
    ).first()


def check_signature(
    parameters: Parameters, row: SignedAgreement | None, candidate: Candidate
) -> Checked:
    """The text of this version of the scheme is signed; another one is not this one."""
    sentence = _("“%s” is signed.") % parameters["title"]
    if row is None:
        return Checked(
            kind="agreement_signed",
            sentence=sentence,
            is_met=False,
            missing=(_("“%s” is not signed yet.") % parameters["title"],),
            next_step=_("Read “%s” and sign it.") % parameters["title"],
        )
    evidence = Evidence(
        kind="agreement",
        label=sentence,
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        counted_from=row.signed_at,
        facts={"code": row.code, "text_sha256": row.sha256, "signed_at": row.signed_at.isoformat()},
    )
    return Checked(
        kind="agreement_signed",
        sentence=sentence,
        is_met=True,
        met_at=row.signed_at,
        evidence=(evidence,),
    )


def load_papers(candidate: Candidate, parameters: Parameters) -> list[CandidatePaper]:
    """The candidate's documents of these kinds for the scheme, in the order they were accepted."""
    return list(
        CandidatePaper.objects.filter(
            person__in=candidate.person.selves,
            scheme_code=candidate.certificate_type.version.scheme.code,
            kind__in=parameters["kinds"],
        ).order_by("looked_at_at", "pk")
    )


def check_papers(
    parameters: Parameters, rows: list[CandidatePaper], candidate: Candidate
) -> Checked:
    """Accepted documents of so many different kinds."""
    kinds, number = parameters["kinds"], parameters.get("number", len(parameters["kinds"]))
    accepted: dict[str, CandidatePaper] = {}
    for row in rows:
        if row.is_accepted:
            accepted.setdefault(row.kind, row)
    sentence = _("Documents of %(number)s of these kinds: %(kinds)s.") % {
        "number": number,
        "kinds": ", ".join(kinds),
    }
    counted = list(accepted.values())[:number]
    evidence = tuple(_evidence(row) for row in counted)
    if len(counted) < number:
        return Checked(
            kind="evidence_documents",
            sentence=sentence,
            is_met=False,
            evidence=evidence,
            missing=tuple(_standing(kind, rows) for kind in kinds if kind not in accepted),
            next_step=_("Hand in a document of another kind; an officer looks at it."),
        )
    return Checked(
        kind="evidence_documents",
        sentence=sentence,
        is_met=True,
        met_at=max(row.looked_at_at for row in counted if row.looked_at_at),
        evidence=evidence,
    )


def _standing(kind: str, rows: list[CandidatePaper]) -> str:
    of_kind = [row for row in rows if row.kind == kind]
    if any(row.is_accepted is None for row in of_kind):
        return _("%s: waits for an officer.") % kind
    if of_kind:
        newest = max(of_kind, key=lambda row: row.handed_in_at)
        return _("%(kind)s: turned down. %(reason)s") % {"kind": kind, "reason": newest.reason}
    return _("%s: not handed in.") % kind


def _evidence(row: CandidatePaper) -> Evidence:
    return Evidence(
        kind="document",
        label=_("Document accepted: %s") % row.kind,
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        counted_from=row.looked_at_at or row.handed_in_at,
        facts={"kind": row.kind, "name": row.name, "size": row.size, "sha256": row.sha256},
    )


def problems_of_agreement(parameters: Parameters, scope: str) -> list[str]:
    found = [
        _("“%s” must be a text.") % name
        for name in ("code", "title", "text")
        if not isinstance(parameters.get(name), str) or not parameters[name].strip()
    ]
    if not found and len(parameters["text"]) > LONGEST_TEXT:
        found.append(_("“text” is longer than %s characters.") % LONGEST_TEXT)
    return found


def problems_of_papers(parameters: Parameters, scope: str) -> list[str]:
    kinds = parameters.get("kinds")
    if (
        not isinstance(kinds, list)
        or not kinds
        or not all(isinstance(kind, str) and 0 < len(kind) <= 60 for kind in kinds)
        or len(set(kinds)) < len(kinds)
    ):
        return [_("“kinds” must list different kinds of documents, each at most 60 characters.")]
    if "number" in parameters and not is_whole(parameters["number"], len(kinds)):
        return [_("“number” must be a whole number from 1 to the number of kinds.")]
    return []


register(
    Kind(
        "agreement_signed",
        gettext_lazy("an agreement is signed"),
        load_signature,
        check_signature,
        problems_of_agreement,
        (
            Parameter("code", gettext_lazy("code"), Shape.LINE),
            Parameter("title", gettext_lazy("title"), Shape.LINE),
            Parameter(
                "text",
                gettext_lazy("text"),
                Shape.TEXT,
                gettext_lazy("Whoever signed another text signs again."),
            ),
        ),
    )
)
register(
    Kind(
        "evidence_documents",
        gettext_lazy("documents are handed in and accepted"),
        load_papers,
        check_papers,
        problems_of_papers,
        (
            Parameter(
                "kinds",
                gettext_lazy("kinds of documents"),
                Shape.LIST,
                gettext_lazy("One in each line."),
            ),
            Parameter(
                "number",
                gettext_lazy("of how many kinds"),
                help_text=gettext_lazy("Empty: of each."),
            ),
        ),
    )
)
