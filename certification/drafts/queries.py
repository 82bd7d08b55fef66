"""Schemes with their drafts, and what is wrong with a draft today."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from certification.drafts import rules
from certification.drafts.models import SchemeDraft
from certification.schemes.models import CertificateType, Scheme, SchemeVersion
from certification.schemes.rules import day_of
from courses.catalogue.queries import modules_of
from lms.jobs.models import Job


def schemes() -> QuerySet[Any]:
    """Each with `newest`, the number of its newest version, and `draft`, the key of the open one."""
    versions = SchemeVersion.objects.filter(scheme=OuterRef("pk")).order_by("-number")
    drafts = SchemeDraft.objects.filter(scheme=OuterRef("pk"), state="open")
    return Scheme.objects.annotate(
        newest=Subquery(versions.values("number")[:1]), draft=Subquery(drafts.values("pk")[:1])
    ).order_by("title", "pk")


def newest_version(scheme: Scheme) -> SchemeVersion:
    return scheme.versions.select_related("scheme").order_by("-number")[0]


def known_about(scheme: Scheme, at: datetime) -> rules.Known:
    programme = scheme.programme
    return rules.Known(
        today=day_of(at, scheme),
        newest=newest_version(scheme).number,
        modules=[module.code for module in modules_of(programme)] if programme else None,
    )


def problems(draft: SchemeDraft, at: datetime) -> list[tuple[str, str]]:
    """What keeps it from being published at a moment, each with its place."""
    return rules.problems_of_draft(draft.data, known_about(draft.scheme, at))


def key_of_previews(draft: SchemeDraft) -> str:
    """How the keys of its jobs begin."""
    return f"drafts.preview {draft.uid}"


def last_preview(draft: SchemeDraft) -> Job | None:
    return Job.objects.filter(key__startswith=key_of_previews(draft)).order_by("-pk").first()


def simulator_address(scheme: Scheme, values: dict[str, Any], at: datetime) -> str:
    """The date simulator, filled with what a certificate of the draft says of validity."""
    installed = CertificateType.objects.filter(version__scheme=scheme, code=values["code"])
    newest = installed.order_by("-version__number").values_list("pk", flat=True)
    asked = {
        "type": newest.first(),
        "valid_months": values["valid_months"],
        "renewal_months": values["renewal_months"],
        "window_months": values["renewal_window_months"],
        "grace_months": values["grace_months"],
        "dating": values["dating"],
        "granted_on": day_of(at, scheme).isoformat(),
    }
    filled = {name: "" if value is None else value for name, value in asked.items()}
    return f"{reverse('certificates:simulator')}?{urlencode(filled)}"
