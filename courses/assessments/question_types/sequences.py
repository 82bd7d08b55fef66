"""Matching and ordering.

Marking: the share of parts in their right place (IMS QTI: a mapped response with equal weights).
For ordering a place is a position in the list. A part that is left open earns and costs nothing; a
wrong one costs the penalty where one is set.
"""

from fractions import Fraction

from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    hidden_name,
    list_in,
    only,
    read_places,
    refuse_repeats,
    refuse_unknown_keys,
    share_of_parts,
    show_places,
    shuffled,
    text_in,
)

SIDES = ("left", "right")


class Matching(QuestionType):
    name = "matching"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"pairs"})
        pairs = []
        for number, pair in enumerate(list_in(content, "pairs", at_least=2), start=1):
            if not isinstance(pair, dict):
                raise ValueError(f"Pair {number} needs “left” and “right”.")
            refuse_unknown_keys(pair, {"left", "right"})
            pairs.append({"left": text_in(pair, "left"), "right": text_in(pair, "right")})
        refuse_repeats([pair["left"] for pair in pairs], "left sides")
        return {"pairs": pairs}

    def present(self, content: Content, seed: str) -> Content:
        pairs = content["pairs"]
        return {
            "lefts": [
                {"name": hidden_name(seed, "left", index), "text": pairs[index]["left"]}
                for index in shuffled(seed, "left", len(pairs))
            ],
            "rights": [
                {"name": hidden_name(seed, "right", index), "text": pairs[index]["right"]}
                for index in shuffled(seed, "right", len(pairs))
            ],
        }

    def read_response(self, content: Content, seed: str, fields: Fields) -> list | None:
        count = len(content["pairs"])
        refusal = "That match does not belong to this question."
        response = read_places(fields, seed, SIDES, (count, count), refusal)
        return None if all(part is None for part in response) else response

    def show_response(self, content: Content, seed: str, response: list | None) -> dict:
        return show_places(seed, SIDES, response)

    def mark(
        self,
        content: Content,
        response: list | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        pairs = content["pairs"]
        right = sum(
            chosen is not None and pairs[chosen]["right"] == pair["right"]
            for pair, chosen in zip(pairs, response or (), strict=False)
        )
        wrong = sum(chosen is not None for chosen in response or ()) - right
        share = share_of_parts(right, wrong, len(pairs), penalty)
        return Marked(share, {"right": right, "of": len(pairs)})

    def describe(self, content: Content, response: list | None) -> list[str]:
        pairs = content["pairs"]
        return [
            f"{pairs[left]['left']} → {pairs[right]['right'] if right is not None else '—'}"
            for left, right in enumerate(response or ())
        ]

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [f"{pair['left']} → {pair['right']}" for pair in content["pairs"]]


class Ordering(QuestionType):
    name = "ordering"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"items"})
        items = list_in(content, "items", at_least=2)
        if not all(isinstance(item, str) and item.strip() for item in items):
            raise ValueError("Each of “items” must be a text.")
        items = [text_in({"items": item}, "items") for item in items]
        refuse_repeats(items, "items")
        return {"items": items}

    def present(self, content: Content, seed: str) -> Content:
        items = content["items"]
        return {
            "items": [
                {"name": hidden_name(seed, "item", index), "text": items[index]}
                for index in shuffled(seed, "item", len(items))
            ]
        }

    def read_response(self, content: Content, seed: str, fields: Fields) -> list[int] | None:
        """Each item comes with its position from 1; all must be placed, each place once."""
        count = len(content["items"])
        places = {index: only(fields, hidden_name(seed, "item", index)) for index in range(count)}
        if not any(places.values()):
            return None
        if not all(place.isascii() and place.isdigit() for place in places.values()):
            raise ValueError("Give every item a place.")
        numbers = {index: int(place) for index, place in places.items()}
        if sorted(numbers.values()) != list(range(1, count + 1)):
            raise ValueError("Give each place to one item only.")
        return sorted(numbers, key=numbers.__getitem__)

    def show_response(self, content: Content, seed: str, response: list[int] | None) -> dict:
        return {"order": [hidden_name(seed, "item", index) for index in response or ()]}

    def mark(
        self,
        content: Content,
        response: list[int] | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        count = len(content["items"])
        right = sum(place == index for place, index in enumerate(response or ()))
        wrong = len(response or ()) - right
        share = share_of_parts(right, wrong, count, penalty)
        return Marked(share, {"right": right, "of": count})

    def describe(self, content: Content, response: list[int] | None) -> list[str]:
        return [
            f"{place}. {content['items'][index]}"
            for place, index in enumerate(response or (), start=1)
        ]

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [f"{place}. {item}" for place, item in enumerate(content["items"], start=1)]
