"""Each of the fifteen types as its learner sees and answers it; nothing of the key beforehand."""

import json
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.assessments.models import AssessmentDesign
from courses.assessments.presentation import fields_of
from courses.assessments.question_types import type_of
from courses.attempts.actions import submit_attempt
from courses.attempts.models import AnswerFile, Step
from tests.factories.assessments import CANARY, KEYS_TO_TYPE, ORDER, module_with, started
from tests.factories.courses import enrolment
from tests.factories.question_types import EVERY, FORMULA, every_type_assessment

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 field notes"


@pytest.fixture
def attempt():
    module = module_with(every_type_assessment())
    place = enrolment(programme=module.get_parent().specific)
    return started(place, module.assessment, at=timezone.now(), seed=8)


@pytest.fixture
def learner(client_of, attempt):
    return client_of(attempt.enrolment.person)


def url(name, attempt, *more):
    return reverse(f"attempts:{name}", args=[attempt.uid, *more])


def question_of(attempt, type_name):
    return attempt.questions.select_related("version").get(version__type=type_name)


def shown_in(page, question):
    return page.context["page"].asked[question.position - 1].question


def some_response(version, seed):
    """A stored response, not always right, that fills every part."""
    content = version["content"]
    match version["type"]:
        case "single choice" | "hot spot":
            return 1
        case "multiple response":
            return [0, 2]
        case "true or false":
            return "True"
        case "matching":
            return list(range(len(content["pairs"])))
        case "ordering":
            return list(range(len(content["items"])))
        case "numeric" | "formula":
            return "12.5"
        case "fill the gap":
            return ["one", "two"]
        case "drag into gaps" | "statement matrix":
            return [1, 0]
        case "case study":
            return [some_response(part, seed) for part in content["parts"]]
        case _:
            return "The toolmakers of Eisenerz and their forty suppliers."


def response_to(question):
    version = {"type": question.version.type, "content": question.version.content}
    return some_response(version, question.seed)


def sent(question, response):
    """The fields in which a browser sends this response."""
    version, name = question.version, f"q{question.position}"
    shown = type_of(version.type).show_response(version.content, question.seed, response)
    return {f"{name}-{end}" if end else name: value for end, value in fields_of(shown).items()}


def save(client, question, response):
    ours = {"position": question.position, "key": uuid.uuid4(), "window": "one", "known": 0}
    return client.post(url("answer", question.attempt), sent(question, response) | ours)


def upload(client, attempt, *, name="notes.pdf", content=PDF, key=None, **more):
    position = question_of(attempt, "file upload").position
    fields = {"file": SimpleUploadedFile(name, content), "key": key or uuid.uuid4(), **more}
    return client.post(url("files", attempt, position), fields)


def hand_in(attempt):
    submit_attempt(
        attempt=attempt, key=uuid.uuid4(), by=attempt.enrolment.person, at=timezone.now()
    )


@pytest.mark.parametrize("type_name", [name for name in EVERY if name != "file upload"])
def test_each_type_is_saved_and_shown_again_with_the_same_fields(learner, attempt, type_name):
    question = question_of(attempt, type_name)
    response = response_to(question)
    assert save(learner, question, response).json()["saved"] is True
    assert Step.objects.get().response == response
    state = learner.get(url("answer", attempt)).json()["answers"][str(question.position)]
    name = f"q{question.position}"
    again = {f"{name}-{end}" if end else name: value for end, value in state["fields"].items()}
    assert again == sent(question, response)
    page = learner.get(url("attempt", attempt)).text
    assert set(controls(page, question.position)) >= set(again)
    for field, values in again.items():
        assert sorted(controls(page, question.position)[field]) == sorted(values)


def controls(page, position):
    """By field, what the controls of one question hold, as a browser would send it."""
    part = page[page.index(f'id="question-{position}"') :]
    part = part[: part.index(f'name="known-{position}"')]
    found = {}
    for tag in re.findall(r"<(?:input|textarea)[^>]*>[^<]*", part):
        name = re.search(r' name="([^"]+)"', tag)
        if name is None or 'type="file"' in tag or "-key" in name[1]:
            continue
        is_box = re.search(r'type="(?:radio|checkbox)"', tag)
        if is_box and " checked" not in tag:
            found.setdefault(name[1], [])
            continue
        value = re.search(r' value="([^"]*)"', tag)
        text = value[1] if value else tag.partition(">")[2]
        found.setdefault(name[1], []).append(text)
    for select in re.findall(r"<select.*?</select>", part, re.DOTALL):
        name = re.search(r' name="([^"]+)"', select)[1]
        chosen = re.search(r'<option value="([^"]*)" selected', select)
        found[name] = [chosen[1] if chosen else ""]
    return found


