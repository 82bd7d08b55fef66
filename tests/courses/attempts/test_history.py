"""Whatever people do and in whatever order: the log is a valid history, the score follows from it."""

import uuid
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from courses.analysis.actions import regrade_late_attempt, run_regrade, withdraw_result
from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.question_types import type_of
from courses.attempts import queries
from courses.attempts.actions import (
    begin_break,
    confirm_result,
    end_break,
    give_mark,
    note_step,
    save_answer,
    start_attempt,
    submit_attempt,
)
from courses.attempts.models import Attempt, Mark, Regrade, Result, ResultWithdrawal, Step
from courses.attempts.rules import GRACE, shown
from lms.errors import Refused
from tests.factories.assessments import module_with
from tests.factories.courses import AT, enrolment
from tests.factories.people import PersonFactory

LIMIT, BREAK = 30, 10  # minutes
PASS_PERCENT = 50  # the questions marked by rule, answered right, are a pass
OPTIONS = [("Suppliers at hand", True), ("Rivals next door", True), ("Prices agreed", False)]
QUESTIONS = [
    ("true or false", {"answer": "True"}, 2),
    (
        "multiple response",
        {"options": [{"text": text, "right": right, "feedback": ""} for text, right in OPTIONS]},
        2,
    ),
    ("open answer", {"model": "", "rubric": ["A business (2)", "A link (2)"]}, 3),
]
RESPONSES = {
    "true or false": st.sampled_from(["True", "True", "False", None]),
    "multiple response": st.sampled_from([[0, 1], [0, 1], [0], [2], [0, 1, 2], None]),
    "open answer": st.sampled_from(["The toolmakers of our valley.", None]),
}
RIGHT = {
    "true or false": "True",
    "multiple response": [0, 1],
    "open answer": "The toolmakers of our valley.",
}
SUBMISSIONS = {Step.Kind.SUBMITTED, Step.Kind.TIMED_OUT}
PLACES = st.integers(0, len(QUESTIONS) - 1)
WINDOWS = st.sampled_from(["phone", "desk"])


class World:
    """What all histories share: tests of each design, and the people around them."""

    def __init__(self):
        self.administrator = PersonFactory(roles=["administrator"])
        self.markers = [PersonFactory(roles=["administrator"]) for _ in range(3)]
        self.tests = [
            self.test(markers_needed=markers, release=release)
            for markers in (1, 2)
            for release in ("at once", "by examiner")
        ]

    def test(self, **design):
        code = uuid.uuid4().hex[:8]
        bank = open_bank(code=code, title="Bank", by=None, at=AT)
        for number, (type_name, content, points) in enumerate(QUESTIONS):
            said = {"type": type_name, "content": content, "points": points}
            self.revise(bank, f"{code}-{number}", said)
        draws = [{"question": f"{code}-{number}"} for number in range(len(QUESTIONS))]
        assessment = set_up_assessment(
            code=code,
            title="Test",
            bank=bank,
            sections=[{"draws": draws}],
            pass_percent=PASS_PERCENT,
            attempts_max=3,
            time_limit_minutes=LIMIT,
            break_minutes=BREAK,
            shuffles_questions=False,
            moderation_margin=20,
            by=None,
            at=AT,
            **design,
        )
        return module_with(assessment)

    def revise(self, bank, code, said):
        said = {"stem": "Is it so?", "feedback": "", "outcome": 1, "penalty": Decimal("0.5")} | said
        return revise_question(bank=bank, code=code, by=None, at=AT, **said)


