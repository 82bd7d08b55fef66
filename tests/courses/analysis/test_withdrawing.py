"""A result withdrawn for misconduct leaves what counts from its day on, and nothing is deleted (R10)."""

import uuid
from datetime import date, timedelta

import pytest

from certification.certificates.models import Certificate
from certification.counts import queries as counts
from certification.counts.evidence import verdicts_on
from certification.counts.rules import Filters
from certification.decisions.models import Decision, DecisionEvidence
from courses.analysis.actions import withdraw_result
from courses.attempts.actions import submit_attempt
from courses.attempts.models import ResultWithdrawal
from courses.attempts.queries import standing
from courses.progress.actions import record_withdrawal
from courses.progress.models import (
    ModuleCompletion,
    ModuleWithdrawal,
    ProgrammeCompletion,
    ProgrammeWithdrawal,
)
from courses.progress.queries import course_home, places_of
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.analysis import SmallTest, regrade
from tests.factories.certification import install
from tests.factories.counts import rules as counting_rules
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = AT + 30 * DAY
FROM = LATER.date() + 2 * DAY


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def programme():
    return programme_page(modules=2)


def passed(place, module, *, at=AT, answer="True"):
    attempt = answered_attempt(enrolment=place, module=module, at=at, answer=answer)
    return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)


def withdraw(attempt, by, *, reason="Answers were passed on.", effective_on=FROM, at=LATER):
    return withdraw_result(attempt=attempt, reason=reason, effective_on=effective_on, by=by, at=at)


def refusal(attempt, by, **changes) -> str:
    with pytest.raises(Refused) as refused:
        withdraw(attempt, by, **changes)
    return refused.value.code


def test_r10_withdrawing_records_who_when_and_why(programme, administrator):
    place = enrolment(programme=programme)
    attempt = passed(place, modules_of(programme)[0])
    row = withdraw(attempt, administrator, reason="  Answers were passed on. ")
    assert (row.reason, row.effective_on, row.withdrawn_at, row.withdrawn_by) == (
        "Answers were passed on.",
        FROM,
        LATER,
        administrator,
    )
    event = Event.objects.get(name="attempts.result_withdrawn")
    assert (event.subject_id, event.by_id, event.payload) == (
        row.pk,
        administrator.pk,
        {"effective_on": FROM.isoformat()},
    )
    attempt.refresh_from_db()
    assert attempt.result.is_passed


def test_withdrawing_twice_is_withdrawing_once(programme, administrator):
    attempt = passed(enrolment(programme=programme), modules_of(programme)[0])
    first = withdraw(attempt, administrator)
    assert withdraw(attempt, administrator, reason="Once more.") == first
    assert ResultWithdrawal.objects.get().reason == "Answers were passed on."
    assert Event.objects.filter(name="attempts.result_withdrawn").count() == 1


@pytest.mark.parametrize("roles", [[], ["author"], ["officer"], ["auditor"], ["coordinator"]])
def test_only_administrators_withdraw(programme, roles):
    attempt = passed(enrolment(programme=programme), modules_of(programme)[0])
    assert refusal(attempt, PersonFactory(roles=roles)) == "no_right"


def test_r48_nobody_withdraws_their_own_result(programme, administrator):
    place = enrolment(programme=programme, person=administrator)
    attempt = passed(place, modules_of(programme)[0])
    assert refusal(attempt, administrator) == "own_attempt"


def test_there_must_be_a_result(programme, administrator):
    attempt = answered_attempt(
        enrolment=enrolment(programme=programme), module=modules_of(programme)[0]
    )
    assert refusal(attempt, administrator) == "no_result"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4001])
def test_a_reason_is_needed(programme, administrator, reason):
    attempt = passed(enrolment(programme=programme), modules_of(programme)[0])
    assert refusal(attempt, administrator, reason=reason) == "reason_missing"


def test_a_past_day_is_refused_in_the_zone_of_the_test(programme, administrator):
    attempt = passed(enrolment(programme=programme), modules_of(programme)[0])
    late = AT.replace(day=31, hour=22, minute=30)  # already 1 April in Brussels
    assert refusal(attempt, administrator, at=late, effective_on=late.date()) == "day_is_past"
    withdraw(attempt, administrator, at=late, effective_on=date(2026, 4, 1))


