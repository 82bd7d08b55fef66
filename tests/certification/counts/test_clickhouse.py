"""ClickHouse, in this process, gives the same figures as the database on a random history."""

import json
import random
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit

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


@contextmanager
def served(engine, folder, key="secret"):
    """The engine by its server's HTTP interface: the query in the address or the body, values as
    `param_NAME`, the file that an INSERT takes as the body."""

    class Interface(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not self.headers.get("Content-Length"):
                body = self.rest()
            if self.headers.get("X-ClickHouse-Key") != key or asked["database"] != "counts":
                self.send_error(403)
                return
            values = {
                name.removeprefix("param_"): value
                for name, value in asked.items()
                if name.startswith("param_")
            }
            if asked.get("query", "").startswith("INSERT INTO "):
                file = folder / "sent.csv"
                file.write_bytes(body)
                engine.take(asked["query"].split()[2], file)
                answer = b""
            else:
                found = engine.engine.query(body.decode(), asked["default_format"], params=values)
                answer = str(found).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def rest(self):
            """A body that is sent in chunks."""
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Interface)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/?database=counts"
    finally:
        server.shutdown()
        server.server_close()


def test_the_same_figures_by_http(history, engine, tmp_path):
    with served(engine, tmp_path) as address:
        server = clickhouse.Server(address, password="secret")  # noqa: S106 - of this test
        number = clickhouse.export(server)
        assert list(clickhouse.differences(server, 40, 5, checking.questions)) == []
        with pytest.raises(HTTPError):
            clickhouse.Server(address).run("SELECT 1", {})
    assert number > 30
