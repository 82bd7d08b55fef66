"""The demonstration: four figures derived from a history made by real actions."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from certification.certificates.models import Certificate, Document
from certification.counts import queries
from certification.counts.rules import Filters
from courses.assessments.designs import read_sections
from courses.assessments.models import QuestionVersion
from courses.assessments.queries import waiting_for_review
from courses.attempts.actions import start_attempt
from courses.attempts.models import Attempt, Result
from courses.attempts.rules import needs_moderation
from courses.catalogue.models import ModulePage
from courses.deliveries.models import Coordination, Project
from courses.enrolment.models import Enrolment
from courses.marking.models import MarkAppeal
from courses.marking.queries import marking_queue
from courses.progress.models import ProgrammeCompletion
from lms.demo.cast import ACCOUNTS
from lms.demo.story import DECIDING, make_demo
from lms.journal.models import Dispatch, Event
from lms.people.models import Organisation, OrganisationLabel, Person, Region
from lms.portal.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

COUNTED = (
    Person,
    Organisation,
    OrganisationLabel,
    Enrolment,
    Attempt,
    Result,
    ProgrammeCompletion,
    Certificate,
    Event,
    Dispatch,
)


@pytest.fixture(scope="module")
def now():
    return timezone.now()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, now):
    """The whole demonstration on the shipped content, once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_curriculum", "content/curriculum", verbosity=0)
        call_command("import_schemes", "content/schemes", verbosity=0)
        call_command("import_counting_rules", "content/counting_rules.json", verbosity=0)
        made = make_demo(now=now)
        yield made
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def counted(code="programme", **filters):
    rule = queries.rule_of(code)
    return queries.trained(rule, Filters(**filters), as_of=timezone.localdate())


def test_the_four_figures_on_the_home_page(demo, client_of):
    page = client_of(Person.objects.get(email="administrator@demo.example")).get(
        reverse("portal:home")
    )

    assert [figure.value for figure in page.context["home"].figures] == [20, 80, 450, 15]


def test_each_figure_opens_to_as_many(demo, client_of):
    client = client_of(Person.objects.get(email="auditor@demo.example"))
    for figure in queries.headline_figures(date(2013, 9, 30)):
        assert client.get(figure.url).context["total"] == figure.value


def test_the_outcome_of_2013(demo):
    as_of = queries.headline_figures(date(2013, 9, 30))

    assert [figure.value for figure in as_of] == [20, 80, 450, 15]
    assert Project.objects.count() == 4
    assert queries.by_year(counted(), "Europe/Brussels") == [(2012, 20), (2013, 80)]


def test_at_least_ten_european_countries_and_two_without_regions(demo):
    countries = {code for code, _number in queries.by_country(counted())}

    assert len(countries - {"TR", "TN"}) >= 10
    assert {"TR", "TN"} <= countries
    assert not Region.objects.filter(country__in=["TR", "TN"]).exists()
    assert set(Enrolment.objects.filter(region=None).values_list("country", flat=True)) == {
        "TR",
        "TN",
    }


def test_everybody_is_marked_as_invented(demo):
    assert not Person.objects.filter(is_demo=False, enrolments__isnull=False).exists()
    assert not Organisation.objects.filter(is_demo=False).exists()
    assert Person.objects.exclude(email="").filter(is_demo=True).count() == len(DEMO_ACCOUNTS)
    names = Counter(Person.objects.values_list("first_name", "last_name"))
    assert set(names.values()) == {1}


def test_some_half_way_some_failed_some_resits(demo, now):
    rest = queries.not_counted(queries.rule_of(), Filters(), as_of=timezone.localdate())

    assert rest.filter(project__isnull=False).count() == 18  # 16 gave up, 2 are trained again
    assert rest.filter(project=None, enrolled_at__gt=now - timedelta(days=365)).count() == 17
    assert Result.objects.filter(is_passed=False).count() > 50
    assert Attempt.objects.filter(number=3, result__is_passed=True).count() == 2
    assert counted("participations").count() == 102


def test_r29_two_finish_after_the_end_of_their_project(demo):
    assert counted(project="-").count() == 2
    assert counted(project="DEMO-CIP-1").count() == 23


