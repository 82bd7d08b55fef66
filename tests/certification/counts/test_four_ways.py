"""Page, API, export and a recount in plain SQL agree on random questions about a random history.

`make check-counts` asks 1,000 of them; SEED asks about another history.
"""

import os
import random
import re
from datetime import date

import pytest
from django.utils import timezone

from certification.counts import checking, queries, recount, summaries, totals
from certification.counts.forms import Question
from certification.counts.shipped import install_shipped_rules
from certification.counts.views import address
from lms.management.commands.check_counts import asked_by_api
from tests.factories.courses import programme_page
from tests.factories.histories import History
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NUMBER, SEED = int(os.environ.get("QUESTIONS", "30")), int(os.environ.get("SEED", "1"))
SIZE = 60 if NUMBER <= 100 else 200


@pytest.fixture
def history():
    install_shipped_rules(at=timezone.now())
    return History(SEED, SIZE, programme_page(modules=1, lessons=0))


@pytest.fixture
def read_page(client):
    """The number that an auditor reads on the page, and the one beside it for what is claimed."""
    client.force_login(
        PersonFactory(roles=["auditor"]), backend="django.contrib.auth.backends.ModelBackend"
    )

    def read(rule, filters, as_of):
        answer = client.get(address("trained", Question(rule, filters, as_of)))
        value = re.search(r'class="value"[^>]*>(\d+)<', answer.content.decode())
        claimed = re.search(r"Claimed in all: (\d+)", answer.content.decode())
        return int(value[1]), int((claimed or value)[1])

    return read


def test_r64_every_way_to_count_agrees_on_a_random_history(history, read_page):
    history.tell(random.Random(SEED))

    ways = {"API": asked_by_api, "page": read_page}
    found = list(checking.differences(NUMBER, SEED, ways))

    assert [str(each) for each in found] == []
    assert (
        queries.trained(
            queries.rule_of("participations"), checking.Filters(), as_of=timezone.localdate()
        ).count()
        > SIZE // 4
    )


def test_r1_around_each_merge_figure_and_recount_know_the_same_people(history):
    """The moment of it, in which it is not known yet, just after it, and that day."""
    history.tell(random.Random(SEED))
    as_of, moments = timezone.localdate(), checking.world().merged
    for code in ("esf", "eea", "annual", "participations"):
        rule, told = queries.rule_of(code), set()
        for known_at in moments:
            asked = checking.Filters(known_at=known_at)
            found = totals.value_and_claimed(rule, asked, as_of=as_of)
            assert found == recount.recounted(rule, asked, as_of=as_of), (code, known_at)
            told.add(found)
        assert len(told) > 2


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (
            summaries,
            "lines_of",
            lambda *a, real, **k: (
                summaries.Line(
                    "AT", date(2013, 1, 1), is_evidenced=True, is_erased=False, number=9999
                ),
            ),
        ),
        (recount, "recounted", lambda *a, real, **k: (9999, 9999)),
        (checking, "csv_lines", lambda *a, real, **k: ["header"] * 9999),
    ],
)
def test_a_way_that_counts_wrongly_is_found(history, read_page, monkeypatch, module, name, broken):
    history.tell(random.Random(SEED))
    real = getattr(module, name)
    for user in (module, checking):
        if hasattr(user, name):
            monkeypatch.setattr(user, name, lambda *a, **k: broken(*a, real=real, **k))

    assert list(checking.differences(3, SEED, {"page": read_page}))


@pytest.mark.parametrize("turn", range(2))
def test_the_order_in_which_facts_arrive_changes_no_figure(history, turn):
    from django.db import transaction

    answers, asked = [], []
    for seed in (turn, turn + 100):
        with transaction.atomic():
            history.tell(random.Random(seed))
            asked = asked or list(checking.questions(25, SEED))
            answers.append(
                [
                    (
                        rule.code,
                        *totals.value_and_claimed(rule, filters.with_(known_at=None), as_of=as_of),
                    )
                    for rule, filters, as_of in asked
                ]
            )
            transaction.set_rollback(True)

    assert answers[0] == answers[1]
    assert any(value for _code, value, _claimed in answers[0])
