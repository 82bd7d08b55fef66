"""Accommodations: granted by administrators, true for resits, and in no report (R61)."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attempts.actions import (
    Measure,
    end_accommodation,
    grant_accommodation,
    start_attempt,
    submit_attempt,
)
from courses.attempts.models import Accommodation
from courses.catalogue.models import ModulePage
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.assessments import module_with
from tests.factories.counts import rules as counting_rules
from tests.factories.courses import enrolment, true_or_false_assessment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def place():
    assessment = true_or_false_assessment(time_limit_minutes=60, attempts_max=1, resit_wait_days=0)
    return enrolment(programme=module_with(assessment).get_parent().specific)


def assessment_of(place):
    return ModulePage.objects.child_of(place.programme).get().assessment


def more(**changes):
    return Measure(**{"valid_from": NOW.date(), "extra_time_percent": 37} | changes)


def grant(person, by, **changes):
    return grant_accommodation(person=person, measure=more(**changes), by=by, at=NOW)


def sit(place, at):
    attempt = start_attempt(
        enrolment=place, assessment=assessment_of(place), by=place.person, at=at
    )
    return submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)


def minutes_of(attempt) -> float:
    return (attempt.deadline_at - attempt.started_at) / MINUTE


def test_granting_the_same_twice_is_one_and_the_event_does_not_say_what(place, administrator):
    first = grant(place.person, administrator)
    assert grant(place.person, administrator) == first == Accommodation.objects.get()
    event = Event.objects.get(name="attempts.accommodation_granted")
    assert event.payload == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"extra_time_percent": 0}, "gives_nothing"),
        ({"valid_through": NOW.date() - DAY}, "ends_before_it_begins"),
    ],
)
def test_an_accommodation_gives_something_for_some_days(place, administrator, changes, code):
    with pytest.raises(Refused) as refused:
        grant(place.person, administrator, **changes)
    assert refused.value.code == code


@pytest.mark.parametrize("roles", [[], ["author"], ["officer"], ["auditor"]])
def test_r61_only_administrators_grant_and_end(place, administrator, roles):
    given = grant(place.person, administrator)
    other = PersonFactory(roles=roles)
    with pytest.raises(Refused):
        grant(place.person, other)
    with pytest.raises(Refused):
        end_accommodation(accommodation=given, by=other, at=NOW)


def test_r61_nobody_accommodates_themselves(administrator):
    with pytest.raises(Refused):
        grant(administrator, administrator)


def test_r61_it_survives_resits_until_it_is_ended(place, administrator):
    given = grant(place.person, administrator, extra_attempts=3)
    assert [round(minutes_of(sit(place, NOW + day * DAY)), 1) for day in (0, 1)] == [82.2, 82.2]
    for _again in range(2):
        end_accommodation(accommodation=given, by=administrator, at=NOW + 2 * DAY)
    with pytest.raises(Refused) as refused:
        sit(place, NOW + 3 * DAY)
    assert refused.value.code == "no_attempts_left"
    assert Event.objects.filter(name="attempts.accommodation_ended").count() == 1


def test_an_administrator_searches_grants_and_ends(client_of, administrator, place):
    page = reverse("attempts:accommodations")
    client = client_of(administrator)
    assert place.person.last_name in client.get(page, {"q": place.person.last_name}).text
    assert "Nobody is called that." in client.get(page, {"q": "nobody at all"}).text
    form = reverse("attempts:grant_accommodation", args=[place.person.public_id])
    assert client.get(form).status_code == 200
    empty = client.post(form, {"valid_from": NOW.date()})
    assert empty.status_code == 422
    assert "Say how much time, attempts or breaks to add." in empty.text
    fields = {"valid_from": NOW.date(), "extra_time_percent": "37", "assessment": ""}
    assert client.post(form, fields)["Location"] == page
    assert "37 % time" in client.get(page).text
    given = Accommodation.objects.get()
    client.post(reverse("attempts:end_accommodation", args=[given.pk]))
    assert "37 % time" not in client.get(page).text
    assert "37 % time" in client.get(page, {"all": "1"}).text


@pytest.mark.parametrize("people", [1, 4])
def test_the_list_takes_a_fixed_number_of_queries(
    client_of, administrator, people, django_assert_num_queries
):
    for _person in range(people):
        grant(PersonFactory(), administrator)
    client = client_of(administrator)
    client.get(reverse("attempts:accommodations"))
    with django_assert_num_queries(LIST):
        client.get(reverse("attempts:accommodations"))


LIST = 5


def reports_of(place, attempt) -> list[str]:
    """Reports, exports, analysis and the replay, as far as they need nothing but these."""
    code, version = assessment_of(place).code, attempt.questions.first().version_id
    uid, person = attempt.uid, place.person.public_id
    return [
        reverse("counts:trained"),
        reverse("counts:people"),
        reverse("counts:export", args=["csv"]),
        reverse("counts:not_counted"),
        reverse("counts:person", args=[person]),
        reverse("counts:attempt", args=[uid]),
        reverse("decisions:list"),
        reverse("decisions:withdrawn"),
        reverse("analysis:assessments"),
        reverse("analysis:assessment", args=[code]),
        reverse("analysis:export", args=[code]),
        reverse("analysis:question", args=[code, version]),
        reverse("analysis:attempts", args=[code]),
        reverse("analysis:regrade", args=[version]),
        reverse("analysis:runs"),
        reverse("analysis:replay", args=[uid]),
    ]


def body(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    streamed = getattr(answer, "streaming", False)
    text = (b"".join(answer.streaming_content) if streamed else answer.content).decode()
    main = re.search(r"<main.*</main>", text, re.DOTALL)
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", main[0] if main else text)


def without_times(text: str) -> str:
    """An answer may be given at 37 minutes past the hour."""
    return re.sub(r"\b\d\d:\d\d(:\d\d)?\b", "", text)


@pytest.mark.parametrize("role", ["administrator", "auditor", "author"])
def test_r61_no_report_export_analysis_or_replay_shows_an_accommodation(
    client_of, administrator, place, role
):
    counting_rules()
    grant(place.person, administrator, extra_attempts=13, break_minutes=171)
    attempt = sit(place, NOW)
    client = client_of(PersonFactory(roles=[role]))
    addresses = [
        address
        for address in reports_of(place, attempt)
        if client.get(address).status_code not in {403, 404}
    ]
    assert len(addresses) >= 6
    before = [body(client, address) for address in addresses]
    words = re.compile(r"accommodat|extra time|\b37\b|\b171\b|\b82\b", re.IGNORECASE)
    found = [
        (address, words.findall(without_times(text)))
        for address, text in zip(addresses, before, strict=True)
        if words.search(without_times(text.replace(str(attempt.uid), "")))
    ]
    assert found == []
    Accommodation.objects.all().update(extra_time_percent=99, break_minutes=99)
    assert [body(client, address) for address in addresses] == before
