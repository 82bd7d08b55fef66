"""The demonstration: four figures derived from a history made by real actions."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from certification.certificates.models import Certificate
from certification.counts import queries
from certification.counts.breakdowns import broken_down
from certification.counts.rules import Filters
from certification.counts.summaries import headline_figures
from certification.decisions.models import Decision
from certification.documents.models import Document
from certification.labels.models import OrganisationLabel
from courses.assessments.designs import read_sections
from courses.assessments.models import QuestionVersion
from courses.assessments.queries import waiting_for_review
from courses.attempts.actions import start_attempt
from courses.attempts.models import Attempt, Mark, Result
from courses.attempts.rules import needs_moderation
from courses.catalogue.models import ModulePage
from courses.closing.models import TrainerCredit
from courses.closing.queries import completers, gaps
from courses.deliveries.models import (
    Coordination,
    Delivery,
    DeliveryCorrection,
    Project,
    Session,
    SessionRight,
    SessionRole,
    TeachingAuthority,
)
from courses.enrolment.models import AttendanceEntry, Enrolment, EnrolmentStep
from courses.enrolment.queries import attendances, counts_by_state
from courses.fieldwork.models import ProjectResult, Team, TeamEntry
from courses.marking.models import MarkAppeal
from courses.marking.queries import conflicts_of, marking_queue
from courses.observations.models import Observation
from courses.progress.models import ModuleCompletion, ProgrammeCompletion
from lms.demo.cast import ACCOUNTS
from lms.demo.relay import CERTIFICATES, COMPLETIONS, SUMS
from lms.demo.story import make_demo
from lms.journal.models import Dispatch, Event
from lms.people.models import Organisation, Person, Region
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
        call_command("import_delivery_templates", "content/delivery_templates", verbosity=0)
        call_command("import_schemes", "content/schemes", verbosity=0)
        call_command("import_counting_rules", "content/counting_rules.json", verbosity=0)
        made = make_demo(now=now)
        yield made
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def counted(code="programme", **filters):
    rule = queries.rule_of(code)
    return queries.trained(rule, Filters(**filters), as_of=timezone.localdate())


def lines(by, code="programme"):
    return broken_down(queries.rule_of(code), Filters(), by, as_of=timezone.localdate()).lines


def grants():
    return Project.objects.exclude(code="DEMO-TODAY")


def of_history():
    """Cohort and trainings of 2012 and 2013."""
    return Delivery.objects.filter(created_at__year__lt=2014)


def test_the_four_figures_on_the_home_page(demo, client_of):
    page = client_of(Person.objects.get(email="administrator@demo.example")).get(
        reverse("portal:home")
    )

    assert [figure.value for figure in page.context["home"].figures] == [20, 80, 450, 15]


def test_each_figure_opens_to_as_many(demo, client_of):
    client = client_of(Person.objects.get(email="auditor@demo.example"))
    for figure in headline_figures(date(2013, 9, 30), now=timezone.now()):
        assert client.get(figure.url).context["total"] == figure.value


def test_the_outcome_of_2013(demo):
    as_of = headline_figures(date(2013, 9, 30), now=timezone.now())

    assert [figure.value for figure in as_of] == [20, 80, 450, 15]
    assert Project.objects.exclude(code="DEMO-TODAY").count() == 4
    assert lines("year") == {"2012": 20, "2013": 80}


def test_at_least_ten_european_countries_and_two_without_regions(demo):
    countries = set(lines("country"))

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

    assert rest.filter(project__in=grants()).count() == 18  # 16 gave up, 2 are trained again
    assert rest.filter(delivery=None, enrolled_at__gt=now - timedelta(days=365)).count() == 16
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

    assert not waiting.filter(handler__in=[*COMPLETIONS, *CERTIFICATES, *SUMS]).exists()
    of_accounts = Certificate.objects.exclude(person__email="")
    assert of_accounts.count() == 16  # three accreditations among them
    assert set(of_accounts) == {row.revision.certificate for row in Document.objects.all()}
    others = Certificate.objects.filter(person__email="")
    follows = waiting.filter(handler__in=["certificates.tell_holder", "credentials.issue"])
    assert follows.count() == 2 * others.count()
    # Module certificates of others follow: one for each test passed before the last one.
    modules = waiting.filter(handler="decisions.after_module")
    assert modules.count() > 800
    own = ModuleCompletion.objects.exclude(enrolment__person__email="")
    assert own.count() == 13
    assert not modules.filter(event__subject_id__in=own.values("pk")).exists()
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
    assert set(Coordination.objects.values_list("person__email", "project__code")) == {
        ("coordinator@demo.example", "DEMO-CIP-1"),
        ("coordinator@demo.example", "DEMO-TODAY"),
    }


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


def test_a_cohort_of_twenty_and_trainings_of_eighty_are_deliveries(demo):
    assert not counted().filter(enrolment__delivery=None).exists()
    cohort = of_history().get(kind="cohort")
    assert cohort.template.code == "train-the-trainers-six-weeks"
    assert completers(cohort) == 20
    assert counts_by_state(cohort) == {"completed": 20, "not completed": 3, "left": 1}
    paid_by = Counter(counted(role="instructor").values_list("enrolment__project", flat=True))
    assert set(paid_by.values()) == {5}
    trainings = of_history().filter(kind="training")
    assert {each.template.code for each in trainings} == {"training-one-week"}
    assert sum(map(completers, trainings)) == 82  # two people are trained again


def test_r36_what_is_over_is_closed_and_nobody_is_left_as_enrolled(demo):
    for delivery in of_history():
        assert delivery.closed_at is not None
        assert "enrolled" not in counts_by_state(delivery)


def test_r31_every_session_of_the_history_was_taught_by_a_right(demo):
    sessions = Session.objects.filter(delivery__in=of_history())
    rights = SessionRight.objects.filter(role__session__in=sessions)
    assert not rights.filter(authority=None).exists()
    assert set(rights.values_list("role__session", flat=True)) == {each.pk for each in sessions}


def test_r9_nobody_teaches_and_takes_part_in_one_delivery(demo):
    taught = set(SessionRole.objects.values_list("person", "session__delivery"))
    joined = set(Enrolment.objects.exclude(delivery=None).values_list("person", "delivery"))
    assert not taught & joined


def test_every_instructor_taught_and_who_led_was_credited(demo):
    instructors = set(counted(role="instructor").values_list("enrolment__person", flat=True))
    credited = TrainerCredit.objects.filter(delivery__in=of_history(), delivery__kind="training")
    assert set(credited.values_list("person", flat=True)) == instructors
    grants = Decision.objects.filter(type_code="instructor", decided_at__year__lt=2015)
    for decision in grants:
        evidence = decision.evidence.get(kind="closed_delivery")
        own = credited.get(pk=evidence.subject_id)
        assert own.is_lead
        assert completers(own.delivery) >= 6
        assert decision.decided_at > own.delivery.closed_at
        assert decision.decided_by.roles == {"officer"}
        source = f"{decision.certificate.title}, {decision.certificate.number}"
        right = TeachingAuthority.objects.get(person=decision.person, source=source)
        assert right.valid_from == decision.certificate.issued_on
    assert grants.count() == 16


def test_r6_who_attended_too_little_has_not_completed(demo):
    below = 0
    for delivery in of_history():
        for place, attended in attendances(delivery).items():
            if not attended.reaches(delivery.attendance_percent):
                below += 1
                steps = EnrolmentStep.objects.filter(enrolment=place)
                assert steps.latest("pk").kind == "not completed"
    assert below == 5  # one in the cohort and in each project


def test_r7_the_day_counted_is_that_of_the_last_condition(demo):
    last = Counter()
    for step in EnrolmentStep.objects.filter(kind="completed").select_related("enrolment"):
        conditions = step.basis["conditions"]
        latest = max(conditions, key=lambda each: each["met_at"])
        completion = step.enrolment.programme_completions.get()
        assert completion.completed_at.isoformat() == latest["met_at"]
        last[latest["code"]] += 1
    assert set(last) == {"test", "field project"}


def test_r27_two_completed_after_their_training_was_closed(demo):
    correction = DeliveryCorrection.objects.get()
    late = correction.delivery.enrolments.filter(
        steps__kind="completed", steps__at__gt=correction.delivery.closed_at
    )
    assert late.count() == 2
    assert set(counted(project="-").values_list("enrolment", flat=True)) == {
        each.pk for each in late
    }


def test_r48_no_marker_trained_tutored_or_works_with_the_candidate(demo):
    marks = Mark.objects.filter(marked_by__isnull=False).values_list(
        "marked_at", "marked_by", "question__attempt__enrolment__person"
    )
    by_month: dict[date, set[tuple[int, int]]] = {}
    for at, marker, candidate in marks:
        by_month.setdefault(timezone.localdate(at).replace(day=28), set()).add((marker, candidate))
    assert sum(map(len, by_month.values())) > 200
    for on, pairs in by_month.items():
        markers, candidates = map(set, zip(*pairs, strict=True))
        assert not pairs & set(conflicts_of(markers, candidates, on))


def test_field_projects_are_marked_one_by_one(demo):
    results = ProjectResult.objects.filter(member__team__delivery__in=of_history())
    assert Counter(results.values_list("is_passed", flat=True)) == {True: 22, False: 1}
    for team in Team.objects.filter(delivery__in=of_history()):
        assert 1 <= team.members.count() <= 3
        assert team.assessors.count() == 2
        assert team.milestones.count() == 6
    assert TeamEntry.objects.filter(kind="similarity").exists()


def test_observed_teaching_is_signed_by_both_and_one_form_waits(demo):
    open_forms = Observation.objects.filter(observed_signed_at=None)
    assert open_forms.get().observed.email == "instructor@demo.example"
    assert Observation.objects.exclude(observed_signed_at=None).count() >= 16


def test_today_one_training_runs_one_is_full_and_one_waits_to_be_closed(demo, now):
    today = {each.title: each for each in Delivery.objects.filter(project__code="DEMO-TODAY")}
    running = today["Cluster management in one week, Barcelona"]
    sessions = list(running.sessions.order_by("starts_at"))
    assert any(each.starts_at <= now < each.ends_at for each in sessions)
    assert AttendanceEntry.objects.filter(session=sessions[6], source="check-in").count() == 1
    found = {gap.code for gap in gaps(running, now)}
    assert {"sessions_running", "lists_incomplete", "people_open"} <= found
    full = counts_by_state(today["Clusters in two days, Porto"])
    assert full == {"enrolled": 6, "waiting": 2, "applied": 2, "declined": 1, "invited": 1}
    to_close = today["Clusters in two days, Valencia"]
    assert {gap.code for gap in gaps(to_close, now)} == {"people_open"}
    assert to_close.closed_at is None
    assert {each.cancelled_at is not None for each in today.values()} == {True, False}


def test_pages_of_deliveries_show_something_to_each_account(demo, client_of):
    expected = {
        "administrator": 17,
        "instructor": 8,
        "tutor": 3,
        "manager": 1,
        "coordinator": 7,
    }
    for name, number in expected.items():
        client = client_of(Person.objects.get(email=f"{name}@demo.example"))
        page = client.get(reverse("deliveries:deliveries"))
        assert page.context["page"].paginator.count == number, name


def test_twice_changes_nothing(demo, now):
    before = [model.objects.count() for model in COUNTED]

    again = make_demo(now=now + timedelta(days=40))

    assert not again.is_new
    assert [model.objects.count() for model in COUNTED] == before
