"""Questions of every type, and responses to them, for property tests."""

from hypothesis import strategies as st

from courses.assessments.question_types import PART_TYPES, type_of
from courses.assessments.question_types.kind import GAP
from courses.assessments.question_types.written import plain

WORDS = st.text(
    st.characters(
        min_codepoint=32,
        max_codepoint=0x24F,
        blacklist_categories=["Cs"],
        blacklist_characters="\xa0",
    ),
    min_size=1,
    max_size=20,
).filter(plain)
NUMBERS = st.decimals(-10_000, 10_000, allow_nan=False, places=3)
PENALTIES = st.fractions(0, 1, max_denominator=8)
NOWHERE = "longer than any text that is accepted here"
RUBRIC = ["Names the firms (2)", {"text": "Says why", "points": 3, "levels": []}]


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


def hot_spots(many: bool):
    circle = {"shape": "circle", "coords": [50, 50, 5]}
    return choices(some_right if many else one_right).map(
        lambda found: {
            "alt": "A map",
            "many": many,
            "areas": [option | circle for option in found["options"]],
        }
    )


@st.composite
def texts_for_gaps(draw):
    texts = draw(different(2, 6))
    places = st.integers(0, len(texts) - 1)
    reuse = draw(st.booleans())
    answers = draw(st.lists(places, min_size=1, max_size=len(texts), unique=not reuse))
    return {"texts": texts, "answers": answers, "reuse": reuse}


@st.composite
def matrices(draw):
    columns, rows = draw(different(2, 4)), draw(different(1, 5))
    right = st.integers(0, len(columns) - 1)
    return {
        "columns": columns,
        "rows": [{"text": text, "right": draw(right), "feedback": ""} for text in rows],
    }


@st.composite
def formulas(draw):
    low, decimals = draw(st.integers(1, 20)), draw(st.integers(0, 2))
    return {
        "variables": [
            {"name": "a", "from": low, "to": low + 30, "decimals": decimals},
            {"name": "b", "from": 1, "to": 9},
        ],
        "formula": draw(st.sampled_from(["a + b", "a * b - 7", "a / b", "sqrt(a) + b ** 2"])),
        "tolerance": str(abs(draw(NUMBERS))),
        "tolerance_is_percent": draw(st.booleans()),
        "decimals": draw(st.none() | st.integers(0, 3)),
    }


@st.composite
def cases(draw):
    names = draw(st.lists(st.sampled_from(sorted(PARTS)), min_size=1, max_size=3))
    parts = []
    for name in names:
        content = draw(CONTENTS[name])
        points = draw(st.integers(1, 5))
        parts.append(
            {"type": name, "stem": stem_for(name, content), "points": points, "content": content}
        )
    return {"parts": parts}


def stem_for(type_name: str, content: dict) -> str:
    """A stem that fits: with as many gaps as the content has, and with its variables."""
    if type_name in {"fill the gap", "drag into gaps"}:
        return "Complete: " + " and ".join([GAP] * len(content["answers"]))
    if type_name == "formula":
        return " ".join(f"{{{variable['name']}}}" for variable in content["variables"])
    return "What fits?"


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
    "drag into gaps": texts_for_gaps(),
    "statement matrix": matrices(),
    "hot spot": st.booleans().flatmap(hot_spots),
    "formula": formulas(),
}
PARTS = {name: content for name, content in CONTENTS.items() if name in PART_TYPES}
CONTENTS["case study"] = cases()
BY_PEOPLE = {
    "open answer": st.just({"model": "", "rubric": RUBRIC}),
    "essay": st.just({"least_words": 2, "most_words": 50, "model": "", "rubric": RUBRIC}),
    "file upload": st.just(
        {"endings": [".pdf"], "most_files": 2, "largest_mb": 5, "model": "", "rubric": RUBRIC}
    ),
}


def chosen(names: list[str]):
    return st.one_of(st.just(""), st.sampled_from(names))


def names_of(rows: list[dict]) -> list[str]:
    return [row["name"] for row in rows]


@st.composite
def fields(draw, type_name: str, shown: dict):
    """What a browser could send for a question that was shown like this."""
    options = shown.get("options") or shown.get("areas")
    match type_name:
        case "multiple response" | "hot spot" if shown.get("many", True):
            return {"": draw(st.lists(st.sampled_from(names_of(options)), unique=True))}
        case "single choice" | "true or false" | "hot spot":
            return {"": [draw(chosen(names_of(options)))]}
        case "matching" | "statement matrix":
            rows, texts = SIDES[type_name]
            names = names_of(shown[texts])
            return {row["name"]: [draw(chosen(names))] for row in shown[rows]}
        case "drag into gaps":
            used = draw(st.permutations(names_of(shown["texts"])))
            slots = zip(shown["slots"], used, strict=False)
            return {slot["name"]: [draw(st.sampled_from(["", text]))] for slot, text in slots}
        case "ordering":
            names = draw(st.permutations(names_of(shown["items"])))
            return {name: [str(place)] for place, name in enumerate(names, start=1)}
        case "fill the gap":
            return {str(index): [draw(WORDS)] for index in range(shown["gaps"])}
        case "case study":
            sent = {}
            for index, part in enumerate(shown["parts"]):
                own = draw(fields(part["type"], part["presented"]))
                sent |= in_part(index, own)
            return sent
    return {"": draw(TYPED.get(type_name, WORDS.map(lambda text: [text])))}


