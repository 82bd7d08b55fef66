"""Decides what becomes of each question of a file: new, a new version, unchanged or not taken."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.actions import check_question
from courses.assessments.question_types import type_of
from courses.assessments.question_types.kind import STORABLE
from courses.exchange.lines import Line, ReadQuestion
from courses.exchange.pictures import refusal_of_picture, sha1
from courses.exchange.plain_text import NotTaken
from lms.errors import Refused

LONGEST_CODE = 40
LONGEST_STEM = 20_000
MOST_POINTS = 1_000
CENT, MILL = Decimal("0.01"), Decimal("0.001")
NEW, NEW_VERSION, UNCHANGED, REFUSED = "new", "new version", "unchanged", "not taken"
VERSIONED = ("type", "stem", "content", "feedback", "outcome", "points", "penalty")


@dataclass(frozen=True)
class Held:
    """A question that the system has under a code, as files would hold it."""

    bank: int
    question: ReadQuestion
    picture: int | None = None
    picture_sha1: str = ""
    is_retired: bool = False


@dataclass(frozen=True)
class Planned:
    """A line of the file with what will become of it; with `NEW` and `NEW_VERSION` it is written."""

    line: Line
    outcome: str
    question: ReadQuestion | None = None
    notes: tuple[str, ...] = ()


def code_for(question: ReadQuestion) -> str:
    """The file's own identifier as a code, or one made from what the question says."""
    wanted = re.sub(r"[^A-Za-z0-9_-]+", "-", question.code).strip("-")
    if wanted == question.code and 0 < len(wanted) <= LONGEST_CODE:
        return wanted
    said = json.dumps(
        [question.code or [question.type, question.stem, question.content]],
        sort_keys=True,
        default=str,
    )
    digest = hashlib.sha256(said.encode(errors="replace")).hexdigest()[:10]
    return f"{wanted[: LONGEST_CODE - 11]}-{digest}" if wanted else f"q-{digest}"


