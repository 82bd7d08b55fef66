"""An import writes all or nothing, only what differs, and never over what people edited here."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, Site

from courses.assessments.models import AssessmentDesign, Question, QuestionVersion
from courses.assessments.queries import Asked, questions_asked
from courses.catalogue.curriculum.actions import Imported, publish_curriculum
from courses.catalogue.curriculum.problems import CurriculumRefused
from courses.catalogue.curriculum.reading import read_curriculum
from courses.catalogue.models import CurriculumItem, LessonPage, ModulePage, ProgrammePage
from lms.journal.models import Event
from tests.factories.curriculum import (
    QUESTION,
    READING,
    SHIPPED,
    SVG,
    change_json,
    lesson,
    write,
    write_curriculum,
    write_json,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def folder(tmp_path):
    return write_curriculum(tmp_path / "curriculum")


def publish(folder) -> Imported:
    return publish_curriculum(curriculum=read_curriculum(folder), by=None, at=AT)


def revisions() -> dict[str, int]:
    """How many revisions each page has, by its title."""
    return {page.title: page.revisions.count() for page in Page.objects.filter(depth__gt=2)}


def text_of(page) -> str:
    return json.dumps(page.body.get_prep_value())


def edit(page, **values):
    """What the page editor does when somebody publishes."""
    for field, value in values.items():
        setattr(page, field, value)
    page.save_revision().publish()


def test_everything_is_published(folder):
    assert publish(folder) == Imported(created=4)
    programme = ProgrammePage.objects.get()
    assert (programme.slug, programme.code) == ("train-the-trainers", "train-the-trainers")
    assert Site.objects.get().root_page.specific == programme.get_parent().specific
    module = ModulePage.objects.child_of(programme).get()
    assert module.outcomes == ["Tell apart four terms."]
    assert [page.title for page in LessonPage.objects.child_of(module)] == ["Terms", "Town"]
    assert all(page.live and page.live_revision_id for page in Page.objects.filter(depth__gt=2))


def test_the_test_of_a_module_follows_from_programme_and_questions(folder):
    publish(folder)
    assessment = ModulePage.objects.get().assessment
    assert assessment.code == "train-the-trainers-m1-test"
    design = assessment.design
    assert questions_asked(assessment) == Asked(closed=1, opened=0)
    assert (design.pass_percent, design.attempts_max) == (70, 3)
    assert (design.resit_wait_days, design.time_limit_minutes) == (7, 60)
    assert assessment.bank.questions.get().current.content == {"answer": "True"}


def test_a_lesson_is_made_of_blocks_with_its_picture(folder):
    publish(folder)
    body = LessonPage.objects.get(slug="terms").body
    assert [block.block_type for block in body] == [
        "heading",
        "rich_text",
        "table",
        "image",
        "callout",
        "activity",
        "heading",
        "rich_text",
    ]
    image = body[3].value
    assert image["alternative_text"] == "Two boxes"
    assert image["long_description"] == "Left, right."
    assert (image["image"].width, image["image"].height) == (40, 20)


def test_blocks_pass_the_checks_of_the_page_editor(folder):
    publish(folder)
    for page in LessonPage.objects.all():
        page.body.stream_block.clean(page.body)
        page.teaching_note.stream_block.clean(page.teaching_note)


def test_the_same_folder_again_changes_nothing(folder):
    publish(folder)
    before = revisions(), Revision.objects.count(), Event.objects.count()
    assert publish(folder) == Imported(unchanged=4)
    assert (revisions(), Revision.objects.count(), Event.objects.count()) == before


def test_the_shipped_curriculum_twice_is_once():
    assert publish(SHIPPED) == Imported(created=71)
    before = Revision.objects.count(), QuestionVersion.objects.count()
    assert publish(SHIPPED) == Imported(unchanged=71)
    assert (Revision.objects.count(), QuestionVersion.objects.count()) == before
    for page in LessonPage.objects.all():
        page.body.stream_block.clean(page.body)


def test_reading_it_all_again_costs_few_queries(folder, django_assert_max_num_queries):
    publish(folder)
    curriculum = read_curriculum(folder)
    with django_assert_max_num_queries(8):
        publish_curriculum(curriculum=curriculum, by=None, at=AT)


def test_one_changed_lesson_makes_one_revision_of_that_page_alone(folder):
    publish(folder)
    before = revisions()
    write(folder / "M1/lessons/terms.md", READING.replace("Look first.", "Look twice."))
    assert publish(folder) == Imported(revised=1, unchanged=3)
    assert revisions() == before | {"Terms": before["Terms"] + 1}
    assert "Look twice." in text_of(LessonPage.objects.get(slug="terms"))


def test_a_changed_figure_revises_the_lessons_that_show_it(folder):
    publish(folder)
    first = LessonPage.objects.get(slug="terms").body[3].value["image"]
    write(folder / "M1/figures/boxes.svg", SVG.replace("18", "12"))
    assert publish(folder) == Imported(revised=1, unchanged=3)
    second = LessonPage.objects.get(slug="terms").body[3].value["image"]
    assert first.pk != second.pk  # the older revision keeps the drawing it was written with
    with second.file.open() as drawing:
        assert b'width="12"' in drawing.read()


def test_a_drawing_is_stored_once(folder):
    change_json(
        folder / "M1/module.json",
        lambda data: data["figures"].append(data["figures"][0] | {"file": "figures/again.svg"}),
    )
    write(folder / "M1/figures/again.svg", SVG)
    write(folder / "M1/lessons/terms.md", READING + "\n![Again](../figures/again.svg)\n")
    publish(folder)
    assert get_image_model().objects.count() == 1


def test_a_changed_question_gets_one_version_more(folder):
    publish(folder)
    write_json(folder / "M1/questions.json", [QUESTION | {"answer": "False"}])
    assert publish(folder) == Imported(unchanged=4)
    assert Question.objects.get().current.number == 2


def test_a_new_lesson_takes_its_place(folder):
    publish(folder)
    write(folder / "M1/lessons/first.md", "Begin here.\n")
    change_json(folder / "M1/module.json", lambda data: data["lessons"].insert(0, lesson("first")))
    assert publish(folder) == Imported(created=1, unchanged=4)
    pages = LessonPage.objects.order_by("path")
    assert [page.slug for page in pages] == ["first", "terms", "town"]


def test_what_people_edited_here_survives_the_same_folder(folder):
    publish(folder)
    edit(LessonPage.objects.get(slug="terms"), title="Words")
    assert publish(folder) == Imported(unchanged=4)
    assert LessonPage.objects.get(slug="terms").title == "Words"


def test_what_people_edited_here_stays_published_and_the_new_text_waits_as_a_draft(folder):
    publish(folder)
    edit(LessonPage.objects.get(slug="terms"), title="Words")
    write(folder / "M1/lessons/terms.md", "New text.\n")
    assert publish(folder) == Imported(drafted=1, unchanged=3)
    page = LessonPage.objects.get(slug="terms")
    assert (page.title, page.has_unpublished_changes) == ("Words", True)
    assert "New text." in text_of(page.get_latest_revision_as_object())
    assert publish(folder) == Imported(unchanged=4)


def test_a_draft_of_people_is_not_published_over(folder):
    publish(folder)
    page = LessonPage.objects.get(slug="terms")
    page.title = "Half written"
    page.save_revision()
    write(folder / "M1/lessons/terms.md", "New text.\n")
    assert publish(folder) == Imported(drafted=1, unchanged=3)
    assert page.revisions.count() == 3


def test_tests_and_questions_changed_here_survive_the_same_folder(folder):
    publish(folder)
    AssessmentDesign.objects.update(attempts_max=9)
    assert publish(folder) == Imported(unchanged=4)
    assert AssessmentDesign.objects.get().attempts_max == 9


def test_a_page_that_was_unpublished_here_stays_so(folder):
    publish(folder)
    LessonPage.objects.get(slug="terms").unpublish()
    write(folder / "M1/lessons/terms.md", "New text.\n")
    assert publish(folder).drafted == 1
    assert LessonPage.objects.get(slug="terms").live is False


def test_a_page_that_was_deleted_here_is_not_brought_back(folder):
    publish(folder)
    LessonPage.objects.get(slug="terms").delete()
    assert publish(folder) == Imported(unchanged=3, absent=1)
    write(folder / "M1/lessons/terms.md", "New text.\n")
    assert publish(folder) == Imported(unchanged=3, absent=1)


def test_a_page_whose_slug_was_changed_here_is_the_same_page(folder):
    publish(folder)
    edit(LessonPage.objects.get(slug="terms"), slug="words")
    assert publish(folder) == Imported(unchanged=4)
    assert LessonPage.objects.count() == 2


def test_a_lesson_that_the_folder_no_longer_names_is_left_and_told(folder):
    publish(folder)
    change_json(folder / "M1/module.json", lambda data: data["lessons"].pop(0))
    assert publish(folder) == Imported(unchanged=3, no_longer_named=1)
    assert LessonPage.objects.get(slug="terms").live


def test_pages_from_before_the_memory_are_recognised(folder):
    publish(folder)
    CurriculumItem.objects.all().delete()
    before = revisions()
    assert publish(folder) == Imported(unchanged=4)
    assert revisions() == before


def test_one_event_tells_of_an_import_that_wrote_something(folder):
    publish(folder)
    publish(folder)
    event = Event.objects.get(name="catalogue.curriculum_imported")
    assert event.payload == {"created": 4}


class Stop(Exception):
    pass


def test_an_import_that_breaks_leaves_nothing_behind(folder, media, monkeypatch):
    write(folder / "M1/lessons/town.md", "Text.\n\n![x](../figures/boxes.svg)\n")
    saved = []

    def stop_at_the_second_lesson(page, *args, **kwargs):
        saved.append(page.title)
        if saved.count("Town"):
            raise Stop
        return Page.save_revision(page, *args, **kwargs)

    monkeypatch.setattr(LessonPage, "save_revision", stop_at_the_second_lesson, raising=False)
    with pytest.raises(Stop):
        publish(folder)
    assert "Terms" in saved
    assert not ProgrammePage.objects.exists()
    assert not Question.objects.exists()
    assert not get_image_model().objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_question_that_the_folder_drops_is_retired_and_comes_back_with_it(folder):
    both = [QUESTION | {"id": "M1-Q1"}, QUESTION | {"id": "M1-Q2"}]
    write_json(folder / "M1/questions.json", both)
    publish(folder)
    dropped = Question.objects.get(code="M1-Q2")
    for questions, is_retired in ((both[:1], True), (both[:1], True), (both, False)):
        write_json(folder / "M1/questions.json", questions)
        publish(folder)
        dropped.refresh_from_db()
        assert dropped.is_retired is is_retired
    assert dropped.versions.count() == 1


def test_practice_questions_make_a_practice_test_that_completes_nothing(folder):
    write_json(folder / "M1/practice.json", [QUESTION | {"id": "M1-P1"}])
    publish(folder)
    practice = ModulePage.objects.get().practice
    design = practice.design
    assert (practice.code, practice.bank.code) == ("train-the-trainers-m1-practice", "M1-practice")
    assert (design.purpose, design.asks_certainty) == ("formative", True)
    assert publish(folder) == Imported(unchanged=4)


def test_a_question_may_show_a_figure_of_its_module(folder):
    spots = {
        "id": "M1-P1",
        "type": "hot spot",
        "stem": "Where are the buyers?",
        "picture": "figures/boxes.svg",
        "alt": "A map of actors",
        "areas": [
            {"shape": "circle", "coords": [20, 20, 5], "text": "Area A", "right": True},
            {"shape": "circle", "coords": [60, 60, 5], "text": "Area B", "right": False},
        ],
    }
    write_json(folder / "M1/practice.json", [spots])
    publish(folder)
    version = Question.objects.get(code="M1-P1").current
    assert version.picture == get_image_model().objects.get()


def test_an_unknown_figure_of_a_question_is_named(folder):
    write_json(folder / "M1/practice.json", [QUESTION | {"picture": "figures/none.svg"}])
    with pytest.raises(CurriculumRefused) as refused:
        publish(folder)
    assert "M1/practice.json" in str(refused.value)
    assert "the module has no figure 'figures/none.svg'" in str(refused.value)
