"""A small test whose key was wrong, and one that many have taken, made in bulk."""

import random
import uuid
from datetime import timedelta

from courses.analysis.actions import run_regrade
from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.designs import plain_section
from courses.attempts.actions import save_answer, share_by_rule, start_attempt, submit_attempt
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Regrade, Result, Step
from courses.attempts.rules import score, shown
from courses.enrolment.models import Enrolment
from lms.people.models import Person
from tests.factories.assessments import module_with, right_response
from tests.factories.courses import AT, TRUE_STEM, enrolment, true_or_false_assessment

LATER = AT + timedelta(days=1)
FULL, NEW_KEY = Regrade.Way.FULL_POINTS, Regrade.Way.NEW_KEY

OPTIONS = ["Suppliers at hand", "Rivals next door", "A shared brochure", "=1+1 flats to rent"]


def choice(right: int) -> dict:
    return {
        "options": [
            {"text": text, "right": index == right, "feedback": ""}
            for index, text in enumerate(OPTIONS)
        ]
    }


QUESTIONS = [
    ("single choice", "Which draws firms together?", choice(0)),
    ("single choice", "Which keeps firms awake?", choice(1)),
    ("true or false", "A cluster is a fact about the economy.", {"answer": "True"}),
    ("true or false", "A cluster is decreed by law.", {"answer": "False"}),
    (
        "matching",
        "Match each term to its meaning.",
        {
            "pairs": [
                {"left": "Cluster", "right": "related firms near each other"},
                {"left": "Organisation", "right": "the body that supports it"},
                {"left": "Initiative", "right": "an organised effort"},
            ]
        },
    ),
    ("ordering", "Put the work in order.", {"items": ["Look", "Talk", "Choose", "Act"]}),
    ("numeric", "What is 12 % of 50?", {"answer": 6, "tolerance": 0, "unit": ""}),
    ("fill the gap", "A cluster has a team and a ____.", {"answers": [["budget"]]}),
]


def taken_assessment(*, wrong_key: bool = False, **changes):
    """Eight closed questions, the same for everybody; with a wrong key the first has one."""
    code = uuid.uuid4().hex[:10]
    bank = open_bank(code=code, title="Bank", by=None, at=AT)
    for number, (type_name, stem, content) in enumerate(QUESTIONS, start=1):
        revise_question(
            bank=bank,
            code=f"{code}-q{number}",
            type=type_name,
            stem=stem,
            content=choice(2) if wrong_key and number == 1 else content,
            feedback="",
            outcome=1,
            points=1,
            by=None,
            at=AT,
        )
    settings = {
        "sections": plain_section(len(QUESTIONS), 0),
        "pass_percent": 60,
        "attempts_max": 3,
        "resit_wait_days": 0,
        "time_limit_minutes": None,
    } | changes
    return set_up_assessment(
        code=f"{code}-test", title="What is a cluster?", bank=bank, by=None, at=AT, **settings
    )


def wrong_response(version, rng):
    match version.type:
        case "single choice":
            return rng.choice([2, 1, 1, 0])
        case "true or false":
            return "False" if version.content["answer"] == "True" else "True"
        case "matching":
            return rng.choice([[1, 0, 2], [0, 2, 1], [0, 1, None]])
        case "ordering":
            return rng.choice([[1, 0, 2, 3], [3, 1, 2, 0]])
        case "numeric":
            return rng.choice(["600", "0.6"])
        case _:
            return rng.choice([["logo"], ["minister"], [""]])


