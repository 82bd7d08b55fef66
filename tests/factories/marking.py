"""A test with an open answer, an essay and a case, people who mark it, and papers handed in."""

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile

from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.designs import plain_section
from courses.attempts.actions import keep_file, save_answer, start_attempt, submit_attempt
from courses.deliveries.actions import give_teaching_authority
from tests.factories.assessments import module_with
from tests.factories.courses import AT, enrolment
from tests.factories.people import PersonFactory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEVELS = [
    {"points": 0, "text": "Names no cluster."},
    {"points": 2, "text": "Names one without its link."},
    {"points": 4, "text": "Names one and what links its firms."},
]
RUBRIC = [{"text": "Specific", "points": 4, "levels": LEVELS}, "A real link (6)"]
ESSAY = {
    "model": "A specific business.",
    "rubric": RUBRIC,
    "least_words": 5,
    "most_words": 60,
}
TEXT = (
    "The toolmakers of Eisenerz share a school and a testing hall.\n\n"
    "Their buyers come to them, since nobody else is as near. 🛠 They compete and they talk."
)
CASE = {
    "parts": [
        {"type": "true or false", "stem": "It is a cluster.", "points": 1, "content": {"answer": "True"}},
        {
            "type": "open answer",
            "stem": "Why?",
            "points": 3,
            "content": {"model": "Firms are near and related.", "rubric": ["Near (1)", "Related (2)"]},
        },
    ]
}  # fmt: skip
UPLOAD = {"endings": [".pdf"], "most_files": 2, "largest_mb": 5, "model": "", "rubric": ["Map (4)"]}
QUESTIONS = {
    "essay": ("Describe a cluster that you know.", ESSAY, TEXT),
    "case study": ("Forty firms in one valley make tools.", CASE, ["True", "They are near."]),
    "file upload": ("Hand in your map.", UPLOAD, None),
}


def handed_file(question, *, by, at):
    file = ContentFile(b"%PDF-1.7 a map")
    return keep_file(
        question=question, file=file, name="openname.pdf", key=uuid.uuid4(), by=by, at=at
    )


class Paper:
    """A test of one essay (or other types) with its module, programme and people."""

    def __init__(self, types=("essay",), **changes):
        code = uuid.uuid4().hex[:10]
        self.bank = open_bank(code=code, title="Bank", by=None, at=AT)
        for number, name in enumerate(types, start=1):
            stem, content, _answer = QUESTIONS[name]
            revise_question(
                bank=self.bank,
                code=f"{code}-q{number}",
                type=name,
                stem=stem,
                content=content,
                feedback="",
                outcome=1,
                points=5,
                by=None,
                at=AT,
            )
        settings = {
            "sections": plain_section(0, len(types)),
            "pass_percent": 50,
            "attempts_max": 3,
            "resit_wait_days": 0,
            "time_limit_minutes": None,
            "shuffles_questions": False,
        } | changes
        self.assessment = set_up_assessment(
            code=f"{code}-test", title="Open test", bank=self.bank, by=None, at=AT, **settings
        )
        self.module = module_with(self.assessment)
        self.programme = self.module.get_parent().specific

    def marker(self, person=None, **changes):
        """A person with the right to teach the module."""
        person = person or PersonFactory()
        give_teaching_authority(
            person=person,
            programme=self.programme,
            source="tests",
            valid_from=(AT - 30 * DAY).date(),
            by=None,
            at=AT,
            **changes,
        )
        return person

    def handed_in(self, *, person=None, at=AT, responses=None, **place):
        """An attempt with every answer given."""
        spot = enrolment(programme=self.programme, person=person, **place)
        attempt = start_attempt(
            enrolment=spot, assessment=self.assessment, by=spot.person, at=at, seed=1
        )
        for question in attempt.questions.select_related("version"):
            name = question.version.type
            response = (responses or {}).get(name, QUESTIONS[name][2])
            if name == "file upload":
                response = [str(handed_file(question, by=spot.person, at=at).uid)]
            save_answer(
                attempt=attempt,
                question=question,
                response=response,
                key=uuid.uuid4(),
                window="",
                by=spot.person,
                at=at,
            )
        return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=spot.person, at=at)

    def answer(self, **changes):
        """The first answer of a handed in attempt."""
        return self.handed_in(**changes).questions.get(position=1)
