"""Each kind of requirement says what it rests on, since when it is met, and what is missing."""

from datetime import UTC, datetime

import pytest

from certification.schemes.models import Requirement
from certification.schemes.requirements import CHECKERS, check
from courses.catalogue.models import ModulePage
from courses.progress.models import ModuleCompletion

# A page asks for its content type when it is made, whether or not it is ever stored.
pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = datetime(2014, 2, 1, tzinfo=UTC), datetime(2014, 3, 1, tzinfo=UTC)


def completions(**days: datetime) -> dict[str, ModuleCompletion]:
    return {
        code: ModuleCompletion(module=ModulePage(code=code, title=code), completed_at=day)
        for code, day in days.items()
    }


def modules(*codes: str) -> Requirement:
    return Requirement(kind=Requirement.Kind.MODULES_PASSED, parameters={"modules": list(codes)})


def test_every_kind_has_its_checker():
    assert set(CHECKERS) == set(Requirement.Kind.values)


def test_r7_met_at_the_last_part_and_not_at_the_first():
    rows = completions(M1=MARCH, M2=FEBRUARY, M3=MARCH.replace(year=2020))
    checked = check(modules("M1", "M2"), "programme", rows)
    assert checked.is_met
    assert checked.met_at == MARCH
    assert checked.evidence == (rows["M1"], rows["M2"])


@pytest.mark.parametrize(
    ("passed", "missing"),
    [({}, ("M1", "M2")), ({"M2": MARCH}, ("M1",)), ({"M3": MARCH}, ("M1", "M2"))],
)
def test_r48_what_is_missing_is_named(passed, missing):
    checked = check(modules("M1", "M2"), "programme", completions(**passed))
    assert (checked.is_met, checked.missing, checked.met_at) == (False, missing, None)


def test_the_module_of_the_certificate_is_meant():
    requirement = Requirement(kind=Requirement.Kind.MODULE_PASSED)
    rows = completions(M1=MARCH)
    assert check(requirement, "M1", rows).is_met
    assert check(requirement, "M2", rows).missing == ("M2",)


def test_it_says_in_words_what_it_asks():
    assert check(modules("M1", "M2"), "x", {}).sentence == "The tests of M1, M2 are passed."
