"""Pages of observations: whom one may observe, saving on a bad connection, signing, who sees it."""

import uuid

import pytest
from django.urls import reverse

from courses.deliveries.models import Session
from courses.enrolment.actions import give_role
from courses.observations.models import Observation
from tests.factories.courses import AT
from tests.factories.deliveries import trainer_of, training
from tests.factories.fieldwork import MET, observation, programme_with_form
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def address(name, form):
    return reverse(f"observations:{name}", args=[form.uid])


def filled(form, **changes):
    said = {
        "key": uuid.uuid4(),
        "sign_key": uuid.uuid4(),
        "based_on": form.version,
        "level-O1": 3,
        "level-O2": 2,
        "remark-O2": "Told a lot",
        "summary": "Well prepared",
    }
    return said | changes


@pytest.fixture
def form():
    return observation()


def test_r37_whom_one_may_not_observe_is_said_before(client_of):
    programme = programme_with_form()
    observed, observer, late = PersonFactory(), trainer_of(programme), PersonFactory()
    session = training(programme=programme, lead=observed).sessions.first()
    for person in (observer, late):
        give_role(sessions=[session], person=person, role="observer", by=observed, at=AT)
    page = reverse("observations:begin", args=[session.uid])
    assert client_of(PersonFactory()).get(page).status_code == 404
    sent = {"key": uuid.uuid4(), "observed": observed.pk}
    client = client_of(late)
    assert "no right to teach this module is on record" in client.get(page).content.decode()
    assert client.post(page, sent).status_code == 422
    client = client_of(observer)
    Session.objects.filter(pk=session.pk).update(starts_at=AT)
    for _ in range(2):
        assert client.post(page, sent).status_code == 302
    assert Observation.objects.get().observed == observed
    assert "Open the observation" in client.get(page).content.decode()
    assert client.post(page, sent | {"observed": late.pk}).status_code == 422


def test_without_a_script_the_whole_form_is_saved_and_nothing_lost(client_of, form):
    client = client_of(form.observer)
    assert client.post(address("save", form), filled(form)).status_code == 302
    form.refresh_from_db()
    assert (form.levels, form.remarks) == ({"O1": 3, "O2": 2}, {"O2": "Told a lot"})
    answer = client.post(address("save", form), filled(form, based_on=0, summary="Mine"))
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "saved elsewhere since" in content
    assert "Mine" in content


def test_a_save_sent_twice_changes_nothing_and_an_older_copy_is_told(client_of, form):
    client, json = client_of(form.observer), {"headers": {"accept": "application/json"}}
    sent = filled(form)
    for _ in range(2):
        assert client.post(address("save", form), sent, **json).json() == {"version": 1}
    answer = client.post(address("save", form), filled(form), **json)
    assert answer.status_code == 409
    said = answer.json()
    assert (said["code"], said["version"]) == ("older_copy", 1)
    answer = client.post(address("save", form), filled(form, **{"level-O1": "x"}), **json)
    assert answer.status_code == 409
    assert client.post(address("save", form), {}, **json).json()["code"] == "unclear"


def test_the_observer_signs_what_the_page_holds_then_the_observed(client_of, form):
    observed = client_of(form.observed)
    assert observed.get(address("observation", form)).status_code == 404
    observer = client_of(form.observer)
    answer = observer.post(address("sign", form), filled(form, **{"level-O2": ""}))
    assert answer.status_code == 422
    assert "Asks rather than tells needs a level." in answer.content.decode()
    form.refresh_from_db()
    assert observer.post(address("sign", form), filled(form)).status_code == 302
    client = client_of(form.observed)
    content = client.get(address("observation", form)).content.decode()
    assert "Told a lot" in content
    assert 'name="level-O1"' not in content
    sent = {"sign_key": uuid.uuid4(), "comment": "Thank you"}
    for _ in range(2):
        assert client.post(address("sign", form), sent).status_code == 302
    content = client_of(form.observer).get(address("observation", form)).content.decode()
    assert "Thank you" in content
    assert "not every criterion met" in content
    assert client.post(address("save", form), filled(form)).status_code == 422


def test_strangers_find_nothing_and_who_runs_the_delivery_reads_it_when_signed(client_of, form):
    runs = form.session.delivery.created_by
    page = address("observation", form)
    for person in (PersonFactory(), runs):
        assert client_of(person).get(page).status_code == 404
    client_of(form.observer).post(address("sign", form), filled(form))
    assert client_of(PersonFactory()).get(page).status_code == 404
    client = client_of(runs)
    assert client.get(page).status_code == 200
    assert str(form.observed) in client.get(reverse("observations:observations")).content.decode()


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_thirty(
    client_of, django_assert_max_num_queries
):
    form = observation(levels=MET)
    client, page = client_of(form.observer), reverse("observations:observations")
    client.get(page)
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200
    Observation.objects.bulk_create(
        Observation(
            uid=uuid.uuid4(),
            session=form.session,
            observed=PersonFactory(),
            observer=form.observer,
            form=form.form,
            began_at=AT,
        )
        for _ in range(30)
    )
    with django_assert_max_num_queries(12):
        assert "Page 1 of 2" in client.get(page).content.decode()
