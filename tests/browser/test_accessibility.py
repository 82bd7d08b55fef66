"""Every type of page at a phone's and a desktop's width: axe finds nothing, nothing sticks out."""

import uuid

import pytest
from django.urls import reverse

from certification.certificates.models import Certificate
from courses.attempts.actions import start_attempt, submit_attempt
from courses.catalogue.models import LessonPage
from courses.deliveries.actions import give_teaching_authority
from lms.people.actions import grant_access
from tests.factories.certification import install
from tests.factories.counts import rules
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def world(deliver_all):
    programme = programme_page(modules=2, lessons=2)
    install(programme, ["M1", "M2"])
    rules()
    first, second = modules_of(programme)
    learner = PersonFactory()
    place = enrolment(programme=programme, person=learner, country="AT")
    attempt = answered_attempt(enrolment=place, module=first)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=learner, at=AT)
    deliver_all()
    running = start_attempt(enrolment=place, assessment=second.assessment, by=learner, at=AT)
    administrator = PersonFactory()
    grant_access(person=administrator, role="administrator", by=None, at=AT)
    give_teaching_authority(
        person=administrator,
        programme=programme,
        source="tests",
        valid_from=AT.date(),
        by=None,
        at=AT,
    )
    certificate = Certificate.objects.get()
    lesson = LessonPage.objects.child_of(first).first()
    public = [
        "/",
        programme.get_url(),
        first.get_url(),
        reverse("certificates:verify"),
        reverse("certificates:check", args=[certificate.number]),
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ]
    learning = [
        "/my/",
        reverse("portal:details"),
        reverse("progress:course", args=[place.uid]),
        reverse("progress:lesson", args=[lesson.pk]),
        reverse("attempts:attempt", args=[running.uid]),
        reverse("attempts:result", args=[attempt.uid]),
        "/accounts/2fa/",
        "/accounts/email/",
        "/accounts/sessions/",
    ]
    administering = [
        "/my/",
        reverse("counts:trained"),
        reverse("counts:people"),
        reverse("counts:not_counted"),
        reverse("counts:person", args=[learner.public_id]),
        reverse("counts:attempt", args=[attempt.uid]),
        reverse("counts:labels", args=["gold"]),
        reverse("decisions:list"),
        reverse("decisions:detail", args=[certificate.decision.pk]),
        reverse("marking:queue"),
        reverse("deliveries:teaching_note", args=[lesson.pk]),
        reverse("progress:enrol", args=[programme.pk]),
    ]
    return [(None, public), (learner, learning), (administrator, administering)]


def test_every_type_of_page(page, sign_in, looks_right, world):
    for person, addresses in world:
        if person is not None:
            page.context.clear_cookies()
            sign_in(person)
        looks_right({address: address for address in addresses})
    missing = {"page": "/no-such-page/", "number": reverse("certificates:check", args=["WRONG"])}
    looks_right(missing, status=404)
