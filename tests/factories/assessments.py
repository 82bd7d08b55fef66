"""An assessment with all eight types, and answers to it."""

import uuid

from wagtail.models import Page

from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.designs import plain_section
from courses.attempts.actions import save_answer, start_attempt
from courses.attempts.models import Attempt
from courses.catalogue.actions import open_home_page
from tests.factories.courses import (
    AT,
    LessonPageFactory,
    ModulePageFactory,
    ProgrammePageFactory,
)

# What may never reach a browser before handing in carries the word canary; keys that a learner
# may type are recognised as well.
CANARY = "canary"
KEYS_TO_TYPE = ("86753", "zephyr")
ORDER = ["Look at the business", "Talk to buyers", "Choose an option", "Act"]
QUESTIONS = {
    "single choice": (
        "Which description fits best?",
        {
            "options": [
                {"text": "A sales club", "right": False, "feedback": f"{CANARY}: size is no test"},
                {"text": "A service network", "right": True, "feedback": f"{CANARY}: no business"},
                {"text": "A cluster", "right": False, "feedback": f"{CANARY}: no proximity"},
            ]
        },
    ),
    "multiple response": (
        "Which are plausible reasons?",
        {
            "options": [
                {"text": "Suppliers at hand", "right": True, "feedback": f"{CANARY}: access"},
                {"text": "Rivals next door", "right": True, "feedback": f"{CANARY}: pressure"},
                {"text": "Prices agreed", "right": False, "feedback": f"{CANARY}: unlawful"},
            ]
        },
    ),
    "true or false": ("A cluster is a fact about the economy.", {"answer": "True"}),
    "matching": (
        "Match each term to its meaning.",
        {
            "pairs": [
                {"left": "Cluster", "right": "related firms near each other"},
                {"left": "Organisation", "right": "the body that supports it"},
                {"left": "Initiative", "right": "an organised effort"},
            ]
        },
    ),
    "ordering": ("Put the work in order.", {"items": ORDER}),
    "numeric": (
        "What is the location quotient?",
        {"answer": 86753.09, "tolerance": 0.01, "unit": "EUR"},
    ),
    "fill the gap": (
        "A cluster ____ has a team and a ____.",
        {"answers": [["zephyr team", "zephyr"], ["zephyr budget"]]},
    ),
    "open answer": (
        "Describe a cluster you know.",
        {"model": f"{CANARY}: a specific business", "rubric": ["Specific (2)", "A real link (3)"]},
    ),
}


def full_assessment(**changes):
    """One question of each type; the open answer has two points, the others one."""
    code = uuid.uuid4().hex[:12]
    bank = open_bank(code=code, title="Bank", by=None, at=AT)
    for number, (type_name, (stem, content)) in enumerate(QUESTIONS.items(), start=1):
        revise_question(
            bank=bank,
            code=f"{code}-q{number}",
            type=type_name,
            stem=stem,
            content=content,
            feedback=f"{CANARY}: feedback on {type_name}",
            outcome=1,
            points=2 if type_name == "open answer" else 1,
            by=None,
            at=AT,
        )
    settings = {
        "closed_questions": 7,
        "open_questions": 1,
        "pass_percent": 70,
        "time_limit_minutes": 60,
        "attempts_max": 3,
        "resit_wait_days": 7,
    }
    settings |= changes
    closed, opened = settings.pop("closed_questions"), settings.pop("open_questions")
    settings.setdefault("sections", plain_section(closed, opened))
    return set_up_assessment(
        code=f"{code}-test", title="Full test", bank=bank, by=None, at=AT, **settings
    )


def go_live(page):
    """Give a new page the revision that attempts note; a third of what publishing costs."""
    page.live_revision = page.save_revision(clean=False, log_action=False)
    Page.objects.filter(pk=page.pk).update(live_revision=page.live_revision)


def module_with(assessment):
    """A live module with a lesson, closed by the assessment."""
    programme = ProgrammePageFactory(parent=open_home_page())
    module = ModulePageFactory(parent=programme, code="M1", assessment=assessment)
    go_live(module)
    go_live(LessonPageFactory(parent=module))
    module.refresh_from_db()
    return module


def right_response(version):
    """The stored response that earns everything; a text for an open answer."""
    content = version.content
    match version.type:
        case "single choice":
            return next(i for i, option in enumerate(content["options"]) if option["right"])
        case "multiple response":
            return [i for i, option in enumerate(content["options"]) if option["right"]]
        case "matching":
            return list(range(len(content["pairs"])))
        case "ordering":
            return list(range(len(content["items"])))
        case "fill the gap":
            return [accepted[-1] for accepted in content["answers"]]
        case "open answer":
            return "The toolmakers of Eisenerz."
        case _:
            return content["answer"]


def answer(attempt: Attempt, types, *, at=AT) -> None:
    """Answer the questions of these types right, the others not at all."""
    for question in attempt.questions.select_related("version"):
        if question.version.type in types:
            save_answer(
                attempt=attempt,
                question=question,
                response=right_response(question.version),
                key=uuid.uuid4(),
                window="",
                by=attempt.enrolment.person,
                at=at,
            )


def started(enrolment, assessment, *, at=AT, seed=1) -> Attempt:
    return start_attempt(
        enrolment=enrolment, assessment=assessment, by=enrolment.person, at=at, seed=seed
    )


CLOSED = [name for name in QUESTIONS if name != "open answer"]
