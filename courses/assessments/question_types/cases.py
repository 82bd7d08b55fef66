"""A case study: one stem with several parts, each a question of another type.

Marking: the parts' shares weighed by their points. Parts that a person marks bring their criteria
to the rubric, in order; the other parts are marked by rule, and both together make the share.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    list_in,
    refuse_unknown_keys,
    text_in,
)

MOST_PARTS = 15
Parts = list[Any]


class CaseStudy(QuestionType):
    name = "case study"

    def __init__(self, part_types: Mapping[str, QuestionType]) -> None:
        self.part_types = part_types

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"parts"})
        rows = list_in(content, "parts", at_least=1)
        if len(rows) > MOST_PARTS:
            raise ValueError(f"A case has at most {MOST_PARTS} parts.")
        return {"parts": [self.clean_part(number, row) for number, row in enumerate(rows, 1)]}

    def clean_part(self, number: int, row: Any) -> Content:
        if not isinstance(row, dict) or row.get("type") not in list(self.part_types):
            known = ", ".join(self.part_types)
            raise ValueError(f"Part {number} needs a type: {known}.")
        refuse_unknown_keys(row, {"type", "stem", "points", "content"})
        points, content = row.get("points"), row.get("content")
        if isinstance(points, bool) or not isinstance(points, int) or not 1 <= points <= 100:
            raise ValueError(f"Part {number} has 1 to 100 whole points.")
        if not isinstance(content, dict):
            raise ValueError(f"Part {number} needs its content.")
        kind, stem = self.part_types[row["type"]], text_in(row, "stem")
        try:
            cleaned = kind.clean_content(content)
            kind.check_stem(stem, cleaned)
        except ValueError as error:
            raise ValueError(f"Part {number}: {error}") from error
        return {"type": row["type"], "stem": stem, "points": points, "content": cleaned}

    def is_closed(self, content: Content) -> bool:
        return all(kind.is_closed(part["content"]) for kind, part, _seed in self.parts(content))

    def parts(
        self, content: Content, seed: str = ""
    ) -> Iterator[tuple[QuestionType, Content, str]]:
        """Each part with its type and a seed of its own."""
        for index, part in enumerate(content["parts"]):
            yield self.part_types[part["type"]], part, seed_of_part(seed, index)

    def answered(
        self, content: Content, response: Parts | None, seed: str = ""
    ) -> Iterator[tuple[QuestionType, Content, str, Any]]:
        answers = response or [None] * len(content["parts"])
        for (kind, part, own), answer in zip(self.parts(content, seed), answers, strict=True):
            yield kind, part, own, answer

    def present(self, content: Content, seed: str) -> Content:
        return {
            "parts": [
                {
                    "type": part["type"],
                    "stem": kind.wording(part["stem"], part["content"], own),
                    "points": part["points"],
                    "presented": kind.present(part["content"], own),
                }
                for kind, part, own in self.parts(content, seed)
            ]
        }

    def read_response(self, content: Content, seed: str, fields: Fields) -> Parts | None:
        response = [
            kind.read_response(part["content"], own, fields_of_part(fields, index))
            for index, (kind, part, own) in enumerate(self.parts(content, seed))
        ]
        return None if all(answer is None for answer in response) else response

    def show_response(self, content: Content, seed: str, response: Parts | None) -> dict:
        return {
            "parts": [
                kind.show_response(part["content"], own, answer)
                for kind, part, own, answer in self.answered(content, response, seed)
            ]
        }

    def mark(
        self,
        content: Content,
        response: Parts | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        if not self.is_closed(content):
            raise ValueError("Parts of this case are marked by a person.")
        marks = [
            kind.mark(part["content"], answer, seed=own, penalty=penalty)
            for kind, part, own, answer in self.answered(content, response, seed)
        ]
        earned = sum(
            (
                marked.share * part["points"]
                for marked, part in zip(marks, content["parts"], strict=True)
            ),
            Fraction(0),
        )
        return Marked(
            earned / points_of(content),
            {
                "parts": [str(marked.share) for marked in marks],
                "feedback": [
                    text for marked in marks for text in marked.explanation.get("feedback") or ()
                ],
            },
        )

    def rubric(self, content: Content) -> list[Content]:
        return [
            {**criterion, "part": number}
            for number, (kind, part, _own) in enumerate(self.parts(content), start=1)
            for criterion in kind.rubric(part["content"])
        ]

    def share_of(
        self,
        content: Content,
        response: Parts | None,
        criterion_points: list[int],
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Fraction:
        if len(criterion_points) != len(self.rubric(content)):
            raise ValueError("Give points for every criterion.")
        given, earned = iter(criterion_points), Fraction(0)
        for kind, part, own, answer in self.answered(content, response, seed):
            rubric = kind.rubric(part["content"])
            if rubric:
                own_points = [next(given) for _criterion in rubric]
                share = kind.share_of(part["content"], answer, own_points)
            else:
                share = kind.mark(part["content"], answer, seed=own, penalty=penalty).share
            earned += share * part["points"]
        return max(earned / points_of(content), Fraction(0))

    def warning(self, content: Content, response: Parts | None) -> str:
        warnings = [
            kind.warning(part["content"], answer)
            for kind, part, _own, answer in self.answered(content, response)
        ]
        return " ".join(warning for warning in warnings if warning)

    def describe(self, content: Content, response: Parts | None) -> list[str]:
        return [
            f"{number}. {line}"
            for number, (kind, part, _own, answer) in enumerate(
                self.answered(content, response), start=1
            )
            for line in kind.describe(part["content"], answer) or ["—"]
        ]

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [
            f"{number}. {line}"
            for number, (kind, part, own) in enumerate(self.parts(content, seed), start=1)
            for line in kind.right_answer(part["content"], own)
        ]


def seed_of_part(seed: str, index: int) -> str:
    return f"{seed}:{index}"


def fields_of_part(fields: Fields, index: int) -> dict[str, Any]:
    """The fields of one part: `0` is its own, `0-name` its `name`."""
    prefix = f"{index}-"
    own = {
        key.removeprefix(prefix): values for key, values in fields.items() if key.startswith(prefix)
    }
    return own | {"": fields.get(str(index), ())}


def points_of(content: Content) -> int:
    return sum(part["points"] for part in content["parts"])
