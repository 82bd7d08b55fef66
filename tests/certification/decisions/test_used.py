"""R39: what an earlier grant rests on does not count again, unless the scheme lets it; never twice for the same."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from certification.decisions.actions import apply, check_file, decide_application
from certification.decisions.actions.applying import file_of
from certification.decisions.actions.freezing import freeze
from certification.decisions.candidates import ways_of
from certification.decisions.used import facts_used
from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType
from certification.schemes.queries import candidate_file
from courses.closing.models import TrainerCredit
from tests.factories.certificates import decision_on
from tests.factories.certification import scheme_data
from tests.factories.courses import AT, enrolment, programme_page
from tests.factories.decisions import officer
from tests.factories.lineage import closed_training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GIVEN = {"kind": "deliveries_given", "parameters": {"number": 1, "completers": 1}}


def rung(code: str, months: int | None) -> dict:
    return {
        "code": code,
        "title": code.title(),
        "statement": "may teach.",
        "scope": "programme",
        "kind": "certification",
        "valid_months": months,
        "requirements": [GIVEN, GIVEN | {"purpose": "renewal"}],
    }


class World:
    """A scheme of two rungs that each ask for one training, and a trainer of the programme."""

    def __init__(self, deliver_all, months: int | None = 36, **version):
        self.programme, self.deliver_all = programme_page(), deliver_all
        data = scheme_data(self.programme, ["M1"])
        rungs = [rung("leader", months), rung("master", months)]
        data["versions"][0] |= version | {"certificate_types": rungs}
        self.scheme = install_scheme(data=data, by=None, at=AT)
        self.person = enrolment(programme=self.programme).person

    def give_a_training(self) -> TrainerCredit:
        people = [enrolment(programme=self.programme).person]
        training = closed_training(
            self.programme, trainers=[self.person], completed=people, day=AT.date(), sums=False
        )
        return training.credits.get()

    def apply(self, code: str = "leader", at=AT):
        kind = CertificateType.objects.select_related("version__scheme").get(code=code)
        return apply(
            person=self.person,
            certificate_type=kind,
            scope=self.programme.code,
            by=self.person,
            at=at,
        )

    def granted(self, application, at=AT):
        decision = decide_application(
            application=application, outcome="granted", reasons="", by=officer(), at=at
        )
        self.deliver_all()
        return decision

    def way(self, code: str = "leader"):
        ways = ways_of(self.person, AT + DAY)
        return next(each for each in ways if each.choice.certificate_type.code == code)


def rests_on(decision) -> list[int]:
    return list(decision.evidence.values_list("subject_id", flat=True))


def test_r39_a_renewal_needs_a_training_that_no_earlier_grant_rests_on(deliver_all):
    world = World(deliver_all)
    first = world.give_a_training()
    assert rests_on(world.granted(world.apply())) == [first.pk]
    renewal = world.apply(at=AT + DAY)
    assert renewal.purpose == "renewal"
    file = file_of(renewal, AT + DAY)
    (asked,) = file.requirements
    assert asked.missing == (
        "1 more closed training is needed.",
        "1 training that you gave counts for a certificate already.",
    )
    assert world.way().file.requirements == file.requirements
    second = world.give_a_training()
    assert rests_on(world.granted(renewal, AT + DAY)) == [second.pk]


def test_r39_where_the_scheme_allows_it_a_training_serves_both_but_never_the_same_twice(
    deliver_all,
):
    world = World(deliver_all, evidence_serves_several=True)
    given = world.give_a_training()
    world.granted(world.apply())
    renewal = world.granted(world.apply(at=AT + DAY), AT + DAY)
    assert (renewal.purpose, rests_on(renewal)) == ("renewal", [given.pk])
    again = world.apply(at=AT + 2 * DAY)
    assert not file_of(again, AT + 2 * DAY).is_complete


@pytest.mark.parametrize("serves_several", [False, True])
def test_r39_another_certificate_of_the_scheme_is_another_purpose(deliver_all, serves_several):
    world = World(deliver_all, evidence_serves_several=serves_several)
    world.give_a_training()
    world.granted(world.apply())
    file = file_of(world.apply("master"), AT)
    assert file.is_complete is serves_several


def test_r39_a_file_that_was_granted_still_shows_what_it_rests_on(deliver_all):
    world = World(deliver_all, months=None)
    world.give_a_training()
    application = world.apply()
    world.granted(application)
    assert check_file(application=application, at=AT).is_complete
    assert world.way().file.is_complete


@pytest.mark.parametrize("serves_several", [False, True])
def test_r44_who_lapsed_is_judged_as_for_a_first_grant(deliver_all, serves_several):
    world = World(deliver_all, months=1, evidence_serves_several=serves_several)
    given = world.give_a_training()
    world.granted(world.apply())
    later = AT + 90 * DAY
    again = world.granted(world.apply(at=later), later)
    assert (again.purpose, again.turn, rests_on(again)) == ("grant", 2, [given.pk])


def test_r39_refusals_use_nothing_up(deliver_all):
    world = World(deliver_all)
    world.give_a_training()
    decide_application(
        application=world.apply(), outcome="refused", reasons="Not yet.", by=officer(), at=AT
    )
    assert file_of(world.apply(), AT).is_complete


def test_r39_what_is_used_is_asked_for_only_where_a_requirement_looks_at_it(
    deliver_all, django_assert_num_queries
):
    world = World(deliver_all)
    kind = CertificateType.objects.select_related("version__scheme").get(code="leader")
    with django_assert_num_queries(0):
        used = facts_used(world.person, kind, world.programme.code, "grant")
    with django_assert_num_queries(1):
        assert ("courses.trainercredit", 1) not in used


def test_r39_renewals_of_the_scheme_that_ships_need_new_trainings():
    own = Path(settings.BASE_DIR) / "content" / "schemes" / "cluster-excellence.json"
    programme = programme_page()
    data = json.loads(own.read_text()) | {"programme": programme.code}
    scheme = install_scheme(data=data, by=None, at=AT)
    kind = CertificateType.objects.get(version__scheme=scheme, code="instructor")
    person = PersonFactory()

    def give() -> None:
        people = [enrolment(programme=programme).person for _number in range(6)]
        closed_training(
            programme, trainers=[person], completed=people, day=AT.date() - DAY, sums=False
        )

    def trainings_of(purpose: str, used=frozenset()):
        file = candidate_file(
            person=person,
            certificate_type=kind,
            scope=programme.code,
            at=AT,
            purpose=purpose,
            used=used,
        )
        return next(each for each in file.requirements if each.kind == "deliveries_given")

    give()
    place = enrolment(programme=programme, person=person)
    decision = decision_on(kind, AT.date(), place=place)
    freeze(decision, trainings_of("grant").evidence)
    give()
    used = facts_used(person, kind, programme.code, "renewal")
    assert trainings_of("renewal", used).missing[0].startswith("1 more closed training is needed.")
    give()
    assert trainings_of("renewal", used).is_met
