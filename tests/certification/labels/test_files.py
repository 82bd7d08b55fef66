"""Files of labels: every row is judged first, then all are recorded or none, and twice is once."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from certification.labels.files.actions import (
    ask_for_check,
    ask_for_recording,
    check_file,
    record_file,
)
from certification.labels.models import LabelEvidence, OrganisationLabel
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.models import Event
from lms.people.models import Organisation
from tests.factories.labels import administrator, label
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2029, 6, 1, 9, tzinfo=UTC)
HEADER = "organisation;country;level;awarded_on;awarded_by;reference;valid_through;link;note"
# Renewals stand before the awards that they renew: a file has no order.
HISTORY = """Alpha;AT;bronze;2021-12-01;Body;B-2;2024-07-25;;
Alpha;AT;bronze;2019-07-25;Body;B-1;2021-07-25;https://example.org/b1;seen
Beta;ES;gold;2020-02-29;Body;G-1;;;
Alpha;at;Silver;2020-01-01;Body;S-1;;;"""


def a_file(rows: str, header: str = HEADER) -> ContentFile:
    return ContentFile(f"{header}\n{rows}\n".encode(), name="labels.csv")


def record(rows: str) -> dict[str, int]:
    return record_file(file=a_file(rows), by=administrator(), at=AT)


def test_r44_a_file_records_awards_and_renewals_in_the_order_of_their_days():
    assert record(HISTORY) == {"new": 3, "renewed": 1}
    found = OrganisationLabel.objects.get(reference="B-2")
    assert (found.turn, found.starts_on) == ("late", date(2021, 7, 26))
    assert found.valid_through == date(2024, 7, 25)
    assert OrganisationLabel.objects.get(reference="G-1").valid_through == date(2022, 2, 28)
    assert [kept.note for kept in LabelEvidence.objects.all()] == ["seen"]
    assert Event.objects.filter(name="labels.label_awarded").count() == 4


def test_the_same_file_twice_changes_nothing():
    record(HISTORY)
    before = [Organisation.objects.count(), LabelEvidence.objects.count(), Event.objects.count()]
    assert record(HISTORY) == {"unchanged": 4}
    after = [Organisation.objects.count(), LabelEvidence.objects.count(), Event.objects.count()]
    assert before == after
    assert OrganisationLabel.objects.count() == 4


def test_a_file_goes_on_where_the_record_ends():
    alpha = OrganisationFactory(name="ALPHA", country="AT")
    label(alpha, awarded_on=date(2019, 7, 25), awarded_by="Body", reference="B-1")
    assert record(HISTORY) == {"new": 2, "renewed": 1, "unchanged": 1}
    assert Organisation.objects.filter(name__iexact="alpha").count() == 1


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        (";AT;bronze;2019-07-25;Body;X;;;", "Nothing stands under: organisation."),
        ("A;Austria;bronze;2019-07-25;Body;X;;;", "two letters"),
        ("A;AT;tin;2019-07-25;Body;X;;;", "Level is one of"),
        ("A;AT;bronze;25.7.2019;Body;X;;;", "like 2019-07-25"),
        ("A;AT;bronze;2019-07-25;Body;X;soon;;", "like 2021-07-25"),
        ("A;AT;bronze;2019-07-25;Body;X;2022-07-25;;", "through 2021-07-25, not 2022-07-25"),
        ("A;AT;bronze;2019-07-25;Body;X;;javascript:alert(1);", "no address"),
        ("A;AT;bronze;2039-07-25;Body;X;;;", "future"),
        ("Alpha;AT;bronze;2019-07-25;Body;X;;;", "in their order"),
        ("Alpha;AT;bronze;2024-07-25;Body;X;;;", "from 26 July"),
        ("Beta;AT;bronze;2019-07-25;Body;B-1;;;", "Another award has this reference"),
        ("Twin;AT;bronze;2019-07-25;Body;X;;;", "Several organisations"),
    ],
)
def test_a_mistake_names_its_row_and_nothing_is_recorded(row, mistake):
    OrganisationFactory(name="Twin", country="AT")
    OrganisationFactory(name="Twin", country="AT")
    alpha = OrganisationFactory(name="Alpha", country="AT")
    label(alpha, awarded_on=date(2023, 7, 26), reference="B-1")
    rows = f"Good;AT;gold;2020-01-01;Body;G-9;;;\n{row}"

    result = check_file(file=a_file(rows), at=AT)

    assert [number for number, _sentence in result["errors"]] == [3]
    assert mistake in result["errors"][0][1]
    with pytest.raises(Refused) as refusal:
        record(rows)
    assert refusal.value.code == "row_failed"
    assert OrganisationLabel.objects.count() == 1


def test_a_reference_stands_once_in_a_file():
    rows = "A;AT;gold;2020-01-01;Body;G-1;;;\nB;AT;gold;2020-01-01;Body;G-1;;;"
    result = check_file(file=a_file(rows), at=AT)
    assert result["errors"] == [[3, "Row 2 has this reference, too."]]


def test_a_workbook_with_days_as_days_is_read_alike():
    book = Workbook()
    book.active.append(HEADER.split(";"))
    book.active.append(["A", "AT", "gold", datetime(2020, 2, 29), "Body", "G-1"])
    file = io.BytesIO()
    book.save(file)
    record_file(file=ContentFile(file.getvalue(), name="l.xlsx"), by=administrator(), at=AT)
    assert OrganisationLabel.objects.get().valid_through == date(2022, 2, 28)


def test_a_file_without_a_needed_column_or_row_says_so():
    with pytest.raises(Refused) as refusal:
        check_file(file=a_file("A;AT", "organisation;country"), at=AT)
    assert refusal.value.code == "columns_missing"
    with pytest.raises(Refused) as refusal:
        check_file(file=a_file(""), at=AT)
    assert refusal.value.code == "empty"


def test_checked_first_then_recorded_by_the_outbox(deliver_all):
    by = administrator()
    check = ask_for_check(file=a_file(HISTORY), by=by, at=AT)
    with pytest.raises(Refused):
        ask_for_recording(check=check, by=by, at=AT)
    deliver_all()
    check.refresh_from_db()
    assert check.result["new"] == 3
    assert not OrganisationLabel.objects.exists()
    for _ in range(2):
        ask_for_recording(check=check, by=by, at=AT)
    deliver_all()
    assert OrganisationLabel.objects.count() == 4
    assert Job.objects.filter(kind="labels.record file").get().has_succeeded


def test_only_administrators_send_files():
    other = PersonFactory(roles=["officer"])
    with pytest.raises(Refused):
        ask_for_check(file=a_file(HISTORY), by=other, at=AT)
    with pytest.raises(Refused):
        record_file(file=a_file(HISTORY), by=other, at=AT)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_queries_of_a_check_do_not_grow_with_its_rows(rows, django_assert_max_num_queries):
    lines = "\n".join(f"A{n};AT;gold;2020-01-01;Body;G-{n};;;" for n in range(rows))
    record(lines)
    with django_assert_max_num_queries(3):
        check_file(file=a_file(lines), at=AT)