def test_everything_is_dated_before_now(demo):
    now = timezone.now()
    for model, field in ((Attempt, "submitted_at"), (Result, "confirmed_at"), (Event, "at")):
        assert not model.objects.filter(**{f"{field}__gt": now}).exists()
    assert ProgrammeCompletion.objects.order_by("completed_at").last().completed_at.year == 2013


def test_certificates_are_dated_when_their_last_condition_was_met(demo):
    managers = Certificate.objects.filter(title="Cluster Excellence Manager")
    completed = {
        row.enrolment.person_id: row.completed_at
        for row in counted(role="manager").select_related("enrolment")
    }

    assert managers.count() == 80
    assert {c.person_id: c.issued_at for c in managers} == completed


def test_decisions_are_made_and_documents_wait_for_the_relay(demo):
    waiting = Dispatch.objects.filter(done_at=None)

    assert not waiting.filter(handler__in=DECIDING).exists()
    of_accounts = Certificate.objects.exclude(person__email="")
    assert of_accounts.count() == 13
    assert set(of_accounts) == {row.certificate for row in Document.objects.all()}
    others = Certificate.objects.filter(person__email="")
    documents = waiting.exclude(handler="analysis.regrade_late_attempt")
    assert documents.count() == 2 * others.count()
    assert demo.waiting == waiting.count()


def test_the_accounts(demo, client, now):
    assert set(ACCOUNTS) == {account["email"] for account in DEMO_ACCOUNTS}
    for email, (_first, _last, role) in ACCOUNTS.items():
        person = Person.objects.get(email=email)
        assert person.check_password(DEMO_PASSWORD)
        assert person.roles == ({role} if role else set())
        assert client.login(email=email, password=DEMO_PASSWORD)
    instructor = Person.objects.get(email="instructor@demo.example")
    assert marking_queue(instructor, now).count() == 7
    assert MarkAppeal.objects.get(decision=None).question.attempt.enrolment.person.email == (
        "manager@demo.example"
    )
    assert counted(role="instructor").filter(enrolment__person=instructor).exists()
    assert Coordination.objects.get().person.email == "coordinator@demo.example"


def test_the_manager_has_something_to_continue(demo):
    place = Enrolment.objects.get(person__email="manager@demo.example")

    assert place.module_completions.count() == 3
    assert place.attempts.count() == 4
    assert not place.attempts.filter(submitted_at=None).exists()
    opened = place.lesson_entries.filter(kind="opened").last().lesson
    assert not place.lesson_entries.filter(kind="completed", lesson=opened).exists()
    assert ModulePage.objects.get(path=opened.path[:-4]).code == "M4"


def test_a_practice_test_asks_every_type_of_question(demo, now):
    place = Enrolment.objects.get(person__email="manager@demo.example")
    module = ModulePage.objects.get(code="M1")
    assert module.practice is not None
    design = module.practice.design
    assert (design.purpose, design.asks_certainty) == ("formative", True)
    with transaction.atomic():
        attempt = start_attempt(
            enrolment=place, assessment=module.practice, by=place.person, at=now
        )
        asked = attempt.questions.values_list("version__type", flat=True)
        assert sorted(asked) == sorted(QuestionVersion.Type.values)
        transaction.set_rollback(True)
    assert [question.code for question in waiting_for_review()] == ["DEMO-03"]


def test_a_test_in_sections_has_two_markers_who_differ(demo):
    module = ModulePage.objects.select_related("assessment__design").get(code="M7")
    before, after = module.assessment.designs.order_by("number")
    sections = read_sections(after.sections)
    assert [section.pass_percent for section in sections] == [60, 50]
    assert sections[0].draws[0].outcome == 1
    attempt = Attempt.objects.get(design=after)
    (question,) = attempt.questions.filter(version__type="open answer")
    marks = list(question.marks.all())
    assert {mark.marked_by for mark in marks} == {mark.marked_by for mark in marks[:2]}
    assert needs_moderation(marks, after.markers_needed, after.moderation_margin)
    assert attempt.result is None
    assert Attempt.objects.filter(design=before).count() > 20


def test_twice_changes_nothing(demo, now):
    before = [model.objects.count() for model in COUNTED]

    again = make_demo(now=now + timedelta(days=40))

    assert not again.is_new
    assert [model.objects.count() for model in COUNTED] == before
