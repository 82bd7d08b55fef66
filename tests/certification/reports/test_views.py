"""Frozen reports on screen: freezing, reading, taking away, comparing; for those who may."""

import hashlib
import uuid
from datetime import date

import pytest
from django.urls import reverse

from certification.personal_data.actions import erase_person
from certification.reports.models import FrozenReport
from certification.reports.rules import Kind, Why
from courses.deliveries.actions import name_coordinator
from lms.people.models import Person
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory
from tests.factories.records import keep, said
from tests.factories.reports import bytes_of, frozen, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    return make.rules()["programme"]


@pytest.fixture
def administrator(client_of):
    return client_of(roles=["administrator"])


def address(name, report=None, *more):
    return reverse(f"reports:{name}", args=[report.uid, *more] if report else None)


def test_from_the_figure_to_a_frozen_report_and_its_files(administrator, rule, deliver_all):
    keep(said(), at=noon("2014-01-10"))
    figure = administrator.get(reverse("counts:trained"), {"as_of": "2014-12-31"})
    assert "Freeze this figure" in figure.content.decode()
    form = address("freeze") + "?as_of=2014-12-31&rule=programme"
    assert "Freeze this figure" in administrator.get(form).content.decode()

    asked = {"key": uuid.uuid4(), "kind": "final", "title": "2014", "purpose": "For the funder."}
    waiting = administrator.post(form, asked)
    again = administrator.post(form, asked)
    deliver_all()

    assert again["Location"] == waiting["Location"]  # pressed twice, asked once
    assert "being frozen" not in administrator.get(waiting["Location"]).content.decode()
    report = FrozenReport.objects.get()
    assert administrator.get(waiting["Location"])["Location"] == address("report", report)
    page = administrator.get(address("report", report)).content.decode()
    assert report.sha256 in page
    assert "Ana Example" in page
    for kind in ("json", "csv", "xlsx", "pdf"):
        answer = administrator.get(address("file", report, kind))
        content = b"".join(answer.streaming_content)
        assert content == b"".join(
            administrator.get(address("file", report, kind)).streaming_content
        )
        if kind == "json":
            assert hashlib.sha256(content).hexdigest() == report.sha256


def test_a_form_without_words_says_what_is_missing(administrator, rule):
    answer = administrator.post(address("freeze"), {"key": uuid.uuid4(), "kind": "final"})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


def test_the_newest_report_of_the_question_is_continued_unless_told_otherwise(administrator, rule):
    frozen(rule, title="First", project="P1")
    frozen(rule, title="Other question")
    newest = frozen(rule, title="Second", project="P1", at="2014-03-01")
    make.project("P1", date(2013, 1, 1), date(2013, 12, 31))

    form = administrator.get(address("freeze"), {"project": "P1"}).context["form"]

    assert form["continues"].value() == newest.pk
    assert [each.title for each in form.fields["continues"].queryset] == ["Second", "First"]


def test_coordinators_freeze_and_read_reports_of_their_projects(client_of, rule, deliver_all):
    coordinator = PersonFactory(roles=["coordinator"])
    for code in ("P1", "P2"):
        make.project(code, date(2013, 1, 1), date(2013, 12, 31))
    own, other = (make.Project.objects.get(code=code) for code in ("P1", "P2"))
    name_coordinator(project=own, person=coordinator, by=None, at=noon("2014-01-01"))
    keep(said(), at=noon("2014-01-10"))
    hidden = frozen(rule, project="P2")
    client = client_of(coordinator)

    assert "P1" in client.get(address("reports")).content.decode()
    asked = {"key": uuid.uuid4(), "kind": "interim", "title": "Mine", "purpose": "Interim."}
    assert client.post(address("freeze") + "?project=P1", asked).status_code == 302
    assert client.post(address("freeze") + "?project=P2", asked).status_code == 404
    deliver_all()

    mine = FrozenReport.objects.get(project=own)
    assert [each.title for each in client.get(address("reports")).context["page"]] == ["Mine"]
    assert "Ana Example" in client.get(address("report", mine)).content.decode()
    for name in ("report", "differences"):
        assert client.get(address(name, hidden)).status_code == 404
    assert hidden.project == other


