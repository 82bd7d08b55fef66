"""A worker that is killed in the middle of issuing: afterwards one certificate and one PDF each.

Runs where PostgreSQL and Redis are, with a real Celery worker as its own process group.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection

from certification.certificates.models import Certificate
from certification.documents.models import Document
from courses.attempts.actions import submit_attempt
from courses.progress.models import ModuleCompletion
from lms.journal import outbox
from lms.journal.models import Dispatch
from tests.factories.certification import install
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page

PEOPLE = 40
PATIENCE = 90  # seconds for a start, and for the outbox to run dry
pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@contextmanager
def worker():
    """A Celery worker with beat on the test database; killed with its children at the end."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "TEST_SERVICES": "1",
        "PGDATABASE": connection.settings_dict["NAME"],
    }
    command = [sys.executable, "-m", "celery", "-A", "lms.celery", "worker", "--beat"]
    # Beat writes its schedule beside that name and would replace a device.
    schedule = settings.DATA_DIR / "killed-worker.beat"
    options = ["--concurrency=2", "--loglevel=WARNING", "--schedule", str(schedule)]
    process = subprocess.Popen([*command, *options], env=environment, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_until(condition, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    pytest.fail(f"After {PATIENCE} seconds {what} had not happened.")


@pytest.fixture
def issuing(monkeypatch):
    """Forty people have passed their module test; nothing of what follows has been done yet."""
    monkeypatch.setattr(outbox, "wake", lambda event_id: None)
    programme = programme_page()
    module = modules_of(programme)[0]
    install(programme, ["M1", "M9"])  # so that the module's certificate is all there is to issue
    for _ in range(PEOPLE):
        place = enrolment(programme=programme)
        attempt = answered_attempt(enrolment=place, module=module)
        submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)


def test_killed_three_times_while_issuing(issuing):
    from lms.journal.tasks import deliver_outbox

    assert settings.REDIS_URL, "set REDIS_URL: this test needs a broker"
    for goal in (PEOPLE // 4, PEOPLE // 2, PEOPLE * 3 // 4):
        with worker() as process:
            deliver_outbox.delay()
            wait_until(lambda g=goal: Certificate.objects.count() >= g, "some certificates")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)

    with worker():
        deliver_outbox.delay()
        wait_until(
            lambda: (
                Certificate.objects.count() == PEOPLE
                and not Dispatch.objects.filter(done_at__isnull=True).exists()
            ),
            "everything that was due",
        )

    assert ModuleCompletion.objects.count() == PEOPLE
    assert Certificate.objects.values("person").distinct().count() == PEOPLE
    assert Certificate.objects.count() == PEOPLE
    assert Document.objects.count() == PEOPLE
    store = storages["certificates"]
    names = list(Document.objects.values_list("file", flat=True))
    assert len(set(names)) == PEOPLE
    assert all(store.size(name) > 0 for name in names)