def test_nothing_that_gives_the_key_away_leaves_the_server_before_handing_in(learner, attempt):
    fresh = learner.get(url("attempt", attempt))
    pages = [fresh, upload(learner, attempt)]
    pages.append(upload(learner, attempt, name="notes.exe"))
    file = AnswerFile.objects.get()
    for question in attempt.questions.select_related("version"):
        is_upload = question.version.type == "file upload"
        response = [str(file.uid)] if is_upload else response_to(question)
        pages.append(save(learner, question, response))
        pages.append(learner.get(url("answer", attempt)))
    position = question_of(attempt, "file upload").position
    bad = {f"known-{n}": 0 for n in range(1, 16)} | {
        f"q{question_of(attempt, 'numeric').position}": "many",
        f"q{position}-files": SimpleUploadedFile("notes.txt", b"three visits"),
    }
    pages += [
        learner.get(url("files", attempt, position)),
        learner.get(url("attempt", attempt)),
        learner.post(url("submit", attempt), bad),
        learner.post(url("submit", attempt), {"do": "submit"}),
        learner.get(url("result", attempt), follow=True),
        learner.get(reverse("progress:course", args=[attempt.enrolment.uid])),
    ]
    assert len(pages) == 3 + 2 * len(EVERY) + 6
    assert [page.request["PATH_INFO"] for page in pages if CANARY in page.text] == []
    assert [key for key in (*KEYS_TO_TYPE, FORMULA["formula"]) if key in fresh.text] == []
    shown = re.findall(r'data-text="([^"]+)"', fresh.text)
    assert len(shown) == 2 * len(ORDER)
    assert ORDER not in (shown[:4], shown[4:])
    hand_in(attempt)
    assert CANARY in json.dumps([q.version.content for q in attempt.questions.all()])


def test_what_a_page_says_does_not_depend_on_the_key(learner, attempt):
    """The same questions with other keys look the same, but for names that each page draws anew."""
    page = learner.get(url("attempt", attempt)).text
    for question in attempt.questions.select_related("version"):
        version = question.version
        version.content = other_key(version.type, version.content)
        version.save()
    assert plain(learner.get(url("attempt", attempt)).text) == plain(page)


def plain(page):
    return re.sub(r'(csrfmiddlewaretoken|-key)" value="[^"]+"|-left="\d+"', "", page)


def other_key(type_name, content):  # noqa: C901 - a line for each type
    match type_name:
        case "single choice" | "multiple response":
            flipped = [{**o, "right": not o["right"], "feedback": "X"} for o in content["options"]]
            return {"options": flipped}
        case "hot spot":
            areas = [{**a, "right": not a["right"], "feedback": "X"} for a in content["areas"]]
            return {**content, "areas": areas}
        case "true or false":
            return {"answer": "False"}
        case "numeric":
            return {**content, "answer": "1"}
        case "formula":
            return {**content, "formula": "firms + 1", "tolerance": "9"}
        case "fill the gap":
            return {"answers": [["a"], ["b"]]}
        case "drag into gaps":
            return {**content, "answers": [2, 0]}
        case "open answer" | "essay" | "file upload":
            rubric = [{**row, "levels": []} for row in content["rubric"]]
            return {**content, "model": "another", "rubric": rubric}
        case "case study":
            return {
                "parts": [
                    {**part, "content": other_key(part["type"], part["content"])}
                    for part in content["parts"]
                ]
            }
        case "statement matrix":
            return {**content, "rows": [{**row, "right": 0} for row in content["rows"]]}
        case _:
            return content


def test_a_formula_shows_the_numbers_of_this_learner(learner, attempt):
    question = question_of(attempt, "formula")
    firms = type_of("formula").values(question.version.content, question.seed)["firms"]
    page = learner.get(url("attempt", attempt)).text
    assert f"What do {firms} firms sell together?" in page
    assert "{firms}" not in page


