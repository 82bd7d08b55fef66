"""Writes the lock files from the ranges in pyproject.toml; they name no package index."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
]


def main() -> None:
    uv = Path(sys.executable).with_name("uv")
    for name, extra in (
        ("run", []),
        ("production", ["--extra", "production"]),
        ("dev", ["--extra", "dev"]),
        ("clickhouse", ["--extra", "dev", "--extra", "clickhouse"]),
    ):
        command = [
            uv,
            "pip",
            "compile",
            *OPTIONS,
            *extra,
            "pyproject.toml",
            "-o",
            f"requirements/{name}.txt",
        ]
        subprocess.run(list(map(str, command)), cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
