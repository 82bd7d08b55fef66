"""The data of a scheme is checked before anything is written; each mistake is named with its place."""

import copy
import json

import pytest
from django.conf import settings

from certification.schemes.data import complete_version, differences, problems_in

GOOD = {
    "code": "cluster",
    "title": "Cluster Excellence",
    "programme": "train-the-trainers",
    "zone": "Europe/Brussels",
    "versions": [
        {
            "number": 1,
            "issuer_name": "Foundation",
            "valid_from": "2012-01-01",
            "certificate_types": [
                {
                    "code": "module",
                    "title": "Module",
                    "statement": "has passed {module} of {programme}, {{really}}.",
                    "scope": "module",
                    "is_automatic": True,
                    "requirements": [{"kind": "module_passed"}],
                },
                {
                    "code": "manager",
                    "title": "Manager",
                    "statement": "has passed {programme}.",
                    "scope": "programme",
                    "requirements": [{"kind": "modules_passed", "parameters": {"modules": ["M1"]}}],
                },
            ],
        }
    ],
}
VERSION = "versions[0]"
MODULE, MANAGER = f"{VERSION}.certificate_types[0]", f"{VERSION}.certificate_types[1]"
WITHOUT = object()


def with_change(path: str, value):
    data = copy.deepcopy(GOOD)
    keys = path.replace("[", ".[").split(".")
    here = data
    for key in keys[:-1]:
        here = here[int(key[1:-1])] if key.startswith("[") else here[key]
    if value is WITHOUT:
        del here[keys[-1]]
    else:
        here[keys[-1]] = value
    return data


def test_good_data_have_no_problem():
    assert problems_in(GOOD) == []


def test_the_schemes_that_come_with_us_are_good():
    files = sorted((settings.BASE_DIR / "content" / "schemes").glob("*.json"))
    assert files
    assert [problems_in(json.loads(file.read_text(encoding="utf-8"))) for file in files] == [
        [] for _ in files
    ]


