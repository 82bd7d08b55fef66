"""Freezes a figure: its rows as they are known at one moment, and the files made of them (R28)."""

import json
from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from certification.counts.breakdowns import ROLE
from certification.counts.forms import Question
from certification.counts.rules import local_day
from certification.reports.corrections import corrections_of
from certification.reports.files import drawn
from certification.reports.heads import (
    FORMAT,
    Naming,
    Tally,
    breakdowns_of,
    projects_of,
    rule_in_words,
    series_of,
    sha256_of,
)
from certification.reports.models import FrozenFile, FrozenReport, FrozenRow
from certification.reports.queries import may_freeze, question_of
from certification.reports.rows import rows_of
from courses.deliveries.models import Project
from lms.errors import Refused
from lms.jobs.actions import ask_for_job
from lms.jobs.models import Job
from lms.jobs.workers import Progress
from lms.journal.actions import record_event
from lms.journal.hashing import canonical
from lms.people.models import Person
from lms.private_files import kept_of

KIND = "reports.freeze"
FORMS = tuple(FrozenFile.Form.values)
AT_A_TIME = 1000


class StillMovingError(Exception):
    """Facts were recorded while the figure was being written; another try sees all of them."""


@transaction.atomic
def freeze_report(
    *,
    question: Question,
    naming: Naming,
    by: Person,
    at: datetime,
) -> FrozenReport:
    """Write down a figure with its rows, as it is known now; nothing changes it afterwards (R27).

    Refused for who may not freeze it, without title and purpose, and for a day that is not over.
    Where it continues an earlier report of the same question, it says what had to be corrected in
    that one (R10). Records `reports.report_frozen`.
    """
    asked = allow_freezing(question=question, naming=naming, by=by, at=at)
    with TemporaryFile() as lines:
        tally = _write_lines(lines, asked)
        head = _head(asked, tally, naming, by, at)
        report = FrozenReport.objects.create(
            kind=naming.kind,
            title=naming.title,
            purpose=naming.purpose,
            rule=asked.rule,
            project=Project.objects.filter(code=asked.filters.project).first(),
            series=series_of(asked),
            continues=naming.continues,
            as_of=asked.as_of,
            frozen_at=at,
            frozen_by=by,
            value=tally.value,
            claimed=tally.claimed,
            head=head,
            sha256=sha256_of(head, _read_lines(lines)),
        )
        _keep_rows(report, lines)
    payload = {"sha256": report.sha256, "value": report.value}
    record_event(name="reports.report_frozen", subject=report, by=by, at=at, payload=payload)
    return report


def allow_freezing(*, question: Question, naming: Naming, by: Person, at: datetime) -> Question:
    """The question as it is frozen: as it is known now, with and without evidence (R64)."""
    if not may_freeze(by, question.filters.project):
        raise Refused(
            "not_yours", _("You may freeze figures of the projects that you coordinate."), "R28"
        )
    if not naming.title.strip() or not naming.purpose.strip():
        raise Refused("unnamed", _("Say what the report is called and what it is for."), "R28")
    if question.as_of > local_day(at, question.rule.zone):
        raise Refused(
            "not_there",
            _("Nobody knows yet what counts on that day. Choose one until today."),
            "R28",
        )
    filters = question.filters.with_(evidence="", known_at=None)
    asked = Question(question.rule, filters, question.as_of)
    if naming.continues is not None and naming.continues.series != series_of(asked):
        raise Refused("another_series", _("It can only continue a report of the same question."))
    return asked


def _write_lines(lines: IO[bytes], asked: Question) -> Tally:
    tally = Tally()
    for row in rows_of(asked):
        tally.add(row)
        lines.write(canonical(row) + b"\n")
    return tally


def _read_lines(lines: IO[bytes]) -> Iterator[str]:
    lines.seek(0)
    for line in lines:
        yield line.decode().removesuffix("\n")


