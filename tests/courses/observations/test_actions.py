"""Beginning an observation, saving it on a bad connection, and signing it until it is frozen."""

import uuid
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.enrolment.actions import give_role
from courses.observations import queries
from courses.observations.actions import begin_observation, save_observation, sign_observation
from courses.observations.models import Observation, ObservationEntry
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import declare_conflict
from lms.people.models import Membership
from tests.factories.courses import AT
from tests.factories.deliveries import after, participant, trainer_of, training
from tests.factories.fieldwork import MET, cohort, observation, programme_with_form, team_of
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def begin(session, observed, by, **fields):
    said = {"uid": uuid.uuid4(), "at": after(session)} | fields
    return begin_observation(session=session, observed=observed, by=by, **said)


def save(form, by=None, **fields):
    said = {"key": uuid.uuid4(), "based_on": form.version, "levels": MET, "remarks": {}}
    said |= {"summary": "", "at": after(form.session)} | fields
    return save_observation(observation=form, by=by or form.observer, **said)


def sign(form, by, **fields):
    said = {"key": uuid.uuid4(), "at": after(form.session)} | fields
    return sign_observation(observation=form, by=by, **said)


@pytest.fixture
def form():
    return observation()


@pytest.fixture
def filled():
    return observation(levels=MET)


class TestBeginning:
    @pytest.fixture
    def programme(self):
        return programme_with_form()

    @pytest.fixture
    def observed(self):
        return PersonFactory()

    @pytest.fixture
    def session(self, programme, observed):
        return training(programme=programme, lead=observed).sessions.first()

    def test_the_same_again_is_the_same_observation(self, programme, session, observed):
        observer, uid = trainer_of(programme), uuid.uuid4()
        begun = begin(session, observed, observer, uid=uid)
        assert begin(session, observed, observer, uid=uid) == begun
        assert begin(session, observed, observer) == begun
        with refused("id_reused"):
            begin(session, observed, trainer_of(programme), uid=uid)
        assert Event.objects.filter(name="observations.begun").count() == 1

    def test_r37_the_observer_was_authorised_on_that_day(self, programme, session, observed):
        late = trainer_of(programme, through=date(2026, 3, 8))
        with refused("not_authorised") as caught:
            begin(session, observed, late)
        assert "2026-03-08" in caught.value.sentence
        begin(session, observed, trainer_of(programme, through=date(2026, 3, 9)))

    def test_r37_not_oneself_and_only_who_teaches(self, programme, session, observed):
        with refused("is_self"):
            begin(session, observed, trainer_of(programme, person=observed))
        guest = PersonFactory()
        give_role(sessions=[session], person=guest, role="guest", by=observed, at=AT)
        with refused("does_not_teach"):
            begin(session, guest, trainer_of(programme))

    def test_r37_the_session_took_place(self, programme, session, observed):
        with refused("not_held"):
            begin(session, observed, trainer_of(programme), at=AT)

    def test_r37_not_the_tutor_of_a_field_project(self, programme, session, observed):
        tutor, friend = trainer_of(programme), trainer_of(programme)
        delivery = cohort(programme=programme)
        team_of(delivery, members=0 + 1, tutor=tutor).members.update(
            enrolment=participant(delivery, observed)
        )
        declare_conflict(
            person=friend, other=observed, kind="tutored", held_through=None, by=friend, at=AT
        )
        for person in (tutor, friend):
            with refused("is_tutor"):
                begin(session, observed, person)

    def test_r37_not_of_the_same_organisation(self, programme, session, observed):
        observer, organisation = trainer_of(programme), OrganisationFactory()
        for person, ends in ((observer, None), (observed, date(2026, 3, 9))):
            Membership.objects.create(
                person=person, organisation=organisation, starts_on=date(2020, 1, 1), ends_on=ends
            )
        with refused("same_employer"):
            begin(session, observed, observer)
        Membership.objects.filter(person=observed).update(ends_on=date(2026, 3, 8))
        begin(session, observed, observer)

    def test_without_a_form_in_the_programme_it_is_refused(self):
        observed = PersonFactory()
        delivery = training(lead=observed)
        with refused("no_form"):
            begin(delivery.sessions.first(), observed, trainer_of(delivery.programme))


