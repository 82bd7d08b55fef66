"""A file of evidence that is lost takes what rests on it out of the figure, until it is back (R64)."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from certification.counts.checking import differences
from certification.counts.queries import claimed, rule_of, trained
from certification.counts.rules import Filters
from certification.evidence.actions import check_evidence
from certification.evidence.models import EvidenceLoss
from certification.records.models import RecordEvidence
from lms.journal.models import Event
from tests.factories import audits as make
from tests.factories.deliveries import after, attend
from tests.factories.records import folder, row, take

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 28)


def check(at=AT) -> list[str]:
    return [finding.what for finding in check_evidence(at=at) if finding]


def figures(code: str = "project") -> tuple[int, int]:
    """With evidence, and claimed in all; the recount, the list and the export say the same."""
    rule = rule_of(code)
    assert list(differences(8, 1, {})) == []
    units = trained(rule, Filters(), as_of=TODAY), claimed(rule, Filters(), as_of=TODAY)
    return units[0].count(), units[1].count()


def test_r64_a_record_whose_file_is_gone_or_changed_is_claimed_only(tmp_path):
    people = [row(), row(person_id="bo", given_name="Bo", evidence="other.pdf")]
    take(tmp_path, people, evidence=folder(tmp_path / "evidence", "list.pdf", "other.pdf"))
    assert check() == []
    assert figures("eea") == (2, 2)
    first, second = RecordEvidence.objects.order_by("name")

    content = make.lose(first)
    make.put(second, b"another content")
    assert figures("eea") == (2, 2)  # nobody has looked yet
    assert sorted(check()) == ["changed", "missing"]
    assert check() == []  # known already
    assert figures("eea") == (0, 2)

    make.put(first, content)
    assert check() == [None]
    assert figures("eea") == (1, 2)
    loss = EvidenceLoss.objects.get(record_evidence=first)
    assert (loss.noticed_at, loss.found_at) == (AT, AT)
    assert Event.objects.filter(name="evidence.lost").count() == 2
    assert Event.objects.filter(name="evidence.found").count() == 1


def test_r64_a_place_whose_signed_list_is_gone_is_claimed_only(client_of):
    world = make.world()
    assert figures() == (4, 4)

    content = make.lose(world.lists[0])
    assert check() == ["missing"]

    assert figures() == (2, 4)
    person = world.places[0].person
    client = client_of(roles=["administrator"])
    page = client.get(reverse("counts:person", args=[person.public_id])).content.decode()
    assert "Claimed, not evidenced: the file is missing." in page
    assert "noticed on 28 Nov 2026" in page

    make.put(world.lists[0], content)
    assert check() == [None]
    assert figures() == (4, 4)


def test_r64_a_later_entry_from_another_source_does_not_rest_on_the_list(client_of):
    world = make.world()
    make.lose(world.lists[0])
    check()
    session = world.lists[0].session

    attend(session, world.places[0], 50, at=after(session) + timedelta(minutes=5))

    assert figures() == (3, 4)


def test_r64_a_list_of_a_voluntary_session_takes_nobody_out():
    world = make.world()
    session = world.lists[0].session
    type(session).objects.filter(pk=session.pk).update(is_mandatory=False)
    make.lose(world.lists[0])

    assert check() == ["missing"]
    assert figures() == (4, 4)


def test_r64_changed_after_it_was_missing_is_another_loss():
    world = make.world(people=1)
    make.lose(world.lists[0])
    check()
    make.put(world.lists[0], b"%PDF-1.7 forged")

    assert check() == ["changed"]
    assert EvidenceLoss.objects.filter(found_at__isnull=True).get().what == "changed"
    assert figures() == (1, 2)


def test_the_command_names_what_is_lost_and_ends_with_1_while_it_is():
    world = make.world(people=1)
    said = StringIO()
    call_command("check_evidence", stdout=said)
    assert "4 files of evidence are as they were kept." in said.getvalue()

    make.lose(world.lists[1])
    with pytest.raises(CommandError, match="1 of 4 files"):
        call_command("check_evidence", stdout=said)
    assert f"{world.lists[1].name}: missing" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("check_evidence", stdout=said)
