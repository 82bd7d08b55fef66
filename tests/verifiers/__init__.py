"""Verifiers that share no code with what they verify; they run in one process of Node."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
ENOUGH = 120  # seconds; a run takes about two


def verify(cases: list[dict], documents: dict[str, dict]) -> dict[str, dict]:
    """What the verifiers say of each case: {name: {"verified": bool, "reason": str}}.

    `documents` are what the issuer's site serves at its addresses; a case may replace some.
    """
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").exists():
        pytest.fail("The verifiers are not installed: `make verifiers` does it, with Node and npm.")
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [node, FOLDER / "verify.mjs"],
        input=json.dumps({"documents": documents, "cases": cases}),
        capture_output=True,
        text=True,
        check=False,
        timeout=ENOUGH,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
