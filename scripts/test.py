"""Runs the test suite: everything that this machine can run, and a line about what it cannot.

python3 scripts/test.py              SQLite, with browser tests where there is a Chromium, and
                                     verifiers of others where there is Node
python3 scripts/test.py --services   PostgreSQL, Redis and a Celery worker as well
python3 scripts/test.py --browser    the browser tests alone
"""

import os
import shutil
import subprocess
import sys

import verifiers
from environment import ROOT

# The first is the second without its windows, which take a quarter of the time of each page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
PYTHON = ROOT / ".venv-dev" / "bin" / "python"


def main() -> None:
    wants_services, wants_browser = "--services" in sys.argv, "--browser" in sys.argv
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    environment = os.environ | {
        "DATA_DIR": os.environ.get("TEST_DATA_DIR", str(ROOT / "var" / "test"))
    }
    if browser:
        environment["CHROMIUM"] = browser
    elif wants_browser:
        sys.exit("There is no Chromium: install the package `chromium`, or name one in CHROMIUM.")
    else:
        print(
            "There is no Chromium (package `chromium`), so the browser tests are left out.",
            flush=True,
        )
    rest = ["" if wants_services else "not services", "" if browser else "not browser"]
    rest += [] if wants_browser or verifiers.ready() else ["not verifiers"]
    marks = " and ".join(filter(None, rest))
    if wants_browser:
        marks = "browser"
    command = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    command += ["-m", marks] if marks else []
    command += [word for word in sys.argv[1:] if word not in {"--services", "--browser"}]
    sys.exit(
        subprocess.run(list(map(str, command)), cwd=ROOT, env=environment, check=False).returncode
    )


if __name__ == "__main__":
    main()
