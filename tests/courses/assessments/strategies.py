"""Questions of every type, and responses to them, for property tests."""

from hypothesis import strategies as st

from courses.assessments.question_types.written import plain

WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, blacklist_categories=["Cs"]),
    min_size=1,
    max_size=20,
).filter(plain)
NUMBERS = st.decimals(-10_000, 10_000, allow_nan=False, places=3)


def different(count_from: int, count_to: int):
    return st.lists(
        WORDS.map(str.strip), min_size=count_from, max_size=count_to, unique_by=str.casefold
    )


@st.composite
def choices(draw, right: st.SearchStrategy):
    texts = draw(different(2, 7))
    keys = draw(right(len(texts)))
    options = [{"text": t, "right": k, "feedback": ""} for t, k in zip(texts, keys, strict=True)]
    return {"options": options}


def one_right(count: int):
    return st.integers(0, count - 1).map(lambda i: [index == i for index in range(count)])


def some_right(count: int):
    return st.lists(st.booleans(), min_size=count, max_size=count).filter(any)


CONTENTS = {
    "single choice": choices(one_right),
    "multiple response": choices(some_right),
    "true or false": st.sampled_from(["True", "False"]).map(lambda a: {"answer": a}),
    "matching": different(2, 7).flatmap(
        lambda lefts: st.lists(WORDS, min_size=len(lefts), max_size=len(lefts)).map(
            lambda rights: {
                "pairs": [{"left": a, "right": b} for a, b in zip(lefts, rights, strict=True)]
            }
        )
    ),
    "ordering": different(2, 7).map(lambda items: {"items": items}),
    "numeric": st.builds(
        lambda answer, tolerance: {"answer": str(answer), "tolerance": str(abs(tolerance))},
        NUMBERS,
        NUMBERS,
    ),
    "fill the gap": st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=4).map(
        lambda answers: {"answers": answers}
    ),
}


def chosen(names: list[str]):
    return st.one_of(st.just(""), st.sampled_from(names))


@st.composite
def fields(draw, type_name: str, shown: dict):
    """What a browser could send for a question that was shown like this."""
    if type_name in {"single choice", "true or false"}:
        return {"": [draw(chosen([o["name"] for o in shown["options"]]))]}
    if type_name == "multiple response":
        names = [option["name"] for option in shown["options"]]
        return {"": draw(st.lists(st.sampled_from(names), unique=True))}
    if type_name == "matching":
        rights = [part["name"] for part in shown["rights"]]
        return {left["name"]: [draw(chosen(rights))] for left in shown["lefts"]}
    if type_name == "ordering":
        names = draw(st.permutations([item["name"] for item in shown["items"]]))
        return {name: [str(place)] for place, name in enumerate(names, start=1)}
    if type_name == "numeric":
        return {"": [draw(NUMBERS.map(str))]}
    if type_name == "fill the gap":
        return {str(index): [draw(WORDS)] for index in range(shown["gaps"])}
    return {"": [draw(WORDS)]}
