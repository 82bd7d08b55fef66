"""What is different since a report was frozen: each with its reason, and all of it adds up (R28)."""

import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from certification.counts.models import CountingRule
from certification.counts.queries import rule_of
from certification.counts.shipped import install_shipped_rules
from certification.evidence.actions import note_state
from certification.evidence.models import EvidenceLoss
from certification.records.actions import lift_refusals, settle_dispute
from certification.records.models import RecordEvidence
from certification.reports.differences import compared_with_now, compared_with_report
from certification.reports.queries import is_intact
from certification.reports.rules import Kind, Why
from courses.deliveries.actions import change_project
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.merging.models import PersonMerge
from lms.people.models import Organisation, Person
from tests.factories import audits
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.deliveries import attend
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import keep, lose_or_find, said
from tests.factories.reports import bytes_of, frozen, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules():
    return make.rules()


@pytest.fixture
def rule(rules):
    return rules["programme"]


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=0)


def now(report, as_of="2014-12-31"):
    return compared_with_now(report, as_of=date.fromisoformat(as_of), at=noon("2015-01-01"))


def told(explanation) -> list[tuple[Kind, list[Why]]]:
    """Each difference with its reasons; what is listed must explain the figures."""
    assert explanation.holds
    return [
        (each.kind, [reason.why for reason in each.reasons]) for each in explanation.differences
    ]


def test_nothing_is_different_where_nothing_was_recorded(rule, programme):
    make.place(programme, completed_at=noon("2013-05-05"))
    keep(said(), at=noon("2014-01-10"))
    assert told(now(frozen(rule))) == []


def test_r27_late_evidence_adds_a_unit(rule):
    keep(said(), at=noon("2014-01-10"), is_evidenced=False)
    report = frozen(rule)
    keep(said(), at=noon("2014-03-01"))

    explanation = now(report)

    assert told(explanation) == [(Kind.ADDED, [Why.EVIDENCE])]
    assert "1 March 2014" in explanation.differences[0].reasons[0].sentence
    assert (report.value, explanation.other.value) == (0, 1)


def test_r27_a_list_of_december_that_came_in_february(rule, programme):
    report = frozen(rule)
    keep(said(result_confirmed_at="2013-12-20T10:00:00Z"), at=noon("2014-02-15"))
    make.place(programme, completed_at=noon("2013-12-21"), recorded_at=noon("2014-02-20"))
    assert told(now(report)) == [(Kind.ADDED, [Why.LATE])] * 2


def test_a_new_result_is_told_apart_from_a_late_one(rule, programme):
    report = frozen(rule)
    keep(said(result_confirmed_at="2014-01-20T10:00:00Z"), at=noon("2014-02-15"))
    make.place(programme, completed_at=noon("2014-05-01"))

    assert told(now(report)) == [(Kind.ADDED, [Why.NEW])] * 2
    assert told(now(report, as_of="2013-12-31")) == []  # they are not asked about


def test_r10_a_withdrawal_since_takes_a_unit_away(rule, programme):
    place = make.place(programme, completed_at=noon("2013-05-05"))
    report = frozen(rule)
    make.withdraw_completion(place, on=date(2014, 3, 1))

    explanation = now(report)

    assert told(explanation) == [(Kind.REMOVED, [Why.WITHDRAWN])]
    assert "1 March 2014" in explanation.differences[0].reasons[0].sentence
    assert told(now(report, as_of="2014-02-28")) == []


def test_a_correction_moves_a_unit_and_says_what(rule):
    keep(said(), at=noon("2014-01-10"))
    report = frozen(rule)
    keep(said(country="HU", nuts_code="HU10"), at=noon("2014-03-01"))

    explanation = now(report)

    assert told(explanation) == [(Kind.MOVED, [Why.CORRECTED])]
    assert ("country", "AT", "HU") in explanation.differences[0].moved
    assert "country AT → HU" in explanation.differences[0].reasons[0].sentence
    lines = {(line.by, line.code): (line.before, line.now) for line in explanation.lines}
    assert lines["country", "AT"] == (1, 0)
    assert lines["country", "HU"] == (0, 1)