def test_a_damaged_report_says_so_and_a_damaged_file_is_not_handed_out(administrator, rule):
    keep(said(), at=noon("2014-01-10"))
    report = frozen(rule, has_files=True)
    kept = report.files.get(form="csv")
    with kept.file.open("wb") as file:
        file.write(b"another")
    FrozenReport.objects.update(sha256="0" * 64)

    assert "This report is damaged" in administrator.get(address("report", report)).content.decode()
    assert administrator.get(address("file", report, "csv")).status_code == 404


def test_differences_name_the_person_and_the_reason(administrator, rule):
    place = make.place(
        programme_page(modules=1, lessons=0),
        person=PersonFactory(first_name="Eva", last_name="Low"),
        completed_at=noon("2013-05-05"),
    )
    report = frozen(rule)
    make.withdraw_completion(place, on=date(2014, 3, 1))
    keep(said(), at=noon("2014-03-02"))

    page = administrator.get(address("differences", report), {"as_of": "2014-12-31"})
    text = page.content.decode()

    assert page.context["explanation"].holds
    assert "Eva Low" in text
    assert "The result is withdrawn from 1 March 2014 on." in text
    assert "Completed by then, and recorded on 2 March 2014." in text
    removed = administrator.get(
        address("differences", report), {"as_of": "2014-12-31", "kind": "removed"}
    )
    assert len(removed.context["rows"]) == 1


def test_r4_the_same_byte_for_byte_after_late_evidence_an_erasure_and_a_withdrawal(
    administrator, rule
):
    place = make.place(programme_page(modules=1, lessons=0), completed_at=noon("2013-05-05"))
    late = said(person_id="elif", given_name="Elif", family_name="Aydin")
    keep(said(family_name="Quellmann", project=""), at=noon("2014-01-10"))
    keep(late, at=noon("2014-01-10"), is_evidenced=False)
    report = frozen(rule, has_files=True)
    files, ana = bytes_of(report), Person.objects.get(last_name="Quellmann")
    assert "Quellmann" in administrator.get(address("report", report)).content.decode()

    by = PersonFactory(roles=["administrator"])
    erase_person(person=ana, reason="Asked by letter.", by=by, at=noon("2014-03-01"))
    keep(late, at=noon("2014-03-02"))
    make.withdraw_completion(place, on=date(2014, 3, 3))

    page = administrator.get(address("report", report)).content.decode()
    assert "Quellmann" not in page
    assert "damaged" not in page
    assert bytes_of(report) == files
    found = administrator.get(address("differences", report))
    explanation = found.context["explanation"]
    reasons = [(each.kind, [why.why for why in each.reasons]) for each in explanation.differences]
    assert explanation.holds
    assert reasons == [(Kind.ADDED, [Why.EVIDENCE]), (Kind.REMOVED, [Why.WITHDRAWN])]
    assert "One of them was removed at their own request" in found.content.decode()


@pytest.mark.parametrize(
    "asked", [{"as_of": "1"}, {"with_": "x"}, {"kind": "x"}, {"page": "-1"}, {"q": "\x00%"}]
)
def test_bent_addresses_get_a_page(administrator, rule, asked):
    report = frozen(rule)
    for name in ("report", "differences"):
        assert administrator.get(address(name, report), asked).status_code == 200


def crowd(number: int) -> None:
    keep(
        *(said(person_id=f"c{n}", given_name=f"Cem{n}") for n in range(number)),
        at=noon("2014-01-10"),
    )


def test_fixed_queries_with_3_and_300_rows(administrator, rule, django_assert_max_num_queries):
    def asked(report, name) -> int:
        with django_assert_max_num_queries(40) as seen:
            assert administrator.get(address(name, report)).status_code == 200
        return len(seen)

    empty = frozen(rule, title="Nobody", at="2014-01-05")
    crowd(3)
    few = frozen(rule, title="Few")
    counted = {
        "report": asked(few, "report"),
        "reports": asked(None, "reports"),
        "differences": asked(empty, "differences"),
    }
    crowd(300)
    many = frozen(rule, title="Many", at="2014-02-02")

    assert counted == {
        "report": asked(many, "report"),
        "reports": asked(None, "reports"),
        "differences": asked(empty, "differences"),
    }
