"""The command installs a folder of schemes, all or none, and names the file that is wrong."""

import json

import pytest
from django.core.management import CommandError, call_command

from certification.schemes.models import Scheme
from tests.factories.certification import scheme_data
from tests.factories.courses import programme_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def good():
    return scheme_data(programme_page(), ["M1"])


def write(folder, name: str, content) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text, encoding="utf-8")


def complaint(folder) -> str:
    with pytest.raises(CommandError) as error:
        call_command("import_schemes", folder)
    return str(error.value)


def test_a_folder_is_installed_and_again_without_harm(tmp_path, good, capsys):
    write(tmp_path, "a.json", good)
    call_command("import_schemes", tmp_path)
    call_command("import_schemes", tmp_path)
    assert Scheme.objects.get().code == good["code"]
    assert capsys.readouterr().out == "1 scheme(s) are installed.\n" * 2


def test_an_empty_folder_is_told(tmp_path):
    assert complaint(tmp_path) == f"There is no scheme (*.json) in {tmp_path}."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "b.json cannot be read as JSON: Expecting property name"),
        ("[]", "b.json: the file: Here must be an object with fields."),
        ({"code": "x"}, "b.json: title: It is missing."),
    ],
)
def test_one_bad_file_and_nothing_is_installed(tmp_path, good, content, said):
    write(tmp_path, "a.json", good)
    write(tmp_path, "b.json", content)
    assert complaint(tmp_path).startswith(said)
    assert Scheme.objects.count() == 0


def test_the_place_in_the_file_is_named(tmp_path, good):
    good["versions"][0]["certificate_types"][1]["scope"] = "course"
    write(tmp_path, "a.json", good)
    assert complaint(tmp_path) == (
        "a.json: versions[0].certificate_types[1].scope: It must be one of: module, programme."
    )
