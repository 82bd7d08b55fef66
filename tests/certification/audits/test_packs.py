"""A pack holds what a figure or a person rests on, each file once, with hashes that can be checked."""

import csv
import io
import json
import shutil
import subprocess
import uuid
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from certification.audits.packs import actions
from certification.audits.packs.questions import Wanted, wanted_of
from certification.counts.forms import Question
from certification.counts.rules import Filters
from certification.evidence.actions import check_evidence
from courses.attempts.actions import submit_attempt
from lms.auditing.models import AuditEntry
from lms.jobs.models import Job
from lms.journal.models import Event
from tests.factories import audits as make
from tests.factories.counts import rules
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory
from tests.factories.records import folder, row, take, take_projects

pytestmark = pytest.mark.django_db
NEW = "audits:new_pack"


@pytest.fixture
def world(db):
    return make.world()


@pytest.fixture
def ask(deliver_all):
    """Asks for a pack as somebody, lets the outbox gather it, and takes it."""

    def ask(client, query: str = "") -> tuple[Job, dict[str, bytes]]:
        answer = client.post(reverse(NEW) + query)
        assert answer.status_code == 302, answer.content.decode()
        deliver_all()
        job = Job.objects.get(kind=actions.KIND, uid=answer["Location"].split("/")[-2])
        assert job.failure == ""
        taken = client.get(reverse("audits:take", args=[job.uid]))
        return job, unpacked(b"".join(taken.streaming_content))

    return ask


def unpacked(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def index(pack: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pack["index.csv"].decode("utf-8-sig"))))


def test_r63_each_unit_with_its_reasons_and_each_signed_list_once(client_of, world, ask):
    job, pack = ask(client_of(make.auditor(world.projects[0])))

    files = {name: content for name, content in pack.items() if name.startswith("files/")}
    assert sorted(files.values()) == [b"%PDF-1.7 P1 0 %%EOF", b"%PDF-1.7 P1 1 %%EOF"]
    rows = index(pack)
    assert [row["name"] for row in rows] == ["Ana0 OfP1", "Ana1 OfP1"]
    assert {row["evidence"] for row in rows} == {"there"}
    assert set(rows[0]["files"].split()) == set(files)
    assert world.lists[0].sha256 in rows[0]["sha256"]
    assert rows[0]["rule"] == "project"
    page = pack["index.html"].decode()
    assert "Each person once in each project." in page
    assert "OfP2" not in page
    assert job.result["files"] == 2


def test_r63_a_pack_is_about_all_that_its_figure_was_about(db):
    filters = Filters(role="manager", region="2016.2.FRB0", known_at=AT, scope=("P1",))
    question = Question(rules()["project"], filters, AT.date())

    kept = json.loads(json.dumps(Wanted(question).told()))

    assert wanted_of(kept).question == question


def test_every_file_of_the_pack_has_its_hash(client_of, world, ask, tmp_path):
    _job, pack = ask(client_of(make.auditor(world.projects[0])))
    for name, content in pack.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    command = [shutil.which("sha256sum"), "-c", "SHA256SUMS"]

    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count(": OK") == len(pack) - 1
    (tmp_path / "index.csv").write_bytes(b"forged")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_r60_the_pack_carries_its_code_and_every_taking_is_kept(client_of, world, ask):
    client = client_of(make.auditor(world.projects[0]))
    job, pack = ask(client)
    code = job.about["mark"]["export_code"]
    assert list(client.get(reverse("audits:take", args=[job.uid])).streaming_content)

    assert {row["export_code"] for row in index(pack)} == {code}
    assert f"Code {code}." in pack["index.html"].decode()
    entries = AuditEntry.objects.filter(code=code).order_by("pk")
    assert [entry.route for entry in entries] == [NEW, "audits:take", "audits:take"]
    assert Event.objects.filter(name="audits.pack_taken", payload__code=code).count() == 2


def test_the_same_on_the_same_day_is_the_same_pack_and_the_same_bytes(
    client_of, world, ask, deliver_all
):
    client = client_of(roles=["administrator"])
    first, content = ask(client)
    assert ask(client)[0] == first

    other, again = ask(client_of(roles=["administrator"]))

    assert other != first
    assert again == content
    assert first.file.size == other.file.size


