"""Which version of a scheme applies to whom (R51)."""

from datetime import date

import pytest

from certification.schemes.models import CertificateType, SchemeVersion
from certification.schemes.rules import type_that_applies


def types(*versions: tuple[int, str, str | None]) -> list[CertificateType]:
    return [
        CertificateType(
            code="manager",
            version=SchemeVersion(
                number=number,
                valid_from=date.fromisoformat(start),
                valid_until=date.fromisoformat(end) if end else None,
            ),
        )
        for number, start, end in versions
    ]


FIRST, SECOND = (1, "2012-01-01", "2015-01-01"), (2, "2014-06-01", None)


@pytest.mark.parametrize(
    ("enrolled", "day", "number"),
    [
        (date(2013, 5, 1), date(2014, 1, 1), 1),
        (date(2013, 5, 1), date(2014, 12, 31), 1),  # the new one is there, the old one holds
        (date(2013, 5, 1), date(2015, 1, 1), 2),  # the end date is not part of it
        (date(2014, 7, 1), date(2014, 8, 1), 2),  # admitted when both held: the newer
        (date(2011, 5, 1), date(2014, 8, 1), 2),  # admitted before any version
        (date(2011, 5, 1), date(2011, 6, 1), None),
    ],
)
def test_r51_candidates_finish_under_the_version_of_their_admission(enrolled, day, number):
    applies = type_that_applies(types(SECOND, FIRST), enrolled, day)
    assert (applies and applies.version.number) == number


def test_r51_no_version_holds_after_the_last_one_ended():
    assert type_that_applies(types(FIRST), date(2013, 1, 1), date(2016, 1, 1)) is None
