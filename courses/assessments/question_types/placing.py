"""Drag into gaps and the matrix of statements.

Marking: the share of gaps or rows with the right text or column (IMS QTI: a mapped response with
equal weights); a wrong one costs the penalty where one is set, an empty one nothing. In gaps a text
that says the same as the right one is right as well.
"""

from fractions import Fraction

from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    check_gaps,
    hidden_name,
    index_in,
    list_in,
    read_places,
    refuse_repeats,
    refuse_unknown_keys,
    share_of_parts,
    show_places,
    shuffled,
    text_in,
)

Places = list[int | None]
GAPS = ("slot", "text")
ROWS = ("row", "column")


class DragIntoGaps(QuestionType):
    """The stem holds the gaps as four underlines; each takes one of the texts."""

    name = "drag into gaps"

    def check_stem(self, stem: str, content: Content) -> None:
        check_gaps(stem, len(content["answers"]))

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"texts", "answers", "reuse"})
        texts = [
            text_in({"texts": text}, "texts") for text in list_in(content, "texts", at_least=2)
        ]
        refuse_repeats(texts, "texts")
        answers = [
            index_in(answer, len(texts), f"Gap {number}")
            for number, answer in enumerate(list_in(content, "answers", at_least=1), start=1)
        ]
        reuse = content.get("reuse", False)
        if not isinstance(reuse, bool):
            raise ValueError("“reuse” must be true or false.")
        if not reuse and len(set(answers)) != len(answers):
            raise ValueError("Two gaps take the same text; allow texts to be used again.")
        return {"texts": texts, "answers": answers, "reuse": reuse}

    def present(self, content: Content, seed: str) -> Content:
        texts = content["texts"]
        return {
            "slots": [
                {"name": hidden_name(seed, "slot", gap)} for gap in range(len(content["answers"]))
            ],
            "texts": [
                {"name": hidden_name(seed, "text", index), "text": texts[index]}
                for index in shuffled(seed, "text", len(texts))
            ],
            "reuse": content["reuse"],
        }

    def read_response(self, content: Content, seed: str, fields: Fields) -> Places | None:
        counts = len(content["answers"]), len(content["texts"])
        refusal = "That text does not belong to this question."
        response = read_places(fields, seed, GAPS, counts, refusal)
        used = [place for place in response if place is not None]
        if not content["reuse"] and len(set(used)) != len(used):
            raise ValueError("Each text fits one gap only.")
        return response if used else None

    def show_response(self, content: Content, seed: str, response: Places | None) -> dict:
        return show_places(seed, GAPS, response)

    def mark(
        self,
        content: Content,
        response: Places | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        answers = content["answers"]
        placed = [place for place in response or () if place is not None]
        right = sum(place == answer for place, answer in zip(response or (), answers, strict=False))
        share = share_of_parts(right, len(placed) - right, len(answers), penalty)
        return Marked(share, {"right": right, "of": len(answers)})

    def describe(self, content: Content, response: Places | None) -> list[str]:
        texts = content["texts"]
        return ["—" if place is None else texts[place] for place in response or ()]

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [content["texts"][answer] for answer in content["answers"]]


class StatementMatrix(QuestionType):
    """Rows of statements, each with one right column."""

    name = "statement matrix"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"columns", "rows"})
        columns = [
            text_in({"columns": text}, "columns")
            for text in list_in(content, "columns", at_least=2)
        ]
        refuse_repeats(columns, "columns")
        rows: list[Content] = []
        for number, row in enumerate(list_in(content, "rows", at_least=1), start=1):
            if not isinstance(row, dict):
                raise ValueError(f"Row {number} needs “text” and “right”.")
            refuse_unknown_keys(row, {"text", "right", "feedback"})
            rows.append(
                {
                    "text": text_in(row, "text"),
                    "right": index_in(row.get("right"), len(columns), f"Row {number}"),
                    "feedback": text_in(row, "feedback", required=False),
                }
            )
        refuse_repeats([row["text"] for row in rows], "rows")
        return {"columns": columns, "rows": rows}

    def present(self, content: Content, seed: str) -> Content:
        rows, columns = content["rows"], content["columns"]
        return {
            "columns": [
                {"name": hidden_name(seed, "column", index), "text": text}
                for index, text in enumerate(columns)
            ],
            "rows": [
                {"name": hidden_name(seed, "row", index), "text": rows[index]["text"]}
                for index in shuffled(seed, "row", len(rows))
            ],
        }

    def read_response(self, content: Content, seed: str, fields: Fields) -> Places | None:
        counts = len(content["rows"]), len(content["columns"])
        refusal = "That column does not belong to this question."
        response = read_places(fields, seed, ROWS, counts, refusal)
        return None if all(column is None for column in response) else response

    def show_response(self, content: Content, seed: str, response: Places | None) -> dict:
        return show_places(seed, ROWS, response)

    def mark(
        self,
        content: Content,
        response: Places | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        rows = content["rows"]
        chosen = [
            (row, column)
            for row, column in zip(rows, response or (), strict=False)
            if column is not None
        ]
        right = sum(column == row["right"] for row, column in chosen)
        share = share_of_parts(right, len(chosen) - right, len(rows), penalty)
        feedback = [
            f"{row['text']} – {row['feedback']}" for row, _column in chosen if row["feedback"]
        ]
        return Marked(share, {"right": right, "of": len(rows), "feedback": feedback})

    def describe(self, content: Content, response: Places | None) -> list[str]:
        columns = content["columns"]
        return [
            f"{row['text']} → {'—' if column is None else columns[column]}"
            for row, column in zip(content["rows"], response or (), strict=False)
        ]

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [f"{row['text']} → {content['columns'][row['right']]}" for row in content["rows"]]
