"""Notes which version of the material a delivery uses, and goes over to a newer one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalogue.models import ModulePage
from courses.deliveries import queries
from courses.deliveries.actions.standing import check_standing, locked
from courses.deliveries.models import Delivery, DeliveryModule, LessonVersion, MaterialVersion
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


def teach_modules(
    *, delivery: Delivery, modules: Iterable[ModulePage], by: Person, at: datetime
) -> list[DeliveryModule]:
    """A new delivery teaches these modules, in the version that is live now (R31)."""
    taught = DeliveryModule.objects.bulk_create(
        DeliveryModule(delivery=delivery, module=module) for module in modules
    )
    _keep_versions(taught, {each.pk: 1 for each in taught}, by=by, at=at)
    return taught


@transaction.atomic
def use_newer_material(
    *, taught: DeliveryModule, reason: str, by: Person, at: datetime
) -> MaterialVersion:
    """Go over to what is live now for one module, with a reason; the earlier version stays on record.

    Who has begun a lesson goes on reading it as it was, and is told that there is a newer one. The
    version that is used already is returned as it stands. Refused for who does not run the delivery,
    and once it is closed or cancelled. Records `deliveries.material_changed`.
    """
    if not queries.run_by(by).filter(pk=taught.delivery_id).exists():
        raise Refused(
            "not_yours", _("Only who leads this delivery, or an administrator, may do this.")
        )
    check_standing(locked(taught.delivery))
    used = taught.versions.last()
    if used is not None and not queries.has_newer_material(taught):
        return used
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the newer version is used."), "R31")
    number = used.number + 1 if used else 1
    (version,) = _keep_versions([taught], {taught.pk: number}, by=by, at=at, reason=reason.strip())
    record_event(
        name="deliveries.material_changed",
        subject=version,
        by=by,
        at=at,
        payload={"before": used.pk if used else None},
    )
    return version


def _keep_versions(
    taught: list[DeliveryModule],
    numbers: dict[int, int],
    *,
    by: Person,
    at: datetime,
    reason: str = "",
) -> list[MaterialVersion]:
    live = queries.live_material([each.module for each in taught])
    versions = MaterialVersion.objects.bulk_create(
        MaterialVersion(
            taught=each,
            number=numbers[each.pk],
            revision_id=each.module.live_revision_id,
            reason=reason,
            used_from=at,
            by=by,
        )
        for each in taught
    )
    LessonVersion.objects.bulk_create(
        LessonVersion(version=version, lesson_id=lesson, revision_id=revision)
        for version in versions
        for lesson, revision in live[version.taught.module_id].items()
    )
    return versions