def sat_by_many(assessment, programme, people: int, *, seed: int = 1) -> list[Attempt]:
    """So many first attempts, handed in, marked and with their results; the abler answer better."""
    rng = random.Random(seed)
    versions = [q.current for q in assessment.bank.questions.order_by("code")]
    persons = Person.objects.bulk_create(
        Person(first_name="Robin", last_name=f"Taker{n}", password="!") for n in range(people)
    )
    places = Enrolment.objects.bulk_create(
        Enrolment(person=person, programme=programme, role="manager", country="AT", enrolled_at=AT)
        for person in persons
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            enrolment=place,
            assessment=assessment,
            design=assessment.design,
            number=1,
            seed=n,
            started_at=AT,
            submitted_at=AT,
        )
        for n, place in enumerate(places)
    )
    questions = AttemptQuestion.objects.bulk_create(
        AttemptQuestion(attempt=attempt, position=place, version=version, points=version.points)
        for attempt in attempts
        for place, version in enumerate(versions, start=1)
    )
    steps = []
    for question in questions:
        ability = (question.attempt.seed + 1) / (people + 1)
        version = question.version
        truth = choice(0) if version.stem == QUESTIONS[0][1] else version.content
        able = rng.random() < 0.25 + 0.7 * ability
        response = (
            right_response(type(version)(type=version.type, content=truth))
            if able
            else wrong_response(version, rng)
        )
        steps.append(
            Step(
                attempt=question.attempt,
                kind=Step.Kind.ANSWERED,
                question=question,
                response=response,
                key=uuid.uuid4(),
                at=AT,
            )
        )
    Step.objects.bulk_create(steps)
    give_marks(attempts, questions, steps)
    return attempts


def give_marks(attempts, questions, steps) -> None:
    shares: dict[int, list] = {}
    marks = []
    for question, step in zip(questions, steps, strict=True):
        share, explanation = share_by_rule(question, step, asks_certainty=False)
        points = shown(share * int(question.points))
        marks.append(
            Mark(
                question=question,
                kind="rule",
                points=points,
                explanation=explanation,
                marked_at=AT,
            )
        )
        shares.setdefault(question.attempt_id, []).append((int(question.points), share))
    Mark.objects.bulk_create(marks)
    for attempt in attempts:
        found = score(shares[attempt.pk])
        attempt.result = Result(
            attempt=attempt,
            number=1,
            is_passed=found.percent >= attempt.design.pass_percent,
            points=shown(found.earned),
            maximum=found.maximum.numerator,
            confirmed_at=AT,
        )
    Result.objects.bulk_create(attempt.result for attempt in attempts)
    for attempt in attempts:
        attempt.result_id = attempt.result.pk
    Attempt.objects.bulk_update(attempts, ["result"])


class SmallTest:
    """A test of four true-or-false questions with a programme around it."""

    def __init__(self, **changes):
        changes = {"pass_percent": 70, "shuffles_questions": False} | changes
        self.assessment = true_or_false_assessment(questions=4, **changes)
        self.module = module_with(self.assessment)
        self.programme = self.module.get_parent().specific

    def begun(self, *answers, person=None):
        place = enrolment(programme=self.programme, person=person)
        attempt = start_attempt(
            enrolment=place, assessment=self.assessment, by=place.person, at=AT, seed=1
        )
        questions = attempt.questions.order_by("version__question__code")
        for question, response in zip(questions, answers, strict=False):
            save_answer(
                attempt=attempt,
                question=question,
                response=response,
                key=uuid.uuid4(),
                window="",
                by=place.person,
                at=AT,
            )
        return attempt

    def sat(self, *answers, **changes):
        return hand_in(self.begun(*answers, **changes))

    def version(self, number=1):
        question = self.assessment.bank.questions.order_by("code")[0]
        return question.versions.get(number=number)

    def corrected(self, answer="False", old=None):
        old = old or self.version()
        return revise_question(
            bank=self.assessment.bank,
            code=old.question.code,
            type=old.type,
            stem=TRUE_STEM,
            content={"answer": answer},
            feedback="The key was wrong.",
            outcome=1,
            points=1,
            by=None,
            at=AT,
        )


def hand_in(attempt, *, at=AT):
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=at)
    attempt.refresh_from_db()
    return attempt


def regrade(test, by, *, way=NEW_KEY, version=None, at=LATER, **said):
    version = version or test.version()
    corrected = said.get("corrected") or (test.corrected(old=version) if way == NEW_KEY else None)
    reason = said.get("reason", "The key was wrong.")
    return run_regrade(version=version, way=way, corrected=corrected, reason=reason, by=by, at=at)
