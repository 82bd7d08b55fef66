"""Who may teach what, on a day, what that opens, and who runs which delivery."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Length

from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage
from courses.deliveries import rules
from courses.deliveries.models import (
    Delivery,
    DeliveryMark,
    DeliveryModule,
    DeliveryTemplate,
    FormerPeriod,
    LessonVersion,
    MaterialVersion,
    Session,
    SessionRole,
    TeachingAuthority,
)
from courses.deliveries.rules import Right
from lms.people.models import Person


def former_periods(known_before: datetime) -> dict[int, FormerPeriod]:
    """By project id, the period it was known to have before a moment, where it is another now (R27)."""
    rows = FormerPeriod.objects.filter(known_until__gte=known_before).order_by("-known_until")
    return {row.project_id: row for row in rows}


def may_teach(person: Person, module: ModulePage, day: date) -> bool:
    """Whether the person holds a right for this module or its whole programme on that day (R31)."""
    if not person.is_authenticated:
        return False
    above = module.path[: -ModulePage.steplen]
    return (
        TeachingAuthority.objects.valid_on(day)
        .filter(person__in=person.selves)
        .filter(Q(module=module.pk) | Q(module__isnull=True, programme__path=above))
        .exists()
    )


def notes_open_to(person: Person, day: date) -> QuerySet[LessonPage]:
    """The lessons with a teaching note that the person may read by a right to teach."""
    rights = TeachingAuthority.objects.valid_on(day).filter(person__in=person.selves)
    paths = rights.values_list("programme__path", "module__path")
    condition = Q(pk__in=[])
    for programme, module in paths:
        condition |= Q(path__startswith=module or programme)
    empty = len("[]")
    return (
        LessonPage.objects.live()
        .filter(condition)
        .alias(note_length=Length(Cast("teaching_note", TextField())))
        .filter(note_length__gt=empty)
        .defer("body", "teaching_note")
        .order_by("path")
    )


def modules_by_code(programme: ProgrammePage) -> dict[str, ModulePage]:
    modules = ModulePage.objects.live().child_of(programme).select_related("live_revision")
    return {module.code: module for module in modules}


def live_material(modules: Iterable[ModulePage]) -> dict[int, dict[int, int]]:
    """By module id, the live revision of each published lesson; one query whatever their number."""
    by_path = {module.path: module.pk for module in modules}
    found: dict[int, dict[int, int]] = {pk: {} for pk in by_path.values()}
    lessons = LessonPage.objects.live().filter(live_revision__isnull=False)
    below = reduce(or_, (Q(path__startswith=path) for path in by_path), Q(pk__in=[]))
    for pk, path, revision in lessons.filter(below).values_list("pk", "path", "live_revision"):
        found[by_path[path[: -LessonPage.steplen]]][pk] = revision
    return found


def standing_material(delivery: Delivery) -> dict[int, MaterialVersion]:
    """By module id, the version that the delivery uses now, with the revisions of its lessons."""
    versions = (
        MaterialVersion.objects.filter(taught__delivery=delivery)
        .select_related("taught", "revision", "by")
        .prefetch_related("lessons")
        .order_by("number")
    )
    return {version.taught.module_id: version for version in versions}


def is_older(version: MaterialVersion, module: ModulePage, live: dict[int, int]) -> bool:
    """Whether the module or one of its lessons was published anew since."""
    used = {each.lesson_id: each.revision_id for each in version.lessons.all()}
    return version.revision_id != module.live_revision_id or used != live


def has_newer_material(taught: DeliveryModule) -> bool:
    version = standing_material(taught.delivery).get(taught.module_id)
    live = live_material([taught.module])[taught.module_id]
    return version is None or is_older(version, taught.module, live)


def lesson_revisions(delivery_id: int, lessons: Iterable[LessonPage]) -> dict[int, int]:
    """By lesson id, the revision in the version that the delivery uses now; the last one stands."""
    rows = LessonVersion.objects.filter(version__taught__delivery=delivery_id, lesson__in=lessons)
    return dict(rows.order_by("version__number").values_list("lesson", "revision"))


def module_revision(delivery_id: int | None, module: ModulePage) -> int | None:
    """The revision of a module's page that holds for a delivery; the live one where none does."""
    if delivery_id is not None:
        versions = MaterialVersion.objects.filter(
            taught__delivery=delivery_id, taught__module=module
        )
        used = versions.order_by("number").last()
        if used is not None:
            return used.revision_id
    return module.live_revision_id


