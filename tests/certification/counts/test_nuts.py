"""NUTS regions in another version: attributed where it is certain, refused where it would be a guess."""

from collections import Counter
from itertools import pairwise

import pytest

from certification.counts.nuts import level_of, shipped

# Regions at levels 1, 2 and 3 as the regulations count them; with the United Kingdom until 2016.
PUBLISHED = {
    (2010, 1): 98,
    (2010, 2): 272,
    (2013, 1): 98,
    (2013, 2): 276,
    (2016, 1): 104,
    (2016, 2): 281,
    (2021, 1): 92,
    (2021, 2): 242,
    (2021, 3): 1166,
    (2024, 1): 92,
    (2024, 2): 244,
    (2024, 3): 1165,
}
CASES = [
    ("FR24", 2013, 2016, 2, "FRB0"),  # recoded one to one
    ("FRB0", 2016, 2013, 2, "FR24"),
    ("FR30", 2010, 2024, 1, "FRE"),
    ("FR241", 2013, 2016, 2, "FRB0"),  # level 3 of 2013 is in no list, its parent is
    ("FR241", 2013, 2016, 3, None),
    ("HU10", 2013, 2016, 2, None),  # split
    ("HU10", 2013, 2016, 1, "HU1"),  # both parts lie in the common parent
    ("HU11", 2016, 2013, 2, "HU10"),  # merged, seen the other way round
    ("HU12", 2024, 2010, 2, "HU10"),
    ("HU", 2013, 2016, 2, None),  # a country says nothing of its regions
    ("EL12", 2010, 2013, 1, "EL5"),  # the parent was split, the region lies in one part
    ("EL1", 2010, 2013, 1, None),
    ("EL1", 2010, 2013, 0, "EL"),
    ("PL12", 2013, 2016, 1, "PL9"),
    ("PL1", 2013, 2016, 1, None),
    ("SI01", 2010, 2013, 2, None),  # a boundary moved
    ("SI01", 2010, 2013, 1, "SI0"),
    ("PT17", 2021, 2024, 2, None),
    ("PT17", 2021, 2024, 1, "PT1"),
    ("DEG04", 2021, 2024, 3, None),
    ("DEG04", 2021, 2024, 2, "DEG0"),
    ("NL310", 2021, 2024, 2, None),
    ("NL310", 2021, 2024, 1, "NL3"),
    ("NL332", 2021, 2024, 2, "NL36"),
    ("LU", 2013, 2024, 3, "LU000"),  # one region on every level
    ("UKM2", 2013, 2021, 1, None),  # not in the list of 2021
    ("AT31", 2010, 2010, 2, "AT31"),
    ("AT99", 2010, 2013, 2, None),  # in no list
    ("AT31", 2006, 2013, 2, None),  # a version that is not known
]


@pytest.mark.parametrize(("place", "number"), PUBLISHED.items())
def test_r23_each_version_has_as_many_regions_as_its_regulation(place, number):
    version, level = place
    assert Counter(map(level_of, shipped().names[version]))[level] == number


@pytest.mark.parametrize(("code", "version", "to", "level", "region"), CASES)
def test_r23_recoded_where_certain_else_refused(code, version, to, level, region):
    assert shipped().region(code, version, to=to, level=level) == region


def test_r23_every_region_has_its_parents_in_the_same_version():
    for version, names in shipped().names.items():
        assert [code for code in names if len(code) > 2 and code[:-1] not in names] == [], version


def test_r23_every_change_leads_from_a_region_of_one_version_to_one_of_the_other():
    nuts = shipped()
    for (here, there), became in nuts.became.items():
        assert {code for code in became if code not in nuts.names[here]} == set()
        ends = {code for codes in became.values() for code in codes}
        assert {code for code in ends if code not in nuts.names[there]} == set()


def test_r23_what_is_merged_going_there_is_never_divided_coming_back():
    """A region that is certain in the later version lies in the one that it came from."""
    nuts = shipped()
    for here, there in pairwise(nuts.versions):
        for code in nuts.names[here]:
            new = nuts.region(code, here, to=there, level=level_of(code))
            back = new and nuts.region(new, there, to=here, level=level_of(code))
            assert back in {code, None}, (here, code, new, back)


def test_r24_a_country_outside_nuts_has_no_region():
    nuts = shipped()
    assert not nuts.has_country("TR", 2016)
    assert nuts.has_country("GR", 2016)
    assert nuts.region("", 0, to=2016, level=2, country="TR") is None


def test_r19_without_a_region_the_country_stands_only_where_it_is_the_one_region():
    nuts = shipped()
    assert nuts.region("", 0, to=2016, level=2, country="LU") == "LU00"
    assert nuts.region("", 0, to=2016, level=2, country="AT") is None
    assert nuts.region("", 0, to=2016, level=0, country="GR") == "EL"
