"""The recipe in docs/verifying.md does what it says, in a Python that knows nothing of us."""

import json
import re
import subprocess
import sys

import pytest
from django.conf import settings

from certification.credentials.compact import claim_url
from certification.credentials.signing.did import did_document
from certification.credentials.signing.keys import all_keys
from tests.certification.credentials.test_compact import revision


@pytest.fixture
def recipe(tmp_path):
    text = (settings.BASE_DIR / "docs" / "verifying.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (tmp_path / "verify.py").write_text(code)
    (tmp_path / "did.json").write_text(json.dumps(did_document(all_keys())))

    def run(scanned: str):
        command = [sys.executable, "-I", "verify.py", scanned, "did.json"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_the_recipe_accepts_our_claim(recipe):
    done = recipe(claim_url(revision()))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["h"] == "Ana López"


def test_the_recipe_refuses_what_was_changed_or_signed_for_another_purpose(recipe):
    head, said, signature = claim_url(revision()).split(".")[-3:]
    other = claim_url(revision(holder_name="Eva López")).split(".")[-2]
    assert "No key of the issuer" in recipe(f"{head}.{other}.{signature}").stderr
    assert recipe(f"eyJ0eXAiOiJKV1QifQ.{said}.{signature}").returncode != 0