def _keep_rows(report: FrozenReport, lines: IO[bytes]) -> None:
    some: list[FrozenRow] = []
    for number, said in enumerate(_read_lines(lines), start=1):
        row = json.loads(said)
        some.append(
            FrozenRow(
                report=report,
                number=number,
                unit=row["unit"],
                person_uid=row["person"],
                said=said,
            )
        )
        if len(some) == AT_A_TIME:
            FrozenRow.objects.bulk_create(some)
            some = []
    FrozenRow.objects.bulk_create(some)


def _head(asked: Question, tally: Tally, naming: Naming, by: Person, at: datetime) -> str:
    breakdowns = breakdowns_of(asked)
    for name, found in breakdowns.items():
        total = sum(found["lines"].values()) + found["not_attributable"]
        if name != ROLE and total != tally.value:  # a person may stand in both roles (R17)
            raise StillMovingError(f"{name}: {total}, rows: {tally.value}")
    said: dict[str, Any] = {
        "format": FORMAT,
        "kind": naming.kind,
        "title": naming.title,
        "purpose": naming.purpose,
        "frozen_at": at.isoformat(),
        "frozen_by": str(by.public_id),
        "rule": rule_in_words(asked.rule),
        "filters": asked.filters.query(),
        "as_of": asked.as_of.isoformat(),
        "value": tally.value,
        "claimed": tally.claimed,
        "breakdowns": breakdowns,
        "code_lists": tally.code_lists(),
        "projects": projects_of({*tally.projects, asked.filters.project}),
        "continues": str(naming.continues.uid) if naming.continues else "",
        "corrections": corrections_of(naming.continues, as_of=asked.as_of, at=at)
        if naming.continues
        else None,
    }
    return canonical(said).decode()


@transaction.atomic
def ask_to_freeze(
    *, key: UUID, question: Question, naming: Naming, by: Person, at: datetime
) -> Job:
    """Ask for a frozen report; a job writes its rows, then its files. The same key is the same job.

    Refused at once for what `freeze_report` refuses.
    """
    asked = allow_freezing(question=question, naming=naming, by=by, at=at)
    about = {
        "rule": asked.rule.pk,
        "asked": asked.query(),
        "kind": naming.kind,
        "title": naming.title,
        "purpose": naming.purpose,
        "continues": naming.continues.pk if naming.continues else None,
    }
    return ask_for_job(
        key=f"{KIND} {key}", kind=KIND, about=about, by=by, at=at, total=1 + len(FORMS)
    )


def freeze_some(*, job: Job, at: datetime) -> Progress:
    """The next step of such a job: the report with its rows at first, then a file at a time."""
    if job.done == 0:
        about = job.about
        question = question_of(about["rule"], about["asked"])
        continues = FrozenReport.objects.filter(pk=about["continues"]).first()
        naming = Naming(about["kind"], about["title"], about["purpose"], continues)
        report = freeze_report(question=question, naming=naming, by=job.asked_by, at=at)
    else:
        report = FrozenReport.objects.get(uid=job.result["report"])
        make_file(report=report, form=FORMS[job.done - 1], at=at)
    done = job.done + 1
    return Progress(done, job.total, done == job.total, {"report": str(report.uid)})


@transaction.atomic
def make_file(*, report: FrozenReport, form: str, at: datetime) -> FrozenFile:
    """Make the report as a file of one form, once; the same again is the one that is there.

    Records `reports.file_made`.
    """
    made = report.files.filter(form=form).first()
    if made is not None:
        return made
    name = f"report-{report.uid}.{form}"
    with TemporaryFile() as content:
        drawn(report, form, content)
        kept = kept_of(File(content, name=name), name)
        made = FrozenFile.objects.create(report=report, form=form, made_at=at, **kept)
    record_event(
        name="reports.file_made",
        subject=made,
        by=report.frozen_by,
        at=at,
        payload={"form": form, "sha256": made.sha256},
    )
    return made
