"""The home page of the admin says what needs an author."""

import uuid

import pytest

from courses.attempts.actions import submit_attempt
from lms.people.actions import grant_access
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client_of):
    person = PersonFactory()
    grant_access(person=person, role="author", by=None, at=AT)

    def fetch() -> str:
        return client_of(person).get("/admin/").content.decode()

    return fetch


def test_nothing_waits_on_an_empty_site(home):
    text = home()
    assert "0 pages wait for your review." in text
    assert "Every module has its test." in text
    assert "No question stands out." in text


def test_modules_without_a_test_are_named(home):
    module = modules_of(programme_page(with_tests=False))[0]
    assert f"{module.code} {module.title}" in home()


def test_questions_that_most_people_miss_are_named(home):
    programme = programme_page()
    module = modules_of(programme)[0]
    for _ in range(5):
        place = enrolment(programme=programme)
        attempt = answered_attempt(enrolment=place, module=module, answer="False")
        submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    text = home()
    code = module.assessment.bank.questions.first().code
    assert f"<strong>{code}</strong>" in text
    assert "0 % of the points, 5 answers" in text
