"""A frozen report reads the same whatever is recorded after it, and the list of differences explains
all of that: late evidence, a merge, an erasure, a withdrawal, a lost file, in any order (R27, R28).
"""

import random
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from certification.evidence.actions import note_state
from certification.evidence.models import EvidenceLoss
from certification.personal_data.actions import erase_person
from certification.records.models import RecordEvidence
from certification.reports.differences import compared_with_now, compared_with_report
from certification.reports.files import drawn
from certification.reports.models import FrozenReport
from certification.reports.queries import is_intact, said_by
from certification.reports.rules import Kind, Why
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.merging.models import PersonMerge
from lms.people.models import Person
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory
from tests.factories.records import keep, said
from tests.factories.reports import bytes_of, frozen, noon

pytestmark = pytest.mark.django_db
FORMS = ("json", "csv", "xlsx", "pdf")


def record(name: str, **changes):
    """A past training of somebody, with a list of its own."""
    about = {"person_id": name, "family_name": f"Quellmann {name}", "evidence": f"{name}.pdf"}
    return said(**about | {"project": "", "delivery": f"D {name}"} | changes)


class World:
    """Six people with a place each and five from files, and what happens after the report."""

    def __init__(self) -> None:
        self.by = PersonFactory(roles=["administrator"])
        programme = programme_page(modules=1, lessons=0)
        self.places = [
            make.place(
                programme,
                role="instructor" if number == 5 else "manager",
                country=("AT", "HU")[number % 2],
                completed_at=noon(f"2013-0{number + 1}-05"),
            )
            for number in range(6)
        ]
        self.programme = programme
        for name in ("lost", "found", "erased", "corrected", "twin"):
            keep(record(name), at=noon("2014-01-10"))
        keep(record("late"), at=noon("2014-01-10"), is_evidenced=False)

    def happenings(self) -> dict[str, list]:
        """By what it is the steps of it, which keep their order."""
        return {
            "late evidence": [lambda at: keep(record("late"), at=at)],
            "late completion": [self.complete_late],
            "merge": [self.merge("twin", 0)],
            "merge of places": [self.merge(2, 1)],
            "merge and its end": [self.merge(4, 3), self.unmerge(4)],
            "chain": [self.merge("corrected", 5), self.merge(5, "erased")],
            "erasure": [self.erase],
            "withdrawal": [self.withdraw],
            "loss": [self.lose("lost")],
            "loss and finding": [self.lose("found"), self.find("found")],
            "correction": [lambda at: keep(record("corrected", country="HU", nuts_code=""), at=at)],
        }

    def somebody(self, who: int | str) -> Person:
        if isinstance(who, int):
            return Person.objects.get(pk=self.places[who].person_id)
        return Person.objects.get(training_records__delivery=f"D {who}")

    def complete_late(self, at: datetime) -> None:
        make.place(
            self.programme,
            person=self.somebody(3),
            role="instructor",
            completed_at=noon("2012-06-06"),
            recorded_at=at,
        )

    def merge(self, absorbed, kept):
        def step(at: datetime) -> None:
            merge_people(
                absorbed=self.somebody(absorbed),
                kept=self.somebody(kept),
                reason="One.",
                by=self.by,
                at=at,
            )

        return step

    def unmerge(self, absorbed):
        def step(at: datetime) -> None:
            merge = PersonMerge.objects.standing().get(absorbed=self.somebody(absorbed))
            unmerge_people(merge=merge, reason="Two.", by=self.by, at=at)

        return step

    def erase(self, at: datetime) -> None:
        erase_person(person=self.somebody("erased"), reason="Asked.", by=self.by, at=at)

    def withdraw(self, at: datetime) -> None:
        make.withdraw_completion(self.places[2], on=date(2014, 3, 3), recorded_at=at)

    def file(self, name: str) -> RecordEvidence:
        return RecordEvidence.objects.get(versions__record__delivery=f"D {name}")

    def lose(self, name: str):
        return lambda at: note_state(
            file=self.file(name), loss=None, what=EvidenceLoss.What.MISSING, at=at
        )

    def find(self, name: str):
        return lambda at: note_state(
            file=self.file(name),
            loss=EvidenceLoss.objects.get(record_evidence=self.file(name), found_at=None),
            what=None,
            at=at,
        )


