"""Refuses a lock or configuration that names a package index, and paths of somebody's machine."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INDEX = re.compile(r"--(extra-)?index-url|\"resolved\": *\"http|registry *= *\"?http|find-links")
MACHINE = re.compile(r"(^|[^\w.])/(home|root|work|Users)/\w")
LOCKS = ("requirements/", "pyproject.toml", ".pre-commit-config.yaml", "Makefile")


def main() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    wrong = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path == Path(__file__).resolve() or not path.is_file():
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            if (
                INDEX.search(line)
                or MACHINE.search(line)
                or (name.startswith("requirements/") and "://" in line)
            ):
                wrong.append(f"{name}:{number}: {line.strip()[:100]}")
    if wrong:
        sys.exit("These lines name a package index or somebody's machine:\n" + "\n".join(wrong))


if __name__ == "__main__":
    main()
