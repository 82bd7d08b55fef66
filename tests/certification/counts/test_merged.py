"""People who were merged count once, and everything is as before once they are two again (R1)."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.certificates.models import Certificate
from certification.certificates.queries import checked
from certification.counts import queries
from certification.counts.recount import recounted
from certification.counts.rules import Filters
from certification.records.models import RecordVersion
from courses.progress.models import ProgrammeCompletion
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.merging.models import PersonMerge
from lms.people.models import Person
from tests.factories import counts as make
from tests.factories import records as files
from tests.factories.audits import auditor
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AS_OF = date(2014, 12, 31)
AT = datetime(2015, 1, 5, tzinfo=UTC)
MAY = datetime(2013, 5, 5, 10, tzinfo=UTC)


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=0)


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


def merge(absorbed, kept, by, at=AT):
    people = Person.objects.in_bulk([absorbed.pk, kept.pk])
    return merge_people(
        absorbed=people[absorbed.pk], kept=people[kept.pk], reason="One.", by=by, at=at
    )


def figures(
    rules, projects=("", "P1", "P2"), known_at=None, asked: make.Asked | None = None
) -> dict:
    """Each figure under each rule, counted two ways that have to agree."""
    found, asked = {}, asked or make.Asked()
    for rule, project, role in product(rules.values(), projects, ("", "manager", "instructor")):
        filters = Filters(project=project, role=role, known_at=known_at)
        claimed = asked.count(queries.claimed, rule, filters, AS_OF)
        value = asked.count(queries.trained, rule, filters, AS_OF)
        assert (value, claimed) == recounted(rule, filters, as_of=AS_OF), (rule, filters)
        found[rule.code, project, role] = (value, claimed)
    return found


def test_r1_merged_in_two_projects_the_unique_total_drops_by_one(programme, administrator):
    rules = make.rules()
    p1 = make.project("P1", date(2012, 1, 1), date(2013, 12, 31))
    p2 = make.project("P2", date(2013, 1, 1), date(2013, 12, 31))
    one = make.place(programme, project=p1, completed_at=MAY).person
    other = make.place(programme, project=p2, completed_at=MAY + timedelta(days=9)).person
    make.place(programme, project=p2, completed_at=MAY)
    before = figures(rules)

    found = merge(other, one, administrator)
    after = figures(rules)

    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed == {
        ("programme", "", ""): ((3, 3), (2, 2)),
        ("programme", "", "manager"): ((3, 3), (2, 2)),
        ("annual", "", ""): ((3, 3), (2, 2)),
        ("annual", "", "manager"): ((3, 3), (2, 2)),
        ("programme", "P2", ""): ((2, 2), (1, 1)),
        ("programme", "P2", "manager"): ((2, 2), (1, 1)),
        ("annual", "P2", ""): ((2, 2), (1, 1)),
        ("annual", "P2", "manager"): ((2, 2), (1, 1)),
    }
    unmerge_people(merge=found, reason="Two.", by=administrator, at=AT)
    assert figures(rules) == before


def test_r1_certificate_numbers_still_verify(administrator, deliver_all):
    own = certificate_of_a_passed_module(deliver_all)
    absorbed = own.person
    said = checked(own.number)

    merge(absorbed, PersonFactory(), administrator)

    after = checked(own.number)
    assert after.current.holder_name == said.current.holder_name
    assert after.certificate == Certificate.objects.get(number=own.number)


def test_r1_records_of_one_training_are_one_place(tmp_path, administrator):
    rules = make.rules()
    evidence = files.folder(tmp_path / "evidence")
    rows = [files.row(), files.row(person_id="ana-2", given_name="Anna"), files.row(person_id="bo")]
    files.take_projects(tmp_path, [("P1", "P1", "2012-01-01", "2013-12-31", "Europe/Brussels", "")])
    files.take(tmp_path, rows, evidence)
    ana, again = (
        RecordVersion.objects.get(record__identity__value=value).record.person
        for value in ("ana", "ana-2")
    )
    assert figures(rules)["participations", "", ""] == (3, 3)

    merge(again, ana, administrator)
    assert figures(rules)["participations", "", ""] == (2, 2)


def test_r1_two_places_in_one_delivery_are_one_participation(administrator):
    rules = make.rules()
    delivery = training(by=administrator)
    places = [participant(delivery) for _ in range(2)]
    for place in places:
        ProgrammeCompletion.objects.create(enrolment=place, completed_at=MAY, recorded_at=MAY)
    assert figures(rules)["participations", "", ""] == (2, 2)

    merge(*(place.person for place in places), administrator)
    assert figures(rules)["participations", "", ""] == (1, 1)


people = st.integers(0, 3)
moments = st.one_of(
    st.none(),
    st.integers(0, 700).map(lambda days: datetime(2013, 1, 1, tzinfo=UTC) + timedelta(days)),
)
places = st.lists(
    st.tuples(
        people,
        st.sampled_from(["manager", "instructor"]),
        st.sampled_from(["", "P1", "P2"]),
        moments,
    ),
    max_size=8,
    unique_by=lambda each: each[:3],
)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(places, st.lists(st.tuples(people, people), min_size=1, max_size=4), st.randoms())
def test_r1_merging_and_unmerging_restores_every_figure(
    programme, administrator, history, pairs, chance
):
    """Also of chains, whatever the order in which the merges end; and what was known at each time
    is found again as it was.
    """
    with transaction.atomic():
        rules = make.rules()
        projects = {
            code: make.project(code, date(2013, 1, 1), date(2013, 12, 31)) for code in ("P1", "P2")
        }
        somebody = [PersonFactory() for _ in range(4)]
        for person, role, project, moment in history:
            make.place(
                programme,
                person=somebody[person],
                role=role,
                project=projects.get(project),
                completed_at=moment,
            )
        asked = make.Asked()
        before, at, made, told = figures(rules, asked=asked), AT, [], {}
        for one, other in pairs:
            if one != other and not _merged(somebody[one]) and not _merged(somebody[other]):
                told[at] = figures(rules, ("",), asked=asked)
                made.append(merge(somebody[one], somebody[other], administrator, at))
                at += timedelta(days=1)
        between = figures(rules, asked=asked)
        assert all(between[key] <= before[key] for key in before)
        assert figures(rules, known_at=AT) == before
        chance.shuffle(made)
        for each in made:
            told[at] = figures(rules, ("",), asked=asked)
            unmerge_people(merge=each, reason="Two.", by=administrator, at=at)
            at += timedelta(days=1)
        assert figures(rules, asked=asked) == before
        for known_at, answer in told.items():
            assert figures(rules, ("",), known_at) == answer
        assert not PersonMerge.objects.standing().exists()
        transaction.set_rollback(True)


def _merged(person) -> bool:
    return Person.objects.filter(pk=person.pk, merged_into__isnull=False).exists()


def test_r63_a_merged_person_is_shown_once_with_the_places_of_both(
    programme, administrator, client_of
):
    make.rules()
    kept = PersonFactory(first_name="Kept", last_name="Person")
    absorbed = PersonFactory(first_name="Absorbed", last_name="Person")
    make.place(programme, person=kept, completed_at=MAY)
    project = make.project("P1", date(2013, 1, 1), date(2013, 12, 31))
    make.place(programme, person=absorbed, project=project, completed_at=MAY + timedelta(days=2))
    merge(absorbed, kept, administrator)
    client = client_of(administrator)
    asked = {"rule": "programme", "as_of": "2014-12-31"}

    listed = client.get(reverse("counts:people"), asked)
    assert [unit.person for unit, *_ in listed.context["rows"]] == [kept]

    left_out = client.get(reverse("counts:not_counted"), asked)
    assert reverse("counts:person", args=[kept.public_id]) in left_out.text
    assert "recorded as Absorbed Person" in left_out.text

    for address in (kept.public_id, absorbed.public_id):
        opened = client.get(reverse("counts:person", args=[address]), asked)
        assert opened.context["person"] == kept
        verdicts = [verdict for verdict, *_rest in opened.context["verdicts"]]
        assert [each.is_counted for each in verdicts] == [True, False]
        assert [each.enrolment.person for each in verdicts] == [kept, absorbed]
        assert verdicts[1].reason.rule == "R16"


def test_r1_pages_about_another_time_know_the_people_of_that_time(
    programme, administrator, client_of
):
    """Before the merge they are two, then one, then two; lists, reasons and evidence say so."""
    make.rules()
    kept = PersonFactory(first_name="Kept", last_name="Person")
    absorbed = PersonFactory(first_name="Absorbed", last_name="Person")
    make.place(programme, person=kept, completed_at=MAY)
    make.place(programme, person=absorbed, role="instructor", completed_at=MAY + timedelta(days=2))
    found = merge(absorbed, kept, administrator)
    unmerge_people(merge=found, reason="Two.", by=administrator, at=AT + timedelta(days=60))
    client = client_of(administrator)

    def told(known_at):
        asked = {"rule": "programme", "as_of": "2014-12-31", "known_at": known_at}
        listed = client.get(reverse("counts:people"), asked).context["rows"]
        written = client.get(reverse("counts:export", args=["csv"]), asked)
        left_out = client.get(reverse("counts:not_counted"), asked)
        opened = client.get(reverse("counts:person", args=[absorbed.public_id]), asked)
        return (
            [unit.person for unit, *_rest in listed],
            written.getvalue().decode().count("Person"),
            [verdict.person for verdict, _country in left_out.context["rows"]],
            opened.context["person"],
            [verdict.is_counted for verdict, *_rest in opened.context["verdicts"]],
            "recorded as Absorbed Person" in left_out.text,
        )

    two = ([kept, absorbed], 2, [], absorbed, [True], False)
    one = ([kept], 1, [kept], kept, [True, False], True)
    assert told("2015-01-04") == two
    assert told("2015-01-05") == one
    assert told("2015-03-05") == one
    assert told("2015-03-06") == two
    assert told("") == two


def test_r60_an_auditor_opens_whom_a_person_of_their_project_was_known_to_be(
    programme, administrator, client_of
):
    """The list of then names somebody who has no place in the scope; the way to the evidence is open."""
    make.rules()
    project = make.project("P1", date(2013, 1, 1), date(2013, 12, 31))
    kept, absorbed = PersonFactory.create_batch(2)
    make.place(programme, person=absorbed, project=project, completed_at=MAY)
    found = merge(absorbed, kept, administrator)
    unmerge_people(merge=found, reason="Two.", by=administrator, at=AT + timedelta(days=60))
    client = client_of(auditor(project))
    asked = {"rule": "programme", "as_of": "2014-12-31", "known_at": "2015-02-01"}

    listed = client.get(reverse("counts:people"), asked)
    assert [unit.person for unit, *_rest in listed.context["rows"]] == [kept]
    opened = client.get(reverse("counts:person", args=[kept.public_id]), asked)
    assert [verdict.is_counted for verdict, *_rest in opened.context["verdicts"]] == [True]
    del asked["known_at"]
    assert client.get(reverse("counts:person", args=[kept.public_id]), asked).status_code == 404
