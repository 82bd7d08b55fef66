"""Makes a virtual environment from a lock file; the standard library alone.

Usage: python3 scripts/environment.py FOLDER LOCK
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parents[1]


def stop(sentence: str) -> None:
    """End with one sentence that says what is wrong and how to mend it."""
    sys.exit(f"Cascade cannot go on: {sentence}")


def check_python() -> None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        stop(
            f"it needs Python 3.11 or newer and this is {found}; "
            "name another one, for instance `make run PYTHON=python3.12`."
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        stop(
            "Python's venv module is missing; on Debian and Ubuntu `apt install python3-venv` brings it."
        )


def make_environment(folder: Path, lock: Path) -> Path:
    """The environment's Python, made or brought up to date when the lock has changed."""
    check_python()
    python = folder / "bin" / "python"
    stamp = folder / "lock.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print(
        f"Making {folder.name} from {lock.name}; the first time takes about a minute …", flush=True
    )
    uv = shutil.which("uv")
    if uv:
        run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, folder])
        install = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    else:
        run([sys.executable, "-m", "venv", folder])
        install = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run([*install, "--require-hashes", "-r", lock])
    stamp.write_text(wanted)
    return python


def run(command: list) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        stop(
            "the packages could not be installed (see above); check the network, or set "
            "PIP_INDEX_URL to a package index that this machine reaches, and run it again."
        )


if __name__ == "__main__":
    make_environment(ROOT / sys.argv[1], ROOT / sys.argv[2])
