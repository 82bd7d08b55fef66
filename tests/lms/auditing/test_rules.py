"""What of an auditor's requests is kept, and the sentence for whose time is over (R60)."""

from datetime import UTC, datetime

import pytest

from lms.auditing import rules
from lms.people.models import AccessGrant

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("route", "refused", "kept"),
    [
        ("counts:trained", False, True),
        ("attendance:file", False, True),
        ("audits:progress", False, False),
        ("audits:progress", True, True),
        ("portal:details", False, False),
        ("portal:details", True, True),
        ("", True, True),
    ],
)
def test_r60_evidence_is_kept_and_every_refusal(route, refused, kept):
    assert rules.is_kept(route, refused=refused) is kept


@pytest.mark.parametrize(
    ("status", "location", "refused"),
    [
        (200, "", False),
        (302, "/reports/", False),
        (302, "/admin/login/?next=/admin/", True),
        (403, "", True),
        (404, "", True),
        (405, "", True),
        (422, "", False),
    ],
)
def test_r60_what_a_refusal_is(status, location, refused):
    assert rules.is_refused(status, location) is refused


@pytest.mark.parametrize(
    ("method", "refused", "has_ended", "outcome"),
    [
        ("GET", False, False, "opened"),
        ("POST", False, False, "opened"),
        ("GET", True, False, "outside"),
        ("POST", True, False, "writing"),
        ("DELETE", True, False, "writing"),
        ("GET", True, True, "ended"),
        ("POST", True, True, "ended"),
    ],
)
def test_r60_outcomes(method, refused, has_ended, outcome):
    assert rules.outcome_of(method, refused=refused, has_ended=has_ended) == outcome


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"closes_at": datetime(2026, 11, 27, 23, tzinfo=UTC)}, "ended on 27 November 2026."),
        ({"opens_at": datetime(2026, 11, 30, 23, tzinfo=UTC)}, "begins on 1 December 2026."),
        ({"ended_at": datetime(2026, 11, 20, 23, 30, tzinfo=UTC)}, "ended on 21 November 2026."),
    ],
)
def test_r60_the_sentence_names_the_day(said, sentence):
    grant = AccessGrant(zone="Europe/Madrid", **said)

    assert sentence in rules.why_shut(grant, NOW)
