"""A small programme for tests: pages, questions, and people in the middle of it.

Pages are made by factories; history is made by the actions that real use goes through.
"""

import uuid
from datetime import UTC, datetime

import factory
import wagtail_factories
from django.db import connection
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import AbstractPage, Page, Revision

from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.designs import plain_section
from courses.attempts.actions import save_answer, start_attempt
from courses.catalogue.actions import open_home_page
from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage
from courses.enrolment.actions import enrol
from tests.factories.people import PersonFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TRUE_STEM = "A cluster is a fact about the economy."


class ProgrammePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ProgrammePage

    title = "Train-the-Trainers"
    code = factory.Sequence(lambda n: f"programme-{n}")
    slug = factory.SelfAttribute("code")
    summary = "Ten modules."


class ModulePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ModulePage

    title = factory.Sequence(lambda n: f"Module {n}")
    code = factory.Sequence(lambda n: f"M{n}")
    purpose = "Give everybody one vocabulary."
    hours = 10
    outcomes = ["Tell apart a cluster and an organisation."]


class LessonPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = LessonPage

    title = factory.Sequence(lambda n: f"Lesson {n}")
    minutes = 45
    outcomes = [1]
    body = [("rich_text", "<p>Use two simple tests before you use the word.</p>")]


def programme_page(*, modules: int = 1, lessons: int = 1, with_tests: bool = True) -> ProgrammePage:
    """A published programme whose lessons have a revision each, as authors leave them."""
    programme = ProgrammePageFactory(parent=open_home_page())
    for number in range(1, modules + 1):
        assessment = true_or_false_assessment() if with_tests else None
        module = published(
            ModulePageFactory.build(code=f"M{number}", assessment=assessment), below=programme
        )
        for _ in range(lessons):
            published(LessonPageFactory.build(), below=module)
    return programme


def published(page, *, below):
    """The page as `save_revision().publish()` leaves it, below one whose children were all kept.

    With a tenth of the queries, as nothing is looked up that a new page has for certain; a test in
    `tests/courses/catalogue/test_factories.py` holds both against each other.
    """
    page.depth, page.numchild, page.locale_id = below.depth + 1, 0, below.locale_id
    page.path = page._get_path(below.path, page.depth, below.numchild + 1)
    page.draft_title = page.title
    page.set_url_path(below)
    super(AbstractPage, page).save()
    Page.objects.filter(pk=below.pk).update(numchild=F("numchild") + 1)
    below.numchild += 1
    log(instance=page, action="wagtail.create", content_changed=True)
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision = page.live_revision = revision
    page.latest_revision_created_at = revision.created_at
    page.first_published_at = page.last_published_at = timezone.now()
    written = ["latest_revision", "live_revision", "latest_revision_created_at"]
    written += ["first_published_at", "last_published_at"]
    Page.objects.filter(pk=page.pk).update(**{name: getattr(page, name) for name in written})
    log(instance=page, action="wagtail.publish", revision=revision, content_changed=True)
    return page


def modules_of(programme: ProgrammePage) -> list[ModulePage]:
    return list(ModulePage.objects.child_of(programme).order_by("path"))


def true_or_false_assessment(*, questions: int = 4, pass_percent: int = 70, **changes):
    """An assessment whose every question is answered right with True."""
    code = uuid.uuid4().hex[:12]
    bank = open_bank(code=code, title="Bank", by=None, at=AT)
    for number in range(1, questions + 1):
        revise_question(
            bank=bank,
            code=f"{code}-q{number}",
            type="true or false",
            stem=TRUE_STEM,
            content={"answer": "True"},
            feedback="You can find it and measure it.",
            outcome=1,
            points=1,
            by=None,
            at=AT,
        )
    settings = {
        "closed_questions": questions,
        "open_questions": 0,
        "pass_percent": pass_percent,
        "time_limit_minutes": None,
        "attempts_max": 3,
        "resit_wait_days": 7,
    }
    settings |= changes
    closed, opened = settings.pop("closed_questions"), settings.pop("open_questions")
    settings.setdefault("sections", plain_section(closed, opened))
    return set_up_assessment(
        code=f"{code}-test", title="Module test", bank=bank, by=None, at=AT, **settings
    )


def enrolment(*, programme: ProgrammePage, person=None, role: str = "manager", **fields):
    person = person or PersonFactory()
    return enrol(person=person, programme=programme, role=role, by=person, at=AT, **fields)


def answered_attempt(*, enrolment, module: ModulePage, answer: str = "True", at: datetime = AT):
    """An open attempt in which every question has an answer."""
    person = enrolment.person
    attempt = start_attempt(enrolment=enrolment, assessment=module.assessment, by=person, at=at)
    for question in attempt.questions.all():
        save_answer(
            attempt=attempt,
            question=question,
            response=answer,
            key=uuid.uuid4(),
            window="",
            by=person,
            at=at,
        )
    return attempt


def many_lessons(module: ModulePage, count: int) -> None:
    """Fill a module with copies of its first lesson, faster than one by one."""
    first = LessonPage.objects.child_of(module).order_by("path").first()
    start = module.get_children().count()
    Page.objects.bulk_create(
        Page(
            path=LessonPage._get_path(module.path, module.depth + 1, start + number),
            depth=module.depth + 1,
            title=f"Lesson {start + number}",
            draft_title=f"Lesson {start + number}",
            slug=f"copy-{start + number}",
            url_path=f"{module.url_path}copy-{start + number}/",
            content_type=first.content_type,
            locale=first.locale,
            live=True,
            live_revision=first.live_revision,
        )
        for number in range(1, count + 1)
    )
    Page.objects.filter(pk=module.pk).update(numchild=start + count)
    quote = connection.ops.quote_name
    columns = [f.column for f in LessonPage._meta.local_fields if f.column != "page_ptr_id"]
    names = ", ".join(quote(column) for column in columns)
    table = quote(LessonPage._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (page_ptr_id, {names}) "
            f"SELECT page.id, {', '.join('lesson.' + quote(c) for c in columns)} "
            f"FROM wagtailcore_page page JOIN {table} lesson ON lesson.page_ptr_id = %s "
            "WHERE page.slug LIKE 'copy-%%' AND page.path LIKE %s",
            [first.pk, f"{module.path}%"],
        )
