"""Agreements are signed in the words of a day; documents count once an officer accepted them."""

import pytest
from django.core.files.base import ContentFile

from certification.schemes.models import CertificateType, Scheme, SchemeVersion
from certification.schemes.papers.actions import (
    hand_in_paper,
    hash_of,
    look_at_paper,
    sign_agreement,
)
from certification.schemes.papers.models import CandidatePaper
from certification.schemes.requirements import Candidate
from certification.schemes.requirements.registry import check_part
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AGREEMENT = {"code": "promise", "title": "Promise", "text": "I teach the cases as they are."}
PAPERS = {"kinds": ["photo", "list", "contract"], "number": 2}


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def candidate(person):
    version = SchemeVersion(scheme=Scheme(code="own", zone="UTC"), number=1)
    return Candidate(person, CertificateType(version=version), "x", AT)


def sign(person, text=AGREEMENT["text"], seen=None, by=None):
    return sign_agreement(
        person=person,
        code="promise",
        text=text,
        seen=hash_of(text) if seen is None else seen,
        by=by or person,
        at=AT,
    )


def hand_in(person, kind, content=b"content"):
    return hand_in_paper(
        person=person,
        scheme_code="own",
        kind=kind,
        file=ContentFile(content, name="x.pdf"),
        name="x.pdf",
        by=person,
        at=AT,
    )


def test_an_agreement_is_signed_once_and_counts_for_its_text_alone(person, candidate):
    assert not check_part("agreement_signed", AGREEMENT, candidate).is_met
    assert sign(person) == sign(person)
    checked = check_part("agreement_signed", AGREEMENT, candidate)
    assert (checked.is_met, checked.met_at) == (True, AT)
    changed = AGREEMENT | {"text": "Something else."}
    assert not check_part("agreement_signed", changed, candidate).is_met
    assert Event.objects.filter(name="schemes.agreement_signed").count() == 1


def test_nobody_signs_for_somebody_else_or_what_they_have_not_seen(person):
    with pytest.raises(Refused, match="for themselves"):
        sign(person, by=PersonFactory())
    with pytest.raises(Refused, match="has changed"):
        sign(person, seen="0" * 64)


def test_two_kinds_of_three_are_enough_once_they_are_accepted(person, candidate):
    officer = PersonFactory(roles=["officer"])
    papers = [hand_in(person, kind) for kind in ("photo", "list")]
    waiting = check_part("evidence_documents", PAPERS, candidate)
    assert waiting.missing == (
        "photo: waits for an officer.",
        "list: waits for an officer.",
        "contract: not handed in.",
    )
    look_at_paper(paper=papers[0], accept=True, reason="", by=officer, at=AT)
    look_at_paper(paper=papers[1], accept=False, reason="Unreadable.", by=officer, at=AT)
    half = check_part("evidence_documents", PAPERS, candidate)
    assert half.missing[0] == "list: turned down. Unreadable."
    again = hand_in(person, "list", b"a better scan")
    look_at_paper(paper=again, accept=True, reason="", by=officer, at=AT)
    checked = check_part("evidence_documents", PAPERS, candidate)
    assert checked.is_met
    assert [each.facts["kind"] for each in checked.evidence] == ["photo", "list"]


def test_two_documents_of_one_kind_are_one_kind(person, candidate):
    officer = PersonFactory(roles=["officer"])
    for content in (b"one", b"two"):
        paper = hand_in(person, "photo", content)
        look_at_paper(paper=paper, accept=True, reason="", by=officer, at=AT)
    assert not check_part("evidence_documents", PAPERS, candidate).is_met


def test_the_same_file_twice_is_one_document(person):
    assert hand_in(person, "photo") == hand_in(person, "photo")
    assert CandidatePaper.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "accept", "reason", "said"),
    [
        ("stranger", True, "", "Certification officers"),
        ("self", True, "", "Somebody else"),
        ("officer", False, "  ", "Say why"),
    ],
)
def test_r48_who_may_not_look_at_a_document(who, accept, reason, said):
    person = PersonFactory(roles=["officer"])
    by = {"stranger": PersonFactory(), "self": person, "officer": PersonFactory(roles=["officer"])}
    paper = hand_in(person, "photo")
    with pytest.raises(Refused, match=said):
        look_at_paper(paper=paper, accept=accept, reason=reason, by=by[who], at=AT)


def test_a_document_is_looked_at_once(person):
    officer = PersonFactory(roles=["officer"])
    paper = hand_in(person, "photo")
    look_at_paper(paper=paper, accept=True, reason="", by=officer, at=AT)
    with pytest.raises(Refused, match="already"):
        look_at_paper(paper=paper, accept=False, reason="No.", by=officer, at=AT)


def test_empty_and_too_large_files_are_refused(person):
    with pytest.raises(Refused, match="empty"):
        hand_in(person, "photo", b"")
