"""Writes the first migration of each app anew, bottom-up, until the first deployment."""

import subprocess
import sys

from environment import ROOT

for app in ("lms", "courses", "certification"):
    (ROOT / app / "migrations" / "0001_initial.py").unlink(missing_ok=True)
for app in ("lms", "courses", "certification"):
    subprocess.run(
        [sys.executable, "manage.py", "makemigrations", app, "--name", "initial"],
        cwd=ROOT,
        check=True,
    )
