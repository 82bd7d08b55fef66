"""Keeps the rights to teach as the accreditation says that they rest on."""

from datetime import datetime

from django.db import transaction

from certification.certificates.models import Certificate
from certification.certificates.teaching import teaching_rights
from courses.deliveries.actions import keep_teaching_authority
from courses.deliveries.models import TeachingAuthority
from courses.deliveries.queries import modules_by_code
from lms.people.models import Person

LONGEST_TITLE = 55  # characters; with the number it is what the source of a right holds


def source_of(certificate: Certificate) -> str:
    """How a right names the accreditation that it comes from; the title is frozen."""
    return f"{certificate.title[:LONGEST_TITLE]}, {certificate.number}"


@transaction.atomic
def follow_with_rights(
    *, certificate: Certificate, by: Person | None, at: datetime
) -> list[TeachingAuthority]:
    """Let the rights to teach stand as the events of the accreditation say now (R31, R33).

    A right that nothing gives any more, as when it was withdrawn from the day of the grant, is
    suspended from its first day: it stays on record, and never held. The same again changes nothing.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    certificate_type = certificate.decision.certificate_type
    programme = certificate_type.version.scheme.programme
    if programme is None:
        return []  # deliveries ask for rights in a programme, and this scheme has none
    modules = modules_by_code(programme)
    is_module = certificate_type.scope == certificate_type.Scope.MODULE
    source = source_of(certificate)
    kept = []
    for right in teaching_rights(
        certificate.status_events.all(), certificate.scope if is_module else ""
    ):
        if right.module and right.module not in modules:
            continue  # its page is no longer published, so nobody teaches it
        kept.append(
            keep_teaching_authority(
                person=certificate.person,
                programme=programme,
                module=modules[right.module] if right.module else None,
                source=source if right.turn == 1 else f"{source} ({right.turn})",
                valid_from=right.valid_from,
                valid_through=right.valid_through,
                suspended_from=right.suspended_from,
                suspended_through=right.suspended_through,
                by=by,
                at=at,
            )
        )
    given = TeachingAuthority.objects.filter(
        person=certificate.person, programme=programme, source__startswith=source
    )
    for gone in given.exclude(pk__in=[right.pk for right in kept]).select_related("module"):
        keep_teaching_authority(
            person=certificate.person,
            programme=programme,
            module=gone.module,
            source=gone.source,
            valid_from=gone.valid_from,
            valid_through=gone.valid_from,
            suspended_from=gone.valid_from,
            suspended_through=None,
            by=by,
            at=at,
        )
    return kept
