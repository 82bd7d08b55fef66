"""Places: once each, with country and region as they were on the day."""

from datetime import date

import pytest

from courses.deliveries.actions import register_project
from courses.enrolment.actions import enrol
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import register_organisation, register_region
from tests.factories.courses import AT, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_page()


@pytest.fixture
def organisation():
    region = register_region(code="ES51", nuts_version=2013, name="Catalonia", country="ES")
    return register_organisation(name="Leather", country="ES", region=region, by=None, at=AT)


def take_place(programme, person=None, **fields):
    person = person or PersonFactory()
    values = {"role": "manager"} | fields
    return enrol(person=person, programme=programme, by=person, at=AT, **values)


def test_a_place_is_recorded_with_one_event(programme):
    person = PersonFactory()
    place = take_place(programme, person, country="AT")
    assert (place.person, place.programme, place.role) == (person, programme, "manager")
    assert (place.country, place.enrolled_at) == ("AT", AT)
    event = Event.objects.get(name="enrolment.enrolled")
    assert (event.subject_id, event.by, event.at) == (place.pk, person, AT)


def test_enrolling_twice_is_once_and_the_first_stands(programme):
    person = PersonFactory()
    first = take_place(programme, person, country="AT")
    again = take_place(programme, person, country="DE")
    assert (again.pk, again.country) == (first.pk, "AT")
    assert Event.objects.filter(name="enrolment.enrolled").count() == 1


def test_r13_each_project_and_each_role_has_its_own_place(programme):
    person = PersonFactory()
    project = register_project(
        code="P1",
        title="P1",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        zone="Europe/Brussels",
        by=None,
        at=AT,
    )
    places = {
        take_place(programme, person).pk,
        take_place(programme, person, project=project).pk,
        take_place(programme, person, role="instructor").pk,
        take_place(programme, person, project=project).pk,
    }
    assert len(places) == Enrolment.objects.count() == 3


def test_r21_r22_the_region_is_that_of_the_organisation_on_the_day(programme, organisation):
    person = PersonFactory()
    place = take_place(programme, person, organisation=organisation)
    assert (place.region.code, place.country) == ("ES51", "ES")
    organisation.region = register_region(
        code="AT31", nuts_version=2013, name="Upper Austria", country="AT"
    )
    organisation.country = "AT"
    organisation.save()
    place.refresh_from_db()
    assert (place.region.code, place.country) == ("ES51", "ES")
    later = take_place(programme, person, role="instructor", organisation=organisation)
    assert (later.region.code, later.country) == ("AT31", "AT")


def test_what_the_learner_says_of_the_country_stands_over_the_organisation(programme, organisation):
    assert take_place(programme, organisation=organisation, country="FR").country == "FR"


def test_r19_a_place_without_a_country_is_kept_as_not_attributable(programme):
    assert take_place(programme).country == ""


def test_an_unknown_role_is_refused_and_nothing_written(programme):
    with pytest.raises(Refused) as refused:
        take_place(programme, role="student")
    assert refused.value.code == "unknown_role"
    assert not Enrolment.objects.exists()
