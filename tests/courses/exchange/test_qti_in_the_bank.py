"""A QTI package goes through the pages of the bank: taken with its pictures, exported, unchanged."""

import pytest
from django.urls import reverse

from courses.assessments.actions import open_bank
from courses.assessments.models import Question
from courses.assessments.question_types import TYPES
from courses.exchange.lines import Picture, ReadQuestion
from courses.exchange.qti import write_qti_22, write_qti_30
from tests.courses.assessments.strategies import RUBRIC
from tests.courses.exchange.test_qti import png
from tests.courses.exchange.test_qti_samples import package
from tests.courses.exchange.test_views import confirm, person_with, send
from tests.factories.courses import AT

pytestmark = pytest.mark.django_db

AREA = {"text": "North", "shape": "rectangle", "coords": [10, 20, 33.33, 40.5], "right": True}
OTHER = {"text": "South", "shape": "circle", "coords": [50, 50, 5], "right": False}
CONTENTS = {
    "hot spot": {"alt": "A map", "areas": [AREA, OTHER], "many": False},
    "statement matrix": {"columns": ["yes", "no"], "rows": [{"text": "So?", "right": 1}]},
    "file upload": {
        "endings": [".pdf", ".odt"],
        "most_files": 2,
        "largest_mb": 5,
        "model": "",
        "rubric": RUBRIC,
    },
    "case study": {
        "parts": [
            {"type": "true or false", "stem": "Is it?", "points": 2, "content": {"answer": "True"}},
            {
                "type": "numeric",
                "stem": "How many?",
                "points": 1,
                "content": {"answer": "3", "unit": "km"},
            },
            {
                "type": "essay",
                "stem": "Why?",
                "points": 5,
                "content": {"least_words": 5, "rubric": RUBRIC},
            },
        ]
    },
}
QUESTIONS = [
    ReadQuestion(
        type=name,
        stem=f"What of the {name}?",
        content=TYPES[name].clean_content(content),
        code=f"Q-{number}",
        category="Region/Maps",
        difficulty="hard",
        tags=("maps", "region"),
        outcome=number,
        picture=Picture("map.png", png(), "A map") if name == "hot spot" else None,
    )
    for number, (name, content) in enumerate(CONTENTS.items(), start=1)
]


@pytest.fixture
def author(client_of):
    return client_of(person_with("author"))


@pytest.fixture
def bank():
    return open_bank(code="M5", title="Rivals", by=None, at=AT)


@pytest.mark.parametrize(
    ("format", "write"), [("qti 2.2", write_qti_22), ("qti 3.0", write_qti_30)]
)
def test_a_package_is_taken_and_its_export_changes_nothing(author, bank, format, write):
    data, _lines = write(QUESTIONS)
    confirm(author, send(author, bank, data, name="questions.zip").url)
    taken = Question.objects.get(code="Q-1")
    assert (taken.category, taken.difficulty) == ("Region/Maps", "hard")
    assert sorted(tag.name for tag in taken.tags.all()) == ["maps", "region"]
    assert (taken.current.outcome, taken.current.picture.width) == (1, 200)

    page = author.get(reverse("exchange:export"), {"bank": bank.pk, "format": format})
    assert page.context["count"] == len(QUESTIONS)
    file = author.get(page.context["download_url"])
    counts = author.get(send(author, bank, file.content).url).context["counts"]
    assert (counts["unchanged"], counts["new"], counts["with_loss"]) == (len(QUESTIONS), 0, 0)


def test_the_preview_has_a_line_for_each_item_of_a_foreign_package(author, bank):
    preview = author.get(send(author, bank, package("canvas")).url)
    assert preview.context["counts"]["not_taken"] == 4
    assert "It holds &lt;script&gt;, which can run or fetch something." in preview.text
    confirm(author, send(author, bank, package("canvas")).url)
    assert sorted(bank.questions.values_list("code", flat=True)) == ["g7d1", "g7d2", "g7d3"]
