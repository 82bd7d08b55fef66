"""A merge since a report is told with whom somebody counts now, and so is its end (R1, R28)."""

from datetime import date

import pytest
from django.urls import reverse

from certification.reports.differences import compared_with_now, compared_with_report
from certification.reports.rules import Kind, Why
from courses.progress.models import ProgrammeCompletion
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.models import Person
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, training
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.reports import frozen, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules():
    return make.rules()


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=0)


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def kept():
    return PersonFactory(first_name="Kim", last_name="Kept")


@pytest.fixture
def absorbed():
    return PersonFactory(first_name="Abel", last_name="Absorbed")


def merged(absorbed, kept, by, at="2014-03-01"):
    people = Person.objects.in_bulk([absorbed.pk, kept.pk])
    return merge_people(
        absorbed=people[absorbed.pk], kept=people[kept.pk], reason="One.", by=by, at=noon(at)
    )


def parted(merge, by, at="2014-04-01"):
    return unmerge_people(merge=merge, reason="Two.", by=by, at=noon(at))


def now(report):
    found = compared_with_now(report, as_of=date(2014, 12, 31), at=noon("2015-01-01"))
    assert found.holds
    return found.differences


def told(differences) -> list:
    return [
        (each.kind, each.reasons[0].why, [reason.sentence for reason in each.reasons], each.stands)
        for each in differences
    ]


def test_r1_who_was_merged_counts_once_with_whom_and_since_when(
    rules, programme, administrator, kept, absorbed
):
    make.place(programme, person=kept, completed_at=noon("2013-05-05"))
    make.place(programme, person=absorbed, completed_at=noon("2013-06-06"))
    report = frozen(rules["programme"])
    merge = merged(absorbed, kept, administrator)

    [gone] = now(report)

    sentence = (
        "Counted once with Kim Kept since the two were found to be one person on 1 March 2014."
    )
    assert told([gone])[0][:3] == (Kind.REMOVED, Why.MERGED, [sentence])
    assert gone.people == [str(absorbed.public_id)]
    assert (gone.stands["person"], gone.stands["counted_on"]) == (
        str(kept.public_id),
        "2013-05-05",
    )

    parted(merge, administrator)
    assert now(report) == []


def test_r1_who_were_one_and_are_two_count_apart_since_when(
    rules, programme, administrator, kept, absorbed
):
    make.place(programme, person=kept, completed_at=noon("2013-05-05"))
    make.place(programme, person=absorbed, completed_at=noon("2013-06-06"))
    merge = merged(absorbed, kept, administrator, "2014-01-05")
    report = frozen(rules["programme"])
    assert (report.value, now(report)) == (1, [])
    parted(merge, administrator)

    [back] = now(report)

    sentence = (
        "Counted apart from Kim Kept since the two were found to be two people on 1 April 2014."
    )
    assert told([back])[0][:3] == (Kind.ADDED, Why.UNMERGED, [sentence])
    assert back.stands["person"] == str(kept.public_id)


def test_r1_the_unit_that_stands_may_rest_on_the_training_of_the_other(
    rules, programme, administrator, kept, absorbed
):
    """Kept counts earlier now, and says so as well."""
    make.place(programme, person=kept, completed_at=noon("2013-06-06"))
    make.place(programme, person=absorbed, completed_at=noon("2013-05-05"))
    report = frozen(rules["programme"])
    merged(absorbed, kept, administrator)

    gone, moved = now(report)

    assert told([gone, moved])[1][:2] == (Kind.MOVED, Why.MERGED)
    assert "Counted once with Abel Absorbed" in moved.reasons[0].sentence
    assert ("counted on", "2013-06-06", "2013-05-05") in moved.moved
    assert gone.stands == moved.now


def test_r1_who_counts_under_another_record_has_moved(
    rules, programme, administrator, kept, absorbed
):
    make.place(programme, person=absorbed, completed_at=noon("2013-05-05"))
    report = frozen(rules["programme"])
    merge = merged(absorbed, kept, administrator)
    later = frozen(rules["programme"], at="2014-03-15")

    [moved] = now(report)
    assert told([moved])[0][:2] == (Kind.MOVED, Why.MERGED)
    assert "Counted once with Kim Kept" in moved.reasons[0].sentence
    assert moved.people == [str(absorbed.public_id), str(kept.public_id)]

    parted(merge, administrator)
    assert now(report) == []
    [back] = now(later)
    assert told([back])[0][:2] == (Kind.MOVED, Why.UNMERGED)
    assert back.people == [str(kept.public_id), str(absorbed.public_id)]


