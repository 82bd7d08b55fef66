"""Open answer, essay and file upload: a person marks them by a rubric.

A criterion has whole points from 0 up to its own, or only those of its levels where it has levels.
The share is the points given ÷ all points of the rubric; a penalty does not apply.
"""

import re
import uuid
from fractions import Fraction
from typing import Any

from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    list_in,
    only,
    refuse_unknown_keys,
    text_in,
)

LONGEST_ANSWER = 10_000
LONGEST_ESSAY = 60_000
MOST_WORDS = 10_000
MOST_LEVELS = 10
CRITERION = re.compile(r"^(?P<text>.+?)\s*\((?P<points>\d{1,3})\)$")
WORD = re.compile(r"\S*\w\S*")
ENDINGS = (
    ".pdf", ".docx", ".odt", ".txt", ".md", ".xlsx", ".ods", ".csv", ".pptx", ".odp",
    ".png", ".jpg", ".jpeg", ".webp", ".mp3", ".m4a", ".mp4", ".zip",
)  # fmt: skip


def words_in(text: str) -> int:
    """How many words a text has: runs between spaces with a letter or digit in them."""
    return len(WORD.findall(text))


class MarkedByPerson(QuestionType):
    """What types with a rubric have in common."""

    def is_closed(self, content: Content) -> bool:
        return False

    def clean_rubric(self, content: Content) -> list[Content]:
        return [clean_criterion(row) for row in list_in(content, "rubric", at_least=1)]

    def rubric(self, content: Content) -> list[Content]:
        return [{"levels": [], **criterion} for criterion in content["rubric"]]

    def mark(
        self, content: Content, response: Any, *, seed: str = "", penalty: Fraction = Fraction(0)
    ) -> Marked:
        raise ValueError("This answer is marked by a person.")

    def share_of(
        self,
        content: Content,
        response: Any,
        criterion_points: list[int],
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Fraction:
        rubric = self.rubric(content)
        check_points(rubric, criterion_points)
        return Fraction(sum(criterion_points), sum(row["points"] for row in rubric))

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [content["model"]] if content["model"] else []


def clean_criterion(row: Any) -> Content:
    """From “Clear link (2)” or from {"text", "points", "levels"}."""
    if isinstance(row, str):
        match = CRITERION.match(row.strip())
        if match is None:
            raise ValueError(f"Criterion “{row}” must end with its points, like “(2)”.")
        row = {"text": match["text"], "points": int(match["points"])}
    if not isinstance(row, dict) or not is_whole(row.get("points")):
        raise ValueError("A criterion needs “text” and whole “points”.")
    refuse_unknown_keys(row, {"text", "points", "levels"})
    if not 1 <= row["points"] <= 100:
        raise ValueError("A criterion has 1 to 100 points.")
    criterion = {"text": text_in(row, "text"), "points": row["points"]}
    given = row.get("levels") or []
    if not isinstance(given, list):
        raise ValueError(f"The levels of “{criterion['text']}” must be a list.")
    levels = [clean_level(level, row["points"]) for level in given]
    if not levels:
        return criterion
    points = [level["points"] for level in levels]
    if len(levels) > MOST_LEVELS or len(set(points)) != len(points):
        raise ValueError(f"“{criterion['text']}” needs up to {MOST_LEVELS} levels, each once.")
    if max(points) != row["points"]:
        raise ValueError(f"The highest level of “{criterion['text']}” must have all its points.")
    return criterion | {"levels": sorted(levels, key=lambda level: level["points"])}


def clean_level(level: Any, most: int) -> Content:
    if not isinstance(level, dict) or not is_whole(level.get("points")):
        raise ValueError("A level needs “text” and whole “points”.")
    refuse_unknown_keys(level, {"text", "points"})
    if not 0 <= level["points"] <= most:
        raise ValueError(f"A level has 0 to {most} points here.")
    return {"points": level["points"], "text": text_in(level, "text")}


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def check_points(rubric: list[Content], criterion_points: list[int]) -> None:
    """ValueError when points do not fit the criteria."""
    if len(criterion_points) != len(rubric):
        raise ValueError("Give points for every criterion.")
    for points, criterion in zip(criterion_points, rubric, strict=True):
        if not 0 <= points <= criterion["points"]:
            raise ValueError(f"“{criterion['text']}” has 0 to {criterion['points']} points.")
        levels = {level["points"] for level in criterion["levels"]}
        if levels and points not in levels:
            raise ValueError(f"“{criterion['text']}” has no level with {points} points.")


def typed_text(fields: Fields, longest: int) -> str | None:
    text = only(fields).replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise ValueError(f"An answer has at most {longest} characters.")
    return text or None


class OpenAnswer(MarkedByPerson):
    """Some sentences."""

    name = "open answer"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"model", "rubric"})
        model = text_in(content, "model", required=False)
        return {"model": model, "rubric": self.clean_rubric(content)}

    def present(self, content: Content, seed: str) -> Content:
        return {"rubric": plain_rubric(content)}

    def read_response(self, content: Content, seed: str, fields: Fields) -> str | None:
        return typed_text(fields, LONGEST_ANSWER)

    def show_response(self, content: Content, seed: str, response: str | None) -> dict:
        return {"text": response or ""}

    def describe(self, content: Content, response: str | None) -> list[str]:
        return response.splitlines() if response else []