class History(RuleBasedStateMachine):
    """One attempt from its start to what people do with it long after."""

    world: World

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.now = AT
        self.sent = []
        self.seen = {}

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    @initialize(place=st.integers(0, 3), begins=st.sampled_from(["", "right", "passed"]))
    def start(self, place, begins):
        """Two of three histories begin with right answers: few would come to a pass by chance."""
        module = self.world.tests[place]
        enrolled = enrolment(programme=module.get_parent().specific)
        self.person = enrolled.person
        self.attempt = start_attempt(
            enrolment=enrolled, assessment=module.assessment, by=self.person, at=AT, seed=1
        )
        self.questions = list(self.attempt.questions.select_related("version__question__bank"))
        for question in self.questions if begins else ():
            self.save(question, RIGHT[question.version.type], uuid.uuid4(), "desk")
        if begins == "passed":
            self.hand_in()
            self.release()

    def tries(self, action, **said):
        """Whether it was allowed; a refusal must leave everything as it was."""
        try:
            with transaction.atomic():
                action(**said)
        except Refused:
            return False
        return True

    def does(self, action, **said):
        return self.tries(action, attempt=self.attempt, by=self.person, at=self.now, **said)

    @property
    def is_over(self):
        return Attempt.objects.get(pk=self.attempt.pk).submitted_at is not None

    @rule(minutes=st.sampled_from([0, 1, 4, 14, LIMIT + BREAK]), seconds=st.integers(0, 12))
    def wait(self, minutes, seconds):
        self.now += timedelta(minutes=minutes, seconds=seconds)

    @rule(data=st.data(), place=PLACES, window=WINDOWS)
    def answer(self, data, place, window):
        self.say(data, place, window)

    @rule(data=st.data())
    def answer_everything(self, data):
        for place in range(len(QUESTIONS)):
            self.say(data, place, "desk")

    def say(self, data, place, window):
        question = self.questions[place]
        response = data.draw(RESPONSES[question.version.type])
        self.save(question, response, uuid.uuid4(), window)

    def save(self, question, response, key, window):
        before = Step.objects.filter(attempt=self.attempt, kind=Step.Kind.ANSWERED).count()
        said = {"question": question, "response": response, "key": key, "window": window}
        if self.does(save_answer, **said):
            is_new = all(key != sent["key"] for sent in self.sent)
            after = Step.objects.filter(attempt=self.attempt, kind=Step.Kind.ANSWERED).count()
            assert after == before + is_new
            self.sent.append(said)

    @precondition(lambda self: not self.is_over)
    @rule(place=PLACES)
    def answer_after_the_end(self, place):
        deadline = Attempt.objects.get(pk=self.attempt.pk).deadline_at
        state = queries.break_state(self.attempt, deadline + GRACE)
        assert not state.is_paused
        late = {"at": deadline + GRACE + timedelta(microseconds=1), "by": self.person}
        said = {"response": None, "key": uuid.uuid4(), "window": "desk"}
        question = self.questions[place]
        assert not self.tries(save_answer, attempt=self.attempt, question=question, **said, **late)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), window=WINDOWS)
    def send_again(self, data, window):
        """What the browser was not told of, it sends again; also after handing in."""
        said = data.draw(st.sampled_from(self.sent))
        assert self.does(save_answer, **{**said, "window": window})

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_something_else_under_a_used_key(self, data):
        said = data.draw(st.sampled_from(self.sent))
        assert not self.does(save_answer, **{**said, "response": "something else"})

    @rule(window=WINDOWS)
    def open_or_reload(self, window):
        self.does(note_step, kind=Step.Kind.OPENED, key=uuid.uuid4(), window=window)

    @rule(place=PLACES, kind=st.sampled_from([Step.Kind.FLAGGED, Step.Kind.UNFLAGGED]))
    def flag(self, place, kind):
        question = self.questions[place]
        self.does(note_step, kind=kind, question=question, key=uuid.uuid4(), window="desk")

    @rule(begins=st.booleans())
    def take_a_break(self, begins):
        self.does(begin_break if begins else end_break, key=uuid.uuid4())

    @rule()
    def hand_in(self):
        assert self.does(submit_attempt, key=uuid.uuid4())
        regrade_late_attempt(attempt=self.attempt, at=self.now)

    @rule()
    def the_clock_hands_in(self):
        if Attempt.objects.overdue(self.now - GRACE).filter(pk=self.attempt.pk).exists():
            timed_out = {"key": uuid.uuid4(), "kind": Step.Kind.TIMED_OUT}
            submit_attempt(attempt=self.attempt, by=None, at=self.now, **timed_out)
            regrade_late_attempt(attempt=self.attempt, at=self.now)

    @rule(marker=st.integers(0, 2), points=st.tuples(*[st.integers(0, 2)] * 2))
    def mark(self, marker, points):
        self.give(self.world.markers[marker], points)

    def give(self, marker, points, **said):
        question = next(each for each in self.questions if each.version.type == "open answer")
        self.tries(
            give_mark,
            question=question,
            criterion_points=list(points),
            comment="",
            by=marker,
            at=self.now,
            **said,
        )

    @precondition(lambda self: self.is_over)
    @rule()
    def release(self):
        self.tries(confirm_result, attempt=self.attempt, by=self.world.administrator, at=self.now)

    @precondition(lambda self: self.is_over)
    @rule(
        place=st.integers(0, len(QUESTIONS) - 1),
        way=st.sampled_from(Regrade.Way.values),
        data=st.data(),
    )
    def regrade(self, place, way, data):
        version = self.questions[place].version
        corrected = None
        if version.type == "open answer":
            way = Regrade.Way.FULL_POINTS
        if way == Regrade.Way.NEW_KEY:
            content = data.draw(other_keys(version))
            said = {"type": version.type, "content": content, "points": int(version.points)}
            question = version.question
            corrected = self.world.revise(question.bank, question.code, said)
        self.tries(
            run_regrade,
            version=version,
            way=way,
            corrected=corrected,
            reason="The key was wrong.",
            by=self.world.administrator,
            at=self.now,
        )

    @precondition(lambda self: self.is_over)
    @rule()
    def withdraw(self):
        self.tries(
            withdraw_result,
            attempt=self.attempt,
            reason="Somebody else sat the test.",
            effective_on=self.now.date() + timedelta(days=1),
            by=self.world.administrator,
            at=self.now,
        )

    @invariant()
    def everything_holds(self):
        self.nothing_written_is_changed_or_lost()
        self.the_log_is_a_valid_history()
        if self.is_over:
            self.the_score_is_a_function_of_the_log()
            self.a_confirmed_pass_is_lost_by_withdrawal_alone()
        else:
            assert not self.seen[Mark]
            assert not self.seen[Result]

    def nothing_written_is_changed_or_lost(self):
        for model, path in ((Step, "attempt"), (Mark, "question__attempt"), (Result, "attempt")):
            rows = list(model.objects.filter(**{path: self.attempt}).order_by("pk").values())
            before = self.seen.get(model, [])
            assert rows[: len(before)] == before
            self.seen[model] = rows

    def the_log_is_a_valid_history(self):
        steps = [Step(**row) for row in self.seen[Step]]
        attempt = Attempt.objects.get(pk=self.attempt.pk)
        ends = [place for place, step in enumerate(steps) if step.kind in SUBMISSIONS]
        assert ends in ([], [len(steps) - 1])
        assert bool(ends) == (attempt.submitted_at is not None)
        assert len({step.key for step in steps}) == len(steps)
        for step in steps:
            assert AT <= step.at <= attempt.deadline_at + GRACE
        allowance = timedelta(minutes=LIMIT + BREAK)
        assert AT + timedelta(minutes=LIMIT) <= attempt.deadline_at <= AT + allowance
        breaks = [step.kind for step in steps if step.kind in {"paused", "resumed"}]
        assert all(kind != "resumed" or before == "paused" for before, kind in pairs(breaks))

    def the_score_is_a_function_of_the_log(self):
        steps, marks = ([model(**row) for row in self.seen[model]] for model in (Step, Mark))
        attempt = Attempt.objects.select_related("result", "design").get(pk=self.attempt.pk)
        earned, is_complete = Fraction(0), True
        for question in self.questions:
            share = recomputed(question, steps, marks, attempt.design)
            is_complete = is_complete and share is not None
            earned += (share or 0) * Fraction(question.points)
        earned = max(earned, Fraction(0))
        assert queries.score_of(attempt).earned == earned
        if attempt.result:
            assert attempt.result.points == shown(earned)
            assert attempt.result.number == len(self.seen[Result])
            if is_complete:
                whole = sum(points for _type, _content, points in QUESTIONS)
                assert attempt.result.is_passed == (earned >= whole * Fraction(PASS_PERCENT, 100))
        elif is_complete:
            assert attempt.design.release == "by examiner"

    def a_confirmed_pass_is_lost_by_withdrawal_alone(self):
        """R52, R10."""
        verdicts = [row["is_passed"] for row in self.seen[Result]]
        assert verdicts == sorted(verdicts)
        if any(verdicts):
            assessment, later = self.attempt.assessment, self.now + timedelta(days=2)
            standing = queries.standing(self.attempt.enrolment, assessment, later)
            is_withdrawn = ResultWithdrawal.objects.filter(attempt=self.attempt).exists()
            assert standing.is_passed != is_withdrawn


