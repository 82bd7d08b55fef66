"""The demonstration has labels that were renewed until today, and trainers who agreed to be listed."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from certification.counts.queries import labelled
from certification.labels.models import OrganisationLabel
from certification.registers.models import TeachingLanguage
from lms.demo.cast import ADMINISTRATOR, open_account
from lms.demo.organisations import register_organisations
from lms.demo.registers import agree_to_be_listed
from lms.people.models import Consent
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_r44_one_organisation_in_twenty_renewed_and_the_figures_stay():
    administrator = open_account(ADMINISTRATOR, by=None, at=datetime(2010, 1, 1, tzinfo=UTC))
    register_organisations(by=administrator, now=NOW)
    counted = [labelled(level, NOW.date()).count() for level in ("bronze", "gold")]
    assert counted == [450, 15]
    turns = set(OrganisationLabel.objects.values_list("turn", flat=True))
    assert turns == {"first", "early", "late"}
    assert OrganisationLabel.objects.valid_on(NOW.date()).exists()
    assert not OrganisationLabel.objects.filter(awarded_on__gt=NOW.date()).exists()


def test_r56_most_trainers_agreed_and_some_did_not():
    trainers = PersonFactory.create_batch(10)
    employer = dict.fromkeys((each.pk for each in trainers), OrganisationFactory(country="CZ"))
    history = SimpleNamespace(
        instructors=[trainers[:8]],
        faculty=SimpleNamespace(teachers=[trainers[8]], tutors=[]),
        instructor=trainers[9],
        cast=SimpleNamespace(employer=employer),
    )
    agree_to_be_listed(history, NOW)
    standing = Consent.objects.standing()
    assert standing.filter(purpose="register").count() == 8
    assert 0 < standing.filter(purpose="map").count() < 8
    assert set(TeachingLanguage.objects.values_list("language", flat=True)) == {"en", "cs"}
