"""Each kind of requirement says what it rests on, since when it is met, and what is missing."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.schemes.evidence import Checked
from certification.schemes.requirements import kinds, problems_of
from certification.schemes.requirements.composed import joined
from certification.schemes.requirements.tests import check_module, check_modules
from courses.assessments.models import AssessmentDesign
from courses.attempts.models import Attempt, Result
from courses.catalogue.models import ModulePage
from courses.progress.models import ModuleCompletion

# A page asks for its content type when it is made, whether or not it is ever stored.
pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = datetime(2014, 2, 1, tzinfo=UTC), datetime(2014, 3, 1, tzinfo=UTC)


def completions(**days: datetime) -> dict[str, ModuleCompletion]:
    attempt = Attempt(number=1, design=AssessmentDesign(pass_percent=60))
    return {
        code: ModuleCompletion(
            pk=number,
            module=ModulePage(code=code, title=code),
            completed_at=day,
            result=Result(attempt=attempt, points=6, maximum=10, confirmed_at=day),
        )
        for number, (code, day) in enumerate(days.items(), start=1)
    }


def modules(*codes: str) -> dict:
    return {"modules": list(codes)}


def candidate(scope: str = "programme") -> SimpleNamespace:
    return SimpleNamespace(scope=scope)


def test_r7_met_at_the_last_part_and_not_at_the_first():
    rows = completions(M1=MARCH, M2=FEBRUARY, M3=MARCH.replace(year=2020))
    checked = check_modules(modules("M1", "M2"), rows, candidate())
    assert checked.is_met
    assert checked.met_at == MARCH
    assert [each.subject_id for each in checked.evidence] == [rows["M1"].pk, rows["M2"].pk]


@pytest.mark.parametrize(
    ("passed", "missing"),
    [({}, ("M1", "M2")), ({"M2": MARCH}, ("M1",)), ({"M3": MARCH}, ("M1", "M2"))],
)
def test_r48_what_is_missing_is_named_with_what_to_do(passed, missing):
    checked = check_modules(modules("M1", "M2"), completions(**passed), candidate())
    assert (checked.is_met, checked.missing, checked.met_at) == (False, missing, None)
    assert checked.next_step == f"Take the test of {missing[0]}."


def test_the_module_of_the_certificate_is_meant():
    rows = completions(M1=MARCH)
    assert check_module({}, rows, candidate("M1")).is_met
    assert check_module({}, rows, candidate("M2")).missing == ("M2",)


def test_it_says_in_words_what_it_asks():
    sentence = check_modules(modules("M1", "M2"), {}, candidate()).sentence
    assert sentence == "The tests of M1, M2 are passed."


def part(met_at: datetime | None, expires_on: date | None = None) -> Checked:
    return Checked("x", "x", met_at is not None, met_at, expires_on, missing=("x",))


@given(
    days=st.lists(st.none() | st.integers(1, 28), min_size=1, max_size=6),
    needed=st.integers(1, 6),
)
def test_r7_a_number_of_parts_is_met_when_the_last_needed_one_was(days, needed):
    parts = [part(day and datetime(2014, 2, day, tzinfo=UTC)) for day in days]
    checked = joined("n_of", "", needed, parts)
    met = sorted(day for day in days if day)
    assert checked.is_met == (len(met) >= needed)
    if checked.is_met:
        assert checked.met_at == datetime(2014, 2, met[needed - 1], tzinfo=UTC)


@given(ends=st.lists(st.none() | st.dates(), min_size=1, max_size=6), needed=st.integers(1, 6))
def test_a_number_of_parts_holds_until_too_few_are_left(ends, needed):
    checked = joined("n_of", "", needed, [part(MARCH, end) for end in ends])
    if not checked.is_met:
        return
    for day in [end for end in ends if end] + [date.max]:
        left = sum(end is None or end >= day for end in ends)
        holds = checked.expires_on is None or checked.expires_on >= day
        assert holds == (left >= needed)


@pytest.mark.parametrize(
    ("kind", "parameters", "said"),
    [
        ("all", {"of": []}, "must list requirements"),
        ("any", {"of": [{"kind": "nothing"}]}, "No requirement is called “nothing”"),
        ("n_of", {"of": [{"kind": "module_passed"}], "number": 2}, "“number” must be"),
        ("n_of", {"of": [{"kind": "module_passed"}], "number": True}, "“number” must be"),
        ("all", {"of": [{"kind": "module_passed"}], "more": 1}, "no parameter “more”"),
    ],
)
def test_what_is_written_wrongly_is_told(kind, parameters, said):
    assert any(said in text for _place, text in problems_of(kind, parameters, "module"))


def test_what_is_wrong_in_a_part_is_told_at_the_part():
    share = {"kind": "attendance_share", "parameters": {"percent": 0}}
    parts = [{"kind": "module_passed"}, {"kind": "any", "parameters": {"of": [share]}}]
    assert [place for place, _text in problems_of("all", {"of": parts}, "module")] == [
        "parameters.of[1].parameters.of[0]"
    ]


def test_nesting_has_an_end():
    parameters = {"of": [{"kind": "module_passed"}]}
    for _depth in range(5):
        parameters = {"of": [{"kind": "all", "parameters": parameters}]}
    found = problems_of("all", parameters, "module")
    assert any("nested" in text for _place, text in found)


def test_every_kind_has_a_title():
    assert all(str(kind.title) for kind in kinds().values())