def test_the_same_save_twice_is_once_and_an_older_copy_overwrites_nothing(form):
    key = uuid.uuid4()
    for _ in range(2):
        assert save(form, key=key, based_on=0).version == 1
    with refused("older_copy"):
        save(form, based_on=0, levels={"O1": 1})
    form.refresh_from_db()
    assert form.levels == MET
    assert form.entries.count() == 1


def test_only_the_observer_writes_and_only_what_the_form_knows(form):
    with refused("not_yours"):
        save(form, by=form.observed)
    with refused("unclear"):
        save(form, levels={"O1": 9})
    assert not ObservationEntry.objects.exists()


def test_the_observer_signs_a_whole_form_first_then_the_observed(form):
    with refused("not_filled_in"):
        sign(form, form.observer)
    form = save(form)
    with refused("out_of_turn"):
        sign(form, form.observed)
    with refused("not_yours"):
        sign(form, PersonFactory())
    for _ in range(2):
        form = sign(form, form.observer)
    with refused("signed"):
        save(form)
    for comment in ("Fair", "Changed my mind"):
        form = sign(form, form.observed, comment=comment)
    assert (form.is_frozen, form.comment) == (True, "Fair")
    assert [entry.kind for entry in form.entries.all()] == [
        "saved",
        "observer signed",
        "observed signed",
    ]
    assert Event.objects.filter(name="observations.frozen").count() == 1


def test_r37_only_what_both_signed_and_all_met_counts(filled):
    observed = filled.observed
    assert queries.observations_met(observed) == []
    sign(filled, filled.observer)
    assert queries.observations_met(observed) == []
    sign(filled, observed)
    assert queries.observations_met(observed) == [filled]
    assert queries.observations_met(observed, since=filled.session.day) == [filled]
    assert queries.observations_met(observed, since=date(2026, 3, 10)) == []


def test_an_observation_below_met_does_not_count():
    form = observation(levels={"O1": 2, "O2": 3}, remarks={"O1": "Told a lot"})
    sign(form, form.observer)
    sign(form, form.observed)
    assert queries.observations_met(form.observed) == []


def test_it_is_the_observers_alone_until_they_have_signed(filled):
    lead_and_maker = {filled.observed, filled.session.delivery.created_by}
    assert [queries.visible_to(person).count() for person in lead_and_maker] == [0, 0]
    assert queries.visible_to(filled.observer).get() == filled
    sign(filled, filled.observer)
    assert [queries.visible_to(person).count() for person in lead_and_maker] == [1, 1]
    assert not queries.visible_to(PersonFactory()).exists()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.integers(0, 3), st.sampled_from([MET, {"O1": 1}, {}])),
        st.tuples(
            st.just("sign"), st.sampled_from(["observer", "observed"]), st.text("ab", max_size=2)
        ),
    ),
    max_size=12,
)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_it_is(form):
    found = Observation.objects.filter(pk=form.pk).values(
        "levels",
        "remarks",
        "summary",
        "comment",
        "version",
        "observer_signed_at",
        "observed_signed_at",
    )
    return found.get()


def test_r37_whatever_comes_afterwards_a_frozen_observation_never_changes(form):
    @given(steps)
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(steps):
        with undone():
            signed = frozen = None
            for what, who, said in steps:
                before = as_it_is(form)
                try:
                    with transaction.atomic():
                        if what == "save":
                            save(form, based_on=who, levels=said)
                        else:
                            sign(form, getattr(form, who), comment=said)
                except Refused:
                    assert as_it_is(form) == before
                now = as_it_is(form)
                assert frozen is None or now == frozen
                assert signed is None or now["levels"] == signed
                if now["observer_signed_at"]:
                    signed = now["levels"]
                if now["observed_signed_at"]:
                    assert signed is not None
                    frozen = now
            saves = form.entries.filter(kind="saved")
            assert saves.count() == as_it_is(form)["version"]

    holds()
