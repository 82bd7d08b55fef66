"""A small curriculum folder for tests, which each test breaks or changes in its own way."""

import json
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[2] / "content" / "curriculum"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">
<title>Two boxes</title>
<rect width="18" height="18"/>
</svg>
"""
READING = """## A first look

A **cluster** is *near* and [related](https://example.org/a).

- one
- two

| Term | Share |
|---|---:|
| **Firms** | 12 % |
| **Schools** | 8 % |

![Two boxes](../figures/boxes.svg)

> **Key idea** Look before you count.

## In your own cluster

1. Whom would you ask?

## Summary

- Look first.
"""
CASE = """## Part A: Before

The drums are empty.

**Discussion questions**

1. What is the cause?
2. Whom would you visit?

## Part B: After

Two proposals.

### Discussion questions

1. What now?

## Summary

- Ask.
"""
NOTE = "## Purpose\n\nThe answer is the buyer.\n"
QUESTION = {
    "id": "M1-Q1",
    "type": "true or false",
    "stem": "A cluster can be found and measured.",
    "answer": "True",
    "outcome": 1,
    "feedback": "It is a fact.",
}


def programme(**changes) -> dict:
    return {
        "title": "Train-the-Trainers in Cluster Management",
        "summary": "Ten modules.",
        "audience": "Cluster managers.",
        "modules": ["M1"],
        "trainer_only": [],
        "attendance_minimum_percent": 80,
        "module_test_pass_percent": 70,
        "resits": {"max": 2, "days_between": 7},
        "field_project": {"summary": "A real business."},
    } | changes


def lesson(slug: str, **changes) -> dict:
    return {
        "file": f"lessons/{slug}.md",
        "slug": slug,
        "title": slug.capitalize(),
        "minutes": 30,
        "kind": "reading",
        "outcomes": [1],
    } | changes


def module(code: str = "M1", **changes) -> dict:
    return {
        "code": code,
        "title": f"Module {code}",
        "slug": f"module-{code.lower()}",
        "purpose": "One vocabulary.",
        "hours": 10,
        "week": 1,
        "areas": "structure",
        "outcomes": ["Tell apart four terms."],
        "lessons": [lesson("terms"), lesson("town", kind="case")],
        "figures": [
            {"file": "figures/boxes.svg", "alt": "Two boxes", "long_description": "Left, right."}
        ],
    } | changes


def write_module(folder: Path, code: str = "M1", **changes) -> None:
    data = module(code, **changes)
    write_json(folder / code / "module.json", data)
    write_json(folder / code / "questions.json", [QUESTION | {"id": f"{code}-Q1"}])
    write(folder / code / "figures/boxes.svg", SVG)
    write(folder / code / "lessons/terms.md", READING)
    write(folder / code / "lessons/town.md", CASE)
    write(folder / code / "lessons/town.teaching-note.md", NOTE)


def write_curriculum(folder: Path, **changes) -> Path:
    """The folder of a sound curriculum: one module, two lessons, a figure, a note, a question."""
    data = programme(**changes)
    write_json(folder / "programme.json", data)
    for code in data["modules"]:
        write_module(folder, code)
    return folder


def write_json(path: Path, data) -> None:
    write(path, json.dumps(data, indent=2, ensure_ascii=False))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change_json(path: Path, change) -> None:
    """Let a function change the value of a JSON file in place."""
    data = json.loads(path.read_text("utf-8"))
    change(data)
    write_json(path, data)
