"""Single choice, multiple response, true or false.

Marking: single choice and true/false all or nothing; a wrong one costs the penalty where one is
set. Multiple response: (right ones chosen − wrong ones chosen) ÷ number of right ones, so that
choosing everything earns nothing by itself (the “right minus wrong” correction of classical test
theory; IMS QTI calls it a mapped response with a lower bound), not below 0 or the penalty set.
"""

from abc import abstractmethod
from fractions import Fraction

from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    hidden_name,
    hidden_names,
    list_in,
    only,
    refuse_repeats,
    refuse_unknown_keys,
    share_of_parts,
    shuffled,
    text_in,
)


class Choice(QuestionType):
    """What the two types with options have in common."""

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"options"})
        options = []
        for number, option in enumerate(list_in(content, "options", at_least=2), start=1):
            if not isinstance(option, dict) or not isinstance(option.get("right"), bool):
                raise ValueError(f"Option {number} needs “text” and “right”.")
            refuse_unknown_keys(option, {"text", "right", "feedback"})
            options.append(
                {
                    "text": text_in(option, "text"),
                    "right": option["right"],
                    "feedback": text_in(option, "feedback", required=False),
                }
            )
        refuse_repeats([option["text"] for option in options], "options")
        self.check_key(sum(option["right"] for option in options))
        return {"options": options}

    @abstractmethod
    def check_key(self, right: int) -> None:
        """ValueError when that many right options make no key for this type."""

    def present(self, content: Content, seed: str) -> Content:
        options = content["options"]
        return {
            "options": [
                {"name": hidden_name(seed, "option", index), "text": options[index]["text"]}
                for index in shuffled(seed, "option", len(options))
            ]
        }

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [option["text"] for option in content["options"] if option["right"]]

    def chosen_feedback(self, content: Content, chosen: list[int]) -> list[str]:
        options = content["options"]
        return [options[index]["feedback"] for index in chosen if options[index]["feedback"]]


class SingleChoice(Choice):
    name = "single choice"

    def check_key(self, right: int) -> None:
        if right != 1:
            raise ValueError(f"Exactly one option must be right; here {right} are.")

    def read_response(self, content: Content, seed: str, fields: Fields) -> int | None:
        name = only(fields)
        if not name:
            return None
        names = hidden_names(seed, "option", len(content["options"]))
        if name not in names:
            raise ValueError("That option does not belong to this question.")
        return names[name]

    def show_response(self, content: Content, seed: str, response: int | None) -> dict:
        return {"chosen": [] if response is None else [hidden_name(seed, "option", response)]}

    def mark(
        self,
        content: Content,
        response: int | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        if response is None:
            return Marked(Fraction(0))
        option = content["options"][response]
        is_right = option["right"]
        return Marked(
            share_of_parts(int(is_right), int(not is_right), 1, penalty),
            {"feedback": self.chosen_feedback(content, [response])},
        )

    def describe(self, content: Content, response: int | None) -> list[str]:
        return [] if response is None else [content["options"][response]["text"]]


class MultipleResponse(Choice):
    name = "multiple response"

    def check_key(self, right: int) -> None:
        if right < 1:
            raise ValueError("At least one option must be right.")

    def read_response(self, content: Content, seed: str, fields: Fields) -> list[int] | None:
        names = hidden_names(seed, "option", len(content["options"]))
        chosen = [name for name in fields.get("", ()) if name]
        if any(name not in names for name in chosen):
            raise ValueError("That option does not belong to this question.")
        return sorted({names[name] for name in chosen}) or None

    def show_response(self, content: Content, seed: str, response: list[int] | None) -> dict:
        return {"chosen": [hidden_name(seed, "option", index) for index in response or ()]}

    def mark(
        self,
        content: Content,
        response: list[int] | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        chosen = response or []
        options = content["options"]
        right = sum(options[index]["right"] for index in chosen)
        wrong = len(chosen) - right
        rights = sum(option["right"] for option in options)
        share = max(Fraction(right - wrong, rights), -penalty)
        return Marked(
            share,
            {
                "right": right,
                "wrong": wrong,
                "feedback": self.chosen_feedback(content, chosen),
            },
        )

    def describe(self, content: Content, response: list[int] | None) -> list[str]:
        return [content["options"][index]["text"] for index in response or ()]


class TrueOrFalse(QuestionType):
    name = "true or false"
    ANSWERS = ("True", "False")

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"answer"})
        answer = content.get("answer")
        if answer not in self.ANSWERS:
            raise ValueError("“answer” must be “True” or “False”.")
        return {"answer": answer}

    def present(self, content: Content, seed: str) -> Content:
        return {"options": [{"name": name, "text": name} for name in self.ANSWERS]}

    def read_response(self, content: Content, seed: str, fields: Fields) -> str | None:
        answer = only(fields)
        if answer and answer not in self.ANSWERS:
            raise ValueError("Choose True or False.")
        return answer or None

    def show_response(self, content: Content, seed: str, response: str | None) -> dict:
        return {"chosen": [response] if response else []}

    def mark(
        self,
        content: Content,
        response: str | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        if response is None:
            return Marked(Fraction(0))
        is_right = response == content["answer"]
        return Marked(share_of_parts(int(is_right), int(not is_right), 1, penalty))

    def describe(self, content: Content, response: str | None) -> list[str]:
        return [response] if response else []

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [content["answer"]]
