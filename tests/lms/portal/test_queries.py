"""What each persona finds on my page, and what it costs."""

import uuid
from datetime import date, timedelta

import pytest

from certification.counts.models import CountingRule
from certification.decisions.models import Decision
from courses.attempts.actions import submit_attempt
from courses.catalogue.models import LessonPage
from courses.deliveries.actions import give_teaching_authority, name_coordinator
from courses.enrolment.models import Enrolment
from lms.people.actions import grant_access
from lms.portal.queries import home_of
from tests.factories.certification import install
from tests.factories.counts import place as completed_place
from tests.factories.counts import project, rules
from tests.factories.courses import (
    AT,
    answered_attempt,
    enrolment,
    many_lessons,
    modules_of,
    programme_page,
)
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = AT.date()
NOTE = '[{"type": "rich_text", "value": "<p>The answer is the buyer.</p>"}]'


@pytest.fixture
def programme():
    return programme_page(modules=2, lessons=2)


def person_with(*roles):
    person = PersonFactory()
    for role in roles:
        grant_access(person=person, role=role, by=None, at=AT)
    return person


def home(person):
    return home_of(person, today=TODAY, now=AT)


def pass_test(place, module):
    attempt = answered_attempt(enrolment=place, module=module)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)


def test_who_is_new_finds_the_programmes_and_nothing_of_others(programme):
    enrolment(programme=programme)
    found = home(PersonFactory())
    assert [page.pk for page in found.programmes] == [programme.pk]
    assert (found.course, found.other_places, found.certificates) == (None, [], [])
    assert not (found.may_mark or found.may_write or found.may_see_decisions)
    assert (found.figures, found.decisions, found.projects) == ([], [], [])


def test_a_learner_finds_the_course_the_certificates_and_no_offer(programme, deliver_all):
    install(programme, ["M1", "M2"])
    place = enrolment(programme=programme)
    pass_test(place, modules_of(programme)[0])
    deliver_all()
    found = home(place.person)
    assert found.course.enrolment == place
    assert [row.person for row in found.certificates] == [place.person]
    assert (found.certificates_count, found.programmes) == (1, [])


def test_other_places_stand_beside_the_one_used_last(programme):
    person = PersonFactory()
    first = enrolment(programme=programme, person=person)
    second = enrolment(programme=programme, person=person, role="instructor")
    found = home(person)
    shown = {found.course.enrolment, *(row.enrolment for row in found.other_places)}
    assert (shown, len(found.other_places)) == ({first, second}, 1)


def test_an_instructor_finds_the_queue_the_rights_and_the_notes(programme):
    first, second = modules_of(programme)
    for module in (first, second):
        lesson = LessonPage.objects.child_of(module).order_by("path").first()
        lesson.teaching_note = NOTE
        lesson.save_revision().publish()
    person = PersonFactory()
    give_teaching_authority(
        person=person,
        programme=programme,
        module=first,
        source="test",
        valid_from=TODAY,
        valid_through=TODAY,
        by=None,
        at=AT,
    )
    found = home(person)
    assert [right.module for right in found.authorities] == [first]
    assert [(module, len(lessons)) for module, lessons in found.notes] == [(first, 1)]
    assert (found.may_mark, found.waiting_for_marks) == (True, 0)
    after = home_of(person, today=TODAY + timedelta(days=1), now=AT + timedelta(days=1))
    assert (after.authorities, after.notes, after.may_mark) == ([], [], False)


@pytest.mark.parametrize(
    ("role", "writes", "figures", "decisions"),
    [
        ("author", True, False, False),
        ("administrator", True, True, False),
        ("auditor", False, True, False),
        ("officer", False, False, True),
        ("coordinator", False, False, False),
    ],
)
def test_each_role_brings_its_parts(programme, role, writes, figures, decisions):
    rules()
    found = home(person_with(role))
    assert (found.may_write, bool(found.figures), found.may_see_decisions) == (
        writes,
        figures,
        decisions,
    )


def test_r11_each_of_the_four_figures_has_its_date_and_leads_to_its_list(programme):
    rules()
    completed_place(programme, completed_at=AT - timedelta(days=1))
    figures = home(person_with("administrator")).figures
    assert [figure.value for figure in figures] == [0, 1, 0, 0]
    assert {figure.as_of for figure in figures} == {TODAY}
    assert all(figure.url.startswith("/reports/") for figure in figures)


def test_an_officer_finds_the_latest_decisions(programme, deliver_all):
    install(programme)
    for _ in range(6):
        pass_test(enrolment(programme=programme), modules_of(programme)[0])
    deliver_all()
    found = home(person_with("officer"))
    assert found.decisions == list(Decision.objects.order_by("-decided_at", "-pk")[:5])


def test_r13_r29_a_coordinator_finds_own_projects_counted_within_their_period(programme):
    rules()
    own = project("OWN", date(2026, 1, 1), date(2026, 12, 31))
    other = project("OTHER", date(2026, 1, 1), date(2026, 12, 31))
    person = person_with("coordinator")
    name_coordinator(project=own, person=person, by=None, at=AT)
    day = timedelta(days=1)
    completed_place(programme, project=own, completed_at=AT - day)
    completed_place(programme, project=own, completed_at=AT - 400 * day)  # before the project
    completed_place(programme, project=own, role="instructor", completed_at=AT - day)
    completed_place(programme, project=own)
    completed_place(programme, project=other, completed_at=AT - day)
    delivery = training(programme=programme, capacity=1)
    participant(delivery, project=own)
    participant(delivery, project=own)  # waits
    participant(delivery, project=own, kind="applied")
    found = home(person)
    assert found.project_rule == CountingRule.objects.get(code="project")
    [row] = found.projects
    assert (row.project, row.enrolled, row.managers, row.instructors) == (own, 5, 1, 1)


def test_without_a_counting_rule_a_coordinator_sees_no_figure(programme):
    person = person_with("coordinator")
    own = project("OWN", date(2026, 1, 1), date(2026, 12, 31))
    name_coordinator(project=own, person=person, by=None, at=AT)
    found = home(person)
    assert (found.project_rule, len(found.projects)) == (None, 1)


@pytest.mark.parametrize("count", [10, 1000])
def test_a_learners_page_costs_the_same_however_much_there_is(
    programme, count, django_assert_num_queries
):
    place = enrolment(programme=programme)
    many_lessons(modules_of(programme)[0], count)
    crowd(programme, count)
    person = type(place.person).objects.get(pk=place.person_id)
    with django_assert_num_queries(15):
        home(person)


@pytest.mark.parametrize("count", [10, 1000])
def test_an_administrators_page_costs_the_same_however_much_there_is(
    programme, count, django_assert_num_queries
):
    rules()
    crowd(programme, count)
    home(person_with("administrator"))  # what Django remembers of content types
    person = person_with("administrator")
    with django_assert_num_queries(27):
        home(person)


def crowd(programme, count: int) -> None:
    people = PersonFactory.create_batch(count)
    Enrolment.objects.bulk_create(
        Enrolment(person=one, programme=programme, role="manager", enrolled_at=AT) for one in people
    )
