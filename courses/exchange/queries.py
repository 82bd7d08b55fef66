"""Reads questions of the bank in the terms in which they are exchanged."""

from pathlib import PurePosixPath

from django.db.models import F, QuerySet

from courses.assessments.models import Question, QuestionVersion
from courses.exchange.lines import Picture, ReadQuestion


def newest_versions(questions: QuerySet[Question]) -> list[QuestionVersion]:
    """The newest version of each question by code, with what a file says about it; two queries."""
    versions = QuestionVersion.objects.filter(question__in=questions, question__current__pk=F("pk"))
    return list(
        versions.select_related("question", "picture")
        .prefetch_related("question__tags")  # type: ignore[misc] # the plugin does not know taggit
        .order_by("question__code")
    )


def question_of(version: QuestionVersion) -> ReadQuestion:
    """The version as a file holds it."""
    question = version.question
    return ReadQuestion(
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
        picture=picture_of(version),
    )


def picture_of(version: QuestionVersion) -> Picture | None:
    if version.picture is None:
        return None
    with version.picture.file.open("rb") as file:
        data = file.read()
    name = PurePosixPath(version.picture.file.name).name
    return Picture(name=name, data=data, alt=version.content.get("alt", ""))
