"""An answer as its marker sees it: in parts, beside what was asked and a good answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types import type_of
from courses.assessments.question_types.cases import seed_of_part
from courses.assessments.question_types.prose import words_in
from courses.attempts.annotations import AnnotatedText, Note, annotated, texts_of
from courses.attempts.models import AnswerFile, AttemptQuestion, Mark


@dataclass(frozen=True)
class ShownPart:
    """One text to mark, or a part that a rule marks; number 0 where the answer is one whole."""

    number: int
    stem: str
    texts: list[AnnotatedText]
    lines: list[str]
    model: list[str]
    words: int | None = None
    warning: str = ""
    is_by_rule: bool = False


@dataclass(frozen=True)
class GivenMark:
    """What a marker gave, for the moderator."""

    title: str
    criteria: list[tuple[str, int, int]]
    mark: Mark
    texts: list[AnnotatedText] = field(default_factory=list)


def rubric_of(question: AttemptQuestion) -> list[dict[str, Any]]:
    return type_of(question.version.type).rubric(question.version.content)


def shown_parts(question: AttemptQuestion, response: Any, notes: Sequence[Note]) -> list[ShownPart]:
    version, content = question.version, question.version.content
    texts = {each.part: each for each in annotated(texts_of(version, response), notes)}
    if version.type != version.Type.CASE_STUDY:
        whole = {"type": version.type, "stem": "", "content": content}
        return [_shown(0, whole, response, texts, question.seed)]
    answers = response or [None] * len(content["parts"])
    return [
        _shown(index + 1, part, answer, texts, seed_of_part(question.seed, index))
        for index, (part, answer) in enumerate(zip(content["parts"], answers, strict=True))
    ]


def _shown(
    number: int, part: dict[str, Any], response: Any, texts: dict[int, AnnotatedText], seed: str
) -> ShownPart:
    kind, content, text = type_of(part["type"]), part["content"], texts.get(number)
    is_file = part["type"] == "file upload"
    return ShownPart(
        number=number,
        stem=kind.wording(part["stem"], content, seed),
        texts=[text] if text else [],
        lines=[] if text or is_file else kind.describe(content, response),
        model=kind.right_answer(content, seed),
        words=words_in(response) if text else None,
        warning=kind.warning(content, response),
        is_by_rule=kind.is_closed(content),
    )


def name_of_file(file: AnswerFile) -> str:
    """As it is downloaded; where names are hidden, its own may tell who wrote it."""
    if not file.question.attempt.design.is_anonymous:
        return file.name
    return f"{_('answer')}-{file.pk}{PurePath(file.name).suffix.lower()}"


def files_of(question: AttemptQuestion, response: Any) -> list[tuple[AnswerFile, str]]:
    """The files that count, each with what it may be called: names may tell who wrote them."""
    chosen = response if question.version.type == question.version.Type.FILE_UPLOAD else ()
    kept = [each for each in question.files.all() if str(each.uid) in (chosen or ())]
    if not question.attempt.design.is_anonymous:
        return [(each, each.name) for each in kept]
    return [
        (each, f"{_('File')} {number}{PurePath(each.name).suffix.lower()}")
        for number, each in enumerate(kept, start=1)
    ]


def marks_to_moderate(question: AttemptQuestion, response: Any) -> list[GivenMark]:
    """The newest mark of each marker, in the order in which they first marked; no names."""
    newest: dict[int | None, Mark] = {}
    for mark in question.marks.filter(kind=Mark.Kind.MARKER).order_by("pk"):
        newest[mark.marked_by_id] = mark
    rubric, texts = rubric_of(question), texts_of(question.version, response)
    titles = [_("First marker"), _("Second marker")]
    return [
        GivenMark(
            title=title,
            criteria=[
                (row["text"], given, row["points"])
                for row, given in zip(rubric, mark.explanation["criteria"], strict=True)
            ],
            mark=mark,
            texts=annotated(texts, mark.annotations) if mark.annotations else [],
        )
        for title, mark in zip(titles, newest.values(), strict=False)
    ]
