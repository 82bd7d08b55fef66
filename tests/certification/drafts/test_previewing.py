"""A draft tried on real people: who would no longer qualify, who newly would, and why (R39, R51)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.decisions.actions import apply, decide_application
from certification.drafts.actions import ask_for_preview, previewing
from certification.drafts.actions.drafting import discard_draft
from certification.drafts.circumstances import circumstances, people_concerned
from certification.drafts.judging import findings_about, offers_of
from certification.schemes.building import build_version
from certification.schemes.data import complete_version
from lms.errors import Refused
from lms.jobs.models import Job
from tests.factories.courses import AT
from tests.factories.decisions import officer
from tests.factories.drafts import GIVEN, RUNG, Rung, asks_for
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def rung():
    return Rung()


@pytest.fixture
def holder(rung, deliver_all):
    return lambda **given: held(rung, deliver_all, rung.trainer(**given))


def held(rung, deliver_all, person):
    application = apply(
        person=person,
        certificate_type=rung.type,
        scope=rung.programme.code,
        by=person,
        at=AT,
    )
    decide_application(application=application, outcome="granted", reasons="", by=officer(), at=AT)
    deliver_all()
    return person


def found(draft, deliver_all, at=AT) -> Job:
    job = ask_for_preview(draft=draft, by=draft.saved_by, at=at)
    deliver_all()
    job.refresh_from_db()
    assert job.has_succeeded
    return job


def told(job) -> set[tuple]:
    return {(each["person"], each["change"], each["purpose"]) for each in job.result["findings"]}


def test_r51_these_would_no_longer_qualify_and_it_says_which_requirement_fails(
    rung, holder, deliver_all
):
    small, large = holder(completers=2), holder(completers=3)
    candidate, newcomer = rung.trainer(2), rung.trainer(0)
    job = found(rung.draft(asks_for(3)), deliver_all)
    assert told(job) == {(small.pk, "lost", "grant"), (candidate.pk, "lost", "grant")}
    assert (job.result["lost"], job.result["gained"]) == (2, 0)
    finding = next(each for each in job.result["findings"] if each["person"] == small.pk)
    assert (finding["certificate"], finding["is_held"]) == ("Leader", True)
    (because,) = finding["because"]
    assert "at least 3 who completed it" in because["asks"]
    assert "“Training” had 2 who completed it, of 3." in because["missing"][0]
    assert newcomer.pk not in {each["person"] for each in job.result["findings"]}
    assert large.pk not in {each["person"] for each in job.result["findings"]}


def test_and_the_reverse_these_would_newly_qualify():
    rung = Rung([RUNG | {"requirements": [GIVEN | {"parameters": {"completers": 3}}]}])
    person = rung.trainer(2)
    draft = rung.draft(asks_for(2))
    known = circumstances(rung.scheme, [person.pk], AT)
    offers = offers_of(rung.scheme, build_version(rung.scheme, complete_version(draft.next)), [])
    (finding,) = findings_about(person, known[person.pk], offers, AT)
    assert (finding.change, finding.is_held) == ("gained", False)
    assert "at least 3 who completed it" in finding.because[0]["asks"]


def test_r39_to_stay_is_asked_without_what_the_grant_rests_on(rung, holder, deliver_all):
    one, two = holder(completers=2), holder(completers=2, trainings=2)
    job = found(rung.draft(asks_for(3, "renewal")), deliver_all)
    assert told(job) == {(two.pk, "lost", "renewal")}
    draft = rung.draft(
        asks_for(1, "renewal"), lambda version: version.update(evidence_serves_several=True)
    )
    job = found(draft, deliver_all, AT + DAY)
    assert told(job) == {(one.pk, "gained", "renewal")}


def test_what_is_left_out_of_a_version_and_what_is_new_is_told(rung, holder, deliver_all):
    person, candidate = holder(completers=1), rung.trainer()

    def other_code(version) -> None:
        version["certificate_types"][0]["code"] = "guide"

    job = found(rung.draft(other_code), deliver_all)
    lost, gained = (person.pk, "lost", "grant"), (candidate.pk, "gained", "grant")
    # The training of the holder served for the certificate that is left out (R39).
    assert told(job) == {lost, (candidate.pk, "lost", "grant"), gained}
    because = next(each["because"] for each in job.result["findings"] if each["change"] == "lost")
    assert because == [{"asks": "There is no such certificate in this version.", "missing": []}]


def test_nothing_changes_with_an_unchanged_draft_and_nobody_is_written_about(
    rung, holder, deliver_all
):
    holder(completers=1)
    rung.trainer()
    job = found(rung.draft(), deliver_all)
    assert job.result["findings"] == []
    assert job.done == job.total == people_concerned(rung.scheme, AT).count()


def test_it_goes_on_in_steps_and_counts_what_it_does_not_keep(rung, deliver_all, monkeypatch):
    monkeypatch.setattr(previewing, "STEP", 2)
    monkeypatch.setattr(previewing, "MOST", 1)
    people = [rung.trainer(1) for _number in range(3)]
    draft = rung.draft(asks_for(2))
    job = found(draft, deliver_all)
    assert (job.result["lost"], job.result["left_out"]) == (len(people), 2)
    assert len(job.result["findings"]) == 1
    assert job.done == job.total == 6


def test_the_same_minute_is_the_same_job_and_a_changed_draft_ends_it(rung, deliver_all):
    rung.trainer()
    draft = rung.draft()
    job = ask_for_preview(draft=draft, by=rung.by, at=AT)
    assert ask_for_preview(draft=draft, by=rung.by, at=AT) == job
    discard_draft(draft=draft, by=rung.by, at=AT)
    deliver_all()
    job.refresh_from_db()
    assert job.failure == "The draft was changed meanwhile. Look again."


def test_it_is_refused_with_mistakes_and_to_others(rung):
    draft = rung.draft(lambda version: version.update(issuer_name=""))
    for by, code in ((rung.by, "draft_mistaken"), (PersonFactory(), "not_administrator")):
        with pytest.raises(Refused) as refusal:
            ask_for_preview(draft=draft, by=by, at=AT)
        assert refusal.value.code == code


def test_the_queries_for_a_person_do_not_grow_with_what_they_have_done(rung):
    draft = rung.draft(asks_for(2))

    def queries(person) -> int:
        known = circumstances(rung.scheme, [person.pk], AT)[person.pk]
        built = build_version(rung.scheme, complete_version(draft.next))
        offers = offers_of(rung.scheme, built, [])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            list(findings_about(person, known, offers, AT))
        return len(captured)

    assert queries(rung.trainer(trainings=4)) == queries(rung.trainer()) == 4


def test_the_queries_for_many_people_are_those_for_one(rung):
    people = [rung.trainer().pk for _number in range(3)]
    counts = []
    for asked in (people[:1], people):
        with CaptureQueriesContext(connection) as captured:
            circumstances(rung.scheme, asked, AT)
        counts.append(len(captured))
    assert counts[0] == counts[1] == 6
