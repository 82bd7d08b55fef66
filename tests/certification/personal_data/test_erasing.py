"""A removed person leaves a pseudonym that counts as before, and no name anywhere (R4, R59)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import models
from django.urls import reverse

from certification.certificates.models import Certificate
from certification.counts import queries
from certification.counts.breakdowns import BY, broken_down
from certification.counts.models import CountingRule
from certification.counts.rules import Filters
from certification.counts.shipped import install_shipped_rules
from certification.documents.dropped.verdicts import Kind, verdict_on
from certification.documents.models import Document
from certification.personal_data.actions import erase_person
from certification.personal_data.models import ErasureRequest
from certification.records.models import RecordEvidence, RecordVersion
from courses.deliveries.actions import place_hold
from courses.deliveries.models import Project
from lms.errors import Refused
from lms.journal import check
from lms.journal.actions import seal_everything
from lms.journal.models import Event
from lms.people.merging.actions import merge_people
from lms.people.models import Person
from tests.factories.courses import AT
from tests.factories.people import PersonFactory
from tests.factories.personal_data import (
    ERASED_AT,
    MARKERS,
    send_table,
    somebody_everywhere,
    take_rows,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    PersonFactory(roles=["administrator"])
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def person(tmp_path, deliver_all):
    return somebody_everywhere(tmp_path, deliver_all)


def erase(person, by, reason="Asked by letter."):
    return erase_person(person=person, reason=reason, by=by, at=ERASED_AT)


def places_of_markers() -> list[str]:
    """Every column of every table that says something of the person."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation or isinstance(field, models.BooleanField | models.DateField):
                continue
            for key, value in model._base_manager.values_list("pk", field.attname):
                text = (
                    bytes(value).decode("latin-1")
                    if isinstance(value, bytes | memoryview)
                    else (json.dumps(value, ensure_ascii=False, default=str))
                )
                if any(marker.casefold() in text.casefold() for marker in MARKERS):
                    found.append(f"{model._meta.label} {key} {field.name}")
    return found


def files_there() -> set[Path]:
    places = (Path(storages[name].location) for name in ("private", "certificates", "default"))
    return {path for place in places for path in place.rglob("*") if path.is_file()}


def with_markers(paths: set[Path]) -> list[Path]:
    read = ((path, path.read_bytes()) for path in paths)
    return [path for path, content in read if any(each.encode() in content for each in MARKERS)]


@pytest.fixture
def files_before():
    """Files of other tests lie beside."""
    return files_there()


def figures() -> dict:
    """Totals and breakdowns under every rule that ships."""
    day, told = ERASED_AT.date(), {}
    for rule in CountingRule.objects.all():
        told[rule.code, rule.version] = (
            queries.trained(rule, Filters(), as_of=day).count(),
            queries.claimed(rule, Filters(), as_of=day).count(),
            *(broken_down(rule, Filters(), by, as_of=day) for by in BY),
        )
    return told


def test_r59_no_name_address_or_identifier_is_left(
    files_before, person, administrator, deliver_all, client_of
):
    client_of(person).get("/")  # a session with its device
    send_table(administrator, deliver_all)
    documents = list(Document.objects.values_list("file", flat=True))
    numbers = set(Certificate.objects.values_list("number", flat=True))
    assert len(documents) == len(numbers) == 2
    assert len(places_of_markers()) > 12
    assert with_markers(files_there() - files_before)

    erase(person, administrator)
    deliver_all()

    assert places_of_markers() == []
    assert with_markers(files_there() - files_before) == []
    assert not any(storages["certificates"].exists(name) for name in documents)
    assert Person.objects.get(pk=person.pk).get_full_name().startswith("Person removed at own")
    assert set(Certificate.objects.values_list("number", flat=True)) == numbers


def test_r4_every_figure_stays_and_says_how_many_are_erased(
    person, administrator, deliver_all, client_of
):
    install_shipped_rules(at=ERASED_AT)
    before = figures()
    assert all(count for count, *_rest in before.values())

    erase(person, administrator)
    deliver_all()

    assert figures() == before
    url = reverse("counts:trained") + "?rule=participations"
    text = client_of(administrator).get(url).content.decode()
    assert "3 of them erased" in text
    people = client_of(administrator).get(reverse("counts:people")).content.decode()
    assert "Person removed at own request" in people


