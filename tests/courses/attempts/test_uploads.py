"""Files handed in with an answer: what is taken, kept once, and handed out to whom."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.attempts.actions import keep_file, save_answer, submit_attempt
from courses.attempts.models import AnswerFile, Attempt, Step
from lms.errors import Refused
from tests.factories.assessments import module_with, started
from tests.factories.courses import enrolment
from tests.factories.people import PersonFactory
from tests.factories.question_types import every_type_assessment

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 field notes"


@pytest.fixture
def module():
    return module_with(every_type_assessment(["file upload", "essay"]))


@pytest.fixture
def attempt(module):
    place = enrolment(programme=module.get_parent().specific)
    return started(place, module.assessment, at=timezone.now())


@pytest.fixture
def question(attempt):
    return attempt.questions.select_related("version").get(position=1)


@pytest.fixture
def learner(client_of, attempt):
    return client_of(attempt.enrolment.person)


def send(client, question, *, name="notes.pdf", content=PDF, key=None, **more):
    address = reverse("attempts:files", args=[question.attempt.uid, question.position])
    fields = {"file": SimpleUploadedFile(name, content), "key": key or uuid.uuid4(), **more}
    return client.post(address, fields)


def keep(question, **changes):
    settings = {
        "question": question,
        "file": SimpleUploadedFile("notes.pdf", PDF),
        "name": "notes.pdf",
        "key": uuid.uuid4(),
        "by": question.attempt.enrolment.person,
        "at": timezone.now(),
    }
    return keep_file(**(settings | changes))


def answer(question, response):
    return save_answer(
        attempt=question.attempt,
        question=question,
        response=response,
        key=uuid.uuid4(),
        window="",
        by=question.attempt.enrolment.person,
        at=timezone.now(),
    )


def code_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return refused.value.code


def test_a_file_is_kept_named_in_the_answer_and_handed_out_again(learner, question):
    kept = send(learner, question).json()
    assert (kept["name"], kept["size"]) == ("notes.pdf", len(PDF))
    file = AnswerFile.objects.get(uid=kept["uid"])
    assert answer(question, [kept["uid"]]).response == [kept["uid"]]
    page = learner.get(reverse("attempts:attempt", args=[question.attempt.uid])).text
    assert f'value="{kept["uid"]}" checked' in page
    got = learner.get(kept["url"])
    assert got.getvalue() == PDF
    assert got["Content-Disposition"] == 'attachment; filename="notes.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Type"] == "application/octet-stream"
    assert file.file.name.startswith(f"answers/{question.attempt.uid}/")
    assert "notes" not in file.file.name


def test_the_same_key_again_adds_nothing(learner, question):
    key = uuid.uuid4()
    first, second = (send(learner, question, key=key).json() for _ in range(2))
    assert first == second
    assert AnswerFile.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.exe", b"MZ", "“notes.exe” is not taken here; these are: .pdf, .txt."),
        ("notes", PDF, "“notes” is not taken here; these are: .pdf, .txt."),
        ("notes.pdf", b"", "“notes.pdf” is empty."),
        ("notes.pdf", b"MZ\x90\x00", "“notes.pdf” does not hold what its ending .pdf says."),
        ("notes.txt", b"a\x00b", "“notes.txt” does not hold what its ending .txt says."),
        ("notes.pdf", PDF + b" " * 1024 * 1024, "“notes.pdf” is larger than 1 MB."),
    ],
)
def test_what_the_question_does_not_take_is_refused_with_a_sentence_and_not_stored(
    learner, question, name, content, sentence
):
    reply = send(learner, question, name=name, content=content)
    assert (reply.status_code, reply.json()["error"]) == (409, sentence)
    assert not AnswerFile.objects.exists()


def test_a_request_without_key_or_file_is_refused(learner, question):
    address = reverse("attempts:files", args=[question.attempt.uid, 1])
    assert learner.post(address, {"key": uuid.uuid4()}).status_code == 400
    assert send(learner, question, key="none").status_code == 400
    other = reverse("attempts:files", args=[question.attempt.uid, 2])
    assert learner.post(other, {}).status_code == 404


def test_there_are_limits_to_how_many(question):
    assert code_of(keep, question, beside=2) == "too_many_files"
    for _ in range(8):
        keep(question)
    assert code_of(keep, question) == "too_many_tries"


def test_files_come_while_the_attempt_runs_and_from_its_learner(question):
    late = question.attempt.deadline_at + timedelta(minutes=5)
    assert code_of(keep, question, at=late) == "too_late"
    assert code_of(keep, question, by=PersonFactory()) == "not_yours"
    essay = question.attempt.questions.select_related("version").get(position=2)
    assert code_of(keep, essay) == "no_files_here"
    hand_in(question.attempt)
    assert code_of(keep, question) == "submitted"


def hand_in(attempt: Attempt):
    submit_attempt(
        attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=timezone.now()
    )


def test_an_answer_names_only_files_of_its_own_question(module, question):
    other = started(
        enrolment(programme=module.get_parent().specific), module.assessment, at=timezone.now()
    )
    strange = keep(other.questions.select_related("version").get(position=1))
    for uid in (str(strange.uid), str(uuid.uuid4())):
        assert code_of(answer, question, [uid]) == "file_unknown"
    assert not Step.objects.exists()


def test_files_come_with_the_form_where_there_is_no_script(learner, question):
    address = reverse("attempts:submit", args=[question.attempt.uid])
    key = str(uuid.uuid4())

    def form(**fields):
        files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.txt", b"b")]
        return {"known-1": "0", "q1-key": key, "q1-files": files, "do": "save", **fields}

    for _ in range(2):
        assert learner.post(address, form()).status_code == 302
    first, second = (str(file.uid) for file in AnswerFile.objects.all())
    assert [step.response for step in Step.objects.all()] == [[first, second]]
    known = Step.objects.get().pk
    learner.post(address, {"known-1": known, "q1": [second], "do": "save"})
    assert Step.objects.last().response == [second]
    assert AnswerFile.objects.count() == 2


def test_what_is_not_taken_with_the_form_is_said_and_the_rest_is_saved(learner, question):
    address = reverse("attempts:submit", args=[question.attempt.uid])
    files = [SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("b.txt", b"b")]
    page = learner.post(address, {"known-1": "0", "q1-files": files, "do": "save"})
    assert page.status_code == 422
    assert "Question 1: “a.exe” is not taken here; these are: .pdf, .txt." in page.text
    assert Step.objects.get().response == [str(AnswerFile.objects.get().uid)]


def test_a_file_is_read_by_its_learner_alone_under_this_address(client_of, question):
    file = keep(question, name="jane-doe.pdf")
    address = reverse("attempts:answer_file", args=[file.uid])
    hand_in(question.attempt)
    for person in (PersonFactory(roles=["author"]), PersonFactory(roles=["administrator"])):
        assert client_of(person).get(address).status_code == 404
    got = client_of(question.attempt.enrolment.person).get(address)
    assert got.getvalue() == PDF
    assert got["Content-Disposition"] == 'attachment; filename="jane-doe.pdf"'


def test_a_file_that_is_gone_is_not_found(learner, question):
    file = keep(question)
    file.file.storage.delete(file.file.name)
    assert learner.get(reverse("attempts:answer_file", args=[file.uid])).status_code == 404