def test_a_correction_that_fails_the_rule_takes_a_unit_away(rule):
    keep(said(), at=noon("2014-01-10"))
    report = frozen(rule)
    keep(said(attended_minutes="1200"), at=noon("2014-03-01"))
    explanation = now(report)
    assert told(explanation) == [(Kind.REMOVED, [Why.CORRECTED])]
    assert "attended minutes 3000 → 1200" in explanation.differences[0].reasons[0].sentence


def test_r16_an_earlier_training_that_came_late_moves_the_count(rule, programme):
    keep(said(delivery="D1", result_confirmed_at="2013-06-01T10:00:00Z"), at=noon("2014-01-10"))
    report, in_2013 = frozen(rule), frozen(rule, year=2013)
    keep(said(delivery="D0", result_confirmed_at="2012-06-01T10:00:00Z"), at=noon("2014-03-01"))

    assert told(now(report)) == [(Kind.MOVED, [Why.LATE])]
    assert told(now(in_2013)) == [(Kind.REMOVED, [Why.LATE])]
    sentence = now(in_2013).differences[0].reasons[0].sentence
    assert sentence.startswith("Another training")


def test_r14_a_refused_claim_moves_or_takes_away_a_unit_and_is_let_stand_again(rules):
    for code in ("P1", "P2"):
        make.project(code, date(2013, 1, 1), date(2013, 12, 31))
    keep(said(project="P1"), at=noon("2014-01-10"))
    keep(said(project="P2", result_confirmed_at="2013-05-02T10:00:00Z"), at=noon("2014-01-10"))
    people, of_p1 = frozen(rules["programme"]), frozen(rules["project"], project="P1")
    of_p2 = frozen(rules["project"], project="P2")
    ana = Person.objects.get(identities__value="ana")
    by = PersonFactory(roles=["administrator"])
    settle_dispute(
        person=ana, delivery="D1", project="P2", reason="It paid.", by=by, at=noon("2014-03-01")
    )

    assert told(now(people)) == [(Kind.MOVED, [Why.REFUSED])]
    assert told(now(of_p1)) == [(Kind.REMOVED, [Why.REFUSED])]
    assert told(now(of_p2)) == [(Kind.ADDED, [Why.REFUSED])]
    (reason,) = now(of_p1).differences[0].reasons
    assert reason.sentence == "A claim was refused on 1 March 2014: P1 → P2. It paid."
    between = frozen(rules["project"], project="P1", at="2014-04-01")
    lift_refusals(person=ana, delivery="D1", reason="Wrong.", by=by, at=noon("2014-06-01"))
    assert told(now(people)) == []
    assert told(now(between)) == [(Kind.ADDED, [Why.RESTORED])]


def test_r29_another_period_of_the_project_is_named(rules):
    project = make.project("P1", date(2013, 1, 1), date(2013, 12, 31))
    keep(said(), at=noon("2014-01-10"))
    report = frozen(rules["project"], project="P1")
    change_project(project=project, ends_on=date(2013, 3, 1), by=None, at=noon("2014-03-01"))
    assert told(now(report)) == [(Kind.REMOVED, [Why.PROJECT])]


def test_a_project_that_became_known_is_named(rules):
    keep(said(project="P7"), at=noon("2014-01-10"))
    report = frozen(rules["programme"])
    make.register_project(
        code="P7",
        title="Seven",
        starts_on=date(2013, 1, 1),
        ends_on=date(2013, 12, 31),
        zone="Europe/Brussels",
        by=None,
        at=noon("2014-03-01"),
    )
    assert told(now(report)) == [(Kind.MOVED, [Why.PROJECT])]


def test_an_organisation_that_is_recorded_otherwise_is_named(rule, programme):
    organisation = OrganisationFactory(name="Leather cluster")
    place = make.place(programme, completed_at=noon("2013-05-05"))
    type(place).objects.filter(pk=place.pk).update(organisation=organisation)
    report = frozen(rule)
    Organisation.objects.filter(pk=organisation.pk).update(name="Leather network")
    assert told(now(report)) == [(Kind.MOVED, [Why.PLACE])]


def test_a_change_that_nothing_recorded_is_told_as_such(rule, programme):
    place = make.place(programme, completed_at=noon("2013-05-05"))
    report = frozen(rule)
    place.programme_completions.all().delete()
    assert told(now(report)) == [(Kind.REMOVED, [Why.UNKNOWN])]


