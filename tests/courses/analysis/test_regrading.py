"""A wrong key: previewed, run once, in the candidate's favour after release, on to the certificate (R52)."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.certificates.models import Certificate
from courses.analysis.actions import run_regrade
from courses.analysis.regrades import newly_passed, plan_regrade
from courses.analysis.rules import regraded_share
from courses.assessments.actions import revise_question
from courses.assessments.models import QuestionVersion
from courses.attempts.actions import confirm_result, start_attempt
from courses.attempts.models import Mark, Regrade, Result, Step
from courses.attempts.queries import score_of, standing, standing_shares
from courses.progress.models import ModuleCompletion
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.analysis import FULL, LATER, NEW_KEY, SmallTest, hand_in, regrade
from tests.factories.assessments import answer, full_assessment, module_with
from tests.factories.certification import install
from tests.factories.courses import AT, TRUE_STEM, enrolment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


def refusal(test, by, **changes) -> str:
    with pytest.raises(Refused) as refused:
        regrade(test, by, **changes)
    return refused.value.code


def points(attempt) -> Fraction:
    attempt.refresh_from_db()
    assert attempt.result is None or attempt.result.points == score_of(attempt).earned
    return score_of(attempt).earned


# Who may, and what must be said ---------------------------------------------------------------


@pytest.mark.parametrize("roles", [[], ["author"], ["officer"], ["auditor"]])
def test_only_administrators_regrade(roles):
    assert refusal(SmallTest(), PersonFactory(roles=roles)) == "no_right"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "reason_missing"),
        ({"reason": "x" * 4001}, "reason_missing"),
        ({"way": "by feeling"}, "way_unknown"),
    ],
)
def test_a_regrade_says_how_and_why(administrator, changes, code):
    test = SmallTest()
    assert refusal(test, administrator, corrected=test.corrected(), **changes) == code


def test_the_corrected_version_must_fit(administrator):
    test = SmallTest()
    later, first = test.corrected(), test.version()
    assert refusal(test, administrator, corrected=first) == "key_does_not_fit"
    assert refusal(test, administrator, way=FULL, corrected=later) == "no_version_needed"
    with pytest.raises(Refused) as refused:
        run_regrade(
            version=first, way=NEW_KEY, corrected=None, reason="?", by=administrator, at=LATER
        )
    assert refused.value.code == "key_does_not_fit"
    assert not Regrade.objects.exists()


# What it does -----------------------------------------------------------------------------------


def test_r52_after_release_nobody_loses_and_others_gain(administrator):
    test = SmallTest()
    gains = test.sat("False", "True", "True", "False")
    stays = test.sat("True", "True", "True", "False")
    run = regrade(test, administrator)
    assert (points(gains), points(stays)) == (3, 3)
    assert [result.is_passed for result in gains.results.all()] == [False, True]
    assert [result.number for result in stays.results.all()] == [1]
    mark = Mark.objects.get(regrade=run)
    assert (mark.question.attempt, mark.kind, mark.points, mark.share, mark.marked_by) == (
        gains,
        "regrade",
        1,
        1,
        administrator,
    )
    assert (gains.result.regrade, gains.result.confirmed_at) == (run, LATER)


def test_r52_before_release_the_corrected_key_alone_decides(administrator):
    test = SmallTest(release="by examiner")
    loses = test.sat("True", "True", "True", "False")
    gains = test.sat("False", "True", "True", "False")
    regrade(test, administrator)
    assert (points(loses), points(gains)) == (2, 3)
    assert (loses.result, gains.result) == (None, None)
    for attempt in (loses, gains):
        confirm_result(attempt=attempt, by=administrator, at=LATER)
        attempt.refresh_from_db()
    assert (loses.result.is_passed, gains.result.is_passed) == (False, True)


def test_full_points_for_everybody_and_blank_answers_too(administrator):
    test = SmallTest()
    attempts = [test.sat("False", "True"), test.sat(), test.sat("True", "True", "True", "True")]
    run = regrade(test, administrator, way=FULL)
    assert [points(attempt) for attempt in attempts] == [2, 1, 4]
    assert Mark.objects.filter(regrade=run).count() == 2


def test_r52_it_is_applied_to_all_attempts_with_that_version_and_to_no_other(administrator):
    test = SmallTest()
    before = [test.sat("False") for _ in range(3)]
    corrected = test.corrected()
    after = test.sat("True")  # asked the corrected version, and wrong by it
    regrade(test, administrator, corrected=corrected)
    assert [points(attempt) for attempt in before] == [1, 1, 1]
    assert points(after) == 0
    assert Mark.objects.filter(kind="regrade", question__attempt=after).count() == 0


def test_running_it_twice_adds_nothing(administrator):
    test = SmallTest()
    attempt = test.sat("False", "True", "True")
    corrected = test.corrected()

    def rows():
        names = ["analysis.question_regraded", "attempts.result_confirmed"]
        events = [Event.objects.filter(name=name).count() for name in names]
        return Regrade.objects.count(), Mark.objects.count(), Result.objects.count(), events

    first = regrade(test, administrator, corrected=corrected)
    once = rows()
    assert regrade(test, administrator, corrected=corrected, at=LATER + HOUR) == first
    assert rows() == once
    assert points(attempt) == 3


def test_two_regrades_one_after_another(administrator):
    test = SmallTest()
    right, wrong = test.sat("True", "True"), test.sat("False", "True")
    regrade(test, administrator)
    assert (points(right), points(wrong)) == (2, 2)
    regrade(test, administrator, corrected=test.corrected("True"), at=LATER + HOUR)
    assert (points(right), points(wrong)) == (2, 2)
    regrade(test, administrator, way=FULL, at=LATER + 2 * HOUR)
    assert (points(right), points(wrong)) == (2, 2)


def test_two_regrades_before_release_the_last_one_stands(administrator):
    test = SmallTest(release="by examiner")
    right, wrong = test.sat("True", "True"), test.sat("False", "True")
    regrade(test, administrator)
    assert (points(right), points(wrong)) == (1, 2)
    regrade(test, administrator, corrected=test.corrected("True"), at=LATER + HOUR)
    assert (points(right), points(wrong)) == (2, 1)
    third = test.corrected("False")
    regrade(test, administrator, corrected=third, at=LATER + 2 * HOUR)
    assert (points(right), points(wrong)) == (1, 2)
    assert Regrade.objects.count() == 3


def test_an_attempt_that_was_running_is_regraded_when_it_is_handed_in(administrator, deliver_all):
    test = SmallTest()
    running = test.begun("False", "True", "True")
    run = regrade(test, administrator)
    assert not Mark.objects.filter(regrade=run).exists()
    hand_in(running, at=LATER + HOUR)
    deliver_all()
    assert points(running) == 3
    assert running.result.is_passed
    deliver_all()
    assert Mark.objects.filter(regrade=run).count() == 1


def test_answers_are_never_touched(administrator):
    test = SmallTest()
    test.sat("False", "True")
    before = list(Step.objects.order_by("pk").values())
    rule_marks = list(Mark.objects.order_by("pk").values())
    regrade(test, administrator)
    assert list(Step.objects.order_by("pk").values()) == before
    assert list(Mark.objects.exclude(kind="regrade").order_by("pk").values()) == rule_marks


def test_an_open_answer_that_waits_can_have_full_points(administrator):
    assessment = full_assessment()
    module = module_with(assessment)
    place = enrolment(programme=module.get_parent().specific)
    attempt = start_attempt(enrolment=place, assessment=assessment, by=place.person, at=AT, seed=1)
    answer(attempt, ["open answer", "true or false", "numeric"])
    hand_in(attempt)
    assert standing_shares(attempt)[attempt.questions.get(version__type="open answer").pk] is None
    version = QuestionVersion.objects.get(type="open answer")
    run_regrade(
        version=version, way=FULL, corrected=None, reason="Unclear.", by=administrator, at=LATER
    )
    assert points(attempt) == 4


# The preview ------------------------------------------------------------------------------------


def test_the_preview_says_what_the_run_does_and_stores_nothing(administrator):
    test = SmallTest()
    passes = test.sat("False", "True", "True")
    held = test.sat("True", "True", "True")
    same = test.sat()
    corrected = test.corrected()
    before = (Regrade.objects.count(), Mark.objects.count(), Event.objects.count())
    plan = plan_regrade(test.version(), NEW_KEY, corrected)
    assert (Regrade.objects.count(), Mark.objects.count(), Event.objects.count()) == before
    assert [row.attempt for row in plan.rows] == [passes, held, same]
    assert [row.attempt for row in plan.changed] == [passes]
    assert [row.attempt for row in plan.newly_passed] == [passes]
    assert [row.attempt for row in plan.held] == [held]
    assert plan.falling == []
    row = plan.changed[0]
    assert (row.before.whole.score.earned, row.after.whole.score.earned) == (2, 3)
    run = regrade(test, administrator, corrected=corrected)
    assert [result.attempt for result in newly_passed(run)] == [passes]
    assert Event.objects.get(name="analysis.question_regraded").payload == {
        "changed": 1,
        "newly_passed": 1,
    }


def test_before_release_the_preview_names_those_who_fall(administrator):
    test = SmallTest(release="by examiner")
    falls = test.sat("True", "True", "True")
    plan = plan_regrade(test.version(), NEW_KEY, test.corrected())
    assert [row.attempt for row in plan.falling] == [falls]
    assert plan.held == []


@pytest.mark.parametrize("people", [1, 12])
def test_the_preview_asks_the_same_few_queries(people, django_assert_num_queries):
    test = SmallTest()
    for _ in range(people):
        test.sat("False", "True", "True")
    version, corrected = test.version(), test.corrected()
    with django_assert_num_queries(5):
        assert len(plan_regrade(version, NEW_KEY, corrected).newly_passed) == people


# All the way --------------------------------------------------------------------------------------


def test_r52_the_newly_passed_flow_on_to_their_certificate(administrator, deliver_all):
    test = SmallTest()
    install(test.programme, ["M1"])
    attempt = test.sat("False", "True", "True")
    deliver_all()
    assert not Certificate.objects.exists()
    assert not standing(attempt.enrolment, test.assessment, LATER).is_passed
    run = regrade(test, administrator)
    deliver_all()
    assert [result.attempt for result in newly_passed(run)] == [attempt]
    assert standing(attempt.enrolment, test.assessment, LATER).is_passed
    completion = ModuleCompletion.objects.get()
    assert (completion.completed_at, completion.result.regrade) == (LATER, run)
    found = Certificate.objects.order_by("decision__type_code")
    assert [(each.decision.type_code, each.decision.person) for each in found] == [
        ("cluster-excellence-manager", attempt.enrolment.person),
        ("module-certificate", attempt.enrolment.person),
    ]


# Any sequence of regrades -------------------------------------------------------------------------

answers = st.lists(st.sampled_from(["True", "False", None]), min_size=4, max_size=4)
runs = st.lists(st.sampled_from(["True", "False", FULL]), min_size=1, max_size=4)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(given_answers=answers, keys=runs, is_released=st.booleans())
def test_any_sequence_of_regrades_is_a_function_of_the_keys(
    administrator, given_answers, keys, is_released
):
    test = SmallTest(release="at once" if is_released else "by examiner")
    attempt = test.sat(*given_answers)
    first = given_answers[0]
    expected = Fraction(first == "True")
    rest = sum(answer == "True" for answer in given_answers[1:])
    for number, key in enumerate(keys, start=1):
        if key == FULL:
            regrade(test, administrator, way=FULL, at=LATER + number * HOUR)
        else:
            # A version is new only where it says something new, so each has a wording of its own.
            later = revise_question(
                bank=test.assessment.bank,
                code=test.version().question.code,
                type="true or false",
                stem=f"{TRUE_STEM} ({number})",
                content={"answer": key},
                feedback="",
                outcome=1,
                points=1,
                by=None,
                at=AT,
            )
            regrade(test, administrator, corrected=later, at=LATER + number * HOUR)
        new = Fraction(1) if key == FULL else Fraction(first == key)
        expected = regraded_share(expected, new, is_released=is_released)
        assert points(attempt) == expected + rest
        results = list(attempt.results.values_list("points", flat=True))
        assert results == sorted(results)


@pytest.mark.parametrize(
    ("old", "new", "is_released", "share"),
    [
        (Fraction(1), Fraction(0), True, 1),
        (Fraction(0), Fraction(1), True, 1),
        (Fraction(1), Fraction(0), False, 0),
        (Fraction(1, 3), Fraction(1, 2), True, Fraction(1, 2)),
        (None, Fraction(1, 2), True, Fraction(1, 2)),
    ],
)
def test_r52_the_share_after_a_regrade(old, new, is_released, share):
    assert regraded_share(old, new, is_released=is_released) == share