def stored(report: FrozenReport) -> tuple:
    """Everything that is kept of it, read anew."""
    row = FrozenReport.objects.values().get(pk=report.pk)
    return row, list(said_by(report)), bytes_of(report), list(report.files.values())


def taken(client, report: FrozenReport) -> dict[str, bytes]:
    """Each file as somebody takes it away."""
    found = {}
    for form in FORMS:
        answer = client.get(reverse("reports:file", args=[report.uid, form]))
        found[form] = b"".join(answer.streaming_content)
    return found


def drawn_anew(report: FrozenReport) -> dict[str, bytes]:
    """What would be made of it today; a workbook carries the moment of its making."""
    found = {}
    for form in ("json", "csv", "pdf"):
        content = BytesIO()
        drawn(report, form, content)
        found[form] = content.getvalue()
    return found


def check(found) -> None:
    """The list adds up, each line has a reason that somebody recorded, and merges name who stands."""
    assert found.holds
    for each in found.differences:
        assert Why.UNKNOWN not in [reason.why for reason in each.reasons], each
    by_kind = found.of_kind
    assert found.report.value + by_kind[Kind.ADDED] - by_kind[Kind.REMOVED] == found.other.value
    for each in found.differences:
        own = each.reasons[0]
        if own.why == Why.MERGED and each.kind == Kind.REMOVED:
            assert each.stands or each.stands_nowhere, each
            assert each.stands or found.report.rule.code == "programme", each
            assert own.sentence.startswith("Counted once with ")


def in_some_order(chance: random.Random, happenings: dict[str, list]):
    turns = [name for name, steps in happenings.items() for _step in steps]
    chance.shuffle(turns)
    left = {name: iter(steps) for name, steps in happenings.items()}
    return [next(left[turn]) for turn in turns]


@pytest.mark.parametrize("seed", range(4))
def test_r28_a_report_reads_the_same_byte_for_byte_and_every_change_is_explained(client_of, seed):
    chance, rules, world = random.Random(seed), make.rules(), World()
    client = client_of(world.by)
    reports = [frozen(rule, has_files=number == seed) for number, rule in enumerate(rules.values())]
    reports.append(frozen(rules["programme"], year=2013, country="AT"))
    before = [stored(report) for report in reports]
    files, anew = taken(client, reports[seed]), drawn_anew(reports[seed])
    assert {form: anew[form] for form in anew} == {form: files[form] for form in anew}

    at, later = noon("2014-02-10"), []
    steps = in_some_order(chance, world.happenings())
    for number, step in enumerate(steps):
        step(at)
        at += timedelta(days=1)
        if number == len(steps) // 2:
            later = [frozen(rule, at=f"{at:%Y-%m-%d}") for rule in rules.values()]
            halfway = [stored(report) for report in later]
            at += timedelta(days=1)

    assert [stored(report) for report in reports] == before
    assert [stored(report) for report in later] == halfway
    assert (taken(client, reports[seed]), drawn_anew(reports[seed])) == (files, anew)
    for report in (*reports, *later):
        assert is_intact(report)
        check(compared_with_now(report, as_of=date(2014, 12, 31), at=at))
    for one, other in zip(reports, later, strict=False):
        check(compared_with_report(one, other))

    everything = compared_with_now(reports[0], as_of=date(2014, 12, 31), at=at)
    whys = {reason.why for each in everything.differences for reason in each.reasons}
    assert {Why.EVIDENCE, Why.MERGED, Why.WITHDRAWN, Why.LOST} <= whys
    page = client.get(reverse("reports:differences", args=[reports[0].uid])).text
    assert "Counted once with" in page
    assert "Quellmann erased" not in page
