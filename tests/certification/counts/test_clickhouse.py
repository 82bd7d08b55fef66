"""ClickHouse, in this process, gives the same figures as the database on a random history."""

import json
import random

import pytest
from django.utils import timezone

from certification.counts import checking, clickhouse
from certification.counts.shipped import install_shipped_rules
from tests.factories.courses import programme_page
from tests.factories.histories import History

session = pytest.importorskip("chdb.session", reason="the extra `clickhouse` is not installed")
pytestmark = pytest.mark.django_db


class InProcess:
    def __init__(self, folder) -> None:
        self.engine = session.Session(str(folder))
        self.engine.query("CREATE DATABASE IF NOT EXISTS counts ENGINE = Atomic")
        self.engine.query("USE counts")

    def run(self, sql, values):
        answer = str(self.engine.query(sql, "JSONEachRow", params=values or None))
        return [json.loads(line) for line in answer.splitlines() if line]

    def take(self, table, file):
        self.engine.query(f"INSERT INTO {table} FROM INFILE '{file}' FORMAT CSV")


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    found = InProcess(tmp_path_factory.mktemp("clickhouse"))
    yield found
    found.engine.close()


@pytest.fixture
def history():
    install_shipped_rules(at=timezone.now())
    told = History(3, 60, programme_page(modules=1, lessons=0))
    told.tell(random.Random(3))
    return told


def test_clickhouse_gives_the_same_figures(history, engine):
    number = clickhouse.export(engine)

    found = list(clickhouse.differences(engine, 150, 3, checking.questions))

    assert number == clickhouse.CompletedPlaceThen.objects.count() > 30
    assert found == []


def test_a_fact_that_did_not_arrive_is_a_difference(history, engine):
    clickhouse.export(engine)
    engine.run("ALTER TABLE completed_place DELETE WHERE 1 = 1 SETTINGS mutations_sync = 1", {})

    assert list(clickhouse.differences(engine, 20, 3, checking.questions))
