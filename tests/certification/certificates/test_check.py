"""The public check tells nothing about what it does not tell: not by words, size or queries (R41, R56)."""

import json
import random
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certification.certificates.actions import (
    correct_name,
    extend,
    reduce_scope,
    supersede,
    withdraw,
)
from certification.certificates.models import Certificate
from certification.certificates.numbers import ALPHABET, grouped, make_number, read_number
from lms.people.actions import give_consent, withdraw_consent
from lms.people.consent_texts import newest_text
from lms.people.models import Consent
from tests.certification.certificates.test_life import renewal
from tests.factories.certificates import issued, lasting, noon, officer
from tests.factories.courses import AT, programme_page

pytestmark = pytest.mark.django_db
SAMPLES = 12  # of each kind
WITHHELD = Consent.Purpose.WITHHELD_CHECK


def ask(client, number, **query):
    cache.clear()  # misses are counted; that is tested elsewhere
    return client.get(reverse("certificates:check", args=[number]), query)


def withhold(certificate: Certificate) -> Certificate:
    person = certificate.person
    version = newest_text(WITHHELD).version
    give_consent(person=person, purpose=WITHHELD, text_version=version, by=person, at=AT)
    return certificate


def mistyped(rng: random.Random) -> str:
    """Anything that somebody may type: wrong characters, too short, a check that does not fit."""
    long = "".join(rng.choice(ALPHABET) for _ in range(28))
    while read_number(long):
        long = long[1:] + rng.choice(ALPHABET)
    return rng.choice([grouped(long), long.lower(), long[:9], "A" * rng.randint(1, 99), "ü" * 28])


@pytest.mark.parametrize("query", [{}, {"format": "json"}, {"on": "2026-05-01"}, {"issue": "1"}])
def test_r56_unknown_withheld_and_mistyped_are_the_same_to_the_byte(client, query):
    rng = random.Random(7)
    withheld = [withhold(issued()).number for _ in range(3)]
    numbers = {
        "unknown": [make_number() for _ in range(SAMPLES)],
        "withheld": [rng.choice(withheld) for _ in range(SAMPLES)],
        "mistyped": [mistyped(rng) for _ in range(SAMPLES)],
    }
    answers = {}
    for kind, typed in numbers.items():
        for number in typed:
            page = ask(client, number, **query)
            headers = tuple(sorted(page.headers.items()))
            answers.setdefault((page.status_code, page.content, headers), set()).add(kind)
    assert list(answers.values()) == [{"unknown", "withheld", "mistyped"}]


def test_r56_unknown_withheld_and_mistyped_ask_the_database_the_same(client):
    asked = set()
    wrong = make_number()[:-1] + "*"
    for number in (make_number(), withhold(issued()).number, wrong, "A" * 34):
        with CaptureQueriesContext(connection) as found:
            ask(client, number)
        said = [re.sub(r"'[^']*'|\d+", "?", row["sql"]) for row in found]
        asked.add(tuple(sql for sql in said if "cache" not in sql))
    assert len(asked) == 1


def test_r56_what_is_withheld_can_be_checked_again_when_the_holder_agrees(client):
    certificate = withhold(issued())
    assert ask(client, certificate.number).status_code == 404
    person = certificate.person
    withdraw_consent(person=person, purpose=WITHHELD, by=person, at=AT)
    assert ask(client, certificate.number).status_code == 200


def test_r56_a_withheld_number_counts_as_a_miss_as_any_other(client):
    number = withhold(issued()).number
    cache.clear()
    url = reverse("certificates:check", args=[number])
    codes = [client.get(url).status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]


def test_whatever_is_typed_into_the_form_is_answered_at_an_address(client):
    for typed in (make_number(), "no number", "../../etc", "🎉", "'; drop"):
        page = client.get(reverse("certificates:verify"), {"number": typed, "issue": "1"})
        assert page.status_code == 302
        assert page["Location"].endswith("/?issue=1")
        assert client.get(page["Location"]).status_code == 404


