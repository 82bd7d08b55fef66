"""Events may be delivered late and in any order; the decision's date does not follow them."""

import uuid
from datetime import timedelta

import pytest

from certification.certificates.models import Certificate
from courses.attempts.actions import submit_attempt
from lms.journal import outbox
from lms.journal.models import Dispatch
from tests.factories.certification import install
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page

pytestmark = pytest.mark.django_db


def test_r7_granted_on_the_day_of_the_last_requirement(deliver_all):
    programme = programme_page(modules=2, lessons=0)
    install(programme, ["M1", "M2"])
    place = enrolment(programme=programme)
    days = {"M1": AT + timedelta(days=9), "M2": AT + timedelta(days=2)}
    for module in modules_of(programme):
        at = days[module.code]
        attempt = answered_attempt(enrolment=place, module=module, at=at)
        submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)

    completions = Dispatch.objects.filter(handler="progress.record_completion")
    for key in completions.order_by("pk").values_list("pk", flat=True):
        outbox.deliver(key)
    for key in Dispatch.objects.filter(done_at=None).order_by("-pk").values_list("pk", flat=True):
        outbox.deliver(key)
    deliver_all()

    whole = Certificate.objects.get(title="Cluster Excellence Manager")
    assert whole.issued_at == days["M1"]
    assert Certificate.objects.count() == 3
