"""What is kept of slow counts: as it was known then, no older than said, and borne out by the facts."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from certification.counts import actions, summaries
from certification.counts.actions import renew_summaries
from certification.counts.models import Summary
from certification.counts.rules import MISSING, NOT_ATTRIBUTABLE, Filters
from certification.counts.shipped import install_shipped_rules
from certification.counts.summaries import RENEWED_AFTER, USED_FOR, sums_of
from certification.counts.totals import value_and_claimed
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.histories import History
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2013, 5, 5, tzinfo=UTC)
TRAINED = reverse("counts:trained")


@pytest.fixture
def slow(monkeypatch):
    """Every count is slow enough to be kept."""
    monkeypatch.setattr(summaries, "SLOW_MS", 0)


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=0)


@pytest.fixture
def rule(programme):
    rule = make.rules()["programme"]
    for country in ("AT", "AT", ""):
        make.place(programme, country=country, completed_at=AT)
    return rule


def asked(rule, **filters):
    return sums_of(rule, Filters(**filters), as_of=timezone.localdate(), now=timezone.now())


def test_r27_a_kept_figure_is_the_one_that_was_known_then(slow, rule, programme, client_of):
    renew_summaries(at=timezone.now())
    make.place(
        programme, country="ES", role="instructor", completed_at=AT, recorded_at=timezone.now()
    )

    kept = asked(rule)
    assert (kept.value, kept.by_country()) == (3, [("AT", 2), ("", 1)])
    client = client_of(PersonFactory(roles=["administrator"]))
    listed = client.get(kept.address())
    assert listed.context["total"] == 3
    now = asked(rule, from_=date(2000, 1, 1))  # nothing is kept of such a question
    assert (now.value, now.known_at) == (4, None)


def test_filters_choose_among_the_lines_of_what_is_kept(slow, rule):
    renew_summaries(at=timezone.now())
    assert asked(rule, country="AT").value == 2
    assert asked(rule, country=NOT_ATTRIBUTABLE).value == 1
    year = asked(rule).by_year()[0][0]
    assert (asked(rule, year=year).value, asked(rule, year=year - 1).value) == (3, 0)
    assert all(asked(rule, country=code).known_at for code in ("AT", "BE", NOT_ATTRIBUTABLE))


def test_what_is_counted_fast_is_counted_now(rule, programme):
    renew_summaries(at=timezone.now())
    make.place(programme, country="ES", completed_at=AT)
    assert (asked(rule).value, asked(rule).known_at) == (4, None)


def test_what_is_kept_is_renewed_and_never_read_when_old(slow, rule):
    now = timezone.now()
    assert renew_summaries(at=now) == 9
    assert renew_summaries(at=now + RENEWED_AFTER / 2) == 0
    assert renew_summaries(at=now + RENEWED_AFTER * 2) == 9
    Summary.objects.update(known_at=now - USED_FOR)
    assert asked(rule).known_at is None


def test_days_that_nobody_asks_for_any_more_are_dropped(slow, rule):
    now = timezone.now()
    renew_summaries(at=now - timedelta(days=200))
    renew_summaries(at=now)
    assert Summary.objects.count() == 9
    assert max(Summary.objects.values_list("as_of", flat=True)) == timezone.localdate()


def test_without_a_rule_nothing_is_kept():
    assert renew_summaries(at=timezone.now()) == 0


def test_the_page_says_how_it_was_known_and_counts_projects_when_asked(slow, rule, client_of):
    renew_summaries(at=timezone.now())
    client = client_of(PersonFactory(roles=["administrator"]))
    page = client.get(TRAINED)
    text = page.content.decode()
    assert "as it was known on" in text
    assert "Sum of the projects" not in text
    more = client.get(page.context["projects"]["url"]).content.decode()
    assert "Sum of the projects" in more
    home = client.get(reverse("portal:home")).content.decode()
    scheme = client.get(reverse("dashboards:scheme")).content.decode()
    slide = client.get(reverse("dashboards:slide")).content.decode()
    assert all("s it was known on" in each for each in (home, scheme, slide))


@pytest.mark.parametrize("seed", range(2))
def test_r64_kept_and_counted_are_the_same_on_a_random_history(slow, programme, seed):
    install_shipped_rules(at=timezone.now())
    History(seed, 60, programme).tell(random.Random(seed))
    renew_summaries(at=timezone.now())

    assert summaries.untrue() == []
    total = 0
    for kept in Summary.objects.all():
        for evidence in ("", MISSING):
            filters = Filters(role=kept.role, evidence=evidence)
            sums = sums_of(kept.rule, filters, as_of=kept.as_of, now=timezone.now())
            value, claimed = value_and_claimed(kept.rule, filters, as_of=kept.as_of)
            assert sums.known_at == kept.known_at
            assert sums.claimed == claimed
            assert sums.value == (claimed - value if evidence else value)
            total += sums.value
    assert total > 10


def test_an_untrue_summary_is_found(slow, rule, capsys):
    renew_summaries(at=timezone.now())
    call_command("check_counts", number=2, seed=1)
    assert "Kept summaries: 9, all of them true." in capsys.readouterr().out
    wrong = Summary.objects.filter(role="").first()
    wrong.lines[0][-1] += 1
    wrong.save()
    with pytest.raises(CommandError, match="1 of 9 kept summaries are untrue"):
        call_command("check_counts", number=2, seed=1)


def test_how_long_it_took_is_kept(rule, monkeypatch):
    moments = iter([0.0, 1.5] * 9)
    monkeypatch.setattr(actions.time, "monotonic", lambda: next(moments))
    renew_summaries(at=timezone.now())
    assert set(Summary.objects.values_list("took_ms", flat=True)) == {1500}
    assert asked(rule).known_at is not None