def test_two_reports_are_compared_row_by_row(rule, programme):
    first = make.place(programme, completed_at=noon("2013-05-05"))
    before = frozen(rule)
    make.withdraw_completion(first, on=date(2014, 3, 1))
    make.place(programme, completed_at=noon("2014-05-01"))
    later = frozen(rule, as_of="2014-12-31", at="2015-02-01")
    make.place(programme, completed_at=noon("2014-06-01"), recorded_at=noon("2015-03-01"))

    explanation = compared_with_report(before, later)

    assert told(explanation) == [(Kind.ADDED, [Why.NEW]), (Kind.REMOVED, [Why.WITHDRAWN])]


def test_r10_the_next_report_has_a_correction_line(rule, programme):
    place = make.place(programme, completed_at=noon("2013-05-05"))
    before = frozen(rule, title="Report 2013")
    files = before.head
    make.withdraw_completion(place, on=date(2014, 3, 1))
    make.place(programme, completed_at=noon("2013-12-21"), recorded_at=noon("2014-03-05"))
    make.place(programme, completed_at=noon("2014-05-01"))

    later = frozen(rule, as_of="2014-12-31", at="2015-01-10", continues=before, has_files=True)

    corrections = json.loads(later.head)["corrections"]
    lines = {line["why"]: line for line in corrections["lines"]}
    assert (corrections["value"], corrections["value_now"], corrections["adds_up"]) == (1, 2, True)
    assert (lines["withdrawn"]["removed"], lines["late"]["added"]) == (1, 1)
    assert {why for why, line in lines.items() if line["is_correction"]} == {"withdrawn", "late"}
    before.refresh_from_db()
    assert before.head == files
    assert is_intact(before)
    page = PdfReader(BytesIO(bytes_of(later)["pdf"])).pages[0].extract_text()
    assert "“Report 2013” said" in page


def random_step(chance, day, happened, world) -> None:
    """One thing that somebody records on a day."""
    kind = chance.choice(
        ("record", "record", "record", "place", "withdrawal", "project", "merge", "merge", "loss")
    )
    if kind == "withdrawal" and world["standing"]:
        place = world["standing"].pop(chance.randrange(len(world["standing"])))
        make.withdraw_completion(place, on=happened.date(), recorded_at=day)
    elif kind == "place":
        role, project = (
            chance.choice(("manager", "instructor")),
            chance.choice((None, world["project"])),
        )
        person = chance.choice([None, *Person.objects.filter(enrolments__isnull=False)[:4]])
        if person and person.enrolments.filter(role=role, project=project).exists():
            person = None
        world["standing"].append(
            make.place(
                world["programme"],
                person=person,
                project=project,
                role=role,
                country=chance.choice(("AT", "", "TR")),
                completed_at=happened,
                recorded_at=day,
            )
        )
    elif kind == "merge":
        merge_or_unmerge(chance, world["by"], day)
    elif kind == "loss":
        files = list(RecordEvidence.objects.order_by("pk"))
        if files:
            lose_or_find(chance.choice(files), at=day)
    elif kind == "project":
        ends_on = date(2013, 6, 30) + timedelta(days=chance.randint(0, 200))
        change_project(project=world["project"], ends_on=ends_on, by=None, at=day)
    else:
        keep(
            said(
                person_id=f"p{chance.randint(1, 4)}",
                delivery=f"D{chance.randint(1, 2)}",
                project=chance.choice(("P1", "", "P9")),
                organisation=chance.choice(("", "Leather cluster", "Wood cluster")),
                country=chance.choice(("AT", "HU", "")),
                nuts_code="",
                nuts_version="",
                attended_minutes=chance.choice(("3000", "2399")),
                assessment=chance.choice(("passed", "passed", "failed")),
                result_confirmed_at=chance.choice(
                    ("2013-05-01T10:00:00Z", "2013-11-01T10:00:00Z", "2014-03-03T10:00:00Z")
                ),
            ),
            at=day,
            is_evidenced=chance.random() < 0.6,
        )