def marks_of(deliveries: Collection[int]) -> dict[int, list[DeliveryMark]]:
    """By delivery, the mark of each cause that stands now; one query whatever their number (R33)."""
    found: dict[int, list[DeliveryMark]] = {pk: [] for pk in deliveries}
    marks = DeliveryMark.objects.filter(delivery__in=deliveries).newest()
    for mark in marks.select_related("trainer"):
        found[mark.delivery_id].append(mark)
    return found


def has_attendance(session: Session) -> bool:
    return session.attendance.exists()


def authorities_of(person: Person, programme_id: int) -> list[TeachingAuthority]:
    """Every right of the person in a programme, whether it holds now or not."""
    return list(TeachingAuthority.objects.filter(person__in=person.selves, programme=programme_id))


def right_in(person: Person, session: Session) -> Right:
    """By which right the person may teach the session on its day, or why not (R31)."""
    authorities = authorities_of(person, session.delivery.programme_id)
    return rules.right_on(authorities, session.module_id, session.day)


def who_may_teach(session: Session) -> QuerySet[Person]:
    """People with a right for the session's module on its day: who could co-teach (R32)."""
    rights = TeachingAuthority.objects.valid_on(session.day).filter(
        programme=session.delivery.programme_id
    )
    if session.module_id is not None:
        rights = rights.filter(Q(module__isnull=True) | Q(module=session.module_id))
    return Person.objects.filter(pk__in=rights.values("person"), is_active=True)


def visible_to(person: Person) -> QuerySet[Delivery]:
    """Deliveries that the person may open: all for administrators, else one's own or one's project's.

    One's own are those one made, has a role in, or takes part in.
    """
    if not person.is_authenticated:
        return Delivery.objects.none()
    if "administrator" in person.roles:
        return Delivery.objects.all()
    taught = (
        SessionRole.objects.current().filter(person__in=person.selves).values("session__delivery")
    )
    return Delivery.objects.filter(
        Q(created_by=person)
        | Q(pk__in=taught)
        | Q(enrolments__person__in=person.selves)
        | Q(project__coordinations__person=person)
    ).distinct()


def run_by(person: Person) -> QuerySet[Delivery]:
    """Deliveries that the person may change: administrators all, else those made or led."""
    if not person.is_authenticated:
        return Delivery.objects.none()
    if "administrator" in person.roles:
        return Delivery.objects.all()
    led = SessionRole.objects.current().filter(person__in=person.selves, role=SessionRole.Role.LEAD)
    return Delivery.objects.filter(
        Q(created_by=person) | Q(pk__in=led.values("session__delivery"))
    ).distinct()


def sees_link(person: Person, delivery: Delivery) -> bool:
    """Whether the person may take part online: with a role or a place in it, or who runs it.

    Applying, waiting and being invited is no place yet; who left or was declined has none any more.
    """
    return (
        run_by(person).filter(pk=delivery.pk).exists()
        or SessionRole.objects.current()
        .filter(person__in=person.selves, session__delivery=delivery)
        .exists()
        or delivery.enrolments.filter(person__in=person.selves).taking_part().exists()
    )


def people_open_to(person: Person) -> QuerySet[Delivery]:
    """Deliveries whose participants the person may see: who runs, teaches, tutors or pays for them."""
    roles = (*SessionRole.TEACHING, SessionRole.Role.TUTOR)
    taught = SessionRole.objects.current().filter(person__in=person.selves, role__in=roles)
    return Delivery.objects.filter(
        Q(pk__in=run_by(person).values("pk"))
        | Q(pk__in=taught.values("session__delivery"))
        | Q(project__in=person.coordinations.values("project"))
    )


def taught_by(person: Person) -> QuerySet[Session]:
    """Sessions in which the person is lead or co-trainer."""
    roles = SessionRole.objects.teaching().filter(person__in=person.selves)
    return Session.objects.filter(pk__in=roles.values("session"))


def templates_for(person: Person, day: date) -> QuerySet[DeliveryTemplate]:
    """What the person may plan from: administrators all, others trainings they hold a right for."""
    templates = DeliveryTemplate.objects.filter(is_retired=False).select_related("programme")
    if not person.is_authenticated:
        return templates.none()
    rights = TeachingAuthority.objects.valid_on(day).filter(person__in=person.selves)
    if not rules.may_plan(person, may_teach_any=rights.exists()):
        return templates.none()
    if "administrator" in person.roles:
        return templates
    return templates.filter(
        kind=DeliveryTemplate.Kind.TRAINING, programme__in=rights.values("programme")
    )