def test_r10_the_standing_is_no_longer_passed_from_the_day(programme, administrator):
    place, module = enrolment(programme=programme), modules_of(programme)[0]
    withdraw(passed(place, module), administrator)
    before = standing(place, module.assessment, LATER)
    after = standing(place, module.assessment, LATER + 3 * DAY)
    assert (before.is_passed, before.code) == (True, "passed")
    assert (after.is_passed, after.may_start) == (False, True)


def test_r10_what_the_result_carried_leaves_with_it(programme, administrator, deliver_all):
    place = enrolment(programme=programme)
    first, second = modules_of(programme)
    attempt = passed(place, first)
    passed(place, second, at=AT + DAY)
    deliver_all()
    withdrawal = withdraw(attempt, administrator)
    deliver_all()
    module_row, programme_row = ModuleWithdrawal.objects.get(), ProgrammeWithdrawal.objects.get()
    assert (module_row.completion.module, module_row.effective_on) == (first, FROM)
    assert programme_row.completion == place.programme_completions.get()
    assert {module_row.cause, programme_row.cause} == {withdrawal}
    home = course_home(place, LATER + 5 * DAY)
    assert [state.is_passed for state in home.modules] == [False, True]
    assert not home.is_complete
    assert [(row.passed, row.required) for row in places_of(place.person, 5)] == [(1, 2)]


def test_recording_a_withdrawal_twice_records_it_once(programme, administrator, deliver_all):
    place = enrolment(programme=programme)
    attempts = [passed(place, module) for module in modules_of(programme)]
    deliver_all()
    row = withdraw(attempts[0], administrator)
    for _ in range(3):
        record_withdrawal(withdrawal=row, at=LATER)
    names = ["courses.completion_withdrawn", "courses.programme_withdrawn"]
    assert [Event.objects.filter(name=name).count() for name in names] == [1, 1]
    assert (ModuleWithdrawal.objects.count(), ProgrammeWithdrawal.objects.count()) == (1, 1)


def test_a_withdrawn_module_that_the_role_does_not_need_leaves_the_programme(
    programme, administrator, deliver_all
):
    place = enrolment(programme=programme)
    first, second = modules_of(programme)
    second.is_trainer_only = True
    second.save_revision().publish()
    passed(place, first)
    extra = passed(place, second)
    deliver_all()
    withdraw(extra, administrator)
    deliver_all()
    assert ModuleWithdrawal.objects.count() == 1
    assert not ProgrammeWithdrawal.objects.exists()


def test_r10_a_failed_result_carries_nothing(programme, administrator, deliver_all):
    attempt = passed(enrolment(programme=programme), modules_of(programme)[0], answer="False")
    deliver_all()
    withdraw(attempt, administrator)
    deliver_all()
    assert not ModuleWithdrawal.objects.exists()


def test_r10_another_pass_restores_from_its_own_date(programme, administrator, deliver_all):
    place = enrolment(programme=programme)
    first, second = modules_of(programme)
    withdrawn = passed(place, first)
    passed(place, second, at=AT + DAY)
    deliver_all()
    withdraw(withdrawn, administrator)
    deliver_all()
    again = FROM + 9 * DAY
    moment = AT.replace(year=again.year, month=again.month, day=again.day)
    passed(place, first, at=moment)
    deliver_all()
    assert list(
        ModuleCompletion.objects.filter(module=first)
        .order_by("number")
        .values_list("number", "completed_at")
    ) == [(1, AT), (2, moment)]
    assert list(
        ProgrammeCompletion.objects.order_by("number").values_list("number", "completed_at")
    ) == [(1, AT + DAY), (2, moment)]
    home = course_home(place, moment + DAY)
    assert home.is_complete