def plain_rubric(content: Content) -> list[Content]:
    """The criteria as learners see them while they write: without the levels, which say too much."""
    return [{"text": row["text"], "points": row["points"]} for row in content["rubric"]]


class Essay(OpenAnswer):
    """A longer text with word limits; one outside them is kept, and the learner is told."""

    name = "essay"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"least_words", "most_words", "model", "rubric"})
        least, most = (self.clean_limit(content, key) for key in ("least_words", "most_words"))
        if least is not None and most is not None and least > most:
            raise ValueError("“least_words” must not be above “most_words”.")
        return {
            "least_words": least,
            "most_words": most,
            "model": text_in(content, "model", required=False),
            "rubric": self.clean_rubric(content),
        }

    def clean_limit(self, content: Content, key: str) -> int | None:
        limit = content.get(key)
        if limit is None:
            return None
        if not is_whole(limit) or not 1 <= limit <= MOST_WORDS:
            raise ValueError(f"“{key}” must be a whole number from 1 to {MOST_WORDS}.")
        return limit

    def present(self, content: Content, seed: str) -> Content:
        limits = {key: content[key] for key in ("least_words", "most_words")}
        return super().present(content, seed) | limits

    def read_response(self, content: Content, seed: str, fields: Fields) -> str | None:
        return typed_text(fields, LONGEST_ESSAY)

    def warning(self, content: Content, response: str | None) -> str:
        if not response:
            return ""
        count, least, most = words_in(response), content["least_words"], content["most_words"]
        if least is not None and count < least:
            return f"{count} words; at least {least} are asked for."
        if most is not None and count > most:
            return f"{count} words; at most {most} are asked for."
        return ""


class FileUpload(MarkedByPerson):
    """Files that are kept with the attempt; the response names them by their uid."""

    name = "file upload"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"endings", "most_files", "largest_mb", "model", "rubric"})
        endings = list_in(content, "endings", at_least=1)
        unknown = [str(ending) for ending in endings if ending not in ENDINGS]
        if unknown:
            raise ValueError(f"Not offered: {', '.join(unknown)}. Known: {', '.join(ENDINGS)}.")
        limits = {"most_files": 5, "largest_mb": 20}
        for key, most in limits.items():
            if not is_whole(content.get(key)) or not 1 <= content[key] <= most:
                raise ValueError(f"“{key}” must be a whole number from 1 to {most}.")
        return {
            "endings": sorted(set(endings)),
            "most_files": content["most_files"],
            "largest_mb": content["largest_mb"],
            "model": text_in(content, "model", required=False),
            "rubric": self.clean_rubric(content),
        }

    def present(self, content: Content, seed: str) -> Content:
        limits = {key: content[key] for key in ("endings", "most_files", "largest_mb")}
        return {"rubric": plain_rubric(content), **limits}

    def read_response(self, content: Content, seed: str, fields: Fields) -> list[str] | None:
        uids = [text for text in fields.get("", ()) if text]
        removed = set(fields.get("remove", ()))
        try:
            kept = [str(uuid.UUID(uid)) for uid in uids if uid not in removed]
        except ValueError:
            raise ValueError("That file is not known here.") from None
        kept = list(dict.fromkeys(kept))
        if len(kept) > content["most_files"]:
            raise ValueError(f"At most {content['most_files']} files; remove one first.")
        return kept or None

    def show_response(self, content: Content, seed: str, response: list[str] | None) -> dict:
        return {"chosen": list(response or ())}

    def describe(self, content: Content, response: list[str] | None) -> list[str]:
        return list(response or ())
