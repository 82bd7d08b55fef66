"""Long work is done step by step by the outbox, once, and fails without a trace."""

import pytest

from lms.errors import Refused
from lms.jobs.actions import ask_for_job, take_step
from lms.jobs.models import Job
from lms.jobs.workers import Progress, works
from lms.people.models import Organisation
from tests.factories.courses import AT
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@works("tests.count")
def count(job: Job) -> Progress:
    done = job.done + 2
    return Progress(done, job.total, done >= job.total, {"steps": job.result.get("steps", 0) + 1})


@works("tests.fail")
def fail(job: Job) -> Progress:
    OrganisationFactory()
    raise Refused("no", "The third row is wrong.")


def asked(kind: str, **fields) -> Job:
    return ask_for_job(
        key=fields.pop("key", kind), kind=kind, about={}, by=PersonFactory(), at=AT, **fields
    )


def test_the_outbox_takes_every_step_and_then_no_more(deliver_all):
    job = asked("tests.count", total=6)
    deliver_all()
    job.refresh_from_db()
    assert (job.done, job.result, job.has_succeeded) == (6, {"steps": 3}, True)
    take_step(job=job, at=AT)
    job.refresh_from_db()
    assert job.result == {"steps": 3}


def test_the_same_key_is_the_same_job():
    assert asked("tests.count", total=2) == asked("tests.count", total=2)
    assert Job.objects.count() == 1


def test_a_refused_step_writes_nothing_and_says_why(deliver_all):
    job = asked("tests.fail")
    deliver_all()
    job.refresh_from_db()
    assert (job.failure, job.has_succeeded) == ("The third row is wrong.", False)
    assert not Organisation.objects.exists()