def test_r41_of_random_texts_of_the_right_length_one_in_a_thousand_could_be_a_number():
    rng = random.Random(2013)
    tried = 100_000
    fits = sum(read_number("".join(rng.choices(ALPHABET, k=28))) is not None for _ in range(tried))
    assert 0.5 < fits / (tried / 1021) < 1.5


def test_no_tracker_no_cookie_and_nothing_kept(client):
    for number in (issued().number, make_number()):
        page = ask(client, number)
        assert page["Cache-Control"] == "no-store"
        assert page["X-Robots-Tag"] == "noindex"
        assert not page.cookies
        assert re.findall(r'(?:src|href)="(?:https?:)?//', page.content.decode()) == []


def text_of(page) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


def test_r45_a_day_in_the_gap_says_which_renewal_covers_it(client):
    certificate = lasting(on=date(2019, 7, 25))
    renewal(certificate, date(2021, 12, 1))
    page = text_of(ask(client, certificate.number, on="2021-10-01"))
    assert "Valid on 1 October 2021" in page
    assert "covered by the renewal decided on 1 December 2021" in page
    assert "covered by" not in text_of(ask(client, certificate.number, on="2021-12-01"))
    told = json.loads(ask(client, certificate.number, on="2021-10-01", format="json").content)
    assert told["covered_by_renewal_decided_on"] == "2021-12-01"
    assert told["valid_through"] == "2024-07-25"


def test_r41_the_paper_of_an_earlier_issue_checks_as_superseded(client):
    certificate = lasting()
    by = officer()
    old = certificate.current.holder_name
    said = {"reason": "Married.", "by": by, "at": noon(date(2026, 9, 1))}
    correct_name(certificate=certificate, holder_name="Robin Newname", **said)
    page = text_of(ask(client, certificate.number, issue="1"))
    assert "The paper you hold was superseded" in page
    assert "It is issue 1 of 2 March 2026. Issue 2 of 1 September 2026" in page
    assert "Robin Newname" in page
    assert old not in page
    for issue in ("2", "3", "x", ""):
        assert "The paper you hold" not in text_of(ask(client, certificate.number, issue=issue))
    issues = ask(client, certificate.number, format="json").json()["issues"]
    assert [(row["number"], row["superseded"]) for row in issues] == [(1, True), (2, False)]


def test_r38_an_extension_is_told(client):
    certificate = lasting()
    assert "was extended" not in text_of(ask(client, certificate.number))
    said = {"reason": "Ill.", "by": officer(), "at": noon(date(2026, 9, 1))}
    extend(certificate=certificate, through=date(2028, 6, 2), **said)
    page = text_of(ask(client, certificate.number, on="2028-06-02"))
    assert "Valid on 2 June 2028 Through 2 June 2028. The end was extended." in page


def test_r42_a_smaller_scope_is_told_and_the_whole_one_before_it(client):
    certificate = issued(programme=programme_page(modules=3), code="cluster-excellence-manager")
    said = {"reason": "Not current.", "by": officer(), "at": noon(date(2026, 9, 1))}
    reduce_scope(certificate=certificate, modules=["M1"], **said)
    after = text_of(ask(client, certificate.number, on="2026-09-01"))
    assert "Reduced in scope since 1 September 2026" in after
    before = text_of(ask(client, certificate.number, on="2026-08-31"))
    assert "Reduced in scope" not in before


def test_r42_replaced_and_withdrawn_are_told(client):
    certificate = lasting()
    successor = issued(place=certificate.decision.enrolment, code="cluster-excellence-manager")
    by, at = officer(), noon(date(2026, 9, 1))
    supersede(certificate=certificate, successor=successor, reason="Longer.", by=by, at=at)
    page = text_of(ask(client, certificate.number, on="2026-09-01"))
    assert "Not valid on 1 September 2026: replaced by another certificate" in page
    assert successor.number not in page
    back = date(2026, 9, 1) - timedelta(days=30)
    withdraw(certificate=successor, effective_on=back, reason="Fraud.", by=by, at=at)
    page = text_of(ask(client, successor.number, on="2026-08-02"))
    assert "Not valid on 2 August 2026: withdrawn" in page
    assert "Fraud" not in page
