"""Enrolling from a file: everybody or nobody, by row, without holding the file in memory."""

import csv
import io
import tracemalloc
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from courses.enrolment.actions import leave
from courses.enrolment.bulk import actions
from courses.enrolment.bulk.reading import COLUMNS, rows_of
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.enrolment.queries import state_of
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal import outbox
from lms.journal.models import Event
from lms.people.actions import join_organisation, register_region
from lms.people.models import Membership, Organisation, Person
from tests.factories.counts import project
from tests.factories.courses import AT
from tests.factories.deliveries import participant, training
from tests.factories.people import OrganisationFactory, PersonFactory

ROW = {
    "given_name": "Ana",
    "family_name": "Ruiz",
    "email": "ana@example.org",
    "organisation": "Leather cluster",
    "country": "ES",
    "nuts_code": "ES51",
    "nuts_version": "2021",
    "project": "P1",
}


def rows(number: int, **changes) -> list[dict]:
    return [
        ROW
        | {
            "given_name": f"Given {each}",
            "email": f"person{each}@example.org",
            "organisation": f"Cluster {each % 97}",
        }
        | changes
        for each in range(number)
    ]


def as_csv(lines: list[dict], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(lines: list[dict]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(COLUMNS)
    for line in lines:
        version = line.get("nuts_version")
        cells = line | {"nuts_version": int(version) if version else None}
        sheet.append([cells.get(column) for column in COLUMNS])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.fixture
def delivery(db):
    project("P1", date(2026, 1, 1), date(2027, 1, 1))
    register_region(code="ES51", nuts_version=2021, name="Catalonia", country="ES")
    return training(capacity=1000)


@pytest.fixture
def lead(delivery):
    return delivery.created_by


def checked(delivery, lines, deliver_all, write=as_csv) -> Job:
    file = ContentFile(write(lines), name="people")
    job = actions.ask_for_check(delivery=delivery, file=file, by=delivery.created_by, at=AT)
    deliver_all()
    job.refresh_from_db()
    return job


def enrolled(check, deliver_all) -> Job:
    job = actions.ask_for_enrolment(check=check, by=check.asked_by, at=AT)
    deliver_all()
    job.refresh_from_db()
    return job


def everything() -> list[int]:
    models = (Person, Organisation, Membership, Enrolment, EnrolmentStep)
    return [model.objects.count() for model in models]


@pytest.mark.parametrize("write", [as_csv, as_xlsx, lambda lines: as_csv(lines, ";")])
def test_everybody_gets_a_place_with_what_the_row_says_of_the_day(delivery, deliver_all, write):
    known = PersonFactory(email="Known@example.org", first_name="Given 1", last_name="Ruiz")
    lines = rows(3)
    lines[1]["email"] = "known@example.org"
    lines[2] |= {"nuts_code": "", "nuts_version": "", "country": "TN", "project": ""}
    check = checked(delivery, lines, deliver_all, write)
    assert (check.result["new"], check.result["known"]) == (2, 1)
    assert check.result["errors_count"] == 0
    assert not Enrolment.objects.exists()
    job = enrolled(check, deliver_all)
    assert job.result["enrolled"] == 3
    first, second, third = Enrolment.objects.order_by("pk")
    assert (first.region.code, first.country, first.project.code) == ("ES51", "ES", "P1")
    assert second.person == known
    assert (third.region, third.country, third.project) == (None, "TN", None)
    assert first.organisation.name == "Cluster 0"
    assert first.person.memberships.get().organisation == first.organisation
    assert {state_of(each) for each in (first, second, third)} == {"enrolled"}
    assert Event.objects.filter(name="enrolment.enrolled").count() == 3


def test_the_same_file_twice_changes_nothing(delivery, deliver_all):
    lines = rows(5)
    enrolled(checked(delivery, lines, deliver_all), deliver_all)
    before = everything()
    check = checked(delivery, lines, deliver_all)
    assert check.result["unchanged"] == 5
    assert enrolled(check, deliver_all).result == {"unchanged": 5}
    assert everything() == before
    gone = Enrolment.objects.first()
    leave(enrolment=gone, reason="Another job", by=delivery.created_by, at=AT)
    enrolled(checked(delivery, lines, deliver_all), deliver_all)
    assert state_of(gone) == "left"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"given_name": ""}, "Nothing stands under: given_name."),
        ({"email": "ana"}, "is no e-mail address"),
        ({"email": "person0@example.org"}, "Row 2 has this e-mail address, too."),
        ({"country": "Spain"}, "code of two letters"),
        ({"country": "FR"}, "lies in another country"),
        ({"nuts_version": ""}, "go together"),
        ({"nuts_code": "ES99"}, "There is no region ES99 in NUTS 2021."),
        ({"nuts_version": "2013"}, "There is no region ES51 in NUTS 2013."),
        ({"project": "P9"}, "There is no project"),
        ({"role": "guest"}, "Role is one of"),
        ({"organisation": "x" * 300}, "Too long: organisation."),
    ],
)
def test_a_row_with_a_mistake_is_named_and_nobody_is_enrolled(
    delivery, deliver_all, change, sentence
):
    lines = rows(4)
    lines[2] |= change
    before = everything()
    check = checked(delivery, lines, deliver_all)
    ((number, said),) = check.result["errors"]
    assert number == 4
    assert sentence in said
    with pytest.raises(Refused, match="Mend the rows"):
        actions.ask_for_enrolment(check=check, by=delivery.created_by, at=AT)
    with pytest.raises(Refused, match="Row 4: "):
        actions.enrol_file(
            delivery=delivery,
            file=io.BytesIO(as_csv(lines)),
            by=delivery.created_by,
            at=AT,
        )
    assert everything() == before


