"""Versions are appended; what certificates rest on is never changed (R41, R51)."""

from datetime import date, timedelta

import pytest

from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.certification import scheme_data
from tests.factories.courses import AT, programme_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def data():
    return scheme_data(programme_page(), ["M1"])


def install(data, at=AT) -> Scheme:
    return install_scheme(data=data, by=None, at=at)


def edited(data, **changes):
    """The same scheme with its only version changed."""
    return data | {"versions": [data["versions"][0] | changes]}


def refusal(data) -> Refused:
    with pytest.raises(Refused) as refused:
        install(data)
    return refused.value


def names() -> list[str]:
    return list(Event.objects.filter(name__startswith="schemes.").values_list("name", flat=True))


def test_a_scheme_is_installed_once_with_its_events(data):
    assert install(data) == install(data)
    assert names() == ["schemes.scheme_installed", "schemes.version_installed"]
    assert (SchemeVersion.objects.count(), CertificateType.objects.count()) == (1, 2)
    assert Requirement.objects.count() == 2


def test_a_new_version_leaves_the_old_one_as_it_is(data):
    install(data)
    second = data["versions"][0] | {"number": 2, "issuer_name": "New name"}
    install(data | {"versions": [*data["versions"], second]})
    issuers = SchemeVersion.objects.order_by("number").values_list("issuer_name", flat=True)
    assert list(issuers) == ["Example Foundation", "New name"]


def test_mistakes_are_refused_with_their_places_and_nothing_is_installed(data):
    first = data["versions"][0]
    broken = first | {"number": 2, "certificate_types": [{"code": "x"}]}
    refused = refusal(data | {"versions": [first, broken]})
    assert refused.code == "bad_scheme"
    assert "versions[1].certificate_types[0].title: It is missing." in refused.sentence.splitlines()
    assert Scheme.objects.count() == SchemeVersion.objects.count() == 0


def test_a_programme_that_is_not_there_is_refused(data):
    assert refusal(data | {"programme": "elsewhere"}).code == "no_programme"
    assert Scheme.objects.count() == 0


def test_r51_an_edited_version_needs_a_new_number(data):
    install(data)
    types = [row | {"title": "Edited"} for row in data["versions"][0]["certificate_types"]]
    refused = refusal(edited(data, certificate_types=types, issuer_name="Edited"))
    assert (refused.code, refused.rule) == ("version_changed", "R51")
    assert refused.sentence == (
        "versions[0]: Version 1 is installed and says something else in issuer_name, "
        "certificate_types[0].title, certificate_types[1].title. "
        "Certificates rest on it; give the edited version a new number."
    )
    assert set(CertificateType.objects.values_list("title", flat=True)).isdisjoint({"Edited"})


@pytest.mark.parametrize(("field", "value"), [("title", "Renamed"), ("zone", "Asia/Tokyo")])
def test_r26_an_installed_scheme_keeps_its_title_and_zone(data, field, value):
    install(data)
    refused = refusal(data | {field: value})
    assert (refused.code, refused.rule) == ("scheme_changed", "R26")
    assert refused.sentence.startswith(f"{field}: The scheme")


def test_r51_an_open_end_may_be_set_once_and_says_so(data):
    install(data)
    ended = edited(data, valid_until="2030-01-01")
    assert install(ended) == install(ended)
    assert SchemeVersion.objects.get().valid_until == date(2030, 1, 1)
    assert names().count("schemes.version_ended") == 1
    for other in ({"valid_until": "2031-01-01"}, {"valid_until": None}):
        assert refusal(edited(data, **other)).code == "version_changed"


@pytest.mark.parametrize(("days", "is_refused"), [(0, True), (-400, True), (1, False)])
def test_r51_an_installed_version_does_not_end_in_the_past(data, days, is_refused):
    install(data)
    ended = edited(data, valid_until=(AT.date() + timedelta(days=days)).isoformat())
    if is_refused:
        assert refusal(ended).code == "end_in_the_past"
    install(ended) if not is_refused else None
    assert (SchemeVersion.objects.get().valid_until is None) is is_refused