def test_a_person_with_what_does_not_count_and_every_attempt(client_of, ask, deliver_all):
    rules()
    programme = programme_page()
    place = enrolment(programme=programme, person=PersonFactory(first_name="Ana"))
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()
    client = client_of(roles=["administrator"])

    _job, pack = ask(client, f"?person={place.person.public_id}")

    (row,) = index(pack)
    assert row["attempts"] == f"attempts/{attempt.uid}.html"
    told = json.loads(pack[f"attempts/{attempt.uid}.json"])
    assert told["result"]["is_passed"] is True
    assert told["questions"][0]["answers"]
    assert str(attempt.uid) in pack[f"attempts/{attempt.uid}.html"].decode()


def test_r64_a_file_that_is_gone_is_named_and_its_unit_claimed_only(client_of, ask, tmp_path):
    people = [row(), row(person_id="bo", given_name="Bo", evidence="gone.pdf")]
    take(tmp_path, people, evidence=folder(tmp_path / "evidence"))
    from certification.records.models import RecordEvidence

    make.lose(RecordEvidence.objects.get())
    for _finding in check_evidence(at=timezone.now()):
        pass

    job, pack = ask(client_of(roles=["administrator"]), "?rule=eea")

    assert {row["evidence"] for row in index(pack)} == {"missing"}
    assert all("R64" in row["why_not"] for row in index(pack))
    assert job.result["missing"] == ["list.pdf"]
    assert not [name for name in pack if name.startswith("files/")]
    assert "gone.pdf: never sent" in pack["index.html"].decode()


def test_r14_a_pack_says_which_training_another_project_claims(client_of, ask, tmp_path):
    take_projects(
        tmp_path,
        [(code, code, "2012-01-01", "2013-12-31", "Europe/Brussels", "") for code in ("P1", "P2")],
    )
    people = [row(), row(project="P2"), row(person_id="bo", given_name="Bo")]
    take(tmp_path, people, evidence=folder(tmp_path / "evidence"))

    _job, pack = ask(client_of(roles=["administrator"]), "?rule=esf")

    told = sorted((line["name"], line["project"], line["disputed_with"]) for line in index(pack))
    assert told == [
        ("Ana Example", "P1", "P2"),
        ("Bo Example", "P1", ""),
    ]


def test_too_many_units_or_bytes_are_refused_in_a_sentence(
    client_of, world, deliver_all, monkeypatch
):
    client = client_of(roles=["administrator"])
    monkeypatch.setattr(actions, "MOST_BYTES", 20)
    answer = client.post(reverse(NEW))
    deliver_all()
    page = client.get(answer["Location"]).content.decode()
    assert "The files of this pack are more than 0 MB. Ask for fewer units." in page

    monkeypatch.setattr(actions, "MOST_UNITS", 1)
    answer = client.post(reverse(NEW) + "?role=manager")
    assert answer.status_code == 422
    assert "More than 1 units." in answer.content.decode()
    answer = client.post(reverse(NEW) + "?country=FR")
    assert "Nothing counts here" in answer.content.decode()


def test_a_pack_is_gathered_in_steps_and_leaves_no_parts_behind(client_of, world, ask, monkeypatch):
    monkeypatch.setattr(actions, "STEP", 1)

    job, pack = ask(client_of(roles=["administrator"]))

    assert len(index(pack)) == 4
    assert job.done == job.total == 5
    assert storages["private"].listdir(f"packs/{job.uid}")[1] == []


def test_a_pack_is_for_who_asked_while_the_scope_lasts_and_for_a_week(client_of, world, ask):
    person = make.auditor(world.projects[0])
    job, _pack = ask(client_of(person))
    address = reverse("audits:take", args=[job.uid])
    assert client_of(roles=["administrator"]).get(address).status_code == 404

    Job.objects.update(finished_at=timezone.now() - timedelta(days=8))
    assert client_of(person).get(address).status_code == 302
    assert actions.drop_old_packs(at=timezone.now()) == 1
    page = client_of(person).get(reverse("audits:pack", args=[job.uid])).content.decode()
    assert "This pack is not there any more" in page

    make.over(person)
    assert client_of(person).get(reverse("audits:pack", args=[job.uid])).status_code == 403
