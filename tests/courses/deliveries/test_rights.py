"""Rights to teach follow an accreditation, and deliveries carry what is looked into (R31, R33)."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.deliveries.actions import keep_teaching_authority, mark_delivery
from courses.deliveries.models import DeliveryMark, TeachingAuthority
from courses.deliveries.queries import marks_of
from courses.deliveries.rules import why_not
from lms.journal.models import Event
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAYS = {
    "valid_from": date(2026, 1, 1),
    "valid_through": date(2026, 12, 31),
    "suspended_from": None,
    "suspended_through": None,
}


def kept(person, programme, **days) -> TeachingAuthority:
    return keep_teaching_authority(
        person=person,
        programme=programme,
        module=None,
        source="certificate X",
        by=None,
        at=AT,
        **(DAYS | days),
    )


def test_r31_a_right_is_made_once_and_follows_its_accreditation():
    person, programme = PersonFactory(), programme_page()
    assert kept(person, programme) == kept(person, programme)
    changed = kept(person, programme, valid_through=date(2029, 12, 31))
    assert TeachingAuthority.objects.get() == changed
    assert TeachingAuthority.objects.get().valid_through == date(2029, 12, 31)
    names = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert names[-2:] == ["deliveries.authority_given", "deliveries.authority_changed"]


moments = st.none() | st.dates(date(2026, 3, 1), date(2026, 10, 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=moments, last=moments, day=st.dates(date(2025, 12, 1), date(2027, 2, 1)))
def test_r33_the_database_and_the_rule_say_the_same_of_a_suspension(first, last, day):
    if last is not None and (first is None or last < first):
        last = None
    TeachingAuthority.objects.all().delete()
    person = PersonFactory()
    authority = kept(person, programme_page(), suspended_from=first, suspended_through=last)
    held = TeachingAuthority.objects.valid_on(day).filter(pk=authority.pk).exists()
    assert held is (why_not(authority, day) == "")


def marked(delivery, state, cause="withdrawal 1", **fields) -> DeliveryMark:
    trainer = fields.get("trainer") or PersonFactory()
    return mark_delivery(
        delivery=delivery, cause=cause, trainer=trainer, state=state, by=None, at=AT
    )


def test_r33_of_each_cause_the_mark_set_last_stands(django_assert_num_queries):
    delivery, other = training(), training()
    first = marked(delivery, "to decide")
    assert marked(delivery, "to decide") == first
    newest = marked(delivery, "investigated")
    second = marked(delivery, "to decide", cause="withdrawal 2")
    with django_assert_num_queries(1):
        found = marks_of([delivery.pk, other.pk])
    assert found == {delivery.pk: [newest, second], other.pk: []}
    assert Event.objects.filter(name="deliveries.marked").count() == 3


def test_r33_the_mark_is_seen_by_who_teaches_and_not_by_others(client_of):
    programme = programme_page()
    lead = trainer_of(programme)
    delivery = training(programme=programme, lead=lead)
    marked(delivery, "investigated", trainer=lead)
    url = reverse("deliveries:delivery", args=[delivery.uid])
    words = "under investigation"
    assert words in client_of(lead).get(url).content.decode()
    guest = PersonFactory()
    delivery.enrolments.create(
        person=guest, programme=programme, role="manager", country="AT", enrolled_at=AT
    )
    page = client_of(guest).get(url)
    assert page.status_code == 200
    assert words not in page.content.decode()
