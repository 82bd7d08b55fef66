"""Builds that are wrong on purpose: the harness is worth something while it finds each of them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from scripts.loopback.databases import ROOT

TAKING = "courses/attempts/actions/taking.py"
TREE = ("lms", "courses", "certification", "templates", "static", "content", "manage.py")


@dataclass(frozen=True)
class Sabotage:
    name: str
    sentence: str
    path: str
    old: str
    new: str
    kills: int = 0  # without which it does not show
    late: float = 0  # share of the candidates who must come late to show it
    needs_tasks: bool = False  # whether the Celery worker has a part in it

    def sabotaged(self, source: str) -> str:
        if source.count(self.old) != 1:
            raise ValueError(
                f"Sabotage “{self.name}” does not fit {self.path} any more; mend it, "
                "or nobody knows whether the harness would find such a build."
            )
        return source.replace(self.old, self.new)


SAVING = "    saved |= {step.key: step for step in Step.objects.bulk_create(new)}\n"
BUILDS = [
    Sabotage(
        "before-commit",
        "acknowledges an answer and writes it seconds later",
        TAKING,
        SAVING,
        """
    from threading import Timer

    from django.db import connection

    with connection.cursor() as cursor:
        for step in new:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('courses_step', 'id'))")
            step.pk = cursor.fetchone()[0]

    def write():
        try:
            Step.objects.bulk_create(new, ignore_conflicts=True)
        finally:
            connection.close()

    Timer(3, write).start()
    saved |= {step.key: step for step in new}
""",
        kills=1,
    ),
    Sabotage(
        "overwrite",
        "saves over the last answer to the question",
        TAKING,
        SAVING,
        """
    for step in new:
        last = Step.objects.filter(attempt=attempt, question=step.question).last()
        step.pk = last.pk if last else None
        step.save()
        saved[step.key] = step
""",
    ),
    Sabotage(
        "browser-clock",
        "leaves it to the browser when the time is over",
        "courses/attempts/actions/running.py",
        "    if rules.is_too_late(attempt.deadline_at, at):\n",
        "    if False:\n",
        late=0.5,
    ),
    Sabotage(
        "no-key",
        "does not look at the key of a save that is sent again",
        TAKING,
        "    keys = [answer.key for answer in answers]\n",
        """
    from dataclasses import replace

    answers = [replace(answer, key=uuid.uuid4()) for answer in answers]
    keys = [answer.key for answer in answers]
""",
    ),
    Sabotage(
        "no-closing",
        "hands in nothing at the deadline",
        "courses/attempts/tasks.py",
        "Attempt.objects.overdue(now - GRACE)",
        "Attempt.objects.none()",
        needs_tasks=True,
    ),
    Sabotage(
        "first-counts",
        "marks the first answer to a question instead of the last",
        "courses/attempts/queries.py",
        """kind=Step.Kind.ANSWERED).order_by("pk")
    return {step.question_id: step for step in steps if step.question_id}
""",
        """kind=Step.Kind.ANSWERED).order_by("-pk")
    return {step.question_id: step for step in steps if step.question_id}
""",
    ),
]


def copy_tree(folder: Path, sabotage: Sabotage | None) -> None:
    """The source as it is, with the one change of the sabotage."""
    for name in TREE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    if sabotage is not None:
        path = folder / sabotage.path
        path.write_text(sabotage.sabotaged(path.read_text()))
