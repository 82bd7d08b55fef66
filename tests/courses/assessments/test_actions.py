"""Banks, questions in versions, and assessments."""

import pytest

from courses.assessments.actions import (
    open_bank,
    retire_question,
    revise_question,
    set_up_assessment,
)
from courses.assessments.designs import plain_section
from courses.assessments.models import Question, QuestionVersion
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT
from tests.factories.people import PersonFactory
from tests.factories.question_types import FORMULA

pytestmark = pytest.mark.django_db
TRUE = {
    "code": "Q1",
    "type": "true or false",
    "stem": "A cluster is a fact.",
    "content": {"answer": "True"},
    "feedback": "You can measure it.",
    "outcome": 1,
    "points": 1,
    "by": None,
    "at": AT,
}


@pytest.fixture
def bank():
    return open_bank(code="M1", title="Vocabulary", by=None, at=AT)


def names():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_opening_a_bank_twice_opens_it_once(bank):
    assert open_bank(code="M1", title="Another title", by=None, at=AT) == bank
    assert names() == ["assessments.bank_opened"]


def test_a_question_gets_a_version_only_when_something_differs(bank):
    first = revise_question(bank=bank, **TRUE)
    assert revise_question(bank=bank, **TRUE) == first
    author = PersonFactory()
    second = revise_question(bank=bank, **TRUE | {"stem": "Is it?", "by": author})
    assert (first.number, second.number) == (1, 2)
    assert second.created_by == author
    assert Question.objects.get().current == second
    first.refresh_from_db()
    assert first.stem == "A cluster is a fact."
    assert names() == ["assessments.bank_opened"] + ["assessments.question_revised"] * 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stem": "  "}, "stem_missing"),
        ({"content": {"answer": "Perhaps"}}, "question_unclear"),
        ({"type": "riddle"}, "question_unclear"),
        (
            {"type": "fill the gap", "stem": "____ and ____", "content": {"answers": [["a"]]}},
            "question_unclear",
        ),
        ({"type": "formula", "stem": "How many?", "content": FORMULA}, "question_unclear"),
    ],
)
def test_an_unclear_question_is_refused_and_nothing_is_written(bank, changes, code):
    with pytest.raises(Refused) as refused:
        revise_question(bank=bank, **TRUE | changes)
    assert refused.value.code == code
    assert not QuestionVersion.objects.exists()
    assert not Question.objects.exists()


def test_a_code_belongs_to_one_bank(bank):
    revise_question(bank=bank, **TRUE)
    other = open_bank(code="M2", title="Another", by=None, at=AT)
    with pytest.raises(Refused) as refused:
        revise_question(bank=other, **TRUE)
    assert refused.value.code == "code_taken"


def test_retiring_twice_is_once_and_can_be_taken_back(bank):
    question = revise_question(bank=bank, **TRUE).question
    author = PersonFactory()
    for is_retired in (True, True, False):
        question.refresh_from_db()
        retire_question(question=question, is_retired=is_retired, by=author, at=AT)
    assert names()[2:] == ["assessments.question_retired", "assessments.question_returned"]


def test_an_assessment_is_changed_only_where_it_differs(bank):
    settings = {
        "code": "m1-test",
        "title": "Test",
        "bank": bank,
        "sections": plain_section(1, 0),
        "pass_percent": 70,
        "time_limit_minutes": 60,
        "attempts_max": 3,
        "resit_wait_days": 7,
        "by": None,
        "at": AT,
    }
    revise_question(bank=bank, **TRUE)
    first = set_up_assessment(**settings)
    set_up_assessment(**settings)
    changed = set_up_assessment(**settings | {"pass_percent": 60})
    assert changed.pk == first.pk
    assert changed.design.pass_percent == 60
    assert [design.number for design in first.designs.all()] == [2, 1]
    assert names()[2:] == ["assessments.assessment_set_up"] * 2


@pytest.mark.parametrize(
    ("closed", "opened", "code"),
    [(0, 0, "design_unclear"), (2, 0, "draw_exceeds_bank"), (1, 1, "draw_exceeds_bank")],
)
def test_an_assessment_draws_something_and_no_more_than_there_is(bank, closed, opened, code):
    revise_question(bank=bank, **TRUE)
    with pytest.raises(Refused) as refused:
        set_up_assessment(
            code="t",
            title="Test",
            bank=bank,
            sections=plain_section(closed, opened),
            pass_percent=70,
            time_limit_minutes=None,
            attempts_max=1,
            resit_wait_days=0,
            by=None,
            at=AT,
        )
    assert refused.value.code == code