def test_a_result_names_the_files_and_the_number_that_was_right_for_this_learner(learner, attempt):
    file = upload(learner, attempt).json()
    save(learner, question_of(attempt, "file upload"), [file["uid"]])
    formula = question_of(attempt, "formula")
    save(learner, formula, "1")
    AssessmentDesign.objects.update(shows_key="at once")
    hand_in(attempt)
    page = learner.get(url("result", attempt)).text
    assert f'<a href="{file["url"]}" download>notes.pdf</a>' in page
    assert f"<dd>{file['uid']}" not in page
    firms = type_of("formula").values(formula.version.content, formula.seed)["firms"]
    assert f"{firms * 86753} EUR" in page


def test_a_body_that_is_too_long_is_refused_before_it_is_read(learner, attempt):
    position = question_of(attempt, "file upload").position
    reply = learner.generic(
        "POST", url("files", attempt, position), b"", CONTENT_LENGTH=str(2 * 1024 * 1024)
    )
    assert (reply.status_code, reply.json()["error"]) == (413, "That file is larger than 1 MB.")


def test_a_file_needs_the_token_of_the_page(attempt):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(attempt.enrolment.person)
    assert upload(stranger, attempt).status_code == 403
    assert not AnswerFile.objects.exists()


def test_a_picture_is_shown_with_its_words_and_areas_lie_on_it(learner, attempt):
    page = learner.get(url("attempt", attempt))
    spots = shown_in(page, question_of(attempt, "hot spot"))
    assert spots.picture.alt == "A map with three towns."
    areas = {area["text"]: area for area in spots.presented["areas"]}
    assert areas["Northern town"]["drawn"] == {
        "x": "60.0",
        "y": "40.0",
        "width": "180.0",
        "height": "120.0",
    }
    assert areas["Eastern town"]["drawn"] == {"cx": "450.0", "cy": "200.0", "r": "72.0"}
    assert areas["Southern town"]["drawn"]["points"] == "120.0,280.0 300.0,260.0 240.0,380.0"
    assert page.text.count('alt="A map with three towns."') == 1
    assert page.text.count('alt="A map"') == 1


def test_an_essay_outside_its_limits_is_kept_and_the_learner_told(learner, attempt):
    question = question_of(attempt, "essay")
    assert save(learner, question, "Too short.").json()["saved"] is True
    page = learner.get(url("attempt", attempt)).text
    assert "2 words; at least 5 are asked for." in page
    assert "Between 5 and 12 words." in page


def test_parts_of_a_case_are_fields_of_their_own(learner, attempt):
    question = question_of(attempt, "case study")
    page = learner.get(url("attempt", attempt))
    parts = shown_in(page, question).presented["parts"]
    assert [part.name for part in parts] == [f"q{question.position}-{n}" for n in range(11)]
    assert parts[2].template == "courses/attempts/questions/true_or_false.html"
    answer = {f"q{question.position}-2": "True", f"q{question.position}-6-1": "budget"}
    ours = {"position": question.position, "key": uuid.uuid4(), "window": "one"}
    learner.post(url("answer", attempt), answer | ours)
    response = Step.objects.get().response
    assert (response[2], response[6]) == ("True", ["", "budget"])
    assert [part for part in response if part is not None] == ["True", ["", "budget"]]


@pytest.mark.parametrize(
    ("asks", "type_name", "boxes"),
    [(True, "numeric", 3), (False, "numeric", 0), (True, "essay", 0)],
)
def test_certainty_is_asked_where_the_design_says_so_and_a_rule_marks(
    client_of, asks, type_name, boxes
):
    module = module_with(
        every_type_assessment([type_name], asks_certainty=asks, purpose="formative")
    )
    place = enrolment(programme=module.get_parent().specific)
    attempt = started(place, module.assessment, at=timezone.now())
    learner = client_of(place.person)
    reply = save(learner, attempt.questions.get(), "12.5").json()
    assert (reply["saved"], reply["is_unsure"]) == (True, boxes > 0)
    assert learner.get(url("attempt", attempt)).text.count('name="q1-certainty"') == boxes


@pytest.mark.parametrize(
    "types", [["hot spot", "file upload"], ["hot spot", "numeric", "file upload", "essay"]]
)
def test_pictures_and_files_take_a_fixed_number_of_queries(
    client_of, types, django_assert_num_queries
):
    module = module_with(every_type_assessment(types))
    place = enrolment(programme=module.get_parent().specific)
    attempt = started(place, module.assessment, at=timezone.now())
    learner = client_of(place.person)
    learner.get(url("attempt", attempt))
    with django_assert_num_queries(PLAYER_WITH_PICTURES):
        learner.get(url("attempt", attempt))


PLAYER_WITH_PICTURES = 11
