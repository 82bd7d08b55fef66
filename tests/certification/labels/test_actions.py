"""Awards, renewals and withdrawals are recorded once, in their order, with what shows them."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from certification.labels import queries
from certification.labels.actions import keep_evidence, withdraw_label
from certification.labels.models import LabelEvidence, LabelWithdrawal, OrganisationLabel
from certification.labels.queries import Filters
from certification.labels.rules import Standing
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.labels import AT, administrator, label
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
FIRST = date(2019, 7, 25)


def test_r44_the_published_label_on_record():
    first = label(awarded_on=FIRST)
    renewed = label(first.organisation, awarded_on=date(2021, 12, 1))
    assert (first.turn, first.valid_through) == ("first", date(2021, 7, 25))
    assert (renewed.turn, renewed.valid_through) == ("late", date(2024, 7, 25))


def test_r44_after_the_grace_a_first_award_again():
    first = label(awarded_on=FIRST)
    again = label(first.organisation, awarded_on=date(2022, 7, 26))
    assert (again.turn, again.starts_on) == ("lapsed", date(2022, 7, 26))
    assert again.valid_through == date(2024, 7, 26)


def test_levels_have_histories_of_their_own():
    bronze = label(awarded_on=FIRST)
    gold = label(bronze.organisation, "gold", date(2020, 1, 1))
    assert (gold.turn, gold.valid_through) == ("first", date(2022, 1, 1))


def test_the_same_award_twice_is_one_and_records_one_event():
    first = label(reference="B-1")
    assert label(first.organisation, reference="B-1") == first
    assert Event.objects.filter(name="labels.label_awarded").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"awarded_on": date(2022, 1, 1)}, "reference_taken"),
        ({"level": "gold"}, "reference_taken"),
        ({"reference": "other", "level": "tin"}, "level_unknown"),
        ({"reference": "other"}, "out_of_order"),
        ({"reference": "other", "awarded_on": date(2020, 1, 1)}, "too_early"),
        ({"reference": "other", "awarded_on": date(2040, 1, 1)}, "in_future"),
    ],
)
def test_r44_what_is_refused_writes_nothing(changes, code):
    first = label(reference="B-1")
    with pytest.raises(Refused) as refusal:
        label(first.organisation, **{"reference": "B-1"} | changes)
    assert refusal.value.code == code
    assert OrganisationLabel.objects.count() == 1


@pytest.mark.parametrize("role", ["officer", "auditor", "coordinator", "author"])
def test_only_administrators_record(role):
    first, other = label(), PersonFactory(roles=[role])
    with pytest.raises(Refused):
        label(by=other)
    with pytest.raises(Refused):
        withdraw_label(label=first, effective_on=FIRST, reason="x", by=other, at=AT)
    with pytest.raises(Refused):
        keep_evidence(label=first, note="x", by=other, at=AT)
    assert OrganisationLabel.objects.count() == 1
    assert not LabelWithdrawal.objects.exists()


def test_r42_a_withdrawal_ends_every_period_that_runs_then_and_is_recorded_once():
    first = label(awarded_on=FIRST)
    renewed = label(first.organisation, awarded_on=date(2021, 6, 1))
    said = {"reason": "The body took it back.", "by": administrator(), "at": AT}
    with pytest.raises(Refused) as refusal:
        withdraw_label(label=first, effective_on=date(2021, 6, 5), **said)
    assert refusal.value.code == "not_the_newest"
    for _ in range(2):
        withdraw_label(label=renewed, effective_on=date(2021, 6, 5), **said)
    assert LabelWithdrawal.objects.count() == 2
    assert Event.objects.filter(name="labels.label_withdrawn").count() == 2
    on_the_day = OrganisationLabel.objects.valid_on(date(2021, 6, 5))
    assert not on_the_day.exists()
    assert OrganisationLabel.objects.valid_on(date(2021, 6, 4)).get() == first


@pytest.mark.parametrize("day", [date(2019, 7, 24), date(2021, 7, 26)])
def test_a_withdrawal_lies_within_the_time_of_the_label(day):
    with pytest.raises(Refused) as refusal:
        withdraw_label(
            label=label(awarded_on=FIRST), effective_on=day, reason="x", by=administrator(), at=AT
        )
    assert refusal.value.code == "not_in_its_time"


def test_evidence_is_kept_privately_and_the_same_file_once():
    first, by = label(), administrator()
    kept = [
        keep_evidence(label=first, file=ContentFile(b"%PDF-1", name="l.pdf"), by=by, at=AT)
        for _ in range(2)
    ]
    assert kept[0] == kept[1]
    assert (kept[0].name, kept[0].size) == ("l.pdf", 6)
    assert "l.pdf" not in kept[0].file.name
    with pytest.raises(Refused):
        keep_evidence(label=first, by=by, at=AT)
    assert LabelEvidence.objects.count() == 1


def test_the_table_refuses_two_renewals_of_one_period():
    first = label(awarded_on=FIRST)
    renewed = label(first.organisation, awarded_on=date(2021, 6, 1))
    renewed.pk, renewed.reference, renewed.awarded_on = None, "again", date(2021, 6, 2)
    renewed.uid = "6b1f1f9a-93a3-4f5a-9d55-1f3b1f3c9a10"
    with pytest.raises(IntegrityError), transaction.atomic():
        renewed.save(force_insert=True)


def test_r26_a_label_on_the_last_moment_of_a_period_is_outside_it():
    label(awarded_on=date(2014, 1, 1))
    labels = OrganisationLabel.objects
    assert labels.awarded_between(date(2013, 1, 1), date(2014, 1, 1)).count() == 0
    assert labels.awarded_between(date(2014, 1, 1), date(2015, 1, 1)).count() == 1


def test_the_list_has_each_label_once_with_its_standing_and_narrows():
    renewed = OrganisationFactory(name="Alpha", country="AT")
    for day in (FIRST, date(2021, 12, 1)):
        label(renewed, awarded_on=day)
    label(OrganisationFactory(name="Beta", country="ES"), "gold", date(2021, 1, 1))
    today = date(2024, 1, 1)

    def names(**asked):
        return [row.organisation.name for row in queries.labels(Filters(on=today, **asked))]

    assert names() == ["Alpha", "Beta"]
    assert names(is_valid=True) == names(level="bronze") == names(search="alph") == ["Alpha"]
    assert names(country="ES") == ["Beta"]
    lines = queries.lines(queries.labels(Filters(on=today)), today)
    assert [line.standing.standing for line in lines] == [Standing.VALID, Standing.EXPIRED]


def test_r45_asked_for_a_day_in_the_gap_the_list_says_that_a_renewal_covers_it():
    first = label(awarded_on=FIRST)
    label(first.organisation, awarded_on=date(2021, 12, 1))
    day = date(2021, 8, 1)
    assert not queries.labels(Filters(on=day, is_valid=True)).exists()
    line = queries.lines(queries.labels(Filters(on=day)), day)[0]
    assert (line.standing.standing, line.label) == (Standing.COVERED, first)


@given(
    st.lists(st.dates(date(2015, 1, 1), date(2029, 1, 1)), min_size=1, max_size=5),
    st.integers(0, 4000),
    st.lists(st.dates(date(2014, 1, 1), date(2029, 1, 1)), min_size=1, max_size=5),
)
def test_r42_the_list_of_valid_labels_is_what_the_rule_says(awarded, after, days):
    """Whatever was awarded, renewed and withdrawn: the database and the rule agree on each day."""
    with transaction.atomic():
        organisation, kept = OrganisationFactory(), []
        for day in sorted(set(awarded)):
            try:
                kept.append(label(organisation, awarded_on=day))
            except Refused:
                continue
        last = kept[-1]
        withdrawn = date.fromordinal(last.awarded_on.toordinal() + after)
        if withdrawn <= last.valid_through:
            withdraw_label(
                label=last, effective_on=withdrawn, reason="x", by=administrator(), at=AT
            )
        for day in days:
            found = queries.labels(Filters(on=day))
            judged = [line.standing.is_valid for line in queries.lines(found, day)]
            narrowed = queries.labels(Filters(on=day, is_valid=True)).count()
            assert narrowed == sum(judged)
        transaction.set_rollback(True)


def test_recorded_at_is_the_moment_and_not_the_day_of_the_award():
    assert label(at=datetime(2029, 7, 1, tzinfo=UTC)).recorded_at.year == 2029
