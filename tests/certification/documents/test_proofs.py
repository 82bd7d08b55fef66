"""A stranger checks a proof with a program of a page, and finds each change of it."""

import copy
import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from certification.certificates.numbers import make_number
from certification.credentials.queries import credential_of
from certification.documents.models import Document
from lms.journal.actions import publish_roots, seal_everything
from lms.journal.models import DailyRoot, Seal
from lms.people.models import Consent
from tests.factories.certification import certificate_of_a_passed_module

pytestmark = pytest.mark.django_db
PROGRAM = settings.BASE_DIR / "static" / "check_proof.py"


@pytest.fixture
def certificate(deliver_all):
    return certificate_of_a_passed_module(deliver_all)


@pytest.fixture
def published(certificate):
    """Sealed now, with the root of today published tomorrow."""
    now = timezone.now()
    seal_everything(at=now)
    publish_roots(at=now + timedelta(days=1))
    return DailyRoot.objects.get()


def address(certificate) -> str:
    return reverse("documents:proof", args=[certificate.number])


def checked(proof: dict, tmp_path, *more: str) -> subprocess.CompletedProcess:
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof), encoding="utf-8")
    command = [sys.executable, "-I", str(PROGRAM), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_proof_holds_with_the_root_and_the_document(client, certificate, published, tmp_path):
    proof = client.get(address(certificate)).json()
    assert [each["event"]["name"] for each in proof["proofs"]] == [
        "certificates.certificate_granted",
        "credentials.credential_issued",
        "documents.document_made",
    ]
    pdf = tmp_path / "certificate.pdf"
    with Document.objects.get().file.open("rb") as file:
        pdf.write_bytes(file.read())
    run = checked(proof, tmp_path, "--root", published.root, "--file", str(pdf))
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"The proof of {certificate.number} holds." in run.stdout
    credential = tmp_path / "credential.json"
    credential.write_text(credential_of(certificate.current).text, encoding="utf-8")
    assert checked(proof, tmp_path, "--file", str(credential)).returncode == 0
    pdf.write_bytes(pdf.read_bytes() + b" ")
    assert "no proof holds the SHA-256" in checked(proof, tmp_path, "--file", str(pdf)).stdout
    wrong = checked(proof, tmp_path, "--root", "0" * 64)
    assert (wrong.returncode, "no proof leads to the root that you gave" in wrong.stdout) == (
        1,
        True,
    )


def changes(proof: dict):
    """Everything in a proof that can be changed, changed by itself."""
    for number, each in enumerate(proof["proofs"]):
        for part in ("fact", "before", "root"):
            yield part, number, lambda it, part=part: it.update({part: "1" * 64})
        for key in each["event"]:
            yield f"event {key}", number, lambda it, key=key: it["event"].update({key: "other"})
        for step in range(len(each["path"])):
            yield (
                f"path {step}",
                number,
                lambda it, step=step: it["path"][step].update(hash="2" * 64),
            )
        for seal in range(len(each["chain"])):
            for key in each["chain"][seal]:
                yield (
                    f"seal {key}",
                    number,
                    lambda it, seal=seal, key=key: it["chain"][seal].update({key: 99}),
                )


def test_each_change_of_a_proof_is_found(client, certificate, published, tmp_path):
    proof = client.get(address(certificate)).json()
    tried = 0
    for what, number, change in changes(proof):
        changed = copy.deepcopy(proof)
        change(changed["proofs"][number])
        assert changed != proof
        run = checked(changed, tmp_path)
        assert run.returncode == 1, what
        tried += 1
    assert tried > 30
    other = proof | {"number": make_number()}
    assert "no proof holds the grant" in checked(other, tmp_path).stdout


def test_before_the_day_is_over_the_proof_leads_to_its_seal(client, certificate, tmp_path):
    assert client.get(address(certificate)).json()["proofs"] == []
    seal_everything(at=timezone.now())
    proof = client.get(address(certificate)).json()
    assert {each["day"] for each in proof["proofs"]} == {None}
    assert {each["root"] for each in proof["proofs"]} == {Seal.objects.last().chained}
    assert checked(proof, tmp_path).returncode == 0


def test_the_check_names_seal_and_root(client, certificate):
    page = reverse("certificates:check", args=[certificate.number])
    assert client.get(page, {"format": "json"}).json()["covered_by"] is None
    assert "waits for its seal" in client.get(page).content.decode()
    now = timezone.now()
    seal_everything(at=now)
    seal = Seal.objects.get()
    said = client.get(page, {"format": "json"}).json()["covered_by"]
    assert (said["seal"], said["seal_root"], said["root"]) == (seal.number, seal.root, None)
    assert "published when the day is over" in client.get(page).content.decode()
    publish_roots(at=now + timedelta(days=1))
    daily = DailyRoot.objects.get()
    said = client.get(page, {"format": "json"}).json()["covered_by"]
    assert (said["day"], said["root"]) == (daily.day.isoformat(), daily.root)
    assert daily.root in client.get(page).content.decode()


def test_r56_unknown_mistyped_and_withheld_are_answered_alike(client, certificate, published):
    Consent.objects.create(
        person=certificate.person,
        purpose=Consent.Purpose.WITHHELD_CHECK,
        text_version=1,
        given_at=timezone.now(),
    )
    numbers = [certificate.number, make_number(), "nothing"]
    answers = [client.get(reverse("documents:proof", args=[number])) for number in numbers]
    assert {(each.status_code, each.content) for each in answers} == {(404, answers[0].content)}
    assert {each["Cache-Control"] for each in answers} == {"no-store"}


def test_tried_numbers_end_in_a_pause(client, certificate):
    for _ in range(30):
        client.get(reverse("documents:proof", args=[make_number()]))
    assert client.get(address(certificate)).status_code == 429
