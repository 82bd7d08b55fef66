"""Taking, marking, moderating, releasing and appealing, and what is refused."""

import pytest

from courses.attempts.models import Mark, Result
from courses.marking import queries
from courses.marking.actions import (
    allocate,
    decide_appeal,
    give_back,
    mark_answer,
    open_appeal,
    release_results,
)
from courses.marking.models import Allocation, MarkAppeal, MarkAppealDecision
from lms.errors import Refused
from lms.journal.models import Event
from lms.notifications.models import Notification
from lms.people.actions import declare_conflict, end_conflict, join_organisation
from lms.people.models import ConflictDeclaration
from tests.factories.courses import AT
from tests.factories.marking import DAY, Paper
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
UPHELD, DISMISSED = "upheld", "dismissed"


def refusal(action, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        action(**arguments)
    return refused.value.code


def taken(question, marker, *, at=AT):
    return allocate(question=question, marker=marker, by=marker, at=at)


def marked(question, marker, points=(4, 6), *, at=AT, **said):
    taken(question, marker, at=at)
    return mark_answer(
        question=question,
        criterion_points=list(points),
        comment=said.pop("comment", ""),
        by=marker,
        at=at,
        **said,
    )


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def double():
    """Two markers, who may differ by 20 % of the points."""
    return Paper(markers_needed=2, moderation_margin=20)


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


# Allocation


def test_taking_an_answer_twice_is_taking_it_once(paper):
    question, marker = paper.answer(), paper.marker()
    assert taken(question, marker) == taken(question, marker)
    assert Allocation.objects.get().part == "first"
    assert Event.objects.filter(name="marking.answer_allocated").count() == 1


def test_nobody_takes_what_somebody_else_has_taken(paper):
    question = paper.answer()
    taken(question, paper.marker())
    other = paper.marker()
    assert refusal(allocate, question=question, marker=other, by=other, at=AT) == "taken"


def test_the_second_marker_is_another_person(double):
    question, one, two = double.answer(), double.marker(), double.marker()
    marked(question, one)
    assert taken(question, one).part == "first"
    assert taken(question, two).part == "second"
    third = double.marker()
    assert refusal(allocate, question=question, marker=third, by=third, at=AT) == "taken"


def test_r31_only_who_may_mark_the_module_that_day_gets_an_answer(paper):
    question, stranger, marker = paper.answer(), PersonFactory(), paper.marker()
    assert refusal(allocate, question=question, marker=stranger, by=stranger, at=AT) == "no_right"
    early = AT - 60 * DAY
    assert refusal(allocate, question=question, marker=marker, by=marker, at=early) == "no_right"


def test_r48_the_candidate_gets_no_answer_of_their_own(paper, administrator):
    question = paper.answer(person=administrator)
    arguments = {"question": question, "marker": administrator, "by": administrator, "at": AT}
    assert refusal(allocate, **arguments) == "conflict"


@pytest.mark.parametrize("kind", ConflictDeclaration.Kind.values)
@pytest.mark.parametrize("is_declared_by_marker", [True, False])
def test_r48_a_declared_tie_blocks_both_ways(paper, kind, is_declared_by_marker):
    marker, candidate = paper.marker(), PersonFactory()
    person, other = (marker, candidate) if is_declared_by_marker else (candidate, marker)
    declare_conflict(person=person, other=other, kind=kind, by=person, at=AT)
    question = paper.answer(person=candidate)
    assert refusal(allocate, question=question, marker=marker, by=marker, at=AT) == "conflict"


@pytest.mark.parametrize(("months_ago", "blocks"), [(23, True), (25, False)])
def test_r48_a_tie_that_is_over_blocks_for_24_months(paper, months_ago, blocks):
    marker, candidate = paper.marker(), PersonFactory()
    over = (AT - months_ago * 30.4 * DAY).date()
    declare_conflict(
        person=marker, other=candidate, kind="trained", held_through=over, by=marker, at=AT
    )
    assert bool(queries.has_conflict(marker, candidate.pk, AT.date())) is blocks


def test_r48_the_same_organisation_blocks_by_membership_and_by_enrolment(paper):
    organisation = OrganisationFactory()
    marker, colleague = paper.marker(), PersonFactory()
    for person in (marker, colleague):
        join_organisation(
            person=person, organisation=organisation, starts_on=AT.date(), by=None, at=AT
        )
    by_membership = paper.answer(person=colleague)
    by_enrolment = paper.answer(organisation=organisation)
    for question in (by_membership, by_enrolment):
        assert refusal(allocate, question=question, marker=marker, by=marker, at=AT) == "conflict"
    assert taken(paper.answer(), marker)


def test_r48_an_administrator_gives_answers_by_hand_under_the_same_rule(paper, administrator):
    question, marker, tied = paper.answer(), paper.marker(), paper.marker()
    candidate = question.attempt.enrolment.person
    declare_conflict(person=tied, other=candidate, kind="tutored", by=tied, at=AT)
    by_hand = {"question": question, "by": administrator, "at": AT}
    assert refusal(allocate, marker=tied, **by_hand) == "conflict"
    assert allocate(marker=marker, **by_hand).allocated_by == administrator
    assert (
        refusal(allocate, question=question, marker=tied, by=marker, at=AT) == "not_administrator"
    )


def test_an_answer_is_given_back_before_its_mark_alone(paper, administrator):
    question, marker = paper.answer(), paper.marker()
    allocation = taken(question, marker)
    assert refusal(give_back, allocation=allocation, by=PersonFactory(), at=AT) == "not_yours"
    assert give_back(allocation=allocation, by=administrator, at=AT).ended_at == AT
    give_back(allocation=allocation, by=marker, at=AT + DAY)
    allocation.refresh_from_db()
    assert allocation.ended_at == AT
    marked(question, marker)
    again = Allocation.objects.current().get()
    assert refusal(give_back, allocation=again, by=marker, at=AT) == "marked"


def test_r48_a_tie_declared_later_gives_back_what_is_not_marked(paper, deliver_all):
    marker, candidate = paper.marker(), PersonFactory()
    waiting = taken(paper.answer(person=candidate), marker)
    declared = declare_conflict(
        person=candidate, other=marker, kind="relative", by=candidate, at=AT
    )
    arguments = {"question": waiting.question, "criterion_points": [4, 6], "comment": ""}
    assert refusal(mark_answer, by=marker, at=AT, **arguments) == "conflict"
    deliver_all()
    waiting.refresh_from_db()
    assert waiting.ended_at == AT
    assert refusal(end_conflict, declaration=declared, by=marker, at=AT) == "not_administrator"
    end_conflict(declaration=declared, by=PersonFactory(roles=["administrator"]), at=AT + DAY)
    assert taken(waiting.question, marker, at=AT + DAY)


def test_ties_are_declared_once_and_only_by_those_they_bind(paper, administrator):
    one, two, three = PersonFactory(), PersonFactory(), PersonFactory()
    tie = {"person": one, "other": two, "kind": "other", "at": AT}
    assert declare_conflict(by=one, **tie) == declare_conflict(by=administrator, **tie)
    assert refusal(declare_conflict, by=three, **tie) == "not_yours"
    assert refusal(declare_conflict, by=one, **tie | {"other": one}) == "same_person"
    assert refusal(declare_conflict, by=one, **tie | {"kind": "foe"}) == "kind_unknown"


# Marks


def test_a_mark_needs_an_allocation_and_the_same_again_adds_nothing(paper):
    question, marker = paper.answer(), paper.marker()
    said = {"question": question, "criterion_points": [4, 3], "comment": "Good.", "by": marker}
    assert refusal(mark_answer, at=AT, **said) == "not_allocated"
    taken(question, marker)
    note = {"part": 0, "start": 4, "end": 14, "text": "Which ones?"}
    mark = mark_answer(at=AT, annotations=[note], **said)
    assert mark_answer(at=AT + DAY, annotations=[note], **said) == mark
    assert (mark.points, mark.annotations) == (3.5, [note])
    assert Result.objects.get().is_passed


@pytest.mark.parametrize(
    "note",
    [
        {"part": 0, "start": 4, "end": 10_000, "text": "x"},
        {"part": 1, "start": 0, "end": 1, "text": "x"},
        {"part": 0, "start": 3, "end": 3, "text": "x"},
        {"part": 0, "start": 0, "end": 1, "text": " "},
        {"part": 0, "start": "0", "end": 1, "text": "x"},
        {"part": 0, "start": 0, "end": 1, "text": "x" * 1_001},
        "note",
    ],
)
def test_notes_outside_the_answer_are_refused(paper, note):
    question, marker = paper.answer(), paper.marker()
    taken(question, marker)
    said = {"question": question, "criterion_points": [4, 3], "comment": "", "by": marker}
    assert refusal(mark_answer, at=AT, annotations=[note], **said) == "points_outside"
    assert not question.marks.exists()


def test_a_case_is_marked_by_its_criteria_and_its_closed_parts_by_rule():
    paper = Paper(types=("case study",))
    mark = marked(paper.answer(), paper.marker(), (1, 0))
    assert str(mark.share) == "1/2"


def test_two_markers_who_agree_need_nobody_else(double):
    question = double.answer()
    marked(question, double.marker(), (4, 6))
    assert not Result.objects.exists()
    marked(question, double.marker(), (4, 4))
    assert Result.objects.get().points == 4.5
    assert queries.to_moderate() == []


def test_two_markers_who_differ_wait_for_a_third_person(double):
    question, one, two, third = double.answer(), double.marker(), double.marker(), double.marker()
    marked(question, one, (4, 6))
    marked(question, two, (2, 5))
    assert queries.to_moderate() == [question.pk]
    assert not Result.objects.exists()
    assert taken(question, one).part == "first"
    assert marked(question, third, (2, 6)).kind == Mark.Kind.MODERATION
    assert Result.objects.get().points == 4
    assert queries.to_moderate() == []
    said = {"question": question, "criterion_points": [0, 0], "comment": "", "by": one, "at": AT}
    assert refusal(mark_answer, **said) == "settled"


def test_a_difference_of_exactly_the_margin_is_no_moderation(double):
    question = double.answer()
    marked(question, double.marker(), (4, 6))
    marked(question, double.marker(), (4, 4))
    assert queries.to_moderate() == []


# Release


def test_results_wait_for_an_examiner_without_a_tie(administrator):
    paper = Paper(release="by examiner")
    question, marker, tied = paper.answer(), paper.marker(), paper.marker()
    attempt = question.attempt
    release = {"attempts": [attempt], "at": AT + DAY}
    assert refusal(release_results, by=administrator, **release) == "not_marked"
    marked(question, marker)
    assert not Result.objects.exists()
    assert refusal(release_results, by=PersonFactory(), **release) == "no_right"
    declare_conflict(person=tied, other=attempt.enrolment.person, kind="trained", by=tied, at=AT)
    assert refusal(release_results, by=tied, **release) == "conflict"
    (result,) = release_results(by=administrator, **release)
    assert (result.confirmed_by, result.confirmed_at) == (administrator, AT + DAY)
    assert release_results(by=administrator, **release) == [result]


def test_of_several_results_all_are_released_or_none(administrator):
    paper = Paper(release="by examiner")
    whole, half = paper.answer(), paper.answer()
    marked(whole, paper.marker())
    both = [whole.attempt, half.attempt]
    assert refusal(release_results, attempts=both, by=administrator, at=AT) == "not_marked"
    assert not Result.objects.exists()


def test_a_test_that_waits_for_nobody_is_not_released(paper, administrator):
    attempt = paper.answer().attempt
    assert refusal(release_results, attempts=[attempt], by=administrator, at=AT) == "not_waiting"


# Appeals


@pytest.fixture
def failed(paper):
    """An answer marked with 4 of 10 points, which is below the pass mark."""
    question = paper.answer()
    marked(question, paper.marker(), (2, 2), comment="Too vague.")
    assert Result.objects.get().is_passed is False
    return question


def appealed(question, *, at=AT + DAY, reason="The link is in the second paragraph."):
    return open_appeal(
        question=question, reason=reason, by=question.attempt.enrolment.person, at=at
    )


def test_r50_an_appeal_is_upheld_by_somebody_else_with_a_higher_mark(paper, failed, deliver_all):
    appeal = appealed(failed)
    decide = {"appeal": appeal, "outcome": UPHELD, "answer": "You are right.", "at": AT + 2 * DAY}
    first = Mark.objects.get().marked_by
    assert refusal(decide_appeal, by=first, criterion_points=[4, 6], **decide) == "marked_before"
    other = paper.marker()
    decision = decide_appeal(by=other, criterion_points=[4, 6], **decide)
    assert decide_appeal(by=other, criterion_points=[0, 0], **decide) == decision
    results = list(Result.objects.order_by("number"))
    assert [(result.is_passed, result.points) for result in results] == [(False, 2), (True, 5)]
    assert decision.mark.kind == Mark.Kind.APPEAL
    deliver_all()
    letter = Notification.objects.get(kind="mark_appeal_decided")
    assert letter.person == failed.attempt.enrolment.person
    assert "You are right." in letter.body


def test_r52_an_appeal_never_lowers_a_mark(paper, failed):
    decide = {"appeal": appealed(failed), "outcome": UPHELD, "answer": "No.", "at": AT + DAY}
    for points in ([0, 0], [2, 2]):
        other = paper.marker()
        assert refusal(decide_appeal, by=other, criterion_points=points, **decide) == "not_higher"
    assert not MarkAppealDecision.objects.exists()
    assert Mark.objects.count() == 1


def test_an_appeal_is_dismissed_with_an_answer(paper, failed):
    decide = {"appeal": appealed(failed), "outcome": DISMISSED, "by": paper.marker(), "at": AT}
    assert refusal(decide_appeal, answer=" ", **decide) == "no_answer"
    decision = decide_appeal(answer="It names no link.", **decide)
    assert (decision.mark, Result.objects.count()) == (None, 1)


def test_r48_nobody_with_a_tie_or_without_a_right_decides_an_appeal(paper, failed):
    appeal, tied = appealed(failed), paper.marker()
    candidate = failed.attempt.enrolment.person
    declare_conflict(person=tied, other=candidate, kind="relative", by=tied, at=AT)
    decide = {"appeal": appeal, "outcome": DISMISSED, "answer": "No.", "at": AT}
    assert refusal(decide_appeal, by=tied, **decide) == "conflict"
    assert refusal(decide_appeal, by=PersonFactory(), **decide) == "no_right"
    assert refusal(decide_appeal, by=candidate, **decide) == "no_right"
    assert (
        refusal(decide_appeal, by=paper.marker(), **decide | {"outcome": "x"}) == "outcome_unknown"
    )


def test_r50_an_appeal_is_open_through_the_28th_day_and_made_once(failed):
    assert appealed(failed, at=AT + 28 * DAY) == appealed(failed, at=AT + 28 * DAY, reason="Again")
    assert MarkAppeal.objects.get().reason == "The link is in the second paragraph."
    MarkAppeal.objects.all().delete()
    candidate = failed.attempt.enrolment.person
    late = {"question": failed, "reason": "Late.", "by": candidate, "at": AT + 29 * DAY}
    assert refusal(open_appeal, **late) == "too_late"


def test_there_is_no_appeal_before_a_result_or_of_somebody_else(paper, failed):
    waiting = paper.answer()
    early = {"question": waiting, "reason": "Early.", "at": AT}
    assert refusal(open_appeal, by=waiting.attempt.enrolment.person, **early) == "no_result"
    others = {"question": failed, "reason": "Other.", "at": AT}
    assert refusal(open_appeal, by=PersonFactory(), **others) == "not_yours"
    blank = {"question": failed, "reason": " ", "at": AT}
    assert refusal(open_appeal, by=failed.attempt.enrolment.person, **blank) == "no_reason"