def test_what_went_wrong_after_the_check_enrols_nobody(delivery, deliver_all):
    lines = rows(3)
    check = checked(delivery, lines, deliver_all)
    OrganisationFactory(name="Cluster 2", country="ES")
    OrganisationFactory(name="cluster 2", country="ES")
    job = enrolled(check, deliver_all)
    assert "Row 4: Several organisations" in job.failure
    assert not Enrolment.objects.exists()
    assert not Person.objects.filter(email__startswith="person").exists()


def test_r2_duplicates_are_suspected_by_name_and_employer_and_never_merged(delivery, deliver_all):
    employer = OrganisationFactory(name="Leather cluster", country="ES")
    there = PersonFactory(first_name="RUIZ", last_name="Aná", email="old@example.org")
    join_organisation(person=there, organisation=employer, starts_on=AT.date(), by=None, at=AT)
    other = PersonFactory(first_name="Somebody", last_name="Else", email="else@example.org")
    lines = [
        ROW,
        ROW | {"email": "ana.ruiz@example.org", "given_name": "Ana", "family_name": "Rúiz"},
        ROW | {"email": other.email, "given_name": "Eva", "family_name": "Alt"},
    ]
    check = checked(delivery, lines, deliver_all)
    said = dict(check.result["suspected"])
    assert "RUIZ Aná has the same name and employer" in said[2]
    assert "Row 2 has somebody of the same name and employer." in said[3]
    assert "The address belongs to Somebody Else" in said[4]
    enrolled(check, deliver_all)
    assert Person.objects.filter(memberships__organisation=employer).count() == 4
    assert not there.enrolments.exists()


def test_r9_who_teaches_here_is_a_mistake_of_its_row(deliver_all, db):
    trainer = PersonFactory(email="person1@example.org")
    delivery = training(lead=trainer)
    lines = rows(2, nuts_code="", nuts_version="", project="")
    check = checked(delivery, lines, deliver_all)
    assert check.result["errors"] == [[3, "Who teaches a delivery cannot take part in it."]]


