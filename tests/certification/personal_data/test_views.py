"""My data: what is held, why, until when; a copy; being removed (R57, R59)."""

import io
import json
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.urls import reverse

from certification.personal_data.held import GROUPS
from certification.personal_data.models import ErasureRequest
from courses.deliveries.models import Project
from lms.people.models import Person
from tests.factories.people import PersonFactory
from tests.factories.personal_data import ADDRESS, FAMILY, GIVEN, somebody_everywhere

pytestmark = pytest.mark.django_db
MINE = reverse("personal_data:mine")
OURS = {"lms", "courses", "certification"}
# Views of what is listed, and of merges.
OF_OTHERS = {"certification.CompletedPlace", "certification.CompletedPlaceThen", "lms.KnownAs"}


def test_r57_no_table_about_a_person_is_left_out():
    listed = {label for group in GROUPS for label in group.tables} | OF_OTHERS
    about = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.concrete_fields
        if field.name in {"person", "observed"} and field.related_model is Person
    }
    assert about - listed == set()


def test_r57_what_is_held_until_when_and_a_copy_of_it(
    tmp_path, deliver_all, client_of, django_assert_num_queries
):
    person = somebody_everywhere(tmp_path, deliver_all)
    Project.objects.update(final_payment_on="2025-06-30", retention_years=3)
    client = client_of(person)
    client.get(MINE)
    with django_assert_num_queries(70):
        text = client.get(MINE).content.decode()
    assert "30 June 2028" in text
    assert "Past trainings that projects reported" in text

    answer = client.post(reverse("personal_data:copy"))

    archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    told = json.loads(archive.read("data.json"))
    assert told["account"]["tables"]["lms.Person"][0]["last_name"] == FAMILY
    assert "password" not in told["account"]["tables"]["lms.Person"][0]
    records = told["records"]["tables"]["certification.RecordVersion"]
    assert {(each["given_name"], each["email"]) for each in records} == {(GIVEN, ADDRESS)}
    assert "Berg" not in archive.read("data.json").decode()
    assert len(told["certificates"]["tables"]["certification.Certificate"]) == 2


def test_r59_asked_for_refused_asked_again_and_carried_out(client_of, client):
    person, by = PersonFactory(), PersonFactory(roles=["administrator"])
    page = reverse("personal_data:person", args=[person.public_id])
    client_of(person).post(reverse("personal_data:ask"))
    client_of(person).post(reverse("personal_data:take_back"))
    client_of(person).post(reverse("personal_data:ask"))
    client_of(person).post(reverse("personal_data:ask"))
    assert ErasureRequest.objects.open().count() == 1
    assert str(person) in client_of(by).get(reverse("personal_data:requests")).content.decode()
    assert client.post(page, {"answer": "refuse"}).status_code == 422
    client.post(page, {"answer": "refuse", "reason": "A dispute goes on."})
    assert "A dispute goes on." in client_of(person).get(MINE).content.decode()
    client_of(person).post(reverse("personal_data:ask"))
    client_of(by).post(page, {"answer": "erase", "reason": "Asked here."})
    person.refresh_from_db()
    assert person.erased_at is not None
    assert "Removed on" in client.get(page).content.decode()
    outcomes = ErasureRequest.objects.filter(person=person).values_list("outcome", flat=True)
    assert list(outcomes) == ["taken back", "refused", "erased"]
    client.logout()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(MINE).status_code == 302
