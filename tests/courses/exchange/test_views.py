"""Authors send files, look at what will happen, confirm; and take questions out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.assessments.actions import open_bank
from courses.assessments.models import Question, QuestionVersion
from courses.exchange import actions
from courses.exchange.models import QuestionImport
from lms.people.actions import grant_access
from tests.factories.assessments import full_assessment
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
TABLE = b"""code,question,option A,option B,right
P-1,Where is it?,Near,Far,A
P-2,Which two?,This,That,"A, B"
P-3,No key,This,That,
"""


@pytest.fixture
def author(client_of):
    return client_of(person_with("author"))


def person_with(role):
    person = PersonFactory()
    if role:
        grant_access(person=person, role=role, by=None, at=AT)
    return person


@pytest.fixture
def bank():
    return open_bank(code="M5", title="Rivals", by=None, at=AT)


def send(client, bank, data, *, name="questions.csv", format=""):
    file = SimpleUploadedFile(name, data)
    sent = {"bank": bank.pk, "file": file, "format": format}
    return client.post(reverse("exchange:import"), sent)


def confirm(client, url):
    plan = client.get(url).context["digest"]
    return client.post(url, {"plan": plan}, follow=True)


def test_a_file_is_previewed_line_by_line_and_taken_only_when_confirmed(author, bank):
    answer = send(author, bank, TABLE)
    preview = author.get(answer.url)
    assert preview.context["counts"] == {
        "new": 2,
        "new_version": 0,
        "unchanged": 0,
        "not_taken": 1,
        "with_loss": 0,
    }
    assert "“right” names no option; write its letter, for instance B." in preview.text
    assert not Question.objects.exists()

    result = confirm(author, answer.url)
    assert "Imported on" in result.text
    assert list(bank.questions.values_list("code", flat=True)) == ["P-1", "P-2"]
    assert [row["outcome"] for row in QuestionImport.objects.get().report] == [
        "new",
        "new",
        "not taken",
    ]


def test_the_same_file_again_changes_nothing(author, bank):
    for _time in range(2):
        confirm(author, send(author, bank, TABLE).url)
    assert QuestionVersion.objects.count() == 2
    assert QuestionImport.objects.count() == 2
    assert {row["outcome"] for row in QuestionImport.objects.first().report} == {
        "unchanged",
        "not taken",
    }


@pytest.mark.parametrize(
    ("data", "format", "sentence"),
    [
        (b"", "", "The file is empty."),
        (b"\x00\x01\x02", "", "The file holds control characters; it is not a file of text."),
        (b"nothing of that kind", "", "The file is in no format that is known here."),
        (b"question,option A,right\n", "csv", "The file holds no question."),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(author, bank, data, format, sentence):
    page = send(author, bank, data, format=format)
    assert page.status_code == 200
    assert sentence in page.text
    assert not QuestionImport.objects.exists()


def test_a_file_over_the_limit_is_not_even_read(author, bank, monkeypatch):
    monkeypatch.setattr(actions, "LARGEST_FILE", 100)
    page = send(author, bank, TABLE)
    assert "The file is larger than" in page.text
    assert not QuestionImport.objects.exists()


def test_a_preview_that_is_out_of_date_is_not_taken(author, bank):
    url = send(author, bank, TABLE).url
    plan = author.get(url).context["digest"]
    confirm(author, send(author, bank, TABLE.replace(b"Which two", b"Which pair")).url)
    page = author.post(url, {"plan": plan})
    assert "The bank changed since this preview was made." in page.text
    assert bank.questions.get(code="P-2").current.stem == "Which pair?"


def test_long_previews_are_paged_and_ask_as_often_for_many_as_for_few(
    author, bank, django_assert_max_num_queries
):
    rows = [f"B-{number},Where?,Near,Far,A" for number in range(120)]
    data = ("code,question,option A,option B,right\n" + "\n".join(rows)).encode()
    url = send(author, bank, data).url
    confirm(author, url)
    again = send(author, bank, data).url
    with django_assert_max_num_queries(15):
        page = author.get(f"{again}?p=3")
    assert len(page.context["page"].object_list) == 20


def test_an_export_says_what_it_holds_and_comes_back_unchanged(author):
    bank = full_assessment().bank
    page = author.get(reverse("exchange:export"), {"bank": bank.pk, "format": "csv"})
    assert page.context["count"] == 8
    file = author.get(page.context["download_url"])
    assert file["Content-Disposition"] == f'attachment; filename="questions-{bank.code}.csv"'
    counts = author.get(send(author, bank, file.content).url).context["counts"]
    assert (counts["unchanged"], counts["new"], counts["with_loss"]) == (8, 0, 0)


def test_only_what_was_ticked_or_found_is_exported(author):
    bank = full_assessment().bank
    one = bank.questions.first()
    url = reverse("exchange:export")
    for query in ({"question": one.pk}, {"bank": bank.pk, "type": one.current.type}):
        assert author.get(url, {**query, "format": "csv"}).context["count"] == 1
    listing = author.get(reverse("questions:index"), {"bank": bank.pk})
    assert f"{url}?bank={bank.pk}" in listing.text
    assert reverse("exchange:import") in listing.text


@pytest.mark.parametrize("role", ["officer", "coordinator", None])
@pytest.mark.parametrize("name", ["import", "export", "download"])
def test_only_those_who_edit_questions_come_in(client_of, role, name):
    client = client_of(person_with(role))
    assert client.get(reverse(f"exchange:{name}")).status_code == 302