def test_r1_a_chain_names_who_stands_in_the_end(rules, programme, administrator, kept, absorbed):
    last = PersonFactory(first_name="Lara", last_name="Last")
    for person, day in ((absorbed, "2013-05-05"), (kept, "2013-06-06"), (last, "2013-07-07")):
        make.place(programme, person=person, completed_at=noon(day))
    report = frozen(rules["programme"])
    merged(absorbed, kept, administrator, "2014-03-01")
    merged(kept, last, administrator, "2014-03-09")

    differences = now(report)

    assert [each.kind for each in differences].count(Kind.REMOVED) == 2
    for each in differences:
        if each.kind == Kind.REMOVED:
            assert each.reasons[0].sentence == (
                "Counted once with Lara Last since the two were found to be one person on 9 March 2014."
            )
            assert each.stands["person"] == str(last.public_id)


@pytest.mark.parametrize("code", ["annual", "project"])
def test_r1_units_of_a_year_or_a_project_are_paired_as_well(
    rules, programme, administrator, kept, absorbed, code
):
    project = make.project("P1", date(2013, 1, 1), date(2013, 12, 31))
    for person, day in ((kept, "2013-05-05"), (absorbed, "2013-06-06")):
        make.place(programme, person=person, project=project, completed_at=noon(day))
    report = frozen(rules[code])
    merged(absorbed, kept, administrator)
    [gone] = now(report)
    assert (gone.kind, gone.stands["person"]) == (Kind.REMOVED, str(kept.public_id))


def test_r1_two_places_in_one_delivery_are_one_participation(rules, administrator):
    delivery = training(by=administrator)
    places = [participant(delivery) for _ in range(2)]
    for place in places:
        ProgrammeCompletion.objects.create(
            enrolment=place, completed_at=noon("2013-05-05"), recorded_at=noon("2013-05-05")
        )
    report = frozen(rules["participations"])
    merged(places[1].person, places[0].person, administrator)
    [gone] = now(report)
    assert told([gone])[0][:2] == (Kind.REMOVED, Why.MERGED)
    assert gone.stands["person"] == str(places[0].person.public_id)


def test_r1_an_organisation_counts_on_when_its_people_are_one(
    rules, programme, administrator, kept, absorbed
):
    rule = make.install_rule(
        data={
            "code": "organisations",
            "version": 1,
            "title": "Organisations",
            "text": "Each organisation once.",
            "unit": "organisation",
            "uniqueness": "ever",
            "zone": "Europe/Brussels",
        },
        by=None,
        at=make.AT,
    )
    place = make.place(programme, person=absorbed, completed_at=noon("2013-05-05"))
    type(place).objects.filter(pk=place.pk).update(organisation=OrganisationFactory())
    report = frozen(rule)
    merged(absorbed, kept, administrator)
    [moved] = now(report)
    assert told([moved])[0][:2] == (Kind.MOVED, Why.MERGED)


def test_r1_two_reports_are_compared_by_who_was_one_at_each(
    rules, programme, administrator, kept, absorbed
):
    """Whatever became of the merge after the second; late results of either record are explained."""
    make.place(programme, person=kept, completed_at=noon("2013-05-05"))
    make.place(programme, person=absorbed, completed_at=noon("2013-06-06"))
    first = frozen(rules["programme"])
    merge = merged(absorbed, kept, administrator)
    make.place(
        programme,
        person=absorbed,
        role="instructor",
        completed_at=noon("2013-04-04"),
        recorded_at=noon("2014-03-05"),
    )
    second = frozen(rules["programme"], at="2014-03-15")
    parted(merge, administrator)

    found = compared_with_report(first, second)

    assert found.holds
    moved = next(each for each in found.differences if each.kind == Kind.MOVED)
    gone = next(each for each in found.differences if each.kind == Kind.REMOVED)
    assert {reason.why for reason in moved.reasons} == {Why.LATE, Why.MERGED}
    assert gone.stands == moved.now


def test_a_merge_that_was_taken_back_in_between_explains_nothing(
    rules, programme, administrator, kept, absorbed
):
    place = make.place(programme, person=absorbed, completed_at=noon("2013-05-05"))
    report = frozen(rules["programme"])
    parted(merged(absorbed, kept, administrator), administrator)
    make.withdraw_completion(place, on=date(2014, 5, 5))
    [gone] = now(report)
    assert [reason.why for reason in gone.reasons] == [Why.WITHDRAWN]


def test_the_page_names_both_and_the_unit_that_stands(
    rules, programme, administrator, kept, absorbed, client_of
):
    make.place(programme, person=kept, completed_at=noon("2013-05-05"))
    make.place(programme, person=absorbed, completed_at=noon("2013-06-06"))
    report = frozen(rules["programme"])
    merge = merged(absorbed, kept, administrator)
    later = frozen(rules["programme"], at="2014-03-15")
    client = client_of(administrator)

    page = client.get(reverse("reports:differences", args=[report.uid])).text
    assert "Counted once with Kim Kept since the two were found to be one person" in page
    assert "One unit stands for both: Kim Kept, counted on 2013-05-05." in page

    parted(merge, administrator)
    page = client.get(reverse("reports:differences", args=[later.uid])).text
    assert "In the report one unit stood for both: Kim Kept, counted on 2013-05-05." in page
