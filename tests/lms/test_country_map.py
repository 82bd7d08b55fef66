"""The country map: every country's number, its depth of colour, and a table that leads on."""

from django.template.loader import render_to_string

from lms.country_map import LEVELS, country_map

NUMBERS = [("ES", 8, "/es"), ("AT", 2, "/at"), ("BR", 5, "/br")]


def drawn(numbers=NUMBERS):
    return country_map("people", "People by country", numbers)


def test_depth_follows_the_share_of_the_largest_number():
    levels = {land.name: land.level for land in drawn().lands if land.level}
    assert levels == {"Spain": LEVELS, "Austria": 1}


def test_countries_off_the_map_stand_in_the_table():
    assert [(row.name, row.value) for row in drawn().rows] == [
        ("Spain", 8),
        ("Brazil", 5),
        ("Austria", 2),
    ]
    assert [land.name for land in drawn().counted] == ["Austria", "Spain"]


def test_the_lands_of_the_programme_are_on_it():
    names = {land.name for land in drawn().lands}
    assert {"Tunisia", "Morocco", "Lebanon", "Malta", "Iceland", "Cyprus", "Luxembourg"} <= names


def test_numbers_are_said_in_words_and_lead_on():
    text = render_to_string("components/country_map.html", {"map": drawn(), "number": "People"})
    assert "Spain: 8. Brazil: 5. Austria: 2." in text
    assert '<a href="/br">Brazil</a>' in text
    assert "style=" not in text
    assert "Natural Earth" in text


def test_without_numbers_it_says_so():
    text = render_to_string("components/country_map.html", {"map": drawn([]), "number": "People"})
    assert "No country has a number." in text
    assert "<table" not in text