def merge_or_unmerge(chance, by, day) -> None:
    standing = list(PersonMerge.objects.standing().order_by("pk"))
    if standing and chance.random() < 0.4:
        unmerge_people(merge=chance.choice(standing), reason="Two.", by=by, at=day)
        return
    alone = Person.objects.filter(merged_into__isnull=True).exclude(pk=by.pk).order_by("pk")
    counted = alone.filter(Q(enrolments__isnull=False) | Q(training_records__isnull=False))
    if counted.distinct().count() > 1:
        absorbed, kept = chance.sample(list(counted.distinct()), 2)
        merge_people(absorbed=absorbed, kept=kept, reason="One.", by=by, at=day)


FILTERS = ({}, {"year": 2013}, {"country": "AT"}, {"role": "manager"}, {"project": "P1"})


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.randoms(use_true_random=False))
def test_differences_explain_every_figure_whatever_happens(programme, chance):
    """Random histories before and after a report, under random rules: all adds up, all is explained."""
    with transaction.atomic():
        make.rules()
        install_shipped_rules(at=make.AT)
        world = {
            "programme": programme,
            "project": make.project("P1", date(2012, 1, 1), date(2013, 9, 30)),
            "standing": [],
            "by": PersonFactory(roles=["administrator"]),
        }
        day = random_days(chance, datetime(2014, 1, 1, 12, tzinfo=UTC), world)
        rules = list(CountingRule.objects.all())
        reports = [
            frozen(
                chance.choice(rules),
                at=f"{day + timedelta(days=1):%Y-%m-%d}",
                as_of="2013-12-31",
                **chance.choice(FILTERS),
            )
            for _number in range(8)
        ]
        day = random_days(chance, day + timedelta(days=2), world)
        for report in reports:
            found = compared_with_now(report, as_of=date(2014, 12, 31), at=day + timedelta(days=1))
            assert found.holds, (report.rule, report.head)
            assert is_intact(report)
            for each in found.differences:
                whys = [reason.why for reason in each.reasons]
                assert Why.UNKNOWN not in whys, (report.rule, each)
        transaction.set_rollback(True)


def random_days(chance, day: datetime, world) -> datetime:
    for _step in range(10):
        day += timedelta(days=chance.randint(1, 7))
        random_step(chance, day, day - timedelta(days=chance.randint(1, 400)), world)
    return day


def test_r64_a_lost_list_leaves_places_claimed_only_and_its_finding_brings_them_back():
    world = audits.world()
    report = frozen(rule_of("project"), as_of="2026-03-12", at="2026-03-13")
    assert report.value == 4
    loss = {"file": world.lists[0], "at": noon("2026-03-14")}
    note_state(**loss, loss=None, what=EvidenceLoss.What.MISSING)

    def then():
        return compared_with_now(report, as_of=date(2026, 3, 20), at=noon("2026-03-20"))

    assert told(then()) == [(Kind.REMOVED, [Why.LOST])] * 2
    assert "lost on 14 March 2026" in then().differences[0].reasons[0].sentence
    session, place = world.lists[0].session, world.places[0]
    attend(session, place, 50, at=noon("2026-03-16"))
    assert told(then()) == [(Kind.REMOVED, [Why.LOST])]

    later = frozen(rule_of("project"), as_of="2026-03-12", at="2026-03-17")
    note_state(
        file=world.lists[0],
        loss=EvidenceLoss.objects.get(),
        what=None,
        at=noon("2026-03-18"),
    )
    assert told(then()) == []
    since = compared_with_now(later, as_of=date(2026, 3, 20), at=noon("2026-03-20"))
    assert told(since) == [(Kind.ADDED, [Why.FOUND])]


def test_r1_a_merge_since_takes_a_unit_away_and_its_end_brings_it_back(rule, programme):
    administrator = PersonFactory(roles=["administrator"])
    kept, absorbed = PersonFactory.create_batch(2)
    for person, day in ((kept, "2013-05-05"), (absorbed, "2013-06-06")):
        make.place(programme, person=person, completed_at=noon(day))
    report = frozen(rule)
    merge = merge_people(
        absorbed=absorbed, kept=kept, reason="One.", by=administrator, at=noon("2014-03-01")
    )

    explanation = now(report)
    assert told(explanation) == [(Kind.REMOVED, [Why.MERGED])]
    assert "1 March 2014" in explanation.differences[0].reasons[0].sentence
    assert (report.value, explanation.other.value) == (2, 1)

    unmerge_people(merge=merge, reason="Two.", by=administrator, at=noon("2014-04-01"))
    assert told(now(report)) == []