@pytest.mark.parametrize(
    ("path", "value", "place", "sentence"),
    [
        ("zone", "Europe/Atlantis", "zone", "time zone"),
        ("zone", "../etc/passwd", "zone", "time zone"),
        ("code", "two words", "code", "letters, digits"),
        ("title", WITHOUT, "title", "missing"),
        ("title", "x" * 256, "title", "longer than 255"),
        ("title", " ", "title", "a text"),
        ("title", "Cluster\nBcc: all@example.org", "title", "cannot be seen"),
        ("title", "Cluster\ud800", "title", "cannot be seen"),
        ("versions", [], "versions", "a list with entries"),
        ("versions", {"1": {}}, "versions", "a list with entries"),
        ("titel", "Cluster", "titel", "no such field"),
        (f"{VERSION}.number", "1", f"{VERSION}.number", "whole number"),
        (f"{VERSION}.number", True, f"{VERSION}.number", "whole number"),
        (f"{VERSION}.number", 0, f"{VERSION}.number", "whole number"),
        (f"{VERSION}.valid_from", "1 May 2012", f"{VERSION}.valid_from", "a day like"),
        (f"{VERSION}.valid_from", None, f"{VERSION}.valid_from", "a day like"),
        (f"{VERSION}.valid_until", "2012-01-01", f"{VERSION}.valid_until", "later than"),
        (f"{VERSION}.certificate_types", [], f"{VERSION}.certificate_types", "with entries"),
        (f"{MODULE}.scope", "course", f"{MODULE}.scope", "must be one of: module, programme"),
        (f"{MODULE}.scope", ["module"], f"{MODULE}.scope", "must be one of"),
        (f"{MODULE}.for_role", "boss", f"{MODULE}.for_role", "must be one of"),
        (f"{MODULE}.is_automatic", "yes", f"{MODULE}.is_automatic", "true or false"),
        (f"{MODULE}.valid_months", 0, f"{MODULE}.valid_months", "whole number"),
        (f"{MODULE}.valid_months", 40_000, f"{MODULE}.valid_months", "from 1 to 1200"),
        (f"{MODULE}.statement", "for {person}", f"{MODULE}.statement", "“{person}” stands for"),
        (f"{MODULE}.statement", "{module.owner}", f"{MODULE}.statement", "stands for nothing"),
        (f"{MODULE}.statement", "{module!r}", f"{MODULE}.statement", "stands for nothing"),
        (f"{MODULE}.statement", "{module:>9}", f"{MODULE}.statement", "stands for nothing"),
        (f"{MODULE}.statement", "{}", f"{MODULE}.statement", "stands for nothing"),
        (f"{MODULE}.statement", "a { alone", f"{MODULE}.statement", "brace stands alone"),
        (f"{MODULE}.statement", "x" * 1001, f"{MODULE}.statement", "longer than 1000"),
        (f"{MANAGER}.statement", "{module}", f"{MANAGER}.statement", "there is: {programme}"),
        (f"{MANAGER}.code", "module", f"{VERSION}.certificate_types", "“module” is there twice"),
        (f"{MODULE}.requirements", [], f"{MODULE}.requirements", "at least one requirement"),
        (
            f"{MODULE}.requirements",
            [{"kind": "exam_sat"}],
            f"{MODULE}.requirements[0]",
            "No requirement is called “exam_sat”",
        ),
        (
            f"{MODULE}.requirements",
            [{"kind": "module_passed", "parameters": {"modules": ["M1"]}}],
            f"{MODULE}.requirements[0]",
            "no parameter “modules”",
        ),
        (
            f"{MANAGER}.requirements",
            [{"kind": "module_passed"}],
            f"{MANAGER}.requirements[0]",
            "not about one module",
        ),
        (
            f"{MANAGER}.requirements",
            [{"kind": "modules_passed", "parameters": {"modules": "M1"}}],
            f"{MANAGER}.requirements[0]",
            "must list the codes",
        ),
        (
            f"{MANAGER}.requirements",
            [{"kind": "modules_passed", "parameters": {"modules": ["M1", "M1"]}}],
            f"{MANAGER}.requirements[0]",
            "names a module twice",
        ),
        (
            f"{MANAGER}.requirements",
            [{"kind": "modules_passed", "parameters": []}],
            f"{MANAGER}.requirements[0].parameters",
            "an object with fields",
        ),
    ],
)
def test_each_mistake_has_its_place_and_its_sentence(path, value, place, sentence):
    ((found, text),) = problems_in(with_change(path, value))
    assert found == place
    assert sentence in text


@pytest.mark.parametrize("data", [None, [], "scheme", 7, {"versions": [None]}, {"versions": [[]]}])
def test_what_is_no_scheme_at_all_is_told_as_well(data):
    assert problems_in(data)


def test_the_same_number_twice_is_one_mistake():
    data = GOOD | {"versions": GOOD["versions"] * 2}
    assert problems_in(data) == [("versions", "“1” is there twice.")]


def test_all_mistakes_are_told_at_once():
    data = with_change("zone", "x") | {"code": "?"}
    assert [place for place, _ in problems_in(data)] == ["code", "zone"]


def test_what_a_file_may_leave_out_is_no_difference():
    version = complete_version(GOOD["versions"][0])
    spelt_out = with_change(f"{MODULE}.valid_months", None)["versions"][0] | {"valid_until": None}
    assert differences(version, complete_version(spelt_out)) == []


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (f"{VERSION}.issuer_name", "Other", "issuer_name"),
        (f"{MANAGER}.title", "Other", "certificate_types[1].title"),
        (f"{MODULE}.is_automatic", False, "certificate_types[0].is_automatic"),
        (f"{MODULE}.requirements", [], "certificate_types[0].requirements"),
        (
            f"{VERSION}.certificate_types",
            GOOD["versions"][0]["certificate_types"][:1],
            "certificate_types",
        ),
    ],
)
def test_a_difference_is_named_by_its_place(path, value, place):
    one, other = GOOD["versions"][0], with_change(path, value)["versions"][0]
    assert differences(complete_version(one), complete_version(other)) == [place]
