"""Every value of a JSON text is found on its own line."""

import json

from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue.curriculum.places import places_in

TEXT = """{
  "title": "A \\"quoted\\" {title}",
  "lessons": [
    {"slug": "a",
     "minutes": 3},
    {
      "slug": "b"
    }
  ],
  "slug": "c", "slug": "d"
}"""


def test_values_are_found_on_their_line():
    places = places_in(TEXT)
    assert places.line(("title",)) == 2
    assert places.line(("lessons", 0, "minutes")) == 5
    assert places.line(("lessons", 1)) == 6
    assert places.line(("lessons", 1, "slug")) == 7


def test_a_missing_value_is_found_where_it_should_stand():
    assert places_in(TEXT).line(("lessons", 1, "minutes")) == 6
    assert places_in(TEXT).line(("nothing", "at", "all")) == 1


def test_a_key_given_twice_is_told_with_its_line():
    assert places_in(TEXT).repeated == [(10, "slug")]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


@given(values)
def test_every_path_of_any_value_has_a_line_that_holds_it(value):
    text = json.dumps(value, indent=1)
    places, lines = places_in(text), text.split("\n")
    for path, found in walk(value):
        line = lines[places.lines[path] - 1]
        shown = json.dumps(path[-1]) if path and isinstance(path[-1], str) else json.dumps(found)
        assert shown[:1] in line
    assert not places.repeated


def walk(value, path=()):
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, (*path, number))
