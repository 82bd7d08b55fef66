"""A curriculum folder is read whole, or refused with the file, line and reason of every problem."""

import os

import pytest

from courses.catalogue.curriculum.problems import LARGEST_FILE, CurriculumRefused
from courses.catalogue.curriculum.reading import read_curriculum
from tests.factories.curriculum import (
    QUESTION,
    SHIPPED,
    SVG,
    change_json,
    lesson,
    write,
    write_curriculum,
    write_json,
)


def problems(folder) -> list[str]:
    with pytest.raises(CurriculumRefused) as refused:
        read_curriculum(folder)
    return [str(problem) for problem in refused.value.problems]


def line_of(path, needle: str) -> int:
    """The first line of a file that holds a text."""
    lines = path.read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if needle in line)


@pytest.fixture
def folder(tmp_path):
    return write_curriculum(tmp_path)


def test_the_curriculum_that_is_shipped_is_sound():
    curriculum = read_curriculum(SHIPPED)
    assert curriculum.slug == "train-the-trainers"
    assert len(curriculum.modules) == 10
    assert sum(len(module.lessons) for module in curriculum.modules) == 60
    questions = [question for module in curriculum.modules for question in module.questions]
    assert len(questions) == 90
    assert len({question.type for question in questions}) == 8
    assert [module.code for module in curriculum.modules if module.is_trainer_only] == ["M10"]


def test_a_sound_folder_is_read(folder):
    curriculum = read_curriculum(folder)
    terms, town = curriculum.modules[0].lessons
    assert (terms.title, terms.teaching_note) == ("Terms", [])
    assert town.teaching_note[0]["value"]["text"] == "Purpose"
    assert curriculum.modules[0].figures["figures/boxes.svg"].svg == SVG
    assert curriculum.modules[0].questions[0].points == 1


def test_several_problems_are_told_at_once(folder):
    change_json(folder / "programme.json", lambda data: data.update(module_test_pass_percent=170))
    change_json(folder / "M1/module.json", lambda data: data["lessons"][0].update(minutes=0))
    write(folder / "M1/lessons/town.md", "Text.\n\n<script>x</script>\n")
    write(folder / "M1/figures/boxes.svg", SVG.replace("<rect", "<script/><rect"))
    assert problems(folder) == [
        "M1/figures/boxes.svg, line 3: the element <script> is not allowed in a drawing",
        "M1/lessons/town.md, line 3: HTML is not allowed in a lesson",
        "M1/module.json, line 17: “minutes” must be a whole number from 1 to 1000",
        "programme.json, line 10: “module_test_pass_percent” must be a number from 0 to 100",
    ]


def test_broken_json_is_told_with_its_line(folder):
    write(folder / "M1/module.json", '{\n  "code": "M1",\n  "title" "x"\n}')
    assert problems(folder) == ["M1/module.json, line 3: not valid JSON: Expecting ':' delimiter"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 100_000, "not valid JSON: nested too deeply"),
        ('{"a": NaN}', "not valid JSON: NaN is no number"),
        ('{"a": "\\ud800"}', "not valid JSON: half of a surrogate pair"),
        ('{"a": "\\u0000"}', "holds a NUL character"),
        ("[]", "must hold a JSON object"),
    ],
)
def test_json_that_cannot_be_kept_is_refused(folder, text, reason):
    write(folder / "M1/module.json", text)
    assert problems(folder) == [f"M1/module.json, line 1: {reason}"]


def test_an_enormous_number_is_refused(folder):
    write(folder / "programme.json", '{"title": ' + "9" * 5000 + "}")
    assert problems(folder)[0].startswith("programme.json, line 1: not valid JSON: Exceeds")


def test_a_missing_programme_is_told(tmp_path):
    assert problems(tmp_path) == ["programme.json: the file programme.json is missing"]


def test_a_missing_lesson_is_told_where_it_is_named(folder):
    (folder / "M1/lessons/terms.md").unlink()
    line = line_of(folder / "M1/module.json", "lessons/terms.md")
    reason = "the file M1/lessons/terms.md is missing"
    assert problems(folder) == [f"M1/module.json, line {line}: {reason}"]


def test_a_missing_module_is_told_where_it_is_named(folder):
    change_json(folder / "programme.json", lambda data: data["modules"].append("M2"))
    assert problems(folder) == ["programme.json, line 7: the file M2/module.json is missing"]


@pytest.mark.parametrize("file", ["../../outside.md", "/etc/hostname.md", "lessons/\0.md"])
def test_a_path_may_not_leave_the_folder(tmp_path, file):
    write(tmp_path / "outside.md", "Secret.")
    folder = write_curriculum(tmp_path / "curriculum")
    change_json(folder / "M1/module.json", lambda data: data["lessons"][0].update(file=file))
    assert len(problems(folder)) == 1


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    write(tmp_path / "outside.md", "Secret.")
    folder = write_curriculum(tmp_path / "curriculum")
    (folder / "M1/lessons/terms.md").unlink()
    (folder / "M1/lessons/terms.md").symlink_to(tmp_path / "outside.md")
    line = line_of(folder / "M1/module.json", "lessons/terms.md")
    reason = "the path M1/lessons/terms.md leaves the folder"
    assert problems(folder) == [f"M1/module.json, line {line}: {reason}"]


def test_a_huge_file_is_refused_without_reading_it_whole(folder):
    with (folder / "M1/lessons/terms.md").open("wb") as stream:
        stream.truncate(50 * LARGEST_FILE)
    reason = f"the file is larger than {LARGEST_FILE:,} bytes"
    assert problems(folder) == [f"M1/lessons/terms.md, line 1: {reason}"]


