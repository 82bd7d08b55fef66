"""A training that is going on, with its lead and two participants."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, trainer_of, training
from tests.factories.people import PersonFactory


@pytest.fixture
def programme(db):
    return programme_page()


@pytest.fixture
def lead(programme):
    return trainer_of(programme)


@pytest.fixture
def delivery(programme, lead):
    return training(programme=programme, lead=lead, capacity=40)


@pytest.fixture
def session(delivery):
    """The first session; it began ten minutes ago and lasts an hour."""
    found = delivery.sessions.first()
    found.starts_at = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
    found.save()
    return found


@pytest.fixture
def places(delivery):
    names = [("Ana", "Álvarez"), ("Bruno", "Berg")]
    people = [PersonFactory(first_name=first, last_name=last) for first, last in names]
    return [participant(delivery, person) for person in people]


@pytest.fixture
def scan_of_list():
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(kept, "PNG")
    return kept.getvalue()
