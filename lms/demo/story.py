"""What happened in the demonstration: who enrolled, took tests, passed, failed or stopped."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of
from courses.attempts.actions import save_answers, start_attempt, submit_attempt
from courses.attempts.models import Attempt
from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage
from courses.catalogue.queries import modules_of
from courses.deliveries.actions import (
    give_teaching_authority,
    register_project,
    set_coordinator,
)
from courses.enrolment.actions import enrol
from courses.enrolment.models import Enrolment
from courses.progress.actions import complete_lesson, open_lesson
from courses.progress.rules import required_modules
from lms.demo import cast
from lms.journal import outbox
from lms.people.actions import (
    grant_access,
    join_organisation,
    record_label,
    register_organisation,
    register_person,
    register_region,
)
from lms.people.models import Organisation, Person
from lms.portal.demo_accounts import DEMO_PASSWORD

BEGINNING = datetime(2012, 1, 9, 9, tzinfo=UTC)
BETWEEN_TESTS = timedelta(days=24)
NAMESPACE = uuid.UUID("6f1f2f8e-7a39-4b5c-9d3a-2013a0000000")
# Grants follow at once, as they do in use; documents and letters are left to the relay.
AT_ONCE = (
    "progress.record_completion",
    "decisions.after_module",
    "decisions.after_programme",
    "certificates.issue",
)


class Story:
    """Tells the same history each time: every choice comes from one seeded source."""

    def __init__(self, programme: ProgrammePage) -> None:
        self.programme = programme
        self.chance = random.Random(2013)  # noqa: S311 - a story, not a secret
        self.modules = modules_of(programme)
        self.names = self._names()
        self.organisations: list[Organisation] = []
        self.projects: list[Any] = []

    def tell(self) -> None:
        self.found_organisations()
        self.begin_projects()
        for number in range(cast.INSTRUCTORS):
            self.train(number, Enrolment.Role.INSTRUCTOR, days=7 * (number % 20))
        for number in range(cast.MANAGERS):
            self.train(number, Enrolment.Role.MANAGER, days=200 + 3 * (number % 60))
        for number in range(cast.HALF_WAY):
            self.stop_half_way(number)
        for number in range(cast.FAILED):
            self.fail(number)
        for number in range(cast.NOT_STARTED):
            self.place(self.person(), Enrolment.Role.MANAGER, number, BEGINNING)
        self.open_accounts()

    def _names(self):
        pairs = [(first, last) for first in cast.FIRST_NAMES for last in cast.LAST_NAMES]
        self.chance.shuffle(pairs)
        return iter(pairs)

    def found_organisations(self) -> None:
        regions = {
            country: register_region(
                code=code, nuts_version=cast.NUTS_VERSION, name=name, country=country
            )
            for country, (code, name) in cast.REGIONS.items()
        }
        names = [f"{place} {theme} Cluster" for theme in cast.THEMES for place in cast.PLACES]
        for number, name in enumerate(names[: cast.BRONZE + cast.GOLD]):
            country = cast.COUNTRIES[number % len(cast.COUNTRIES)]
            awarded = (BEGINNING + timedelta(days=number * 600 // len(names))).date()
            organisation = register_organisation(
                name=name,
                country=country,
                region=regions.get(country),
                is_demo=True,
                by=None,
                at=BEGINNING,
            )
            level = "bronze" if number < cast.BRONZE else "gold"
            record_label(
                organisation=organisation,
                level=level,
                awarded_on=awarded,
                valid_through=awarded.replace(year=awarded.year + 2),
                awarded_by="Demonstration awarding body",
                reference=f"DEMO-{level.upper()}-{number + 1:03}",
                by=None,
                at=BEGINNING,
            )
            self.organisations.append(organisation)

    def begin_projects(self) -> None:
        starts_on, ends_on = cast.PROJECT_PERIOD
        self.projects = [
            register_project(
                code=code,
                title=title,
                starts_on=starts_on,
                ends_on=ends_on,
                zone=cast.ZONE,
                final_payment_on=cast.FINAL_PAYMENT,
                by=None,
                at=BEGINNING,
            )
            for code, title in cast.PROJECTS
        ]

    def person(self, *, email: str = "", password: str | None = None) -> Person:
        first_name, last_name = next(self.names)
        return register_person(
            first_name=first_name,
            last_name=last_name,
            email=email,
            password=password,
            is_demo=True,
            by=None,
            at=BEGINNING,
        )

    def place(self, person: Person, role: str, number: int, at: datetime) -> Enrolment:
        organisation = self.organisations[(number * 7) % cast.BRONZE]
        join_organisation(
            person=person, organisation=organisation, starts_on=at.date(), by=None, at=at
        )
        return enrol(
            person=person,
            programme=self.programme,
            role=role,
            project=self.projects[number % len(self.projects)],
            organisation=organisation,
            by=None,
            at=at,
        )

    def train(self, number: int, role: str, *, days: int) -> None:
        """Somebody passes everything the role asks for; some need a resit on the way."""
        is_account = role == Enrolment.Role.INSTRUCTOR and number == 0
        person = (
            self.person(email="instructor@demo.example", password=DEMO_PASSWORD)
            if is_account
            else self.person()
        )
        at = BEGINNING + timedelta(days=days)
        place = self.place(person, role, number, at)
        for module in required_modules(self.modules, role):
            at += BETWEEN_TESTS
            if self.chance.random() < 0.04:
                self.sit(place, module, at, right=3)
                at += timedelta(days=module.assessment.resit_wait_days + 1)
            self.sit(place, module, at, right=7)
        if is_account:
            give_teaching_authority(
                person=person,
                programme=self.programme,
                source="demonstration",
                valid_from=at.date(),
                by=None,
                at=at,
            )

    def stop_half_way(self, number: int) -> None:
        """Some modules passed; in the last one the open answer decides and waits for its mark."""
        at = BEGINNING + timedelta(days=300 + number)
        place = self.place(self.person(), Enrolment.Role.MANAGER, number, at)
        passed = 1 + number % 6
        for module in self.modules[:passed]:
            at += BETWEEN_TESTS
            self.sit(place, module, at, right=7)
        at += BETWEEN_TESTS
        self.sit(place, self.modules[passed], at, right=5, open_answer=cast.OPEN_ANSWER)

    def fail(self, number: int) -> None:
        """All three attempts at the second module are used without reaching the pass mark."""
        at = BEGINNING + timedelta(days=250 + number)
        place = self.place(self.person(), Enrolment.Role.MANAGER, number + 1, at)
        self.sit(place, self.modules[0], at + BETWEEN_TESTS, right=7)
        at += 2 * BETWEEN_TESTS
        for attempt in range(3):
            self.sit(place, self.modules[1], at + timedelta(days=9 * attempt), right=2 + attempt)

    def sit(
        self,
        place: Enrolment,
        module: ModulePage,
        at: datetime,
        *,
        right: int,
        open_answer: str = "",
    ) -> Attempt:
        """Take the test of a module: so many closed questions right, the others wrong."""
        at += timedelta(minutes=self.chance.randrange(0, 420))
        attempt = start_attempt(
            enrolment=place,
            assessment=module.assessment,
            module_revision_id=module.live_revision_id,
            seed=self.chance.getrandbits(62),
            by=place.person,
            at=at,
        )
        answers = []
        for question in attempt.questions.select_related("version"):
            if type_of(question.version.type).is_closed:
                answers.append((question, answer_to(question.version, is_right=right > 0)))
                right -= 1
            elif open_answer:
                answers.append((question, open_answer))
        finished = at + timedelta(minutes=self.chance.randrange(18, 50))
        save_answers(
            attempt=attempt,
            answers=[
                (question, response, uuid.uuid5(NAMESPACE, f"{attempt.seed}:{question.position}"))
                for question, response in answers
            ],
            window="",
            by=place.person,
            at=finished,
        )
        submit_attempt(
            attempt=attempt,
            key=uuid.uuid5(NAMESPACE, f"{attempt.seed}:submitted"),
            by=place.person,
            at=finished,
        )
        while outbox.deliver_due(handlers=AT_ONCE):
            pass
        return attempt

    def open_accounts(self) -> None:
        """The sign-ins of the demonstration; the instructor's is among the trained above."""
        at = BEGINNING
        for role in ("administrator", "author", "officer", "coordinator", "auditor"):
            person = self.person(email=f"{role}@demo.example", password=DEMO_PASSWORD)
            grant_access(person=person, role=role, by=None, at=at)
            if role == "coordinator":
                set_coordinator(project=self.projects[0], person=person, by=None, at=at)
        self.open_manager()

    def open_manager(self) -> None:
        """The learner: three modules passed, the fourth begun."""
        at = BEGINNING + timedelta(days=420)
        person = self.person(email="manager@demo.example", password=DEMO_PASSWORD)
        place = self.place(person, Enrolment.Role.MANAGER, 3, at)
        for module in self.modules[:3]:
            at += BETWEEN_TESTS
            self.read(place, module, at, lessons=6)
            self.sit(place, module, at + timedelta(days=2), right=7)
        self.read(place, self.modules[3], at + BETWEEN_TESTS, lessons=2)

    def read(self, place: Enrolment, module: ModulePage, at: datetime, *, lessons: int) -> None:
        for lesson in LessonPage.objects.live().child_of(module).order_by("path")[:lessons]:
            words = {"enrolment": place, "lesson": lesson, "by": place.person, "at": at}
            open_lesson(revision_id=lesson.live_revision_id, **words)
            complete_lesson(revision_id=lesson.live_revision_id, **words)


def answer_to(version: QuestionVersion, *, is_right: bool) -> Any:
    """A right or a wrong response to a closed question."""
    content = version.content
    match version.type:
        case "single choice":
            return next(i for i, o in enumerate(content["options"]) if o["right"] is is_right)
        case "multiple response":
            return [i for i, o in enumerate(content["options"]) if o["right"] is is_right]
        case "true or false":
            return (
                content["answer"] if is_right else {"True": "False"}.get(content["answer"], "True")
            )
        case "matching":
            order = list(range(len(content["pairs"])))
            return order if is_right else order[1:] + order[:1]
        case "ordering":
            order = list(range(len(content["items"])))
            return order if is_right else order[1:] + order[:1]
        case "numeric":
            return content["answer"] if is_right else "0.001"
        case "fill the gap":
            return [accepted[0] if is_right else "something" for accepted in content["answers"]]
    raise ValueError(f"no answer is known for {version.type}")
