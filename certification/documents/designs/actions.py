"""Saves designs: each save that changes one is a further version."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification.documents.designs import rules
from certification.documents.models import DesignVersion, DocumentDesign
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.journal.hashing import canonical
from lms.people.models import Person


@transaction.atomic
def save_design(
    *,
    design: DocumentDesign,
    content: dict[str, Any],
    by: Person,
    at: datetime,
) -> DocumentDesign:
    """Save a new or changed design; documents that are made keep the version they were made by.

    Refuses content with mistakes, naming the first, and a second design for the same certificates.
    Records `documents.design_saved`.
    """
    for _part, sentence in rules.mistakes(content):
        raise Refused("design_mistaken", sentence)
    if design.pk:
        DocumentDesign.objects.select_for_update().get(pk=design.pk)
    try:
        with transaction.atomic():
            design.save()
    except IntegrityError:
        raise Refused(
            "design_twice", _("There is another design for these certificates in this language.")
        ) from None
    newest = design.versions.order_by("-number").first()
    sha256 = hash_of(content)
    if newest is None or newest.sha256 != sha256:
        design.current = DesignVersion.objects.create(
            design=design,
            number=newest.number + 1 if newest else 1,
            content=content,
            sha256=sha256,
            made_at=at,
            made_by=by,
        )
        design.save(update_fields=["current"])
        record_event(name="documents.design_version_made", subject=design.current, by=by, at=at)
    record_event(name="documents.design_saved", subject=design, by=by, at=at)
    return design


@transaction.atomic
def keep_shipped_design(*, at: datetime) -> DesignVersion:
    """The version of the design that ships; a release that changes it adds one."""
    sha256 = hash_of(rules.SHIPPED)
    known = DesignVersion.objects.filter(design__isnull=True)
    version = known.filter(sha256=sha256).first()
    if version is None:
        version, made = known.get_or_create(
            design=None,
            sha256=sha256,
            defaults={"number": known.count() + 1, "content": rules.SHIPPED, "made_at": at},
        )
        if made:
            record_event(name="documents.design_version_made", subject=version, by=None, at=at)
    return version


def hash_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