def test_bytes_that_are_no_text_are_told_with_their_line(folder):
    (folder / "M1/lessons/terms.md").write_bytes(b"Text.\n\nCaf\xe9\n")
    assert problems(folder) == ["M1/lessons/terms.md, line 3: not UTF-8 text"]


def test_a_device_is_no_file(folder):
    (folder / "M1/lessons/terms.md").unlink()
    os.mkfifo(folder / "M1/lessons/terms.md")
    assert problems(folder)[0].endswith("the file M1/lessons/terms.md is missing")


def test_an_empty_lesson_is_refused(folder):
    write(folder / "M1/lessons/terms.md", "\n")
    assert problems(folder) == ["M1/lessons/terms.md, line 1: the file is empty"]


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"kind": "film"}, '"film"', "“kind” must be one of reading, case, activity"),
        ({"outcomes": [2]}, '"outcomes": [2]', "there is no outcome 2 in this module"),
        ({"outcomes": [True]}, "true", "an entry of “outcomes” is no whole number"),
        ({"slug": "A!"}, "A!", "“slug” may hold lower-case letters, digits and hyphens"),
        ({"slug": "town"}, '"lessons": [', "the slug “town” is used 2 times"),
        ({"title": " "}, '"title": " "', "“title” must be a text"),
        ({"file": "lessons/a.txt"}, "a.txt", "a lesson is a Markdown file (.md)"),
    ],
)
def test_a_lesson_that_does_not_fit_is_told_with_its_line(folder, changes, place, reason):
    file = folder / "M1/module.json"
    change_json(file, lambda data: data["lessons"][0].update(changes))
    text = file.read_text().replace('"outcomes": [\n        2\n      ]', '"outcomes": [2]')
    write(file, text)
    assert f"M1/module.json, line {line_of(file, place)}: {reason}" in problems(folder)


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"type": "riddle"}, "riddle", "M1-Q1: “riddle” is no question type; known are"),
        ({"outcome": 9}, "9", "M1-Q1: there is no outcome 9 in this module"),
        ({"stem": ""}, '"type"', "M1-Q1: Write the question itself."),
        ({"answer": "Maybe"}, '"type"', "M1-Q1: "),
        ({"id": "M1 Q1"}, "M1 Q1", "the “id” of question 1 must be letters, digits and hyphens"),
        ({"feedback": 3}, "3", "M1-Q1: “feedback” must be a text of at most 5000 characters"),
    ],
)
def test_a_question_that_does_not_fit_is_told_with_its_line(folder, changes, place, reason):
    file = folder / "M1/questions.json"
    write_json(file, [QUESTION | changes])
    told = f"M1/questions.json, line {line_of(file, place)}: {reason}"
    assert any(problem.startswith(told) for problem in problems(folder))


def test_an_id_used_twice_is_told_at_its_second_place(folder):
    write_json(folder / "M1/questions.json", [QUESTION, QUESTION])
    reason = "the id M1-Q1 is used in M1/questions.json already"
    assert problems(folder) == [f"M1/questions.json, line 11: {reason}"]


def test_an_id_used_in_two_modules_is_told(tmp_path):
    folder = write_curriculum(tmp_path, modules=["M1", "M2"])
    write_json(folder / "M2/questions.json", [QUESTION])
    reason = "the id M1-Q1 is used in M1/questions.json already"
    assert problems(folder) == [f"M2/questions.json, line 3: {reason}"]


def test_a_key_given_twice_is_told(folder):
    text = (folder / "M1/module.json").read_text()
    write(folder / "M1/module.json", text.replace('"hours": 10', '"hours": 10,\n  "hours": 9'))
    assert problems(folder) == ["M1/module.json, line 7: “hours” is given twice"]


def test_a_module_named_twice_is_told(folder):
    change_json(folder / "programme.json", lambda data: data["modules"].append("M1"))
    assert problems(folder) == ["programme.json, line 7: the module M1 is named twice"]


def test_a_code_that_would_lead_elsewhere_is_refused(folder):
    change_json(folder / "programme.json", lambda data: data["modules"].append("../M1"))
    assert problems(folder) == ["programme.json, line 7: “../M1” is no code for a module"]


def test_trainer_only_must_name_modules_of_the_programme(folder):
    change_json(folder / "programme.json", lambda data: data.update(trainer_only=["M9"]))
    assert problems(folder) == ["programme.json, line 8: M9 is no module of the programme"]


def test_a_teaching_note_without_its_lesson_is_not_lost_silently(folder):
    write(folder / "M1/lessons/twon.teaching-note.md", "## Purpose\n\nText.\n")
    reason = "this teaching note belongs to no lesson of module.json"
    assert problems(folder) == [f"M1/lessons/twon.teaching-note.md, line 1: {reason}"]


def test_lessons_that_are_no_list_are_told(folder):
    change_json(folder / "M1/module.json", lambda data: data.update(lessons={"a": lesson("a")}))
    line = line_of(folder / "M1/module.json", '"lessons"')
    assert f"M1/module.json, line {line}: “lessons” must be a list" in problems(folder)


def test_a_figure_that_is_not_listed_is_told(folder):
    change_json(folder / "M1/module.json", lambda data: data.update(figures=[]))
    reason = "the figure figures/boxes.svg is not listed in module.json"
    assert problems(folder) == [f"M1/lessons/terms.md, line 13: {reason}"]