def pairs(kinds):
    return zip([None, *kinds], kinds, strict=False)


def recomputed(question, steps, marks, design):
    """The share of an answer from the log alone: its last answer, its version and its marks."""
    version = question.version
    said = [
        step.response
        for step in steps
        if step.question_id == question.pk and step.kind == "answered"
    ]
    own = [mark for mark in marks if mark.question_id == question.pk]
    response = said[-1] if said else None
    for mark in own:
        if mark.kind == "rule":
            expected = Fraction(0)
            if response is not None:
                penalty = Fraction(version.penalty)
                expected = type_of(version.type).mark(version.content, response, penalty=penalty)
                expected = expected.share
            assert mark.share == expected
        assert mark.points == shown(mark.share * Fraction(question.points))
    if late := [mark for mark in own if mark.kind in {"moderation", "appeal", "regrade"}]:
        return late[-1].share
    if ruled := [mark for mark in own if mark.kind == "rule"]:
        return ruled[-1].share
    newest = {mark.marked_by_id: mark.share for mark in own}
    shares = list(newest.values())
    if design.markers_needed == 1:
        # The newest of whoever began to mark last.
        return shares[-1] if shares else None
    if len(shares) < 2 or abs(shares[0] - shares[1]) * 100 > design.moderation_margin:
        return None
    return (shares[0] + shares[1]) / 2


@st.composite
def other_keys(draw, version):
    if version.type == "true or false":
        return {"answer": draw(st.sampled_from(["True", "False"]))}
    keys = draw(st.lists(st.booleans(), min_size=3, max_size=3).filter(any))
    options = zip(OPTIONS, keys, strict=True)
    return {"options": [{"text": o[0], "right": key, "feedback": ""} for o, key in options]}


@pytest.mark.django_db
def test_any_sequence_keeps_the_history_valid_and_the_score_a_function_of_it():
    History.world = World()
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
