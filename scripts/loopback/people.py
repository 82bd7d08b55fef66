"""Puts candidates with open attempts into a database, and writes down what each will answer.

Runs under Django: `python -m scripts.loopback.people NUMBER SEED FILE`.
"""

import itertools
import json
import random
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from courses.assessments.actions import (  # noqa: E402
    open_bank,
    revise_question,
    set_up_assessment,
)
from courses.assessments.designs import plain_section  # noqa: E402
from courses.assessments.presentation import fields_of  # noqa: E402
from courses.assessments.question_types import type_of  # noqa: E402
from courses.attempts.actions import start_attempt  # noqa: E402
from courses.attempts.models import Attempt, AttemptQuestion  # noqa: E402
from courses.catalogue.actions import open_home_page  # noqa: E402
from courses.catalogue.models import ModulePage, ProgrammePage  # noqa: E402
from courses.enrolment.actions import enrol  # noqa: E402
from lms.people.models import Person  # noqa: E402

HALF = 10_000_000  # a number below it is right, one above it is wrong; no two answers are the same
NUMERIC = {"answer": str(HALF // 2), "tolerance": str(HALF // 2), "unit": ""}
OPTIONS = [{"text": f"Option {n}", "right": n == 2} for n in range(5)]
SEVERAL = [{"text": f"Option {n}", "right": n % 2 == 0} for n in range(6)]
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    *[("numeric", NUMERIC)] * 4,
    *[("single choice", {"options": OPTIONS})] * 2,
    ("multiple response", {"options": SEVERAL}),
    ("ordering", {"items": [f"Item {n}" for n in range(5)]}),
    ("matching", {"pairs": [{"left": f"Left {n}", "right": f"Right {n}"} for n in range(4)]}),
    ("true or false", {"answer": "True"}),
]


def module_with_test() -> ModulePage:
    """A test of ten closed questions; its time is long, as each candidate's clock is set later."""
    at = timezone.now()
    bank = open_bank(code="proof", title="Proof", by=None, at=at)
    for number, (kind, content) in enumerate(QUESTIONS, start=1):
        revise_question(
            bank=bank,
            code=f"proof-{number}",
            type=kind,
            stem="What is right?",
            content=content,
            feedback="",
            outcome=1,
            points=number % 3 + 1,
            by=None,
            at=at,
        )
    assessment = set_up_assessment(
        code="proof-test",
        title="Proof",
        bank=bank,
        sections=plain_section(len(QUESTIONS), 0),
        pass_percent=50,
        attempts_max=1,
        time_limit_minutes=1_000,
        by=None,
        at=at,
    )
    programme = ProgrammePage(title="Proof", slug="proof", code="proof", summary="Proof.")
    open_home_page().add_child(instance=programme)
    module = ModulePage(
        title="Proof",
        slug="proof-module",
        code="P1",
        purpose="Proof.",
        hours=1,
        outcomes=["Prove it."],
        assessment=assessment,
    )
    programme.add_child(instance=module)
    module.save_revision().publish()
    return module


def sign_in(person: Person) -> Session:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    data = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    return Session(
        session_key=get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789"),
        session_data=store.encode(data),
        expire_date=timezone.now() + timedelta(days=2),
    )


def answer_to(question: AttemptQuestion, rng: random.Random, serial: int) -> dict[str, Any]:
    """A response at random, and the form fields that send it."""
    content, kind = question.version.content, type_of(question.version.type)
    responses = {
        "numeric": lambda: str(serial + HALF * rng.randrange(2)),
        "single choice": lambda: rng.randrange(5),
        "multiple response": lambda: sorted(rng.sample(range(6), rng.randint(1, 4))),
        "ordering": lambda: rng.sample(range(5), 5),
        "matching": lambda: rng.sample(range(4), 4),
        "true or false": lambda: rng.choice(["True", "False"]),
    }
    response = responses[kind.name]()
    shown = fields_of(kind.show_response(content, question.seed, response))
    name = f"q{question.position}"
    fields = {f"{name}-{end}" if end else name: values for end, values in shown.items()}
    return {"position": question.position, "response": response, "fields": fields}


def plan_of(attempt: Attempt, rng: random.Random, serials: itertools.count) -> list[dict]:
    """Every question once in any order, then some of them again."""
    questions = list(attempt.questions.select_related("version"))
    for each in questions:
        each.attempt = attempt
    order = rng.sample(questions, len(questions)) + rng.sample(questions, rng.randint(2, 4))
    return [answer_to(question, rng, next(serials)) for question in order]


@transaction.atomic
def main(number: int, seed: int, file: Path) -> None:
    rng, serials = random.Random(seed), itertools.count(1)
    module, at = module_with_test(), timezone.now()
    programme = ProgrammePage.objects.get(code="proof")
    people = Person.objects.bulk_create(
        Person(first_name="Candidate", last_name=str(n), email=f"candidate{n}@example.org")
        for n in range(number)
    )
    sessions = Session.objects.bulk_create(map(sign_in, people))
    plans = []
    for person, session in zip(people, sessions, strict=True):
        place = enrol(person=person, programme=programme, role="manager", by=person, at=at)
        attempt = start_attempt(
            enrolment=place,
            assessment=module.assessment,
            by=person,
            at=at,
            seed=rng.getrandbits(62),
        )
        plans.append(
            {
                "attempt": attempt.pk,
                "uid": str(attempt.uid),
                "session": session.session_key,
                "seed": rng.getrandbits(32),
                "answers": plan_of(attempt, rng, serials),
            }
        )
    file.write_text(json.dumps(plans))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
