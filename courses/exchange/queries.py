"""Reads questions of the bank in the terms in which they are exchanged."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from django.db.models import F, QuerySet

from courses.assessments.models import Question, QuestionBank, QuestionVersion
from courses.exchange.formats import FORMATS
from courses.exchange.lines import Line, Picture, ReadQuestion
from courses.exchange.models import QuestionImport
from courses.exchange.rules import Held, Planned, codes_to_look_up, plan_lines, with_plain_line_ends


def newest_versions(questions: QuerySet[Question]) -> QuerySet[QuestionVersion]:
    """The newest version of each question by code, with what a file says about it; two queries."""
    versions = QuestionVersion.objects.filter(question__in=questions, question__current=F("pk"))
    return (
        versions.select_related("question", "picture")
        .prefetch_related("question__tags")  # type: ignore[misc] # the plugin does not know taggit
        .order_by("question__code")
    )


def question_of(version: QuestionVersion) -> ReadQuestion:
    """The version as a file holds it, its picture included."""
    return replace(without_picture(version), picture=picture_of(version))


def without_picture(version: QuestionVersion) -> ReadQuestion:
    question = version.question
    read = ReadQuestion(
        type=version.type,
        stem=version.stem,
        content=version.content,
        code=question.code,
        feedback=version.feedback,
        outcome=version.outcome,
        points=version.points,
        penalty=version.penalty,
        category=question.category,
        difficulty=question.difficulty,
        tags=tuple(sorted(tag.name for tag in question.tags.all())),
    )
    return with_plain_line_ends(read)


def picture_of(version: QuestionVersion) -> Picture | None:
    if version.picture is None:
        return None
    with version.picture.file.open("rb") as file:
        data = file.read()
    name = PurePosixPath(version.picture.file.name).name
    return Picture(name=name, data=data, alt=version.content.get("alt", ""))


def held_under(codes: Iterable[str]) -> dict[str, Held]:
    """What the system has under these codes, in two queries."""
    questions = Question.objects.filter(code__in=codes, current__isnull=False)
    versions = newest_versions(questions)
    return {
        version.question.code: Held(
            bank=version.question.bank_id,
            question=without_picture(version),
            picture=version.picture_id,
            picture_sha1=version.picture.get_file_hash() if version.picture else "",
            is_retired=version.question.is_retired,
        )
        for version in versions
    }


def lines_of(kept: QuestionImport) -> list[Line]:
    """The file read again; FileRefused when it cannot be."""
    with kept.file.open("rb") as file:
        return FORMATS[QuestionImport.Format(kept.format)].read(file.read())


def plan_of(kept: QuestionImport) -> tuple[list[Planned], dict[str, Held]]:
    """What would become of each line of the file in its bank now."""
    lines = lines_of(kept)
    bank: QuestionBank = kept.bank
    held = held_under(codes_to_look_up(lines, bank.code))
    return plan_lines(lines, held, bank=bank.pk, bank_code=bank.code), held