def test_r10_the_count_leaves_on_the_day_and_earlier_days_stay(
    programme, administrator, deliver_all
):
    rule = counting_rules()["programme"]
    place = enrolment(programme=programme)
    first, second = modules_of(programme)
    withdrawn = passed(place, first)
    passed(place, second)
    deliver_all()

    def count(day, rule=rule):
        return counts.trained(rule, Filters(), as_of=day).count()

    withdraw(withdrawn, administrator)
    deliver_all()
    again = FROM + 9 * DAY
    assert [count(day) for day in (AT.date(), FROM - DAY, FROM, again)] == [1, 1, 0, 0]
    verdict = verdicts_on([place], rule, Filters(), as_of=FROM)[0]
    assert (verdict.reason.rule, verdict.reason.sentence) == (
        "R10",
        "The result of the test of M1 was withdrawn on 3 April 2026.",
    )
    assert verdicts_on([place], rule, Filters(), as_of=FROM - DAY)[0].is_counted

    moment = AT.replace(year=again.year, month=again.month, day=again.day)
    passed(place, first, at=moment)
    deliver_all()
    participations = counting_rules()["participations"]
    for each in (rule, participations):
        days = (AT.date(), FROM - DAY, FROM, again - DAY, again)
        assert [count(day, each) for day in days] == [1, 1, 0, 0, 1]
    unit = counts.trained(rule, Filters(), as_of=again).get()
    assert unit.completed_at == moment


def test_r10_certificates_and_frozen_evidence_stay_as_they_are(
    programme, administrator, deliver_all
):
    install(programme, ["M1", "M2"])
    place = enrolment(programme=programme)
    attempts = [passed(place, module) for module in modules_of(programme)]
    deliver_all()

    def frozen():
        return (
            list(Decision.objects.order_by("pk").values()),
            list(DecisionEvidence.objects.order_by("pk").values()),
            list(Certificate.objects.order_by("pk").values()),
        )

    before = frozen()
    withdraw(attempts[0], administrator)
    deliver_all()
    assert frozen() == before


def test_r10_no_certificate_is_granted_on_a_withdrawn_result(programme, administrator, deliver_all):
    place = enrolment(programme=programme)
    first, second = modules_of(programme)
    withdrawn = passed(place, first)
    deliver_all()
    withdraw(withdrawn, administrator)
    deliver_all()
    install(programme, ["M1", "M2"])
    passed(place, second, at=LATER)
    deliver_all()
    assert list(Decision.objects.values_list("type_code", "scope")) == [
        ("module-certificate", "M2")
    ]


def test_a_result_withdrawn_before_it_was_followed_completes_nothing(
    programme, administrator, deliver_all
):
    attempt = passed(enrolment(programme=programme), modules_of(programme)[0])
    withdraw(attempt, administrator)
    deliver_all()
    assert not ModuleCompletion.objects.exists()


def test_r10_a_pass_that_was_there_already_restores_from_its_own_date(administrator, deliver_all):
    """A resit was passed; then a regrade made the first attempt a pass too; the resit is withdrawn."""
    test = SmallTest(resit_wait_days=0)
    first = test.sat("False", "True", "True", "False")
    resit = passed(first.enrolment, test.module, at=AT + HOUR)
    deliver_all()
    regrade(test, administrator, at=AT + 2 * DAY)
    deliver_all()
    withdraw(resit, administrator)
    deliver_all()
    completions = ModuleCompletion.objects.order_by("number")
    assert [(row.result.attempt, row.completed_at) for row in completions] == [
        (resit, AT + HOUR),
        (first, AT + 2 * DAY),
    ]
    assert list(
        ProgrammeCompletion.objects.order_by("number").values_list("completed_at", flat=True)
    ) == [AT + HOUR, AT + 2 * DAY]
    rule = counting_rules()["participations"]
    days = (AT.date(), FROM - DAY, FROM)
    assert [counts.trained(rule, Filters(), as_of=day).count() for day in days] == [1, 1, 1]
    assert counts.trained(rule, Filters(), as_of=FROM).get().completed_at == AT + 2 * DAY


def test_r10_a_regrade_does_not_bring_a_withdrawn_result_back(administrator, deliver_all):
    test = SmallTest()
    attempt = test.sat("False", "True", "True", "False")
    deliver_all()
    withdraw(attempt, administrator)
    deliver_all()
    run = regrade(test, administrator, at=LATER + DAY)
    deliver_all()
    assert run.marks.count() == 1
    assert not ModuleCompletion.objects.exists()
    assert not standing(attempt.enrolment, test.assessment, LATER + 3 * DAY).is_passed
