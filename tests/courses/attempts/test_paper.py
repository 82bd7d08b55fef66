"""Tests on paper: the same again for the same seed, no key on them, keys for who may see them."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from courses.assessments.question_types import TYPES, type_of
from courses.attempts.actions import submit_attempt
from courses.attempts.paper.blocks import DRAWN, blocks_of
from courses.attempts.paper.drawing import paper_of
from courses.deliveries.actions import give_teaching_authority
from courses.enrolment.actions import give_role
from lms.journal.models import Event
from tests.factories.assessments import CANARY, module_with
from tests.factories.courses import (
    AT,
    answered_attempt,
    enrolment,
    modules_of,
    programme_page,
    true_or_false_assessment,
)
from tests.factories.deliveries import participant, trainer_of, training
from tests.factories.people import PersonFactory
from tests.factories.question_types import EVERY, every_type_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_page()


@pytest.fixture
def lead(programme):
    return trainer_of(programme)


@pytest.fixture
def delivery(programme, lead):
    return training(programme=programme, lead=lead)


def address(name: str, delivery, variant: str = "A") -> str:
    module = delivery.modules.get().module
    return reverse(f"attempts:printed_{name}", args=[delivery.uid, module.pk, variant])


def text_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_every_type_of_question_has_its_form_on_paper_without_the_key():
    assert set(DRAWN) == set(TYPES)
    for name, (_stem, content) in EVERY.items():
        kind = type_of(name)
        cleaned = kind.clean_content(content)
        drawn = str(blocks_of(name, kind.present(cleaned, "seed")))
        assert CANARY not in drawn, name


def test_a_paper_of_every_type_is_drawn_and_its_key_says_what_it_does_not(client_of):
    module = module_with(every_type_assessment())
    programme = module.get_parent().specific
    lead = trainer_of(programme)
    delivery = training(programme=programme, lead=lead)
    client = client_of(lead)
    paper, key = (text_of(client.get(address(name, delivery))) for name in ("test", "key"))
    assert "Where are the toolmakers?" in paper
    assert "Suppliers at hand" in paper
    assert CANARY not in paper
    assert "a specific business" in key
    assert "Eastern town" in key
    code = paper_of(delivery, module, "A").code
    assert f"Paper {code}" in paper
    assert f"Paper {code}" in key


def test_the_same_variant_is_drawn_again_and_another_differs():
    programme = programme_page(with_tests=False)
    module = modules_of(programme)[0]
    module.assessment = true_or_false_assessment(questions=12, closed_questions=5)
    module.save()
    delivery = training(programme=programme)
    first, again, other = (paper_of(delivery, module, each) for each in "AAB")
    asked = [[each.version.pk for each in paper.questions] for paper in (first, again, other)]
    assert asked[0] == asked[1] != asked[2]
    assert (first.code == again.code, first.code == other.code) == (True, False)
    elsewhere = paper_of(training(programme=programme), module, "A")
    assert [each.version.pk for each in elsewhere.questions] != asked[0]


def test_r31_keys_are_for_who_may_teach_the_module_tests_for_who_holds_the_delivery(
    client_of, programme, delivery, lead
):
    helper = PersonFactory()
    give_role(
        sessions=[delivery.sessions.first()], person=helper, role="co-trainer", by=lead, at=AT
    )
    client = client_of(helper)
    assert client.get(address("test", delivery)).status_code == 200
    assert client.get(address("key", delivery)).status_code == 404
    assert "Key sheet" not in client.get(
        reverse("attempts:printed_tests", args=[delivery.uid])
    ).content.decode().replace("Key sheets are", "")
    ended = timezone.localdate() - timedelta(days=1)
    lead.teaching_authorities.update(valid_through=ended)
    assert client_of(lead).get(address("key", delivery)).status_code == 404
    give_teaching_authority(
        person=lead,
        programme=programme,
        source="renewed",
        valid_from=timezone.localdate(),
        by=None,
        at=AT,
    )
    assert client_of(lead).get(address("key", delivery)).status_code == 200


def test_r9_participants_and_strangers_find_nothing(client_of, delivery):
    for person in (participant(delivery).person, PersonFactory(), trainer_of(delivery.programme)):
        client = client_of(person)
        for name in ("test", "key"):
            assert client.get(address(name, delivery)).status_code == 404


def test_who_must_still_take_the_test_does_not_print_it(
    client_of, programme, delivery, deliver_all
):
    trainer = trainer_of(programme)
    give_role(
        sessions=[delivery.sessions.first()],
        person=trainer,
        role="co-trainer",
        by=delivery.created_by,
        at=AT,
    )
    place = enrolment(programme=programme, person=trainer, role="instructor")
    client = client_of(trainer)
    assert client.get(address("key", delivery)).status_code == 404
    listed = client.get(reverse("attempts:printed_tests", args=[delivery.uid])).content.decode()
    assert "One test is not shown" in listed
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=delivery.uid, by=trainer, at=AT)
    deliver_all()
    assert client.get(address("test", delivery)).status_code == 200


def test_who_printed_what_is_recorded(client_of, delivery, lead):
    client = client_of(lead)
    client.head(address("key", delivery))
    client.get(address("test", delivery))
    client.get(address("key", delivery))
    said = [each.payload["is_key"] for each in Event.objects.filter(name="attempts.test_printed")]
    assert said == [False, True]
    assert Event.objects.filter(name="attempts.test_printed", by=lead).count() == 2


def test_a_bank_that_has_become_too_small_is_said_in_words(client_of, delivery, lead):
    bank = delivery.modules.get().module.assessment.bank
    bank.questions.update(is_retired=True)
    answer = client_of(lead).get(address("test", delivery))
    assert answer.status_code == 409
    assert "finds only 0 questions in the bank" in answer.content.decode()


def test_there_are_four_variants(client_of, delivery, lead):
    assert client_of(lead).get(address("test", delivery, "E")).status_code == 404
