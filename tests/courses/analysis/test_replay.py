"""An attempt as it happened, explained a year later, to those who may see it."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.analysis.actions import run_regrade, withdraw_result
from courses.analysis.replay import attempt_to_replay, replay
from courses.analysis.rules import sight_of_staff
from courses.attempts.actions import (
    Measure,
    begin_break,
    end_break,
    grant_accommodation,
    keep_file,
    note_step,
    save_answer,
    start_attempt,
)
from courses.attempts.models import Regrade
from courses.attempts.rules import Sight
from courses.marking.actions import allocate, decide_appeal, mark_answer, open_appeal
from tests.factories.analysis import LATER, SmallTest, hand_in, regrade
from tests.factories.assessments import QUESTIONS, answer, full_assessment, module_with, started
from tests.factories.courses import AT, enrolment
from tests.factories.marking import Paper
from tests.factories.people import PersonFactory
from tests.factories.question_types import every_type_assessment

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOTHING = Sight(
    names=False,
    file_names=False,
    marks=False,
    feedback=False,
    key=False,
    reason=False,
    accommodation=False,
)
ALL = replace(
    NOTHING, names=True, file_names=True, marks=True, feedback=True, key=True, reason=True
)


@pytest.fixture
def administrator():
    return PersonFactory(first_name="Ada", last_name="Ministrator", roles=["administrator"])


def shown(attempt, sight=ALL):
    return replay(attempt_to_replay(attempt.uid), sight)


def said(found) -> list[str]:
    return [moment.text for moment in found.moments]


def history(administrator):
    """Two windows, an answer changed, a flag, a break, a wrong key, a regrade, a withdrawal."""
    test = SmallTest(time_limit_minutes=60, break_minutes=10)
    place = enrolment(programme=test.programme, person=PersonFactory(last_name="Learner"))
    attempt = start_attempt(
        enrolment=place, assessment=test.assessment, by=place.person, at=AT, seed=1
    )
    questions = list(attempt.questions.order_by("position"))
    who = {"attempt": attempt, "by": place.person}

    def save(place_of, response, window, minute):
        save_answer(
            question=questions[place_of],
            response=response,
            key=uuid.uuid4(),
            window=window,
            at=AT + minute * MINUTE,
            **who,
        )

    note_step(kind="opened", key=uuid.uuid4(), window="a", at=AT, **who)
    save(0, "True", "a", 1)
    note_step(kind="opened", key=uuid.uuid4(), window="b", at=AT + 2 * MINUTE, **who)
    save(0, "False", "b", 3)
    note_step(
        kind="flagged",
        question=questions[1],
        key=uuid.uuid4(),
        window="b",
        at=AT + 4 * MINUTE,
        **who,
    )
    begin_break(key=uuid.uuid4(), at=AT + 5 * MINUTE, **who)
    end_break(key=uuid.uuid4(), at=AT + 7 * MINUTE, **who)
    save(1, "True", "b", 8)
    save(2, "True", "b", 9)
    hand_in(attempt, at=AT + 10 * MINUTE)
    regrade(test, administrator, version=questions[0].version)
    withdraw_result(
        attempt=attempt,
        reason="Answers were passed on.",
        effective_on=LATER.date() + DAY,
        by=administrator,
        at=LATER + DAY,
    )
    return attempt


def test_the_timeline_says_everything_in_order(administrator):
    found = shown(history(administrator))
    assert said(found) == [
        "Started; 4 questions were drawn.",
        "Opened in a window.",
        "Question 1: answered.",
        "Opened in a window.",
        "Question 1: answered.",
        "Question 2: flagged to return to.",
        "Break begun; the clock stands still.",
        "Break ended.",
        "Question 2: answered.",
        "Question 3: answered.",
        "Handed in.",
        "Question 1: 0 of 1 points, by rule",
        "Question 2: 1 of 1 points, by rule",
        "Question 3: 1 of 1 points, by rule",
        "Question 4: 0 of 1 points, by rule",
        "Result 1 confirmed: not passed",
        "Question 1: 1 of 1 points, after a regrade (Ada Ministrator)",
        "Result 2 confirmed: passed",
        "Result withdrawn for misconduct, with effect from 4 March 2026 (Ada Ministrator)",
    ]
    changed = found.moments[4]
    assert (changed.before, changed.after, changed.lines) == (["True"], ["False"], ["In window 2."])
    assert [moment.at for moment in found.moments] == sorted(m.at for m in found.moments)


def test_each_question_says_its_version_its_marks_and_what_stands(administrator):
    first = shown(history(administrator)).questions[0]
    assert (first.question.version.number, first.answer, first.key) == (1, ["False"], ["True"])
    assert [mark.reasons for mark in first.marks] == [
        ["Share of the points: 0."],
        ["Marked by version 2 of the question.", "Share of the points: 1."],
    ]
    assert (first.standing, first.points) == (1, "1")


def test_the_score_is_the_one_of_the_marks(administrator):
    found = shown(history(administrator))
    assert (found.breakdown.whole.score.earned, found.breakdown.verdict) == (3, True)


def test_held_points_say_what_the_key_alone_would_give(administrator):
    test = SmallTest()
    attempt = test.sat("True", "True", "True")
    regrade(test, administrator, way=Regrade.Way.FULL_POINTS)
    regrade(test, administrator)
    first = shown(attempt).questions[0]
    assert first.points == "1"
    assert len(first.marks) == 1  # nothing changed for this answer, so nothing was added


def test_every_type_is_replayed_with_reasons(administrator):
    assessment = full_assessment()
    module = module_with(assessment)
    attempt = started(enrolment(programme=module.get_parent().specific), assessment)
    answer(attempt, QUESTIONS)
    hand_in(attempt)
    version = attempt.questions.get(version__type="open answer").version
    run_regrade(
        version=version,
        way=Regrade.Way.FULL_POINTS,
        corrected=None,
        reason="Unclear.",
        by=administrator,
        at=LATER,
    )
    reasons = {
        row.question.version.type: row.marks[0].reasons[0] for row in shown(attempt).questions
    }
    assert reasons == {
        "single choice": "Share of the points: 1.",
        "multiple response": "2 right and 0 wrong chosen.",
        "true or false": "Share of the points: 1.",
        "matching": "3 of 3 parts right.",
        "ordering": "4 of 4 parts right.",
        "numeric": "Read as 86753.09.",
        "fill the gap": "2 of 2 parts right.",
        "open answer": "Full points for everybody, as the question was found wrong.",
    }


def test_without_the_right_to_see_marks_there_are_none(administrator):
    found = shown(history(administrator), NOTHING)
    assert not [text for text in said(found) if "points" in text or "Ministrator" in text]
    assert found.breakdown is None
    assert {(len(row.marks), row.points, tuple(row.key)) for row in found.questions} == {
        (0, "", ())
    }
    lines = [line for moment in found.moments for line in moment.lines]
    assert not [line for line in lines if "points" in line or "passed on" in line]


def test_authors_see_no_names_and_no_reason_of_a_withdrawal():
    assert sight_of_staff({"author"}) == replace(NOTHING, marks=True, feedback=True, key=True)
    assert sight_of_staff({"author", "administrator"}).names


def test_files_are_named_to_who_may_know_whose_they_are():
    module = module_with(every_type_assessment(["file upload"]))
    attempt = started(enrolment(programme=module.get_parent().specific), module.assessment, at=AT)
    (question,) = attempt.questions.all()
    kept = keep_file(
        question=question,
        file=SimpleUploadedFile("mine.txt", b"Three visits."),
        name="ana-perez.txt",
        key=uuid.uuid4(),
        by=attempt.enrolment.person,
        at=AT,
    )
    hidden, named = shown(attempt, NOTHING), shown(attempt)
    assert f"Question 1: file “{kept.name}” was received." in said(named)
    assert "Question 1: file “file 1” was received." in said(hidden)
    assert kept.name not in str(hidden)


# The page -----------------------------------------------------------------------------------------


def page_of(client, attempt):
    return client.get(reverse("analysis:replay", args=[attempt.uid]))


def test_an_administrator_sees_who_it_was_and_an_author_does_not(client_of, administrator):
    attempt = history(administrator)
    page = page_of(client_of(administrator), attempt).content.decode()
    assert "Learner" in page
    assert "Answers were passed on." in page
    page = page_of(client_of(roles=["author"]), attempt).content.decode()
    for hidden in ("Learner", "Ministrator", "Answers were passed on."):
        assert hidden not in page


def test_a_candidate_sees_their_own_after_the_result(client_of, administrator):
    test = SmallTest()
    attempt = test.begun("True", "True")
    client = client_of(attempt.enrolment.person)
    assert page_of(client, attempt).status_code == 404
    hand_in(attempt)
    page = page_of(client, attempt).content.decode()
    assert ": answered." in page
    assert "Right answer, or model" not in page  # shown at the end, and another attempt is left
    assert page_of(client_of(PersonFactory()), attempt).status_code == 404


def test_an_author_sees_their_own_attempt_as_a_candidate_does(client_of):
    author = PersonFactory(roles=["author"])
    attempt = SmallTest().begun("True", person=author)
    assert page_of(client_of(author), attempt).status_code == 404


def test_a_running_attempt_shows_no_key(client_of):
    attempt = SmallTest().begun("True")
    page = page_of(client_of(roles=["author"]), attempt).content.decode()
    assert "Right answer, or model" not in page


def test_times_are_those_of_the_zone_of_the_test(client_of):
    attempt = SmallTest(zone="Asia/Tokyo").sat("True")
    page = page_of(client_of(roles=["author"]), attempt).content.decode()
    assert "2 Mar 2026 18:00:00" in page
    assert "Asia/Tokyo" in page


@pytest.mark.parametrize("steps", [1, 300])
def test_the_page_asks_the_same_few_queries(client_of, django_assert_num_queries, steps):
    attempt = SmallTest().begun("True", "True")
    question = attempt.questions.first()
    for number in range(steps):
        save_answer(
            attempt=attempt,
            question=question,
            response=["True", "False"][number % 2],
            key=uuid.uuid4(),
            window="",
            by=attempt.enrolment.person,
            at=AT,
        )
    hand_in(attempt)
    client = client_of(roles=["author"])
    with django_assert_num_queries(10):
        assert page_of(client, attempt).status_code == 200


@pytest.mark.parametrize(("of_design", "staff_see_it"), [(0, False), (5, False), (20, True)])
def test_r61_breaks_do_not_tell_of_an_accommodation(administrator, of_design, staff_see_it):
    """With 20 minutes of breaks granted: more than the design gives, unless it gives 20 as well."""
    test = SmallTest(time_limit_minutes=60, break_minutes=of_design)
    place = enrolment(programme=test.programme, person=PersonFactory())
    if more := 20 - of_design:
        measure = Measure(valid_from=AT.date() - DAY, break_minutes=more)
        grant_accommodation(person=place.person, measure=measure, by=administrator, at=AT - DAY)
    attempt = started(place, test.assessment)
    who = {"attempt": attempt, "by": place.person}
    begin_break(key=uuid.uuid4(), at=AT + MINUTE, **who)
    end_break(key=uuid.uuid4(), at=AT + 3 * MINUTE, **who)
    hand_in(attempt, at=AT + 10 * MINUTE)
    own = replace(NOTHING, accommodation=True)
    for sight, is_told in ((ALL, staff_see_it), (NOTHING, staff_see_it), (own, True)):
        assert any("reak" in text for text in said(shown(attempt, sight))) is is_told


def test_moderation_notes_and_appeals_are_told():
    paper = Paper(markers_needed=2)
    question = paper.answer()
    note = {"part": 0, "start": 4, "end": 14, "text": "Which ones?"}
    for points in ([4, 6], [0, 2], [2, 2]):
        marker = paper.marker()
        allocate(question=question, marker=marker, by=marker, at=AT)
        mark_answer(
            question=question,
            criterion_points=points,
            comment="",
            annotations=[note],
            by=marker,
            at=AT,
        )
    candidate = question.attempt.enrolment.person
    appeal = open_appeal(question=question, reason="Look again.", by=candidate, at=LATER)
    decide_appeal(appeal=appeal, outcome="dismissed", answer="No.", by=paper.marker(), at=LATER)
    told = said(found := shown(question.attempt))
    assert "Question 1: two markers differ, so a third person moderates." in told
    assert "Question 1: appeal against the mark." in told
    assert any("appeal decided, the mark stands" in text for text in told)
    marks = found.questions[0].marks
    assert [each.noted[0].notes[0].quote for each in marks] == ["toolmakers"] * 3