SIDES = {"matching": ("lefts", "rights"), "statement matrix": ("rows", "columns")}
TYPED = {
    "numeric": NUMBERS.map(lambda number: [str(number)]),
    "formula": NUMBERS.map(lambda number: [str(number)]),
    "file upload": st.lists(st.uuids().map(str), max_size=2, unique=True),
}


def in_part(index: int, sent: dict) -> dict:
    """The fields of a part as the form of its case names them."""
    return {f"{index}-{name}" if name else str(index): values for name, values in sent.items()}


def sent_again(type_name: str, content: dict, seed: str, response) -> dict:
    """The fields of a form that was filled with a stored response."""
    shown = type_of(type_name).show_response(content, seed, response)
    if type_name == "case study":
        sent = {}
        answers = response or [None] * len(content["parts"])
        for index, (part, answer) in enumerate(zip(content["parts"], answers, strict=True)):
            own = sent_again(part["type"], part["content"], f"{seed}:{index}", answer)
            sent |= in_part(index, own)
        return sent
    if "chosen" in shown:
        return {"": shown["chosen"]}
    if "matches" in shown:
        return {left: [right] for left, right in shown["matches"].items()}
    if "order" in shown:
        return {name: [str(place)] for place, name in enumerate(shown["order"], start=1)}
    if "texts" in shown:
        return {str(index): [text] for index, text in enumerate(shown["texts"])}
    return {"": [shown["text"]]}


def key_of(type_name: str, content: dict, seed: str = ""):
    """The stored response that earns everything."""
    match type_name:
        case "single choice" | "multiple response" | "hot spot":
            rights = rights_of(content.get("options") or content["areas"])
            is_many = type_name == "multiple response" or content.get("many", False)
            return rights if is_many else rights[0]
        case "matching" | "ordering":
            return list(range(len(content.get("pairs") or content["items"])))
        case "fill the gap":
            return [accepted[0] for accepted in content["answers"]]
        case "drag into gaps":
            return list(content["answers"])
        case "statement matrix":
            return [row["right"] for row in content["rows"]]
        case "formula":
            return format(type_of("formula").result(content, seed), "f")
        case "case study":
            return [
                key_of(part["type"], part["content"], f"{seed}:{index}")
                for index, part in enumerate(content["parts"])
            ]
    return content["answer"]


def rights_of(options: list[dict]) -> list[int]:
    return [index for index, option in enumerate(options) if option["right"]]


@st.composite
def bettered(draw, type_name: str, content: dict, seed: str, response):
    """The response with one more part right, where one was not."""
    key = key_of(type_name, content, seed)
    if not isinstance(key, list):
        return key
    part = draw(st.integers(0, len(key) - 1))
    if type_name in {"multiple response", "hot spot"}:
        return sorted({*(response or ()), key[part]})
    if type_name == "ordering":
        order = list(response or draw(st.permutations(key)))
        other = order.index(part)
        order[part], order[other] = order[other], order[part]
        return order
    answers = list(response or [None] * len(key))
    answers[part] = key[part]
    if type_name == "case study":
        own, before = content["parts"][part], (response or answers)[part]
        if response is None:
            before = None
        answers[part] = draw(bettered(own["type"], own["content"], f"{seed}:{part}", before))
    return answers


@st.composite
def worsened(draw, type_name: str, content: dict, seed: str, response):
    """The response with one more part wrong, or as it is where nothing wrong can be said."""
    match type_name:
        case "single choice" | "multiple response" | "hot spot":
            options = content.get("options") or content["areas"]
            wrong = [index for index, option in enumerate(options) if not option["right"]]
            if not wrong:
                return response
            one = draw(st.sampled_from(wrong))
            is_many = type_name == "multiple response" or content.get("many", False)
            return sorted({*(response or ()), one}) if is_many else one
        case "true or false":
            return "False" if content["answer"] == "True" else "True"
        case "numeric" | "formula":
            return "99999999999999"
        case "ordering":
            order = list(response or range(len(content["items"])))
            right = [place for place, index in enumerate(order) if place == index]
            if len(right) > 1:
                order[right[0]], order[right[1]] = order[right[1]], order[right[0]]
            return order if response else None
    key = key_of(type_name, content, seed)
    part = draw(st.integers(0, len(key) - 1))
    answers = list(response or [None] * len(key))
    if type_name == "case study":
        own, before = content["parts"][part], answers[part]
        answers[part] = draw(worsened(own["type"], own["content"], f"{seed}:{part}", before))
    elif type_name == "fill the gap":
        answers[part] = NOWHERE
    else:
        answers[part] = draw(st.sampled_from([None, *wrong_places(type_name, content, part)]))
        if answers[part] is None and response is not None:
            answers[part] = response[part] if response[part] != key[part] else None
    return answers


def wrong_places(type_name: str, content: dict, part: int) -> list[int]:
    if type_name == "matching":
        rights = [pair["right"] for pair in content["pairs"]]
        return [place for place, text in enumerate(rights) if text != rights[part]]
    texts = content["texts"] if type_name == "drag into gaps" else content["columns"]
    return [place for place in range(len(texts)) if place != key_of(type_name, content)[part]]
