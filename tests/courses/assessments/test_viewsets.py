"""Authors edit questions, assessments and banks in the admin; every save is a version."""

import pytest
from django.urls import reverse

from courses.assessments.models import Question, QuestionBank, QuestionVersion
from courses.assessments.question_types import type_of
from lms.people.actions import grant_access
from tests.factories.assessments import QUESTIONS, full_assessment
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
FIELDS = {
    "single choice": {
        "options-count": "2",
        "options-0-deleted": "",
        "options-0-order": "0",
        "options-0-type": "item",
        "options-0-id": "",
        "options-0-value-text": "Near",
        "options-0-value-right": "on",
        "options-0-value-feedback": "Yes.",
        "options-1-deleted": "",
        "options-1-order": "1",
        "options-1-type": "item",
        "options-1-id": "",
        "options-1-value-text": "Far",
        "options-1-value-feedback": "",
    },
    "true or false": {"answer": "False"},
    "numeric": {"answer": "2.5", "tolerance": "0.1", "unit": "%"},
    "fill the gap": {
        "answers-count": "1",
        "answers-0-deleted": "",
        "answers-0-order": "0",
        "answers-0-type": "item",
        "answers-0-id": "",
        "answers-0-value": "cluster\n the cluster \n",
    },
}


@pytest.fixture
def author(client):
    person = PersonFactory()
    grant_access(person=person, role="author", by=None, at=AT)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


@pytest.fixture
def assessment():
    return full_assessment()


def sent(question=None, **changes):
    """The fields of the form as a browser would send them."""
    fields = {"stem": "Is it ____?", "feedback": "Look.", "outcome": "2", "points": "1.5"}
    fields["penalty"] = "0"
    if question:
        fields["based_on"] = str(question.current.number)
    return {**fields, **changes}


def of_type(assessment, type_name):
    return assessment.bank.questions.select_related("current").get(current__type=type_name)


def test_the_list_finds_filters_and_takes_a_fixed_number_of_queries(
    client, author, assessment, django_assert_num_queries
):
    index = reverse("questions:index")
    client.get(index)
    with django_assert_num_queries(QUERIES := 15):
        page = client.get(index)
    assert page.status_code == 200
    full_assessment()
    with django_assert_num_queries(QUERIES):
        client.get(index)
    code = of_type(assessment, "numeric").code
    bank = assessment.bank_id
    for query in ({"q": "location quotient", "bank": bank}, {"type": "numeric", "bank": bank}):
        found = client.get(index, query).context["object_list"]
        assert [question.code for question in found] == [code]


@pytest.mark.parametrize("type_name", QUESTIONS)
def test_each_type_has_its_form_with_what_is_stored(client, author, assessment, type_name):
    question = of_type(assessment, type_name)
    page = client.get(reverse("questions:edit", args=[question.pk]))
    assert page.status_code == 200
    form = page.context["form"]
    stored = form.editor.dump({name: field.initial for name, field in form.fields.items()})
    assert type_of(type_name).clean_content(stored) == question.current.content
    assert client.get(reverse("questions:add"), {"type": type_name}).status_code == 200


def test_a_new_question_begins_with_the_choice_of_its_type(client, author):
    page = client.get(reverse("questions:add"))
    assert page.status_code == 200
    for type_name in QUESTIONS:
        assert f"?type={type_name.replace(' ', '%20')}" in page.text


@pytest.mark.parametrize("type_name", FIELDS)
def test_an_author_writes_a_question_without_knowing_how_it_is_stored(
    client, author, assessment, type_name
):
    fields = sent(bank=assessment.bank_id, code="NEW-1", **FIELDS[type_name])
    url = reverse("questions:add") + f"?type={type_name}"
    answer = client.post(url, fields)
    assert answer.status_code == 302
    version = QuestionVersion.objects.get(question__code="NEW-1")
    assert (version.type, version.created_by, version.number) == (type_name, author, 1)
    content = {
        "single choice": {
            "options": [
                {"text": "Near", "right": True, "feedback": "Yes."},
                {"text": "Far", "right": False, "feedback": ""},
            ]
        },
        "true or false": {"answer": "False"},
        "numeric": {"answer": "2.5", "tolerance": "0.1", "unit": "%"},
        "fill the gap": {"answers": [["cluster", "the cluster"]]},
    }
    assert version.content == content[type_name]


def test_saving_makes_a_version_and_the_same_again_does_not(client, author, assessment):
    question = of_type(assessment, "true or false")
    url = reverse("questions:edit", args=[question.pk])
    for _ in range(2):
        question.refresh_from_db()
        fields = sent(question, answer="False")
        assert client.post(url, fields).status_code == 302
    numbers = list(question.versions.values_list("number", "content"))
    assert numbers == [(2, {"answer": "False"}), (1, {"answer": "True"})]