def with_suffix(code: str, suffix: str) -> str:
    """The code with something after it, within the length that codes have."""
    suffix = f"-{suffix}"[: LONGEST_CODE // 2]
    return code[: LONGEST_CODE - len(suffix)] + suffix


def codes_in_file(lines: Sequence[Line]) -> list[str]:
    """A code for each line, the same again for the same file; one that repeats is numbered."""
    seen: set[str] = set()
    codes = []
    for line in lines:
        code = number = code_for(line.question) if line.question else ""
        count = 1
        while code and number in seen:
            count += 1
            number = with_suffix(code, str(count))
        seen.add(number)
        codes.append(number)
    return codes


def codes_to_look_up(lines: Sequence[Line], bank_code: str) -> set[str]:
    codes = set(codes_in_file(lines)) - {""}
    return codes | {with_suffix(code, bank_code) for code in codes}


def plan_lines(
    lines: Sequence[Line], held: Mapping[str, Held], *, bank: int, bank_code: str
) -> list[Planned]:
    """What will become of every line in this bank; `held` has the questions under those codes."""
    taken: set[str] = set()
    planned = []
    for line, code in zip(lines, codes_in_file(lines), strict=True):
        if line.question is None:
            planned.append(Planned(line, REFUSED))
            continue
        try:
            plan = plan_question(line, code, held, bank=bank, bank_code=bank_code)
            if plan.question is None or plan.question.code in taken:
                raise NotTaken(_("Its code is used by another question of the file."))
        except NotTaken as refused:
            planned.append(Planned(replace(line, question=None, reason=refused.reason), REFUSED))
            continue
        taken.add(plan.question.code)
        planned.append(plan)
    return planned


def plan_question(
    line: Line, code: str, held: Mapping[str, Held], *, bank: int, bank_code: str
) -> Planned:
    assert line.question is not None  # noqa: S101 - the caller looked
    question, notes = cleaned(line.question)
    if line.question.code and code != line.question.code:
        notes.append(_("Its code becomes %s.") % code)
    other = held.get(code)
    if other and other.bank != bank:
        notes.append(
            _("The code %(code)s belongs to another bank; here it becomes %(new)s.")
            % {"code": code, "new": with_suffix(code, bank_code)}
        )
        code = with_suffix(code, bank_code)
        other = held.get(code)
        if other and other.bank != bank:
            raise NotTaken(_("The code %s belongs to another bank as well.") % code)
    question = replace(question, code=code)
    line = replace(line, losses=(*line.losses, *notes))
    if other is None:
        return Planned(line, NEW, question)
    outcome = NEW_VERSION if is_changed(question, other) else UNCHANGED
    said = [_("Retired here, and stays so.")] if other.is_retired else []
    if is_filed_otherwise(question, other.question):
        said.append(_("Its category, tags or difficulty change."))
    return Planned(line, outcome, question, tuple(said))


def cleaned(question: ReadQuestion) -> tuple[ReadQuestion, list[str]]:
    """The question as it will be stored, and what changes on the way; NotTaken with the reason."""
    question = with_plain_line_ends(question)
    if not all(map(STORABLE.fullmatch, texts_in(question))):
        raise NotTaken(_("It holds characters that cannot be stored."))
    if len(question.stem) > LONGEST_STEM or len(question.feedback) > LONGEST_STEM:
        raise NotTaken(_("A text is longer than %s characters.") % LONGEST_STEM)
    if question.outcome is not None and not 1 <= question.outcome <= 99:
        raise NotTaken(_("The learning outcome must be a number from 1 to 99."))
    try:
        content = check_question(
            type=question.type,
            stem=question.stem,
            content=dict(question.content),
            picture=question.picture,
        )
        type_of(question.type).check_stem(question.stem.strip(), content)
    except Refused as refused:
        raise NotTaken(refused.sentence) from None
    except (ValueError, TypeError, AttributeError) as error:  # files hold whatever JSON can say
        raise NotTaken(_("The question cannot be read: %s") % str(error)[:200]) from None
    points, penalty, notes = counted(question)
    picture = question.picture
    refusal = refusal_of_picture(picture) if picture else ""
    if refusal and question.type == "hot spot":
        raise NotTaken(refusal)
    if refusal:
        notes.append(refusal)
        picture = None
    return (
        replace(
            question,
            stem=question.stem.strip(),
            feedback=question.feedback.strip(),
            content=content,
            points=points,
            penalty=penalty,
            picture=picture,
            category=tidy_path(question.category),
            tags=tuple(sorted({" ".join(tag.split())[:100] for tag in question.tags} - {""})),
        ),
        notes,
    )


def texts_in(value: Any) -> list[str]:
    """Every text in a question, names of keys included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, ReadQuestion):
        parts: list[Any] = [value.type, value.stem, value.content, value.code, value.feedback]
        return texts_in([*parts, value.category, value.difficulty, *value.tags])
    if isinstance(value, Mapping):
        return texts_in([*value.keys(), *value.values()])
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in texts_in(part)]
    return []


def with_plain_line_ends(question: ReadQuestion) -> ReadQuestion:
    """Forms of browsers end lines in another way than files; that is no difference."""
    return replace(
        question,
        stem=_plain_ends(question.stem),
        content=_plain_ends(question.content),
        feedback=_plain_ends(question.feedback),
    )


def _plain_ends(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, Mapping):
        return {key: _plain_ends(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_ends(part) for part in value]
    return value


def counted(question: ReadQuestion) -> tuple[Decimal, Decimal, list[str]]:
    """Points and penalty as the bank keeps them, with a note where they change."""
    points = question.points.quantize(CENT, ROUND_HALF_UP) if question.points < 10**9 else None
    penalty = question.penalty.quantize(MILL, ROUND_HALF_UP) if question.penalty < 10 else None
    notes = []
    if points is None or not CENT <= points <= MOST_POINTS:
        points = min(max(question.points, Decimal(1)), Decimal(MOST_POINTS))
        notes.append(_("Points lie between 0.01 and 1000; it gets %s.") % points)
    elif points != question.points:
        notes.append(_("Its points are rounded to %s.") % points)
    if penalty is None or not 0 <= penalty <= 1:
        penalty = Decimal(0)
        notes.append(_("Its penalty is not between 0 and 1; it gets none."))
    elif penalty != question.penalty:
        notes.append(_("Its penalty is rounded to %s.") % penalty)
    return points, penalty, notes


def tidy_path(category: str) -> str:
    parts = [" ".join(part.split()) for part in category.split("/")]
    return "/".join(part for part in parts if part)[:200].rstrip("/ ")


def is_changed(question: ReadQuestion, other: Held) -> bool:
    """Whether a new version is needed. A picture that the file does not hold stays."""
    if any(getattr(question, name) != getattr(other.question, name) for name in VERSIONED):
        return True
    return question.picture is not None and sha1(question.picture.data) != other.picture_sha1


def is_filed_otherwise(question: ReadQuestion, other: ReadQuestion) -> bool:
    """What the file does not say stays as it is."""
    mine = {name.casefold() for name in question.tags}
    return (
        bool(question.category and question.category != other.category)
        or bool(question.difficulty and question.difficulty != other.difficulty)
        or bool(mine and mine != {name.casefold() for name in other.tags})
    )


def digest_of(planned: Sequence[Planned]) -> str:
    """A short name of the plan, by which confirming is tied to what was shown."""
    said = [(plan.question.code if plan.question else "", plan.outcome) for plan in planned]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def counts_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many of the reported lines have each outcome, and how many are taken with loss."""
    counts = {
        name: sum(row["outcome"] == outcome for row in rows)
        for name, outcome in (
            ("new", NEW),
            ("new_version", NEW_VERSION),
            ("unchanged", UNCHANGED),
            ("not_taken", REFUSED),
        )
    }
    counts["with_loss"] = sum(bool(row["losses"]) for row in rows if row["outcome"] != REFUSED)
    return counts
