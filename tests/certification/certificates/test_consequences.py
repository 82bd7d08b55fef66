"""Before and after an accreditation goes, what rests on it is shown and decided one by one (R33, R34)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from certification.certificates.actions import decide_case, restore, withdraw
from certification.certificates.consequences import cases_of, consequences_of, open_cases
from certification.certificates.models import CaseDecision, Certificate, DeliveryCase, StatusEvent
from certification.certificates.queries import status_of
from courses.deliveries.models import DeliveryMark
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.certificates import LABEL, issued, noon, officer
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, trainer_of, training

pytestmark = pytest.mark.django_db
MARCH, MAY, TODAY = date(2026, 3, 9), date(2026, 5, 4), date(2026, 4, 15)
WHY = "The accreditation rested on a forged record."


@pytest.fixture
def programme():
    return programme_page()


@pytest.fixture
def accredited(programme, deliver_all) -> Certificate:
    """Of a trainer who taught in March and will teach in May."""
    certificate = issued(
        on=date(2026, 1, 5),
        programme=programme,
        code="cluster-excellence-manager",
        gives_right_to_teach=True,
        **LABEL,
    )
    deliver_all()
    for title, first in (("In March", MARCH), ("In May", MAY)):
        training(programme=programme, lead=certificate.person, title=title, first_days=[first])
    return certificate


@pytest.fixture
def participants(programme, accredited) -> list[Certificate]:
    """Two certificates from the training of March."""
    march = accredited.person.session_roles.first().session.delivery
    places = [participant(march) for _ in range(2)]
    return [issued(on=TODAY - timedelta(days=9), place=place) for place in places]


def titles(rows) -> list[str]:
    return [row.delivery.title for row in rows]


def test_r34_what_was_taught_and_what_is_to_come_from_a_day_on(accredited, participants):
    found = consequences_of(accredited, date(2026, 3, 1), TODAY)
    assert titles(found.to_decide) == ["In March"]
    assert found.to_decide[0].certificates == 2
    assert [(row.delivery.title, covered) for row, covered in found.to_replace] == [
        ("In May", False)
    ]
    later = consequences_of(accredited, TODAY, TODAY)
    assert later.to_decide == []
    assert titles(row for row, _covered in later.to_replace) == ["In May"]
    part = consequences_of(accredited, MARCH + timedelta(days=3), TODAY)
    assert len(part.to_decide[0].between) == 2  # of five sessions


def test_r32_a_session_that_somebody_else_may_teach_needs_nobody_new(programme, accredited):
    other = trainer_of(programme)
    may = accredited.person.session_roles.last().session.delivery
    for session in may.sessions.all():
        session.roles.create(person=other, role="co-trainer", given_at=noon(TODAY))
    ((_row, is_covered),) = consequences_of(accredited, TODAY, TODAY).to_replace
    assert is_covered


def withdrawn(accredited, by, since: date = date(2026, 3, 1)) -> StatusEvent:
    return withdraw(certificate=accredited, effective_on=since, reason=WHY, by=by, at=noon(TODAY))


def test_r34_each_delivery_taught_since_is_listed_and_nothing_changes(accredited, participants):
    withdrawn(accredited, officer())
    (case,) = open_cases()
    assert case.delivery.title == "In March"
    assert DeliveryMark.objects.get().state == "to decide"
    assert all(status_of(each, TODAY).is_valid for each in participants)
    assert Event.objects.filter(name="certificates.case_opened").count() == 1


def test_r33_a_withdrawal_from_today_on_opens_no_case(accredited):
    withdrawn(accredited, officer(), since=TODAY)
    assert not DeliveryCase.objects.exists()


def test_r34_a_case_is_decided_with_a_reason_and_the_delivery_is_marked(accredited, participants):
    by = officer()
    withdrawn(accredited, by)
    case = DeliveryCase.objects.get()
    said = {"case": case, "by": by, "at": noon(TODAY)}
    decide_case(outcome="investigated", reason="The roster is being read.", **said)
    assert [each.pk for each in open_cases()] == [case.pk]
    with pytest.raises(Refused):
        decide_case(outcome="investigated", reason="Again.", **said)
    with pytest.raises(Refused):
        decide_case(outcome="forgotten", reason="Again.", **said)
    decide_case(outcome="stands", reason="The co-trainer held the right.", **said)
    assert list(open_cases()) == []
    assert list(DeliveryMark.objects.newest().values_list("state", flat=True)) == ["stands"]
    assert all(status_of(each, TODAY).is_valid for each in participants)
    assert CaseDecision.objects.count() == 2


def test_r50_when_the_withdrawal_is_undone_what_was_taught_stands(accredited):
    by = officer()
    event = withdrawn(accredited, by)
    restore(event=event, reason="The appeal was right.", by=by, at=noon(TODAY))
    assert list(open_cases()) == []
    (case,) = cases_of(accredited)
    assert [each.outcome for each in case.decisions.all()] == ["stands"]


def page_of(client, name, *args, **data):
    url = reverse(f"certificates:{name}", args=args)
    return client.post(url, data) if data else client.get(url)


def test_r33_the_page_shows_what_rests_on_it_before_anything_is_done(client_of, accredited):
    client = client_of(officer())
    args = (accredited.number, "withdraw")
    before = page_of(client, "change", *args).content.decode()
    assert "What rests on it" in before
    look = page_of(client, "change", *args, effective_on="2026-03-01", reason="", look="1")
    text = look.content.decode()
    assert look.status_code == 200
    assert "In March" in text
    assert not StatusEvent.objects.filter(kind="withdrawn").exists()


def test_r34_the_pages_of_a_case(client_of, accredited, participants):
    by = officer()
    withdrawn(accredited, by)
    client = client_of(by)
    case = DeliveryCase.objects.get()
    assert "In March" in page_of(client, "cases").content.decode()
    text = page_of(client, "case", case.pk).content.decode()
    for each in participants:
        assert each.current.holder_name in text
    assert page_of(client, "case", case.pk, outcome="stands", reason=" ").status_code == 422
    done = page_of(client, "case", case.pk, outcome="stands", reason="A co-trainer held it.")
    assert done.status_code == 302
    assert "A co-trainer held it." in page_of(client, "case", case.pk).content.decode()
    assert "Nothing waits" in page_of(client, "cases").content.decode()
