"""Tests that show what can be asked and how it is marked: every type, sections, two markers."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from wagtail.images import get_image_model

from courses.assessments.actions import (
    file_questions,
    open_bank,
    revise_question,
    set_up_assessment,
    settle_bank,
)
from courses.assessments.models import AssessmentDesign, QuestionBank
from courses.attempts.models import AttemptQuestion
from courses.catalogue.models import ModulePage
from courses.marking.actions import allocate, mark_answer, open_appeal
from lms.demo.history import History
from lms.people.models import Person

PRACTICE_IN, EXAMINED_IN = 0, 6  # places of modules in the programme
PRACTICE_BANK = "DEMO"
HOT_SPOT = "hot spot"
REVISED = "DEMO-03"  # its newest version waits for a review
OUTCOMES = [
    {"outcome": 1, "title": "Words"},
    {"outcome": 2, "title": "Figures"},
    {"outcome": 3, "title": "Actors"},
    {"outcome": 4, "title": "Work"},
]
BANDS = [
    {"from_percent": 0, "text": "Read the first two lessons again; then try another time."},
    {"from_percent": 70, "text": "You would pass the test of the module."},
    {"from_percent": 0, "outcome": 2, "text": "The lesson on productivity has the figures."},
    {"from_percent": 60, "outcome": 2, "text": "You read figures well."},
]
SECTIONS = [
    {"title": "Words", "draws": [{"count": 4, "category": "Words"}]},
    {"title": "Actors", "draws": [{"count": 3, "category": "Actors"}]},
    {
        "title": "Figures",
        "intro": "You may use a calculator. Decimal commas and points are both read.",
        "draws": [{"count": 3, "category": "Figures"}],
    },
    {
        "title": "Work",
        "intro": "The last answers are read by a person.",
        "draws": [{"count": 5, "category": "Work"}],
    },
]


def offer_practice(history: History, author: Person, at: datetime) -> None:
    """A test for practice with every type of question, in a bank that asks for reviews."""
    by = history.by
    bank = open_bank(code=PRACTICE_BANK, title="Every type of question", by=by, at=at)
    write_questions(bank, author, at)
    settle_bank(bank=bank, title=bank.title, needs_review=True, by=by, at=at)
    assessment = set_up_assessment(
        code="demo-question-types",
        title="Practice: every type of question",
        bank=bank,
        sections=SECTIONS,
        outcomes=OUTCOMES,
        bands=BANDS,
        purpose=AssessmentDesign.Purpose.FORMATIVE,
        pass_percent=70,
        attempts_max=20,
        layout=AssessmentDesign.Layout.ONE,
        asks_certainty=True,
        shows_key=AssessmentDesign.Shown.AT_ONCE,
        by=author,
        at=at,
    )
    module = history.modules[PRACTICE_IN]
    if module.practice_id is None:
        module.practice = assessment
        module.save_revision(user=author).publish()
        module.refresh_from_db()


def write_questions(bank: QuestionBank, author: Person, at: datetime) -> None:
    path = settings.BASE_DIR / "content" / "demo_questions.json"
    for row in json.loads(path.read_text("utf-8")):
        filed = {name: row.pop(name) for name in ("category", "difficulty")} | {
            "tag": row.pop("tags")
        }
        picture = map_of_actors() if row["type"] == HOT_SPOT else None
        version = revise_question(bank=bank, picture=picture, by=author, at=at, **row)
        file_questions(questions=[version.question], by=author, at=at, **filed)


def map_of_actors() -> Any:
    """The figure of the first module that shows who works with whom."""
    return get_image_model().objects.get(title__startswith="Map with the cluster team")


def leave_one_for_review(author: Person, at: datetime) -> None:
    """The author has written a question anew; somebody else must read it before it is drawn."""
    question = QuestionBank.objects.get(code=PRACTICE_BANK).questions.get(code=REVISED)
    version = question.current
    if version is None:
        raise ValueError(f"{REVISED} has no version.")
    said = {
        name: getattr(version, name)
        for name in ("type", "content", "feedback", "outcome", "points")
    }
    stem = "There is a cluster only where somebody has founded a cluster organisation."
    revise_question(bank=question.bank, code=REVISED, stem=stem, by=author, at=at, **said)


def examine_in_sections(history: History, author: Person, at: datetime) -> ModulePage:
    """The test of one module gets a second design: sections with pass marks, and two markers."""
    module = history.modules[EXAMINED_IN]
    assessment = module.assessment
    if assessment is None or assessment.design is None:
        raise ValueError(f"{module} has no test to set up.")
    before = assessment.design
    knowledge = [
        {"count": 2, "kind": "closed", "outcome": 1},
        {"count": 5, "kind": "closed"},
    ]
    module.assessment = set_up_assessment(
        code=assessment.code,
        title=assessment.title,
        bank=assessment.bank,
        sections=[
            {"title": "What you know", "draws": knowledge, "pass_percent": 60},
            {
                "title": "A case of your own",
                "draws": [{"count": 1, "kind": "open"}],
                "pass_percent": 50,
            },
        ],
        pass_percent=before.pass_percent,
        time_limit_minutes=before.time_limit_minutes,
        break_minutes=10,
        attempts_max=before.attempts_max,
        resit_wait_days=before.resit_wait_days,
        markers_needed=2,
        moderation_margin=20,
        by=author,
        at=at,
    )
    return module


def differ(history: History, module: ModulePage, at: datetime) -> None:
    """Two markers are far apart on the answer that waits in that test; somebody must moderate."""
    waiting = AttemptQuestion.objects.filter(
        attempt__assessment=module.assessment_id,
        attempt__design__markers_needed=2,
        attempt__submitted_at__isnull=False,
        version__type="open answer",
    )
    question = waiting.select_related("version", "attempt").get()
    most = [criterion["points"] for criterion in question.version.content["rubric"]]
    verdicts = (
        (most, "Everything that was asked is there, with a date for each step."),
        ([0, *most[1:-1], 0], "A plan for the office, not for the members."),
    )
    for marker, (points, comment) in zip(history.faculty.teachers, verdicts, strict=True):
        allocate(question=question, marker=marker, by=marker, at=at)
        mark_answer(question=question, criterion_points=points, comment=comment, by=marker, at=at)
        at += timedelta(hours=2)


def appeal(person: Person, at: datetime) -> None:
    """The person asks for a mark that led to their newest result to be looked at again."""
    marked = AttemptQuestion.objects.filter(
        attempt__enrolment__person=person,
        attempt__result__isnull=False,
        marks__marked_by__isnull=False,
    )
    question = marked.latest("attempt__submitted_at")
    reason = "The second buyer is named in my last sentence; the comment says that none is."
    open_appeal(question=question, reason=reason, by=person, at=at)
