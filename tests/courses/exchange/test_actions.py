"""Files are kept once, taken whole or not at all, and a second time changes nothing."""

import pytest

from courses.assessments.actions import open_bank, retire_question, settle_bank
from courses.assessments.models import Question, QuestionVersion
from courses.exchange import reading
from courses.exchange.actions import keep_file, take_questions
from courses.exchange.formats import FORMATS
from courses.exchange.lines import Picture, ReadQuestion
from courses.exchange.models import QuestionImport
from courses.exchange.queries import newest_versions, plan_of, question_of
from courses.exchange.rules import digest_of
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import grant_access
from tests.courses.exchange.strategies import png
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
GIFT = b"// [id:G-1]\nIs it so?{T}\n\n// [id:G-2] [tag:new]\nHow many?{#3}\n\nA heading"
HOT_SPOT = ReadQuestion(
    type="hot spot",
    stem="Where?",
    content={
        "alt": "A map",
        "areas": [
            {"text": "here", "right": True, "shape": "circle", "coords": [50, 50, 5]},
            {"text": "there", "right": False, "shape": "circle", "coords": [20, 20, 5]},
        ],
    },
    code="H-1",
    picture=Picture("map.png", png(), "A map"),
)


@pytest.fixture
def author():
    person = PersonFactory()
    grant_access(person=person, role="author", by=None, at=AT)
    return person


@pytest.fixture
def bank():
    return open_bank(code="M5", title="Rivals", by=None, at=AT)


def keep(bank, author, data=GIFT, format=""):
    return keep_file(bank=bank, data=data, name="q.gift", format=format, by=author, at=AT)


def take(kept, author):
    return take_questions(kept=kept, plan=digest_of(plan_of(kept)[0]), by=author, at=AT)


def test_keeping_a_file_changes_no_question_and_the_same_one_is_kept_once(bank, author):
    kept = keep(bank, author)
    assert keep(bank, author) == kept
    assert (kept.format, kept.size, kept.file.name) == ("gift", len(GIFT), f"imports/{kept.uid}")
    assert not Question.objects.exists()
    assert Event.objects.filter(name="exchange.file_kept").count() == 1


def test_taking_writes_versions_files_them_and_reports(bank, author):
    kept = take(keep(bank, author), author)
    second = bank.questions.get(code="G-2")
    assert second.current.created_by == author
    assert [tag.name for tag in second.tags.all()] == ["new"]
    assert [(row["code"], row["outcome"]) for row in kept.report] == [
        ("G-1", "new"),
        ("G-2", "new"),
        ("", "not taken"),
    ]
    assert Event.objects.filter(name="exchange.questions_taken").count() == 1


def test_taking_twice_and_the_same_file_again_change_nothing(bank, author):
    kept = take(keep(bank, author), author)
    assert take_questions(kept=kept, plan="", by=author, at=AT).report == kept.report
    again = take(keep(bank, author), author)
    assert again.pk != kept.pk
    assert [row["outcome"] for row in again.report] == ["unchanged", "unchanged", "not taken"]
    assert QuestionVersion.objects.count() == 2


def test_a_failure_in_the_middle_takes_nothing(bank, author, settings, tmp_path):
    plain = ReadQuestion(
        type="true or false", stem="Is it so?", content={"answer": "True"}, code="A-1"
    )
    file, _lines = FORMATS["csv"].write([plain, HOT_SPOT])
    kept = keep(bank, author, file)
    plan = digest_of(plan_of(kept)[0])
    settings.MEDIA_ROOT = tmp_path / "full"
    settings.MEDIA_ROOT.write_text("no pictures fit here")
    with pytest.raises(OSError, match="full"):
        take_questions(kept=kept, plan=plan, by=author, at=AT)
    assert not Question.objects.exists()
    kept.refresh_from_db()
    assert (kept.imported_at, kept.report) == (None, [])


def test_versions_wait_for_review_where_the_bank_asks_for_one(bank, author):
    bank = settle_bank(bank=bank, title="Rivals", needs_review=True, by=None, at=AT)
    take(keep(bank, author), author)
    question = bank.questions.get(code="G-1")
    assert (question.usable, question.current.number) == (None, 1)


def test_a_retired_question_gets_its_version_and_stays_retired(bank, author):
    take(keep(bank, author), author)
    retire_question(question=bank.questions.get(code="G-1"), is_retired=True, by=None, at=AT)
    take(keep(bank, author, GIFT.replace(b"Is it so?", b"Is it really so?")), author)
    question = bank.questions.get(code="G-1")
    assert (question.is_retired, question.current.number) == (True, 2)


def test_a_code_of_another_bank_leaves_that_bank_alone(bank, author):
    other = open_bank(code="M6", title="Other", by=None, at=AT)
    take(keep(other, author), author)
    for _time in range(2):
        take(keep(bank, author), author)
    assert sorted(bank.questions.values_list("code", flat=True)) == ["G-1-M5", "G-2-M5"]
    assert QuestionVersion.objects.count() == 4


def test_a_picture_is_kept_once_and_found_again(bank, author):
    file, _lines = FORMATS["csv"].write([HOT_SPOT])
    take(keep(bank, author, file), author)
    version = bank.questions.get(code="H-1").current
    assert version.picture.width == 40
    file, _lines = FORMATS["csv"].write(
        [question_of(each) for each in newest_versions(bank.questions.all())]
    )
    kept = take(keep(bank, author, file), author)
    assert kept.report[0]["outcome"] == "unchanged"


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_what_every_format_brought_in_goes_out_and_comes_back_unchanged(bank, author, format):
    take(keep(bank, author), author)
    versions = newest_versions(bank.questions.all())
    file, _lines = FORMATS[format].write([question_of(version) for version in versions])
    kept = take(keep(bank, author, file, format=format), author)
    assert {row["outcome"] for row in kept.report} == {"unchanged"}


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "file_empty"), (b"Dear colleague", "file_unreadable"), (b"<quiz/>", "no_questions")],
)
def test_a_file_without_questions_is_refused(bank, author, data, code):
    with pytest.raises(Refused) as refused:
        keep(bank, author, data)
    assert refused.value.code == code
    assert not QuestionImport.objects.exists()


def test_only_authors_bring_questions_in(bank, author):
    with pytest.raises(Refused) as refused:
        keep(bank, PersonFactory())
    assert refused.value.code == "not_an_author"
    kept = keep(bank, author)
    with pytest.raises(Refused):
        take(kept, PersonFactory())


def test_more_questions_than_can_be_taken_at_once_are_refused(bank, author, monkeypatch):
    monkeypatch.setattr(reading, "MOST_QUESTIONS", 2)
    with pytest.raises(Refused) as refused:
        keep(bank, author)
    assert refused.value.sentence == (
        "The file holds 3 questions; at most 2 are taken at once. Split it."
    )