def test_what_is_unclear_is_said_and_nothing_that_was_written_is_lost(client, author, assessment):
    question = of_type(assessment, "fill the gap")
    url = reverse("questions:edit", args=[question.pk])
    fields = sent(question, **FIELDS["fill the gap"]) | {"stem": "No gap at all"}
    page = client.post(url, fields)
    assert page.status_code == 200
    assert "has 0 gaps (____) but accepted texts for 1" in page.text
    assert "No gap at all" in page.text
    assert question.versions.count() == 1


def test_who_saves_second_is_told_and_may_save_over_it_knowingly(client, author, assessment):
    question = of_type(assessment, "true or false")
    url = reverse("questions:edit", args=[question.pk])
    stale = sent(question, answer="False")
    client.post(url, {**stale, "stem": "Faster"})
    page = client.post(url, {**stale, "stem": "Slower"})
    assert f"{author} saved version 2 while you were writing" in page.text
    assert 'value="2"' in page.text
    assert client.post(url, {**stale, "stem": "Slower", "based_on": "2"}).status_code == 302
    assert list(question.versions.values_list("stem", flat=True))[:2] == ["Slower", "Faster"]


def test_a_code_of_another_question_is_refused_kindly(client, author, assessment):
    taken = of_type(assessment, "numeric").code
    fields = sent(bank=assessment.bank_id, code=taken, **FIELDS["numeric"])
    page = client.post(reverse("questions:add") + "?type=numeric", fields)
    assert page.status_code == 200
    assert page.context["form"].errors["code"] == ["Question with this Code already exists."]


def test_a_question_is_retired_and_brought_back(client, author, assessment):
    question = of_type(assessment, "true or false")
    url = reverse("questions:edit", args=[question.pk])
    for retired in ({"is_retired": "on"}, {}):
        fields = sent(question, answer="True", **retired)
        question.refresh_from_db()
        fields["based_on"] = str(question.current.number)
        client.post(url, fields)
        question.refresh_from_db()
        assert question.is_retired is bool(retired)


def test_versions_show_who_when_and_what_differs(client, author, assessment):
    question = of_type(assessment, "single choice")
    url = reverse("questions:edit", args=[question.pk])
    client.post(url, sent(question, **FIELDS["single choice"]))
    page = client.get(reverse("questions:history", args=[question.pk]))
    assert page.status_code == 200
    (newest, changes), (_first, none) = page.context["rows"]
    assert (newest.created_by, none) == (author, [])
    assert [change.part for change in changes] == [
        "Question",
        "Feedback after the result",
        "Learning outcome",
        "Points",
        "Content",
    ]
    assert changes[0].added == ["Is it ____?"]
    assert "✓ Near – Yes." in changes[-1].added
    assert "✗ A cluster – canary: no proximity" in changes[-1].removed


@pytest.mark.parametrize("type_name", QUESTIONS)
def test_the_preview_shows_the_question_as_its_learner_sees_it(
    client, author, assessment, type_name
):
    question = of_type(assessment, type_name)
    url = reverse("questions:preview", args=[question.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert question.current.stem.split("____")[0] in page.text
    assert client.get(url, {"version": "1"}).status_code == 200
    assert client.get(url, {"version": "7"}).status_code == 404


def test_what_is_not_saved_yet_can_be_previewed(client, author, assessment):
    question = of_type(assessment, "true or false")
    url = reverse("questions:preview", args=[question.pk])
    fields = sent(question, answer="False") | {"stem": "Not stored yet"}
    assert "Not stored yet" in client.post(url, fields).text
    fields = sent(bank=assessment.bank_id, code="N", **FIELDS["numeric"])
    assert "Is it" in client.post(reverse("questions:preview_new") + "?type=numeric", fields).text
    bad = {**fields, "stem": ""}
    assert "required" in client.post(reverse("questions:preview_new") + "?type=numeric", bad).text
    assert QuestionVersion.objects.filter(stem="Not stored yet").count() == 0


def test_a_bank_is_opened_and_renamed(client, author):
    client.post(reverse("question-banks:add"), {"code": "M11", "title": "Eleven"})
    bank = QuestionBank.objects.get(code="M11")
    client.post(reverse("question-banks:edit", args=[bank.pk]), {"title": "Elf"})
    bank.refresh_from_db()
    assert bank.title == "Elf"
    assert client.get(reverse("question-banks:index")).status_code == 200
    assert client.get(reverse("assessments:index")).status_code == 200


@pytest.mark.parametrize("role", [None, "officer", "coordinator", "auditor"])
def test_others_neither_see_nor_change_questions(client, assessment, role):
    person = PersonFactory(roles=[role] if role else [])
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    question = of_type(assessment, "numeric")
    for name in ("edit", "history", "preview"):
        answer = client.get(reverse(f"questions:{name}", args=[question.pk]))
        assert answer.status_code == 302
        assert "canary" not in answer.text
        client.post(reverse(f"questions:{name}", args=[question.pk]), sent(question))
    assert Question.objects.get(pk=question.pk).versions.count() == 1


def test_nobody_deletes_a_question(client, author, assessment):
    question = of_type(assessment, "numeric")
    client.post(reverse("questions:delete", args=[question.pk]))
    assert Question.objects.filter(pk=question.pk).exists()
