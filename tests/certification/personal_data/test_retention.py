"""Evidence is kept for some years after the final payment, and goes then; figures stay (R58)."""

from datetime import date, timedelta

import pytest

from certification.counts import queries as counts
from certification.counts.rules import Filters
from certification.counts.shipped import install_shipped_rules
from certification.personal_data.actions import remove_past_retention
from certification.personal_data.files import BY_CODE, past_retention
from certification.records.models import RecordEvidence
from courses.deliveries.actions import change_project, lift_hold, place_hold
from courses.deliveries.models import Project
from courses.deliveries.retention import longest, retained_until
from lms.errors import Refused
from lms.journal import check
from lms.journal.actions import seal_everything
from tests.factories.people import PersonFactory
from tests.factories.personal_data import ERASED_AT
from tests.factories.records import folder, row, take, take_projects

RECORDS = BY_CODE["records"]
TODAY = ERASED_AT.date()


@pytest.mark.parametrize(
    ("paid", "years", "holds", "until"),
    [
        (None, 5, [], None),
        (date(2020, 2, 29), 5, [], date(2025, 2, 28)),
        (date(2020, 6, 30), 3, [], date(2023, 6, 30)),
        (date(2020, 6, 30), 3, [date(2024, 1, 1)], date(2024, 1, 1)),
        (date(2020, 6, 30), 3, [date(2021, 1, 1)], date(2023, 6, 30)),
        (date(2020, 6, 30), 3, [None], None),
    ],
)
def test_r58_years_after_the_final_payment_and_through_every_hold(paid, years, holds, until):
    assert retained_until(paid, years, holds) == until


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        ([], None),
        ([date(2025, 1, 1), date(2026, 6, 30)], date(2026, 6, 30)),
        ([date(2025, 1, 1), None], None),
    ],
)
def test_r58_the_longest_retention_of_several_projects_holds(ends, until):
    assert longest(ends) == until


@pytest.fixture
def lists(tmp_path, db):
    """A list of P1 alone, one shared with P2, one of a project that nobody knows, one of none."""
    zone = "Europe/Madrid"
    projects = [
        ("P1", "First", "2012-01-01", "2013-06-30", zone, "2013-12-01"),
        ("P2", "Second", "2013-01-01", "2013-12-31", zone, "2024-01-01"),
    ]
    take_projects(tmp_path, projects)
    rested = {"own": ["P1"], "shared": ["P1", "P2"], "unknown": ["P1", "P9"], "none": [""]}
    rows = [
        row(person_id=f"{name} {code}", delivery=name, project=code, evidence=f"{name}.pdf")
        for name, codes in rested.items()
        for code in codes
    ]
    names = [f"{name}.pdf" for name in rested]
    take(tmp_path, rows, evidence=folder(tmp_path / "evidence", *names))


def due(day=TODAY) -> list[str]:
    return sorted(past_retention(RECORDS, day).values_list("name", flat=True))


def test_r58_shared_evidence_is_kept_as_long_as_one_project_keeps_it(lists):
    assert due() == ["own.pdf"]
    assert due(date(2029, 1, 1)) == ["own.pdf"]
    assert due(date(2029, 1, 2)) == ["own.pdf", "shared.pdf"]
    change_project(project=Project.objects.get(code="P2"), by=None, at=ERASED_AT, retention_years=1)
    assert due() == ["own.pdf", "shared.pdf"]


def test_r58_a_hold_keeps_what_is_past_its_retention(lists):
    by = PersonFactory(roles=["administrator"])
    project = Project.objects.get(code="P1")
    hold = place_hold(project=project, reason="Inquiry", until=None, by=by, at=ERASED_AT)
    assert due() == []
    lift_hold(hold=hold, by=by, at=ERASED_AT)
    assert due() == []
    assert due(TODAY + timedelta(days=1)) == ["own.pdf"]


def test_r58_what_goes_is_recorded_and_changes_no_figure(lists, deliver_all):
    by = PersonFactory(roles=["administrator"])
    install_shipped_rules(at=ERASED_AT)
    rule, asked = counts.rule_of("participations"), {"filters": Filters(), "as_of": TODAY}
    before = counts.trained(rule, **asked).count()
    evidence = RecordEvidence.objects.get(name="own.pdf")
    place, storage = evidence.file.name, evidence.file.storage
    with pytest.raises(Refused, match="Only administrators"):
        remove_past_retention(kind=RECORDS, by=PersonFactory(), at=ERASED_AT)
    seal_everything(at=ERASED_AT)

    assert remove_past_retention(kind=RECORDS, by=by, at=ERASED_AT) == 1
    deliver_all()
    assert remove_past_retention(kind=RECORDS, by=by, at=ERASED_AT) == 0

    evidence.refresh_from_db()
    assert (evidence.removed_at, bool(evidence.file)) == (ERASED_AT, False)
    assert not storage.exists(place)
    assert before == counts.trained(rule, **asked).count() == 6
    seal_everything(at=ERASED_AT)
    assert list(check.problems()) == []
