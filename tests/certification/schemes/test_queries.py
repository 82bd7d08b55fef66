"""Types that a rule may grant, by the day in the scheme's zone; what is met and what is missing."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType, Scheme, SchemeVersion
from certification.schemes.queries import automatic_types, candidate_file, type_for
from courses.analysis.actions import withdraw_result
from courses.attempts.actions import submit_attempt
from courses.progress.actions import record_completion
from tests.factories.certification import certificate_type, install, scheme_data
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

BOTH = ("module", "programme")


@pytest.fixture
def programme():
    return programme_page(modules=2)


def install_two(programme, zone: str) -> None:
    """Version 1 until the end of 2025, version 2 from 2026 on."""
    data = scheme_data(programme, ["M1", "M2"], zone=zone)
    first = data["versions"][0] | {"valid_until": "2026-01-01"}
    second = data["versions"][0] | {"number": 2, "valid_from": "2026-01-01"}
    install_scheme(data=data | {"versions": [first, second]}, by=None, at=AT)


def applying(place, at: datetime, scopes=BOTH) -> list[tuple[str, int]]:
    return [(row.code, row.version.number) for row in automatic_types(place, scopes, at)]


def test_each_type_once_for_those_it_is_for(programme):
    install(programme)
    manager = enrolment(programme=programme)
    instructor = enrolment(programme=programme, role="instructor")
    assert applying(manager, AT) == [("cluster-excellence-manager", 1), ("module-certificate", 1)]
    assert applying(instructor, AT) == [("module-certificate", 1)]
    assert applying(manager, AT, ["programme"]) == [("cluster-excellence-manager", 1)]


def test_schemes_of_other_programmes_are_not_asked(programme):
    install(programme_page())
    assert applying(enrolment(programme=programme), AT) == []


def test_r49_what_people_decide_is_not_granted_by_rule(programme):
    install(programme)
    CertificateType.objects.filter(code="module-certificate").update(is_automatic=False)
    assert applying(enrolment(programme=programme), AT) == [("cluster-excellence-manager", 1)]


@pytest.mark.parametrize(
    ("zone", "at", "version"),
    [
        ("Europe/Madrid", datetime(2025, 12, 31, 22, 59, tzinfo=UTC), 1),
        ("Europe/Madrid", datetime(2025, 12, 31, 23, 30, tzinfo=UTC), 2),
        ("UTC", datetime(2025, 12, 31, 23, 30, tzinfo=UTC), 1),
        ("America/Lima", datetime(2026, 1, 1, 3, 0, tzinfo=UTC), 1),
        ("America/Lima", datetime(2026, 1, 1, 5, 0, tzinfo=UTC), 2),
        ("Pacific/Kiritimati", datetime(2025, 12, 31, 10, 0, tzinfo=UTC), 2),
    ],
)
def test_r26_the_version_is_that_of_the_day_in_the_schemes_zone(programme, zone, at, version):
    install_two(programme, zone)
    place = enrolment(programme=programme)
    assert applying(place, at, ["module"]) == [("module-certificate", version)]


def test_r51_a_person_decides_where_the_version_of_admission_says_so(programme):
    install_two(programme, "UTC")
    first = CertificateType.objects.get(version__number=1, code="module-certificate")
    first.version.valid_until = None
    first.version.valid_from = AT.date().replace(year=2012)
    first.version.save()
    CertificateType.objects.filter(pk=first.pk).update(is_automatic=False)
    CertificateType.objects.filter(version__number=2).update(is_automatic=True)
    second = CertificateType.objects.get(version__number=2, code="module-certificate").version
    second.valid_from = AT.date().replace(year=2027)
    second.save()
    place = enrolment(programme=programme)
    assert applying(place, AT.replace(year=2028), ["module"]) == []


def test_the_types_need_one_query(programme, django_assert_num_queries):
    install_two(programme, "UTC")
    place = enrolment(programme=programme)
    with django_assert_num_queries(1):
        applying(place, AT)


def file_of(place, kind, scope):
    return candidate_file(person=place.person, certificate_type=kind, scope=scope, at=AT)


def test_r51_who_has_a_place_stays_with_its_version_and_others_take_the_newest(programme):
    install_two(programme, "UTC")
    SchemeVersion.objects.filter(number=1).update(valid_until="2027-01-01")
    scheme = Scheme.objects.get(programme=programme)
    place = enrolment(programme=programme)
    type(place).objects.update(enrolled_at=AT.replace(year=2025))
    found = [
        type_for(person, scheme, "module-certificate", AT.replace(month=9)).version.number
        for person in (place.person, PersonFactory())
    ]
    assert found == [1, 2]
    late = AT.replace(year=2028)
    assert type_for(place.person, scheme, "module-certificate", late).version.number == 2
    assert type_for(place.person, scheme, "no-such-type", AT) is None


def test_what_is_met_and_what_is_missing(programme):
    kind = certificate_type(programme, "cluster-excellence-manager")
    kind.requirements.update(parameters={"modules": ["M1", "M2"]})
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[1])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    completion = record_completion(result=attempt.results.get(), at=AT)
    file = file_of(place, kind, programme.code)
    assert not file.is_complete
    assert [each.missing for each in file.requirements] == [("M1",)]
    assert [each.facts["module"] for each in file.evidence] == ["M2"]
    assert completion.enrolment == place
    assert Scheme.objects.count() == 1


def test_r10_a_pass_that_was_withdrawn_meets_nothing(programme, deliver_all):
    kind = certificate_type(programme, "module-certificate")
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()
    assert file_of(place, kind, "M1").is_complete
    administrator = PersonFactory(roles=["administrator"])
    day = AT.date() + timedelta(days=1)
    withdraw_result(attempt=attempt, reason="Copied.", effective_on=day, by=administrator, at=AT)
    deliver_all()
    assert [each.missing for each in file_of(place, kind, "M1").requirements] == [("M1",)]
