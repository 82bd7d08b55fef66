"""Installs the verifiers that the tests hold our credentials against: packages of npm, from the lock.

python3 scripts/verifiers.py           install what the lock names, or say why not
python3 scripts/verifiers.py --lock    write the lock anew from the ranges in package.json
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "verifiers"
LOCK = FOLDER / "package-lock.json"
STAMP = FOLDER / "node_modules" / "lock.sha256"
OLDEST = 20  # major version of Node


class CannotInstall(Exception):
    """Why the verifiers are not there, as a sentence."""


def install() -> None:
    """Make them ready where they are not; a second call does nothing."""
    node = node_major()
    if node < OLDEST:
        found = f"this is {node}" if node else "there is none (packages `nodejs` and `npm`)"
        raise CannotInstall(f"the verifiers need Node {OLDEST} or newer and {found}")
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    npm("ci", "--ignore-scripts")
    STAMP.write_text(wanted)


def node_major() -> int:
    """0 where Node or npm is missing."""
    if not (shutil.which("node") and shutil.which("npm")):
        return 0
    told = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)
    return int(told.stdout.strip().lstrip("v").split(".")[0])


def write_lock() -> None:
    """Without the addresses of registries and of people who ask for money."""
    npm("install", "--package-lock-only", "--ignore-scripts")
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


def npm(*words: str) -> None:
    command = ["npm", *words, "--loglevel=error"]
    if subprocess.run(command, cwd=FOLDER, env=os.environ, check=False).returncode:
        raise CannotInstall("npm could not install the verifiers (see above)")


def ready() -> bool:
    """Whether their tests can run here; says why not. On the build server they must."""
    try:
        install()
    except CannotInstall as problem:
        if os.environ.get("CI"):
            sys.exit(f"Here the verifiers must run, but {problem}.")
        print(f"The tests of the verifiers are left out: {problem}.", flush=True)
        return False
    return True


if __name__ == "__main__":
    try:
        write_lock() if "--lock" in sys.argv else install()
    except CannotInstall as problem:
        sys.exit(f"Not installed: {problem}.")
