"""Puts people into a database who have only to hand in, and writes down who is entitled.

Six in ten are, with not a point to spare; the others miss it by as little as there is: one point of
a thousand in the test they hand in, the same in the one they handed in before, or one test never
taken. Runs under Django: `python -m scripts.grants.people NUMBER SEED FILE`.
"""

import json
import random
import sys
import uuid
from pathlib import Path

from scripts.loopback.people import sign_in  # sets Django up

# isort: split
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone

from certification.schemes.actions import install_scheme
from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.designs import plain_section
from courses.attempts.actions import start_attempt, submit_attempt
from courses.attempts.actions.taking import Answer, save_answers
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Result, Step
from courses.catalogue.actions import open_home_page
from courses.catalogue.models import ModulePage, ProgrammePage
from courses.enrolment.actions import enrol
from courses.enrolment.models import Enrolment
from courses.progress.models import ModuleCompletion
from lms.journal import outbox
from lms.people.models import Person

POINTS = (599, 1, 400)  # of a thousand; the first two are 60.0 %, the first alone is 59.9 %
PASS_PERCENT = 60
RIGHT, WRONG = "7", "8"
ENOUGH, ONE_SHORT = (RIGHT, RIGHT, WRONG), (RIGHT, WRONG, WRONG)
GROUPS = [*["entitled"] * 6, *["a point short now"] * 2, "a point short before", "a test short"]
BATCH = 2_000


def test_of(code: str, programme: ProgrammePage) -> ModulePage:
    """A module whose test has three questions of very different weight."""
    at = timezone.now()
    bank = open_bank(code=code.lower(), title=code, by=None, at=at)
    for number, points in enumerate(POINTS, start=1):
        revise_question(
            bank=bank,
            code=f"{code.lower()}-{number}",
            type="numeric",
            stem="What is right?",
            content={"answer": RIGHT, "tolerance": "0", "unit": ""},
            feedback="",
            outcome=1,
            points=points,
            by=None,
            at=at,
        )
    assessment = set_up_assessment(
        code=f"{code.lower()}-test",
        title=code,
        bank=bank,
        sections=plain_section(len(POINTS), 0),
        pass_percent=PASS_PERCENT,
        attempts_max=1,
        time_limit_minutes=10_000,
        by=None,
        at=at,
    )
    module = ModulePage(
        title=code,
        slug=code.lower(),
        code=code,
        purpose="Proof.",
        hours=1,
        outcomes=["Prove it."],
        assessment=assessment,
    )
    programme.add_child(instance=module)
    module.save_revision().publish()
    return module


def scheme_of(programme: ProgrammePage) -> None:
    install_scheme(
        data={
            "code": "proof",
            "title": "Proof",
            "programme": programme.code,
            "zone": "Europe/Brussels",
            "versions": [
                {
                    "number": 1,
                    "issuer_name": "Proof",
                    "valid_from": "2012-01-01",
                    "certificate_types": [
                        {
                            "code": "proof-certificate",
                            "title": "Proof",
                            "statement": "has passed {programme}.",
                            "scope": "programme",
                            "for_role": "manager",
                            "is_automatic": True,
                            "requirements": [
                                {
                                    "kind": "modules_passed",
                                    "parameters": {"modules": ["P1", "P2"]},
                                }
                            ],
                        }
                    ],
                }
            ],
        },
        by=None,
        at=timezone.now(),
    )


