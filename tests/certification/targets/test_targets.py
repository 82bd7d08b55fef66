"""Targets of a project: where they stand, who counts, who may see and change them."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from certification.targets import queries
from certification.targets.actions import add_target, end_target
from certification.targets.models import Target
from courses.deliveries.actions import name_coordinator, name_partner
from courses.deliveries.models import Project
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import register_region
from tests.factories.certificates import officer
from tests.factories.counts import place, project, rules
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, training
from tests.factories.lineage import closed_training
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.registers import accredited

pytestmark = pytest.mark.django_db
AT = datetime(2013, 1, 2, 9, tzinfo=UTC)
TODAY, NOW = date(2013, 6, 1), datetime(2013, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme():
    rules()
    return programme_page(with_tests=False)


@pytest.fixture
def grant():
    return project("P1", date(2012, 1, 1), date(2013, 12, 31))


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


def target(grant: Project, **values) -> Target:
    said = {"words": "Twelve managers.", "role": "manager", "number": 12, "rule_code": "project"}
    return add_target(project=grant, by=None, at=AT, **said | values)


def standing(grant: Project) -> queries.Standing:
    (found,) = queries.targets_of(grant, TODAY, NOW)
    return found


def test_a_target_counts_its_role_place_and_period(programme, grant):
    def completed(country: str, day: date, **more) -> None:
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        place(programme, country=country, project=grant, completed_at=moment, **more)

    completed("ES", date(2013, 2, 1))
    completed("ES", date(2013, 4, 1))
    completed("AT", date(2013, 2, 1))
    completed("ES", date(2013, 2, 1), role="instructor")
    place(programme, country="ES", completed_at=datetime(2013, 2, 1, 9, tzinfo=UTC))
    target(grant, country="ES", number=3, last_day=date(2013, 3, 31))
    found = standing(grant)
    assert (found.achieved, found.gap, found.percent) == (1, 2, 33)
    rule = found.rule
    assert queries.units_of(found.target, rule, TODAY).count() == found.achieved


def test_a_region_holds_those_within_it_of_its_version(programme, grant):
    whole, within, other = (
        register_region(code=code, nuts_version=version, name=code, country="ES")
        for code, version in (("ES5", 2010), ("ES51", 2010), ("ES51", 2013))
    )
    for region in (within, other):
        where = place(
            programme,
            country="ES",
            project=grant,
            completed_at=datetime(2013, 2, 1, 9, tzinfo=UTC),
        )
        type(where).objects.filter(pk=where.pk).update(region=region)
    target(grant, region=whole, number=3)
    assert standing(grant).achieved == 1


def test_what_runs_is_in_progress_and_forecast_by_what_closed_trainings_brought(programme, grant):
    running = training(programme=programme, project=grant)
    for _each in range(10):
        participant(running, project=grant)
    target(grant)
    assert standing(grant).coming is None
    for number in range(3):
        closed_training(
            programme,
            trainers=[PersonFactory()],
            completed=[PersonFactory() for _ in range(4)],
            not_completed=[PersonFactory()],
            day=date(2012, 5, 1 + number),
        )
    found = standing(grant)
    assert found.in_progress == 10
    assert (found.seen.completed.took_part, found.seen.completed.completed) == (15, 12)
    assert (found.coming.low, found.coming.high) == (5, 10)
    assert (found.expected_gap.low, found.expected_gap.high) == (2, 7)
    assert (found.trainers_needed.low, found.trainers_needed.high) == (2, 2)


def test_instructors_whose_accreditation_ends_before_the_target_are_subtracted(programme, grant):
    for months in (6, 36):
        certificate = accredited(programme=programme, on=date(2013, 2, 1), valid_months=months)
        place(
            programme,
            person=certificate.person,
            role="instructor",
            project=grant,
            completed_at=datetime(2013, 1, 15, 9, tzinfo=UTC),
        )
    target(grant, role="instructor", number=2)
    found = standing(grant)
    assert (found.achieved, found.ending) == (2, 1)


def test_a_target_is_added_once_and_ended_with_a_reason(grant, programme, administrator):
    first = target(grant)
    assert target(grant) == first
    with pytest.raises(Refused, match="Say why"):
        end_target(target=first, reason=" ", by=administrator, at=NOW)
    end_target(target=first, reason="Amendment 2.", by=administrator, at=NOW)
    end_target(target=first, reason="Again.", by=administrator, at=NOW)
    assert Target.objects.get().end_reason == "Amendment 2."
    assert target(grant) != first
    assert Event.objects.filter(name="targets.target_ended").count() == 1


@pytest.mark.parametrize(
    "values", [{"number": 0}, {"words": ""}, {"role": "king"}, {"rule_code": "none"}]
)
def test_what_cannot_be_promised_is_refused(grant, programme, values):
    with pytest.raises((ValidationError, Refused)):
        target(grant, **values)


def test_the_database_refuses_a_target_of_nobody(grant, programme):
    found = target(grant)
    with pytest.raises(IntegrityError):
        Target.objects.filter(pk=found.pk).update(number=0)


def test_only_administrators_change_targets(grant, programme):
    with pytest.raises(Refused):
        add_target(
            project=grant,
            by=officer(),
            at=AT,
            words="x",
            role="manager",
            number=1,
            rule_code="project",
        )


def test_one_partner_leads(grant):
    lead, other = OrganisationFactory(), OrganisationFactory()
    for _each in range(2):
        name_partner(project=grant, organisation=lead, role="lead", by=None, at=AT)
    name_partner(project=grant, organisation=other, role="partner", by=None, at=AT)
    with pytest.raises(Refused, match="leads this project"):
        name_partner(project=grant, organisation=other, role="lead", by=None, at=AT)
    assert [each.role for each in grant.partners.all()] == ["lead", "partner"]


def test_a_partner_goes_and_the_journal_says_who_it_was(grant, administrator, client_of):
    gone = OrganisationFactory()
    partner = name_partner(project=grant, organisation=gone, role="partner", by=None, at=AT)
    address = reverse("targets:partner_gone", args=[grant.pk, partner.pk])
    client = client_of(administrator)
    assert "Remove" in client.get(reverse("targets:project", args=[grant.pk])).content.decode()
    client.post(address)
    assert not grant.partners.exists()
    event = Event.objects.get(name="deliveries.partner_removed", subject_id=grant.pk)
    assert event.payload == {"organisation": gone.pk, "role": "partner"}
    assert client.post(address).status_code == 404


def test_coordinators_open_their_projects_alone(grant, programme, client_of):
    coordinator = PersonFactory(roles=["coordinator"])
    other = project("P2", date(2012, 1, 1), date(2013, 12, 31))
    name_coordinator(project=grant, person=coordinator, by=None, at=AT)
    promised, hidden = target(grant), target(other)
    client = client_of(coordinator)
    shown = client.get(reverse("targets:projects")).content.decode()
    assert "P1" in shown
    assert "P2" not in shown
    assert client.get(reverse("targets:project", args=[grant.pk])).status_code == 200
    assert client.get(reverse("targets:project", args=[other.pk])).status_code == 404
    for each, status in ((promised, 200), (hidden, 404)):
        address = reverse("targets:target", args=[each.project_id, each.uid])
        assert client.get(address).status_code == status
    assert client.get(reverse("targets:target", args=[grant.pk, hidden.uid])).status_code == 404


def test_an_administrator_keeps_projects_partners_and_targets(programme, administrator, client_of):
    client = client_of(administrator)
    said = {
        "code": "P7",
        "title": "Seven",
        "grant_number": "EIE-7",
        "call": "CIP 2012",
        "amount_euro": "59000",
        "retention_years": "3",
        "starts_on": "2012-01-01",
        "ends_on": "2013-12-31",
        "zone": "Europe/Madrid",
    }
    wrong = client.post(reverse("targets:new"), said | {"ends_on": "2011-01-01"})
    assert wrong.status_code == 422
    client.post(reverse("targets:new"), said)
    found = Project.objects.get(code="P7")
    assert (found.grant_number, found.amount_euro) == ("EIE-7", 59000)
    client.post(reverse("targets:change", args=[found.pk]), said | {"ends_on": "2014-01-31"})
    changed = Event.objects.filter(name="deliveries.project_changed").latest("pk")
    assert changed.payload["before"]["ends_on"] == "2013-12-31"
    page = client.get(reverse("targets:project", args=[found.pk])).content.decode()
    assert "known as 1 January 2012 – 31 December 2013, Europe/Madrid" in page
    named = {"organisation": "Leather cluster", "country": "ES", "role": "lead"}
    client.post(reverse("targets:partner", args=[found.pk]), named)
    promised = {
        "words": "3 managers from Spain",
        "role": "manager",
        "number": "3",
        "country": "ES",
        "mode": "any",
        "rule_code": "project",
    }
    add = reverse("targets:add", args=[found.pk])
    assert client.post(add, promised | {"number": "0"}).status_code == 422
    client.post(add, promised)
    shown = client.get(reverse("targets:project", args=[found.pk])).content.decode()
    for words in ("3 managers from Spain", "Leather cluster", "EIE-7", "0 of 3"):
        assert words in shown
    one = Target.objects.get()
    client.post(reverse("targets:end", args=[found.pk, one.uid]), {"reason": "Amended."})
    assert "Amended." in client.get(reverse("targets:project", args=[found.pk])).content.decode()