def test_who_finds_no_free_place_waits_in_the_order_of_the_file(db, deliver_all):
    delivery = training(capacity=3)
    participant(delivery)
    applied = participant(delivery, PersonFactory(email="person3@example.org"), kind="applied")
    lines = rows(4, nuts_code="", nuts_version="", project="")
    check = checked(delivery, lines, deliver_all)
    assert check.result["waiting"] == 2
    enrolled(check, deliver_all)
    states = {
        each.person.email: each.state
        for each in Enrolment.objects.with_state().select_related("person")
        if each.person.email.startswith("person")
    }
    assert states == {
        "person0@example.org": "enrolled",
        "person1@example.org": "enrolled",
        "person2@example.org": "waiting",
        "person3@example.org": "waiting",
    }
    assert applied.steps.count() == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"given_name,family_name\nAna,Ruiz\n", "Columns are missing: email"),
        (as_csv([]), "no rows"),
        ("given_name;é".encode("latin-1"), "UTF-8"),
        (b"PK\x03\x04nonsense", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(delivery, deliver_all, data, sentence):
    try:
        job = actions.ask_for_check(
            delivery=delivery,
            file=ContentFile(data, name="people"),
            by=delivery.created_by,
            at=AT,
        )
    except Refused as refusal:
        assert sentence in refusal.sentence
        return
    deliver_all()
    job.refresh_from_db()
    assert sentence in job.failure


@given(st.binary(max_size=300))
@settings(max_examples=40)
def test_any_bytes_are_rows_or_refused(data):
    try:
        for row in rows_of(
            io.BytesIO(b"given_name,family_name,email,organisation,country\n" + data)
        ):
            assert set(row.values) == set(COLUMNS)
    except Refused:
        pass


def test_the_pages_show_progress_mistakes_and_the_end(delivery, lead, client_of, deliver_all):
    client = client_of(lead)
    address = reverse("enrolment:files", args=[delivery.uid])
    assert client.post(address, {}).status_code in {200, 422}
    file = SimpleUploadedFile("people.csv", as_csv(rows(3)))
    page = client.post(address, {"file": file})["Location"]
    assert "waits for its turn" in client.get(page).content.decode()
    deliver_all()
    assert "Enrol all 3 in the file" in client.get(page).content.decode()
    client.post(page)
    client.post(page)
    assert "being enrolled" in client.get(page).content.decode()
    deliver_all()
    shown = " ".join(client.get(page).content.decode().split())
    assert "Enrolled now: 3. On the waiting list: 0." in shown
    assert Job.objects.filter(kind=actions.ENROL).count() == 1
    assert "people.csv" in client.get(address).content.decode()
    assert client_of(PersonFactory()).get(page).status_code == 404


def test_a_workbook_is_read_in_bounded_memory_and_has_a_longest_size():
    data = as_xlsx(rows(3_000))
    tracemalloc.start()
    assert sum(1 for _row in rows_of(io.BytesIO(data))) == 3_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * len(data) + 2 * 1024 * 1024
    with pytest.raises(Refused, match="at most 10,000 rows"):
        list(rows_of(io.BytesIO(as_csv(rows(10_001)))))


@pytest.mark.parametrize("number", [2_100, pytest.param(10_000, marks=pytest.mark.services)])
def test_thousands_of_rows_are_checked_in_steps_and_enrolled_in_few_queries(
    delivery, django_assert_max_num_queries, number
):
    file = ContentFile(as_csv(rows(number)), name="people")
    job = actions.ask_for_check(delivery=delivery, file=file, by=delivery.created_by, at=AT)
    shown = []
    with django_assert_max_num_queries(number // 10):
        while not job.finished_at:
            outbox.deliver_due(limit=1, handlers=["jobs.take_step"])
            job.refresh_from_db()
            shown.append(job.done)
    assert shown == sorted({*range(2_000, number, 2_000), number})
    assert (job.total, job.result["new"]) == (number, number)
    assert job.result["waiting"] == number - delivery.capacity
    with django_assert_max_num_queries(number):
        # The letters that follow, one for each person, are the relay's work afterwards.
        end = enrolled(job, lambda: outbox.deliver_due(handlers=["jobs.take_step"]))
    waiting = number - delivery.capacity
    assert end.result == {"new": number, "enrolled": delivery.capacity, "waiting": waiting}
    assert Enrolment.objects.count() == number