class Prototype:
    """An attempt made by the application's own actions, which others are copies of."""

    def __init__(self, place: Enrolment, module: ModulePage, answers, is_over: bool) -> None:
        at = timezone.now()
        person = place.person
        attempt = start_attempt(
            enrolment=place, assessment=module.assessment, by=person, at=at, seed=1
        )
        questions = {question.points: question for question in attempt.questions.all()}
        said = [
            Answer(questions[points], answer, uuid.uuid4(), None)
            for points, answer in zip(POINTS, answers, strict=True)
        ]
        save_answers(attempt=attempt, answers=said, window="proof", by=person, at=at)
        if is_over:
            submit_attempt(attempt=attempt, key=uuid.uuid4(), by=person, at=at)
            outbox.deliver_due()
        self.attempt = Attempt.objects.get(pk=attempt.pk)
        self.questions = list(AttemptQuestion.objects.filter(attempt=attempt))
        self.steps = list(Step.objects.filter(attempt=attempt))
        self.marks = list(Mark.objects.filter(question__attempt=attempt))
        self.completion = ModuleCompletion.objects.filter(result__attempt=attempt).first()

    def copy_for(self, places: list[Enrolment]) -> list[Attempt]:
        """The same attempt for each of the places, with everything that hangs on it."""
        attempts = Attempt.objects.bulk_create(
            (copy_of(self.attempt, enrolment=place, result=None) for place in places), BATCH
        )
        questions = {
            (attempt.pk, question.position): question
            for attempt, question in self._copied(attempts, self.questions, AttemptQuestion)
        }
        position = {question.pk: question.position for question in self.questions}
        Step.objects.bulk_create(
            (
                copy_of(
                    step,
                    attempt=attempt,
                    question=step.question_id and questions[attempt.pk, position[step.question_id]],
                )
                for attempt in attempts
                for step in self.steps
            ),
            BATCH,
        )
        if self.attempt.result:
            self._finish(attempts, questions, position)
        return attempts

    def _copied(self, attempts, rows, model):
        pairs = [(attempt, copy_of(row, attempt=attempt)) for attempt in attempts for row in rows]
        model.objects.bulk_create((row for _attempt, row in pairs), BATCH)
        return pairs

    def _finish(self, attempts, questions, position) -> None:
        Mark.objects.bulk_create(
            (
                copy_of(mark, question=questions[attempt.pk, position[mark.question_id]])
                for attempt in attempts
                for mark in self.marks
            ),
            BATCH,
        )
        results = Result.objects.bulk_create(
            (copy_of(self.attempt.result, attempt=attempt) for attempt in attempts), BATCH
        )
        for attempt, result in zip(attempts, results, strict=True):
            attempt.result = result
        Attempt.objects.bulk_update(attempts, ["result"], BATCH)
        if self.completion:
            ModuleCompletion.objects.bulk_create(
                (
                    copy_of(self.completion, enrolment=attempt.enrolment, result=attempt.result)
                    for attempt in attempts
                ),
                BATCH,
            )


def copy_of(row: models.Model, **changes):
    """A new row with the same content but for the changes, and keys of its own."""
    fields = {
        field.name: uuid.uuid4()
        if isinstance(field, models.UUIDField)
        else getattr(row, field.attname if field.is_relation else field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changes
    }
    relations = {
        f"{name}_id": fields.pop(name)
        for name in list(fields)
        if row._meta.get_field(name).is_relation
    }
    return type(row)(**fields, **relations, **changes)


@transaction.atomic
def main(number: int, seed: int, file: Path) -> None:
    rng, at = random.Random(seed), timezone.now()
    programme = ProgrammePage(title="Proof", slug="proof", code="proof", summary="Proof.")
    open_home_page().add_child(instance=programme)
    now, before = test_of("P1", programme), test_of("P2", programme)
    scheme_of(programme)

    def prototype(module: ModulePage, answers, is_over: bool) -> Prototype:
        person = Person.objects.create(first_name="Prototype", last_name=str(rng.random()))
        place = enrol(person=person, programme=programme, role="manager", by=person, at=at)
        return Prototype(place, module, answers, is_over)

    enough, short = (prototype(now, each, is_over=False) for each in (ENOUGH, ONE_SHORT))
    passed, failed = (prototype(before, each, is_over=True) for each in (ENOUGH, ONE_SHORT))
    people = Person.objects.bulk_create(
        Person(first_name="Person", last_name=str(n)) for n in range(number)
    )
    places = Enrolment.objects.bulk_create(
        copy_of(enough.attempt.enrolment, person=person) for person in people
    )
    groups = [GROUPS[n % len(GROUPS)] for n in range(number)]
    rng.shuffle(groups)
    in_group = {
        group: [place for place, its in zip(places, groups, strict=True) if its == group]
        for group in set(GROUPS)
    }
    entitled, short_now = in_group["entitled"], in_group["a point short now"]
    passed.copy_for(entitled + short_now)
    failed.copy_for(in_group["a point short before"])
    open_attempts = short.copy_for(short_now)
    open_attempts += enough.copy_for([place for place in places if place not in set(short_now)])
    sessions = dict(zip(people, Session.objects.bulk_create(map(sign_in, people)), strict=True))
    group_of = dict(zip(places, groups, strict=True))
    rng.shuffle(open_attempts)
    plans = [
        {
            "person": attempt.enrolment.person_id,
            "uid": str(attempt.uid),
            "session": sessions[attempt.enrolment.person].session_key,
            "group": group_of[attempt.enrolment],
        }
        for attempt in open_attempts
    ]
    file.write_text(json.dumps(plans))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
