"""The way to a certificate: what is met and missing, texts to sign, documents to hand in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.decisions.candidates import ways_of
from certification.decisions.models import Decision
from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType
from certification.schemes.papers.models import CandidatePaper, SignedAgreement
from tests.factories.certification import scheme_data
from tests.factories.courses import AT, enrolment, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
WAY = reverse("decisions:way")
TEXT = {"code": "promise", "title": "Promise", "text": "I teach the cases as they are."}


@pytest.fixture
def place():
    programme = programme_page()
    data = scheme_data(programme, ["M1"])
    data["versions"][0]["certificate_types"].append(
        {
            "code": "teacher",
            "title": "Teacher",
            "statement": "may teach.",
            "scope": "programme",
            "for_role": "manager",
            "kind": "certification",
            "requirements": [
                {"kind": "agreement_signed", "parameters": TEXT},
                {
                    "kind": "any",
                    "parameters": {
                        "of": [
                            {"kind": "programme_completed"},
                            {"kind": "evidence_documents", "parameters": {"kinds": ["diploma"]}},
                        ]
                    },
                },
            ],
        }
    )
    install_scheme(data=data, by=None, at=AT)
    return enrolment(programme=programme)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_it_shows_what_concerns_the_person_and_what_to_do_next(client_of, place):
    shown = words(client_of(place.person).get(WAY))
    assert "Cluster Excellence Manager" in shown
    assert "Take the test of M1." in shown
    assert "0 of 2 met." in shown
    assert "To sign: Promise" in shown
    assert "No certificate waits for you yet" in words(client_of(PersonFactory()).get(WAY))


def test_who_signs_and_hands_in_may_be_decided_about(client_of, place):
    client, officer = client_of(place.person), PersonFactory(roles=["officer"])
    seen = words(client.get(WAY)).split('name="seen" value="')[1][:64]
    client.post(reverse("decisions:sign"), {"code": "promise", "seen": seen})
    assert SignedAgreement.objects.get().text == TEXT["text"]
    file = SimpleUploadedFile("diploma.pdf", b"content")
    kind = f"{place.programme.code}:diploma"
    client.post(reverse("decisions:hand_in"), {"kind": kind, "file": file})
    paper = CandidatePaper.objects.get()
    assert "waits" in words(client.get(WAY))
    look = reverse("decisions:look", args=[paper.uid])
    assert "diploma" in words(client_of(officer).get(reverse("decisions:papers")))
    client_of(officer).post(look, {"accept": "yes"})
    (way,) = [
        each for each in ways_of(place.person, AT) if each.choice.certificate_type.code == "teacher"
    ]
    assert way.file.is_complete
    assert "Everything is there. Apply" in words(client_of(place.person).get(WAY))


def test_where_a_renewal_asks_for_nothing_the_certificate_is_held(client_of, place):
    kind = CertificateType.objects.get(code="teacher")
    Decision.objects.create(
        person=place.person,
        certificate_type=kind,
        type_code=kind.code,
        scheme_code=kind.version.scheme.code,
        scope=place.programme.code,
        outcome="granted",
        rule="Test, version 1",
        decided_at=AT,
    )
    shown = words(client_of(place.person).get(WAY))
    assert "held" in shown
    assert "0 of 0 met" not in shown
    (way,) = [each for each in ways_of(place.person, AT) if each.choice.certificate_type == kind]
    assert not way.may_apply


def test_what_nobody_asks_for_is_neither_signed_nor_kept(client_of, place):
    client = client_of(place.person)
    client.post(reverse("decisions:sign"), {"code": "else", "seen": "x"})
    file = SimpleUploadedFile("x.pdf", b"content")
    client.post(reverse("decisions:hand_in"), {"kind": "else:x", "file": file})
    assert not SignedAgreement.objects.exists()
    assert not CandidatePaper.objects.exists()


def test_officers_see_the_same_of_a_candidate_and_others_nothing(client_of, place):
    address = reverse("decisions:candidate", args=[place.person.public_id])
    shown = words(client_of(PersonFactory(roles=["officer"])).get(address))
    assert "Take the test of M1." in shown
    assert "I have read this and sign it" not in shown
    assert client_of(place.person).get(address).status_code == 403


def test_the_queries_do_not_grow_with_the_people(client_of, place, django_assert_max_num_queries):
    client = client_of(place.person)
    client.get(WAY)
    for _number in range(10):
        enrolment(programme=place.programme)
    with django_assert_max_num_queries(40):
        client.get(WAY)
