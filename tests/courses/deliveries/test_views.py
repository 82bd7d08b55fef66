"""Teaching notes: for those who may teach the module today, and for those who write them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.catalogue.models import LessonPage
from courses.deliveries.actions import give_teaching_authority
from tests.factories.courses import AT, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SECRET = "The answer is the buyer."


@pytest.fixture
def programme():
    programme = programme_page(modules=2, lessons=1)
    for lesson in LessonPage.objects.all():
        lesson.teaching_note = [("rich_text", f"<p>{SECRET}</p>")]
        lesson.save_revision().publish()
    return programme


def address(number: int = 0) -> str:
    lesson = LessonPage.objects.order_by("path")[number]
    return reverse("deliveries:teaching_note", args=[lesson.pk])


def teacher(programme, *, module=None, from_days=0, through_days=1):
    person = PersonFactory()
    today = timezone.localdate()
    give_teaching_authority(
        person=person,
        programme=programme,
        module=module,
        source="test",
        valid_from=today + timedelta(days=from_days),
        valid_through=today + timedelta(days=through_days),
        by=None,
        at=AT,
    )
    return person


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("administrator", 200),
        ("author", 200),
        ("officer", 404),
        ("coordinator", 404),
        ("auditor", 404),
        (None, 404),
    ],
)
def test_each_role_sees_the_note_or_finds_nothing(client_of, programme, role, status):
    response = client_of(roles=[role] if role else []).get(address())
    assert response.status_code == status
    assert (SECRET in response.content.decode()) is (status == 200)


def test_a_visitor_is_asked_to_sign_in(client, programme):
    response = client.get(address())
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_learner_finds_nothing(client_of, programme):
    client = client_of(enrolment(programme=programme).person)
    assert client.get(address()).status_code == 404
    lesson = LessonPage.objects.order_by("path")[0]
    page = client.get(reverse("progress:lesson", args=[lesson.pk])).content.decode()
    assert SECRET not in page
    assert address() not in page


def test_r31_who_may_teach_the_programme_sees_every_note(client_of, programme):
    client = client_of(teacher(programme))
    assert SECRET in client.get(address(0)).content.decode()
    assert SECRET in client.get(address(1)).content.decode()


def test_r31_who_may_teach_one_module_sees_its_notes_only(client_of, programme):
    client = client_of(teacher(programme, module=modules_of(programme)[0]))
    assert client.get(address(0)).status_code == 200
    assert client.get(address(1)).status_code == 404


@pytest.mark.parametrize(
    ("from_days", "through_days", "status"), [(0, 0, 200), (-9, -1, 404), (1, 9, 404)]
)
def test_r43_the_right_holds_through_its_last_day(
    client_of, programme, from_days, through_days, status
):
    person = teacher(programme, from_days=from_days, through_days=through_days)
    assert client_of(person).get(address()).status_code == status


def test_r31_a_suspended_right_shows_nothing(client_of, programme):
    person = teacher(programme)
    person.teaching_authorities.update(suspended_from=timezone.localdate())
    assert client_of(person).get(address()).status_code == 404


def test_a_note_is_not_kept_by_caches_on_the_way(client_of, programme):
    response = client_of(roles=["author"]).get(address())
    assert "no-store" in response["Cache-Control"]


def test_a_lesson_that_is_not_there_looks_the_same(client_of, programme):
    client = client_of()
    missing = client.get(reverse("deliveries:teaching_note", args=[999_999]))
    refused = client.get(address())
    assert (missing.status_code, refused.status_code) == (404, 404)


def test_a_draft_is_no_note(client_of, programme):
    LessonPage.objects.order_by("path")[0].unpublish()
    assert client_of(roles=["author"]).get(address()).status_code == 404


def test_notes_are_in_no_search_index(settings):
    from wagtail.models import Page
    from wagtail.search.backends import get_search_backend

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    programme = programme_page(lessons=1)
    lesson = LessonPage.objects.get()
    lesson.title = "Tanning"
    lesson.teaching_note = [("rich_text", f"<p>{SECRET}</p>")]
    lesson.save_revision().publish()
    found = get_search_backend().search
    assert found("Tanning", Page.objects.descendant_of(programme)).count() == 1
    assert found("buyer", Page.objects.all()).count() == 0
