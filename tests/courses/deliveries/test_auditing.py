"""Auditors are let in for a purpose, to a scope, from a first day to a last (R60)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from courses.deliveries.actions import open_audit
from courses.deliveries.auditing import audited_projects, scope_of
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import end_access
from lms.people.models import AccessGrant, Person
from tests.factories.counts import project
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def administrator(db):
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def first(db):
    return project("P1", date(2026, 1, 1), date(2026, 12, 31))


def let_in(administrator, **said):
    usual = {
        "person": said.pop("person", None) or PersonFactory(),
        "projects": None,
        "purpose": "Audit of 2026",
        "first_day": date(2026, 11, 1),
        "last_day": date(2099, 12, 31),
        "zone": "Europe/Madrid",
        "by": administrator,
        "at": AT,
    }
    return open_audit(**usual | said)


def as_of_now(grant) -> Person:
    return Person.objects.get(pk=grant.person_id)


def test_r60_an_auditor_of_projects_is_another_role_than_one_of_everything(administrator, first):
    bound, free = let_in(administrator, projects=[first]), let_in(administrator)

    assert as_of_now(bound).roles == {"project_auditor"}
    assert scope_of(as_of_now(bound)) == ("P1",)
    assert as_of_now(free).roles == {"auditor"}
    assert scope_of(as_of_now(free)) is None
    assert Event.objects.filter(name="people.access_granted").count() == 2


def test_r60_both_days_are_included_in_the_zone_of_the_scheme(administrator):
    grant = let_in(administrator, first_day=date(2026, 11, 30), last_day=date(2026, 12, 1))

    assert grant.opens_at == datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert grant.closes_at == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert (grant.first_day, grant.last_day) == (date(2026, 11, 30), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("opens", "closes", "roles"),
    [(-2, 1, {"auditor"}), (-2, -1, set()), (1, 2, set())],
)
def test_r60_the_role_is_held_between_its_days_only(administrator, opens, closes, roles):
    grant, now = let_in(administrator), timezone.now()
    AccessGrant.objects.filter(pk=grant.pk).update(
        opens_at=now + timedelta(hours=opens), closes_at=now + timedelta(hours=closes)
    )

    assert as_of_now(grant).roles == roles


def test_r60_an_access_is_ended_by_administrators_and_stays_on_record(administrator, first):
    grant = let_in(administrator, projects=[first])
    with pytest.raises(Refused) as refusal:
        end_access(grant=grant, by=grant.person, at=AT)
    assert refusal.value.code == "not_administrator"

    for _twice in range(2):
        end_access(grant=grant, by=administrator, at=AT)

    grant.refresh_from_db()
    assert (grant.ended_at, grant.ended_by) == (AT, administrator)
    assert as_of_now(grant).roles == set()
    assert not audited_projects(as_of_now(grant)).exists()
    assert Event.objects.filter(name="people.access_ended").count() == 1


def test_r60_the_same_access_twice_is_one_and_another_waits_for_the_end(administrator, first):
    person = PersonFactory()
    grant = let_in(administrator, person=person, projects=[first])

    assert let_in(administrator, person=person, projects=[first]) == grant
    with pytest.raises(Refused) as refusal:
        let_in(administrator, person=person)
    assert refusal.value.code == "has_access"

    AccessGrant.objects.of_auditors().update(
        opens_at=AT - timedelta(days=3), closes_at=AT - timedelta(days=1)
    )
    assert let_in(administrator, person=person).pk != grant.pk
    assert AccessGrant.objects.of_auditors().filter(ended_at__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"purpose": "  "}, "purpose_missing"),
        ({"projects": []}, "scope_missing"),
        ({"last_day": date(2026, 10, 31)}, "days_turned"),
        ({"first_day": date(2026, 1, 1), "last_day": date(2026, 11, 27)}, "over_already"),
    ],
)
def test_r60_what_is_refused(administrator, said, code):
    with pytest.raises(Refused) as refusal:
        let_in(administrator, **said)
    assert refusal.value.code == code


def test_r60_nobody_audits_who_works_for_the_scheme_or_lets_themselves_in(administrator):
    for person, by, code in (
        (PersonFactory(roles=["officer"]), administrator, "not_independent"),
        (administrator, administrator, "oneself"),
        (PersonFactory(), PersonFactory(roles=["coordinator"]), "not_administrator"),
    ):
        with pytest.raises(Refused) as refusal:
            let_in(by, person=person)
        assert refusal.value.code == code
