"""Authors set up tests in the admin: sections, draws, dates; every change is a design."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.assessments.actions import file_questions, revise_question
from courses.assessments.models import Assessment
from lms.people.actions import grant_access
from tests.factories.assessments import QUESTIONS, full_assessment
from tests.factories.courses import AT
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SETTINGS = {
    "code": "m1-final",
    "title": "Final",
    "purpose": "summative",
    "pass_percent": "70",
    "zone": "Europe/Madrid",
    "opens_at": "2026-03-02 09:00",
    "closes_at": "2026-03-09 18:00",
    "time_limit_minutes": "",
    "break_minutes": "0",
    "attempts_max": "3",
    "resit_wait_days": "7",
    "counting": "best",
    "shuffles_questions": "on",
    "layout": "all",
    "start_code": "",
    "shows_marks": "at once",
    "shows_feedback": "at once",
    "shows_key": "at the end",
    "release": "at once",
    "markers_needed": "1",
    "moderation_margin": "20",
    "is_anonymous": "on",
}


def rows(name, values):
    """A list or stream of blocks as a browser sends it: (type, {field: value})."""
    fields = {f"{name}-count": str(len(values))}
    for index, (kind, value) in enumerate(values):
        prefix = f"{name}-{index}"
        fields |= {
            f"{prefix}-deleted": "",
            f"{prefix}-order": str(index),
            f"{prefix}-type": kind,
            f"{prefix}-id": "",
        }
        for key, part in value.items():
            if isinstance(part, list):
                fields |= rows(f"{prefix}-value-{key}", part)
            else:
                fields[f"{prefix}-value{'-' if key else ''}{key}"] = str(part)
    return fields


def draw(count=1, **limits):
    empty = {"kind": "", "category": "", "tag": "", "outcome": "", "difficulty": ""}
    return "draw", {"count": count, **empty, **limits}


def fixed(question):
    return "question", {"": question.pk}


def section(*draws, title="", intro="", pass_percent=""):
    value = {"title": title, "intro": intro, "pass_percent": pass_percent, "draws": list(draws)}
    return "item", value


def sent(bank, *sections, outcomes=(), bands=(), **changes):
    return {
        **SETTINGS,
        "bank": str(bank.pk),
        **rows("sections", sections),
        **rows("outcomes", [("item", value) for value in outcomes]),
        **rows("bands", [("item", value) for value in bands]),
        **changes,
    }


@pytest.fixture
def author(client_of):
    person = PersonFactory()
    grant_access(person=person, role="author", by=None, at=AT)
    return client_of(person)


@pytest.fixture
def bank():
    return full_assessment().bank


def test_a_test_is_designed_with_sections_dates_and_all_it_needs(author, bank):
    question = bank.questions.get(current__type="numeric")
    fields = sent(
        bank,
        section(fixed(question), draw(2, kind="closed"), title="Terms", pass_percent="50"),
        section(draw(1, kind="open"), intro="In your own words."),
        outcomes=[{"outcome": "1", "title": "Tell apart", "pass_percent": "60"}],
        bands=[{"from_percent": "0", "text": "Read again.", "outcome": ""}],
        purpose="formative",
        asks_certainty="on",
        start_code="plum",
        markers_needed="2",
        time_limit_minutes="45",
    )
    answer = author.post(reverse("assessments:add"), fields)
    assert answer.status_code == 302
    design = Assessment.objects.get(code="m1-final").design
    empty = {"kind": "", "category": "", "tag": "", "outcome": None, "difficulty": ""}
    random = {"question": "", **empty}
    assert design.sections == [
        {
            "title": "Terms",
            "intro": "",
            "pass_percent": "50",
            "draws": [
                {"question": question.code, "count": 1, **empty},
                {**random, "count": 2, "kind": "closed"},
            ],
        },
        {
            "title": "",
            "intro": "In your own words.",
            "pass_percent": None,
            "draws": [{**random, "count": 1, "kind": "open"}],
        },
    ]
    assert design.outcomes == [{"outcome": 1, "title": "Tell apart", "pass_percent": "60"}]
    assert design.bands == [{"from_percent": "0", "text": "Read again.", "outcome": None}]
    assert (design.opens_at, design.closes_at) == (
        datetime(2026, 3, 2, 8, tzinfo=UTC),
        datetime(2026, 3, 9, 17, tzinfo=UTC),
    )
    assert (design.asks_certainty, design.start_code) == (True, "plum")
    assert (design.markers_needed, design.time_limit_minutes) == (2, 45)


def test_saving_what_is_shown_makes_no_further_design(author, bank):
    question = bank.questions.get(current__type="numeric")
    fields = sent(bank, section(fixed(question), draw(2, difficulty="")))
    author.post(reverse("assessments:add"), fields)
    made = Assessment.objects.get(code="m1-final")
    url = reverse("assessments:edit", args=[made.pk])
    form = author.get(url).context["form"]
    shown = {name: field.initial for name, field in form.fields.items()}
    assert str(shown["opens_at"]) == "2026-03-02 09:00:00"
    assert [child.block_type for child in shown["sections"][0]["draws"]] == ["question", "draw"]
    assert author.post(url, {**fields, "based_on": "1"}).status_code == 302
    assert made.designs.count() == 1
    assert author.post(url, {**fields, "based_on": "1", "pass_percent": "60"}).status_code == 302
    made.refresh_from_db()
    assert (made.design.number, made.design.pass_percent) == (2, 60)


def test_who_saves_a_design_second_is_told(author, bank):
    fields = sent(bank, section(draw()))
    author.post(reverse("assessments:add"), fields)
    url = reverse("assessments:edit", args=[Assessment.objects.get(code="m1-final").pk])
    author.post(url, {**fields, "based_on": "1", "title": "Faster", "pass_percent": "50"})
    page = author.post(url, {**fields, "based_on": "1", "pass_percent": "40"})
    assert "saved design 2 while you were writing" in page.text
    answer = author.post(url, {**fields, "based_on": "2", "pass_percent": "40"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"closes_at": "2026-03-02 09:00"}, "closes_at", "The test must close after it opens."),
        (
            {"asks_certainty": "on"},
            "asks_certainty",
            "Only a test for practice may ask how certain the learner is.",
        ),
        (
            {"opens_at": "2026-03-29 02:30", "closes_at": ""},
            "opens_at",
            "Clocks in Europe/Madrid skip this time. Choose one an hour later.",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(author, bank, changes, field, sentence):
    page = author.post(reverse("assessments:add"), sent(bank, section(draw()), **changes))
    assert page.status_code == 200
    assert page.context["form"].errors == {field: [sentence]}
    assert not Assessment.objects.filter(code="m1-final").exists()


def test_dates_do_not_depend_on_the_zone_of_the_author(author, bank):
    fields = sent(bank, section(draw()), zone="Pacific/Auckland", opens_at="2026-03-29 02:30")
    fields["closes_at"] = ""
    author.post(reverse("assessments:add"), fields)
    design = Assessment.objects.get(code="m1-final").design
    assert design.opens_at == datetime(2026, 3, 28, 13, 30, tzinfo=UTC)


def test_a_draw_larger_than_its_bank_is_refused_and_the_report_says_which(author, bank):
    page = author.post(reverse("assessments:add"), sent(bank, section(draw(9))))
    assert page.status_code == 200
    report = page.context["report"]
    assert [(line.found, line.is_short) for line in report.lines] == [(8, True)]
    assert "“9 at random” finds only 8 questions in the bank." in page.text
    assert not Assessment.objects.filter(code="m1-final").exists()


@pytest.mark.parametrize(("count", "repeats"), [(2, [0, 0]), (3, [0, 1]), (4, [0, 4]), (5, [2, 5])])
def test_r52_the_report_says_which_attempts_can_do_without_repeats(author, bank, count, repeats):
    fields = sent(bank, section(draw(count)))
    author.post(reverse("assessments:add"), fields)
    made = Assessment.objects.get(code="m1-final")
    page = author.get(reverse("assessments:edit", args=[made.pk]))
    assert page.context["report"].repeats == repeats
    free = "Attempt 2 of a person can be drawn without repeats."
    assert (free in page.text) is (repeats[0] == 0)


def test_draws_find_by_category_tag_outcome_and_difficulty(author, bank):
    two = list(bank.questions.order_by("code")[:2])
    file_questions(
        questions=two, category="Terms/Basic", tag=["Core"], difficulty="easy", by=None, at=AT
    )
    draws = [
        draw(2, category="terms"),
        draw(1, tag="core"),
        draw(1, outcome="1"),
        draw(1, difficulty="hard"),
    ]
    page = author.post(reverse("assessments:add"), sent(bank, section(*draws)))
    assert [line.found for line in page.context["report"].lines] == [2, 2, 8, 0]


def test_versions_say_what_changed_by_whom_and_how_many_sat_under_each(author, bank):
    fields = sent(bank, section(draw(2)))
    author.post(reverse("assessments:add"), fields)
    made = Assessment.objects.get(code="m1-final")
    url = reverse("assessments:edit", args=[made.pk])
    changed = sent(bank, section(draw(3, kind="closed"), title="Terms"), start_code="plum")
    author.post(url, {**changed, "based_on": "1", "closes_at": ""})
    page = author.get(reverse("assessments:history", args=[made.pk]))
    (newest, changes), (first, none) = page.context["rows"]
    assert (newest.sat, first.sat, none) == (0, 0, [])
    assert [(change.part, change.removed, change.added) for change in changes] == [
        (
            "Sections",
            ["Section 1", "Section 1: 2 at random"],
            ["Terms", "Terms: 3 at random (closed)"],
        ),
        ("Closes", ["9 March 2026, 18:00 (Europe/Madrid)"], ["none"]),
        ("Start code", ["none"], ["set"]),
    ]
    assert "plum" not in page.text


def test_the_whole_test_is_previewed_as_a_sample_and_nothing_is_stored(author, bank):
    made = bank.assessments.get()
    url = reverse("assessments:preview", args=[made.pk])
    page = author.get(url)
    assert page.status_code == 200
    for stem, _content in QUESTIONS.values():
        assert stem.split("____")[0] in page.text
    assert "canary" not in page.text
    assert author.get(url, {"sample": "2"}).text != page.text
    fields = sent(bank, section(draw(2, kind="open")))
    unsaved = author.post(reverse("assessments:preview_new"), fields)
    assert "finds only 1 questions in the bank" in unsaved.text
    fields = sent(bank, section(draw(1, kind="open"), title="Own words"), title="Not stored")
    assert "Own words" in author.post(reverse("assessments:preview_new"), fields).text
    assert Assessment.objects.count() == 1


def test_lists_and_forms_take_a_fixed_number_of_queries(author, bank, django_assert_num_queries):
    made = bank.assessments.get()
    url = reverse("assessments:edit", args=[made.pk])
    questions = list(bank.questions.all())
    fields = sent(bank, section(*[fixed(each) for each in questions[:2]]))
    fields |= {"code": made.code, "based_on": "1"}
    assert author.post(url, fields).status_code == 302
    author.get(url)
    with django_assert_num_queries(QUERIES := 21):
        author.get(url)
    more = sent(bank, section(*[fixed(each) for each in questions]), based_on="2")
    assert author.post(url, more).status_code == 302
    for number in range(30):
        revise_question(
            bank=bank,
            code=f"more-{number}",
            type="true or false",
            stem=f"More {number}?",
            content={"answer": "True"},
            feedback="",
            outcome=1,
            points=1,
            by=None,
            at=AT,
        )
    with django_assert_num_queries(QUERIES):
        author.get(url)


@pytest.mark.parametrize("role", [None, "officer", "coordinator", "auditor"])
def test_others_see_no_design_and_choose_no_question(client_of, bank, role):
    person = PersonFactory()
    if role:
        grant_access(person=person, role=role, by=None, at=AT)
    client = client_of(person)
    made = bank.assessments.get()
    for name in ("edit", "history", "preview"):
        assert client.get(reverse(f"assessments:{name}", args=[made.pk])).status_code == 302
    question = bank.questions.first()
    for url in (
        reverse("question_chooser:choose"),
        reverse("question_chooser:choose_results"),
        reverse("question_chooser:chosen", args=[question.pk]),
    ):
        answer = client.get(url)
        assert answer.status_code == 302
        assert question.code not in answer.text


def test_the_chooser_finds_questions_by_code_text_and_bank(author, bank):
    full_assessment()
    question = bank.questions.get(current__type="numeric")
    url = reverse("question_chooser:choose_results")
    page = author.get(url, {"q": "location quotient", "bank": str(bank.pk)})
    assert list(page.context["results"]) == [question]
    chosen = author.get(reverse("question_chooser:chosen", args=[question.pk])).json()
    assert chosen["result"]["title"] == f"{question.code}: What is the location quotient?"


def test_what_is_shown_after_closing_needs_a_closing_date(author, bank):
    fields = sent(bank, section(draw(1)), closes_at="", shows_key="after closing")
    page = author.post(reverse("assessments:add"), fields)
    assert page.context["form"].errors == {
        "shows_key": ["The test never closes. Give a closing date, or choose another moment."]
    }


def test_the_start_code_can_be_shown_in_the_room(author):
    with_code, without = full_assessment(start_code="Oak-7"), full_assessment()
    url = reverse("assessments:code", args=[with_code.pk])
    assert "Oak-7" in author.get(url).text
    assert url in author.get(reverse("assessments:edit", args=[with_code.pk])).text
    assert author.get(reverse("assessments:code", args=[without.pk])).status_code == 404