def test_r59_a_certificate_is_checked_and_its_papers_are_gone(
    person, administrator, deliver_all, client, client_of
):
    certificate = Certificate.objects.order_by("pk")[0]
    credential = reverse("credentials:credential", args=[certificate.number, 1])
    assert client.get(credential).status_code == 200
    with Document.objects.get(revision__certificate=certificate).file.open() as file:
        pdf = file.read()

    erase(person, administrator)
    deliver_all()

    page = client.get(reverse("certificates:check", args=[certificate.number]))
    assert page.status_code == 200
    assert "Holder removed at own request" in page.content.decode()
    assert "Valid today" in page.content.decode()
    said = client.get(page.request["PATH_INFO"] + "?format=json").json()
    assert (said["found"], said["holder_removed"], said["status"]) == (True, True, "valid")
    for form in ("credential", "token", "baked_png", "baked_svg", "older_png"):
        assert (
            client.get(reverse(f"credentials:{form}", args=[certificate.number, 1])).status_code
            == 404
        )
    officer = client_of(roles=["officer"])
    address = reverse("documents:document", args=[certificate.number])
    assert officer.get(address).status_code == 410
    call_command("check_documents", verbosity=0)
    call_command("sign_again", verbosity=0)
    assert verdict_on(pdf).kind == Kind.ISSUED


def test_r59_the_journal_knows_of_it_and_names_nobody(person, administrator, deliver_all):
    seal_everything(at=ERASED_AT)
    assert list(check.problems()) == []

    erase(person, administrator, reason="Zsofia Quellmann asked by letter.")
    assert list(check.problems()) == []
    deliver_all()
    seal_everything(at=ERASED_AT)

    assert list(check.problems()) == []
    event = Event.objects.get(name="people.person_erased")
    assert (event.by_id, event.at) == (administrator.pk, ERASED_AT)
    assert ErasureRequest.objects.get().reason == "Person removed at own request asked by letter."


def test_r59_a_second_time_changes_nothing(person, administrator, deliver_all):
    first = erase(person, administrator)
    deliver_all()
    pseudonym, events = Person.objects.get(pk=person.pk).last_name, Event.objects.count()
    assert erase(person, administrator) == first
    assert Person.objects.get(pk=person.pk).last_name == pseudonym
    assert Event.objects.count() == events


def test_r59_the_same_file_again_brings_nobody_back(person, administrator, tmp_path, deliver_all):
    erase(person, administrator)
    deliver_all()
    people, versions = Person.objects.count(), RecordVersion.objects.count()
    take_rows(tmp_path)
    assert (Person.objects.count(), RecordVersion.objects.count()) == (people, versions)
    assert places_of_markers() == []


def test_r58_shared_evidence_stays_until_nobody_else_is_on_it(person, administrator, deliver_all):
    erase(person, administrator)
    deliver_all()
    evidence = RecordEvidence.objects.get()
    assert evidence.removed_at is None
    other = RecordVersion.objects.exclude(record__person=person).get().record.person
    erase(other, administrator)
    evidence.refresh_from_db()
    assert evidence.removed_at == ERASED_AT


def test_r58_a_project_keeps_evidence_that_is_about_nobody_else(
    tmp_path, administrator, deliver_all
):
    take_rows(tmp_path, is_paid=False)  # paid in June 2025, so kept until June 2030
    for each in Person.objects.filter(training_records__isnull=False).distinct():
        erase(each, administrator)
    assert RecordEvidence.objects.get().removed_at is None


def test_r58_a_hold_refuses_the_removal_with_its_reason(person, administrator):
    project = Project.objects.get(code="P1")
    until = ERASED_AT.date() + timedelta(days=30)
    place_hold(project=project, reason="Inquiry", until=until, by=administrator, at=ERASED_AT)
    with pytest.raises(Refused, match="P1 is on hold until 28 December 2026"):
        erase(person, administrator)
    person.refresh_from_db()
    assert person.erased_at is None


@pytest.mark.parametrize("roles", [[], ["officer"], ["auditor"]])
def test_r59_only_administrators_remove_and_not_themselves(person, administrator, roles):
    with pytest.raises(Refused, match="Only administrators"):
        erase(person, PersonFactory(roles=roles))
    with pytest.raises(Refused, match="Another administrator"):
        erase(administrator, administrator)
    with pytest.raises(Refused, match="Say why"):
        erase(person, administrator, reason=" ")


def test_r1_whoever_is_the_same_person_is_removed_with_them(person, administrator, deliver_all):
    other = PersonFactory(first_name="Zsófia", last_name="Quellmann", email="z@example.org")
    merge_people(
        absorbed=other, kept=person, reason="Zsofia Quellmann says so.", by=administrator, at=AT
    )
    seal_everything(at=ERASED_AT)
    erase(other, administrator)
    deliver_all()
    removed = Person.objects.filter(erased_at=ERASED_AT)
    assert set(removed) == {person, other}
    assert len({each.last_name for each in removed}) == 1
    assert places_of_markers() == []
    assert ErasureRequest.objects.get().person == person
    seal_everything(at=ERASED_AT)
    assert list(check.problems()) == []
