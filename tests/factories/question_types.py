"""An assessment with one question of each of the fifteen types, keys and feedback marked."""

import uuid

from wagtail_factories import ImageFactory

from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.presentation import PICTURE
from courses.assessments.question_types import TYPES
from tests.factories.assessments import CANARY, QUESTIONS
from tests.factories.courses import AT

RUBRIC = [
    {
        "text": "Clear",
        "points": 2,
        "levels": [
            {"text": f"{CANARY}: vague", "points": 0},
            {"text": f"{CANARY}: sharp", "points": 2},
        ],
    }
]
FORMULA = {
    "variables": [{"name": "firms", "from": "10", "to": "90", "decimals": 0}],
    "formula": "firms * 86753",
    "tolerance": "0.5",
    "unit": "EUR",
}
MATRIX = {
    "columns": ["Cluster", "Organisation"],
    "rows": [
        {"text": "It has a budget", "right": 1, "feedback": f"{CANARY}: a body has one"},
        {"text": "It is found on a map", "right": 0, "feedback": f"{CANARY}: firms are"},
    ],
}
GAPS = {"texts": ["firms", "suppliers", "ministers"], "answers": [0, 1], "reuse": False}
SPOTS = {
    "alt": "A map with three towns.",
    "many": False,
    "areas": [
        {
            "text": "Northern town",
            "shape": "rectangle",
            "coords": [10, 10, 30, 30],
            "right": False,
            "feedback": f"{CANARY}: no firms there",
        },
        {
            "text": "Eastern town",
            "shape": "circle",
            "coords": [75, 50, 12],
            "right": True,
            "feedback": f"{CANARY}: the toolmakers",
        },
        {
            "text": "Southern town",
            "shape": "polygon",
            "coords": [20, 70, 50, 65, 40, 95],
            "right": False,
            "feedback": "",
        },
    ],
}
MORE: dict[str, tuple[str, dict]] = {
    "hot spot": ("Where are the toolmakers?", SPOTS),
    "drag into gaps": ("A cluster is made of ____ and their ____.", GAPS),
    "statement matrix": ("What does each statement speak of?", MATRIX),
    "formula": ("What do {firms} firms sell together?", FORMULA),
    "file upload": (
        "Hand in your field notes.",
        {
            "endings": [".pdf", ".txt"],
            "most_files": 2,
            "largest_mb": 1,
            "model": f"{CANARY}: notes of three visits",
            "rubric": RUBRIC,
        },
    ),
    "essay": (
        "Describe the first year of a cluster.",
        {
            "least_words": 5,
            "most_words": 12,
            "model": f"{CANARY}: a year in four parts",
            "rubric": RUBRIC,
        },
    ),
    "case study": (
        "Eisenerz has forty toolmakers and one ironworks.",
        {
            "parts": [
                {
                    "type": name.strip("+"),
                    "stem": f"{number}. {stem}",
                    "points": 1,
                    "content": content,
                }
                for number, (name, (stem, content)) in enumerate(
                    [
                        *QUESTIONS.items(),
                        ("drag into gaps", ("It has ____ and ____.", GAPS)),
                        ("statement matrix", ("Say of each:", MATRIX)),
                        ("formula", ("And {firms} firms?", FORMULA)),
                    ],
                    start=1,
                )
            ]
        },
    ),
}
EVERY = QUESTIONS | MORE
assert set(EVERY) == set(TYPES)


def picture():
    """A picture that is ready to be shown."""
    image = ImageFactory(title="A map", file__width=600, file__height=400)
    image.file.close()
    image.renditions.create(
        filter_spec=PICTURE, focal_point_key="", file=image.file.name, width=600, height=400
    )
    return image


def every_type_assessment(types=tuple(EVERY), **changes):
    """A test that asks one question of each of these types; two have a picture."""
    code = uuid.uuid4().hex[:12]
    bank = open_bank(code=code, title="Bank", by=None, at=AT)
    for number, type_name in enumerate(types, start=1):
        stem, content = EVERY[type_name]
        revise_question(
            bank=bank,
            code=f"{code}-q{number}",
            type=type_name,
            stem=stem,
            content=content,
            feedback=f"{CANARY}: feedback on {type_name}",
            outcome=1,
            points=1,
            picture=picture() if type_name in {"hot spot", "numeric"} else None,
            by=None,
            at=AT,
        )
    settings = {
        "pass_percent": 70,
        "time_limit_minutes": 60,
        "attempts_max": 3,
        "resit_wait_days": 7,
        "sections": [{"draws": [{"question": f"{code}-q{n}"} for n in range(1, len(types) + 1)]}],
        "shuffles_questions": False,
    }
    return set_up_assessment(
        code=f"{code}-test", title="Every type", bank=bank, by=None, at=AT, **(settings | changes)
    )
