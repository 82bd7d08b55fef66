"""Which version of the material a delivery uses: kept until somebody goes over to a newer one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attempts.models import Attempt
from courses.catalogue.models import LessonPage
from courses.deliveries.actions import use_newer_material
from courses.deliveries.overview import material_of
from courses.deliveries.queries import lesson_revisions
from courses.progress.queries import reader_of
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import enrolment, modules_of, programme_page
from tests.factories.deliveries import participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_page(modules=2)


@pytest.fixture
def lead(programme):
    return trainer_of(programme)


@pytest.fixture
def delivery(programme, lead):
    return training(programme=programme, lead=lead)


@pytest.fixture
def lesson(programme):
    return LessonPage.objects.child_of(modules_of(programme)[0]).get()


def publish(page, title="Newer words"):
    page.title = title
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def go_over(delivery, by, reason="The figures are those of this year"):
    return use_newer_material(
        taught=delivery.modules.get(), reason=reason, by=by, at=timezone.now()
    )


def read_by(place, lesson):
    module = modules_of(place.programme)[0]
    return reader_of(lesson, module, place).reading


def test_r31_a_running_delivery_keeps_its_version_until_somebody_goes_over(delivery, lead, lesson):
    place = participant(delivery)
    other = enrolment(programme=place.programme)
    first = lesson.live_revision_id
    newer = publish(lesson).live_revision_id
    assert (read_by(place, lesson).revision_id, read_by(other, lesson).revision_id) == (
        first,
        newer,
    )
    assert [line.has_newer for line in material_of(delivery)] == [True]
    version = go_over(delivery, lead)
    assert (version.number, version.reason) == (2, "The figures are those of this year")
    assert read_by(place, lesson).revision_id == newer
    assert [line.has_newer for line in material_of(delivery)] == [False]
    assert delivery.modules.get().versions.first().lessons.get().revision_id == first
    assert Event.objects.filter(name="deliveries.material_changed").count() == 1


def test_who_began_a_lesson_goes_on_and_may_ask_for_the_version_of_the_delivery(
    client_of, delivery, lead, lesson
):
    place = participant(delivery)
    first = lesson.live_revision_id
    client = client_of(place.person)
    address = reverse("progress:lesson", args=[lesson.pk])
    client.get(address)
    second = publish(lesson, "Second words").live_revision_id
    assert "There is a newer one" not in client.get(address).content.decode()
    go_over(delivery, lead)
    publish(lesson, "Third words")
    assert "There is a newer one" in client.get(address).content.decode()
    assert read_by(place, lesson).revision_id == first
    client.post(reverse("progress:newer", args=[lesson.pk]))
    assert read_by(place, lesson).revision_id == second
    assert "Second words" in client.get(address).content.decode()


def test_going_over_twice_is_once_and_needs_a_reason(delivery, lead, lesson):
    publish(lesson)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "reason_missing"):
        go_over(delivery, lead, reason=" ")
    assert go_over(delivery, lead) == go_over(delivery, lead, reason="")
    assert delivery.modules.get().versions.count() == 2


def test_only_who_runs_it_goes_over_and_not_when_it_is_called_off(delivery, lead, lesson):
    publish(lesson)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "not_yours"):
        go_over(delivery, PersonFactory())
    delivery.cancelled_at = timezone.now()
    delivery.save()
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "cancelled"):
        go_over(delivery, lead)


def test_the_page_of_the_delivery_shows_it_and_leads_to_it(client_of, delivery, lead, lesson):
    publish(lesson)
    taught = delivery.modules.get()
    page = reverse("deliveries:delivery", args=[delivery.uid])
    address = reverse("deliveries:newer_material", args=[delivery.uid, taught.pk])
    assert address not in client_of(participant(delivery).person).get(page).content.decode()
    client = client_of(lead)
    assert address in client.get(page).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Corrected figures"})
    shown = client.get(page).content.decode()
    assert "Corrected figures" in shown
    assert address not in shown


def test_an_attempt_keeps_the_module_page_that_the_delivery_uses(client_of, delivery, lead):
    place = participant(delivery)
    module = delivery.modules.get().module
    first = module.live_revision_id
    publish(module, "A module with other words")
    client_of(place.person).post(reverse("attempts:start", args=[module.pk]))
    assert Attempt.objects.get().module_revision_id == first


def test_a_lesson_that_is_new_is_read_as_it_is_live(delivery, lesson):
    from tests.factories.courses import LessonPageFactory

    added = LessonPageFactory(parent=delivery.modules.get().module)
    publish(added)
    assert set(lesson_revisions(delivery.pk, [lesson, added])) == {lesson.pk}
    assert read_by(participant(delivery), added).revision_id == added.live_revision_id
