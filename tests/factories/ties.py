"""What may have passed between a decider and a candidate, each on a day of one's choice, as rows."""

import uuid
from datetime import datetime, timedelta

from courses.attempts.models import Attempt, AttemptQuestion, Mark, Result
from courses.deliveries.models import Delivery, Session, SessionRole
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.fieldwork.models import (
    Assessor,
    ProjectMark,
    ProjectResult,
    Team,
    TeamMember,
    Tutorship,
)
from courses.marking.models import MarkAppeal, MarkAppealDecision
from courses.observations.models import Observation
from lms.people.models import ConflictDeclaration, Membership
from tests.factories.courses import programme_page
from tests.factories.people import OrganisationFactory, PersonFactory

LONG = timedelta(days=3650)


class Past:
    """One programme in which things happened; each method is named for the tie that it makes."""

    def __init__(self, programme=None):
        self.programme = programme or programme_page()
        self.somebody = PersonFactory()
        module = self.programme.get_children().first().specific
        self.assessment = module.assessment
        self.design = self.assessment.designs.get()
        self.version = self.assessment.bank.questions.first().versions.get()

    def delivery(self, at: datetime, **fields) -> Delivery:
        return Delivery.objects.create(
            code=uuid.uuid4().hex,
            title="A training",
            kind="training",
            programme=self.programme,
            zone="Europe/Madrid",
            capacity=20,
            created_at=at - LONG,
            opened_at=at - LONG,
            **fields,
        )

    def session(self, delivery, at: datetime, **roles) -> Session:
        """`roles`: person by role."""
        session = Session.objects.create(
            delivery=delivery,
            title="A session",
            starts_at=at,
            minutes=60,
            zone="Europe/Madrid",
            check_in_secret="none",
        )
        for role, person in roles.items():
            SessionRole.objects.create(
                session=session, person=person, role=role.replace("_", "-"), given_at=at - LONG
            )
        return session

    def place(self, delivery, person, at: datetime, kind: str = "enrolled") -> Enrolment:
        place = Enrolment.objects.create(
            person=person,
            programme=self.programme,
            role="manager",
            delivery=delivery,
            enrolled_at=at - LONG,
        )
        EnrolmentStep.objects.create(enrolment=place, kind=kind, at=at - LONG)
        return place

    # Ties

    def taught(self, decider, candidate, at, role: str = "lead"):
        delivery = self.delivery(at)
        self.place(delivery, candidate, at)
        return self.session(delivery, at, **{role: decider})

    def co_taught(self, decider, candidate, at):
        return self.taught(decider, candidate, at, role="co-trainer")

    def accompanied(self, decider, candidate, at):
        return self.taught(decider, candidate, at, role="tutor")

    def tutored(self, decider, candidate, at):
        team = self._team(candidate, at)
        return Tutorship.objects.create(
            team=team.team, tutor=decider, began_at=at, ended_at=at, by=self.somebody
        )

    def assessed(self, decider, candidate, at):
        member = self._team(candidate, at)
        return ProjectMark.objects.create(member=member, assessor=decider, points={}, given_at=at)

    def heard_defence(self, decider, candidate, at):
        member = self._team(candidate, at)
        return Assessor.objects.create(
            team=member.team, person=decider, named_at=at, named_by=self.somebody, ended_at=at
        )

    def confirmed_project(self, decider, candidate, at):
        return ProjectResult.objects.create(
            member=self._team(candidate, at),
            number=1,
            is_passed=True,
            percent=80,
            confirmed_at=at,
            confirmed_by=decider,
        )

    def marked(self, decider, candidate, at, kind: str = "marker"):
        return Mark.objects.create(
            question=self._answer(candidate, at),
            kind=kind,
            points=1,
            explanation={"share": "1"},
            marked_by=decider,
            marked_at=at,
        )

    def moderated(self, decider, candidate, at):
        return self.marked(decider, candidate, at, kind="moderation")

    def decided_mark_appeal(self, decider, candidate, at):
        appeal = MarkAppeal.objects.create(
            question=self._answer(candidate, at), reason="Look again.", opened_at=at
        )
        return MarkAppealDecision.objects.create(
            appeal=appeal,
            outcome="dismissed",
            answer="It stands.",
            decided_at=at,
            decided_by=decider,
        )

    def released(self, decider, candidate, at):
        return Result.objects.create(
            attempt=self._answer(candidate, at).attempt,
            number=1,
            is_passed=True,
            points=1,
            maximum=1,
            confirmed_at=at,
            confirmed_by=decider,
        )

    def observed(self, decider, candidate, at):
        session = self.session(self.delivery(at), at, lead=candidate)
        return Observation.objects.create(
            uid=uuid.uuid4(),
            session=session,
            observed=candidate,
            observer=decider,
            form={},
            began_at=at,
        )

    def watched(self, decider, candidate, at):
        return self.session(self.delivery(at), at, lead=candidate, observer=decider)

    def worked_together(self, decider, candidate, at):
        organisation = OrganisationFactory()
        for person in (decider, candidate):
            Membership.objects.create(
                person=person,
                organisation=organisation,
                starts_on=(at - LONG).date(),
                ends_on=at.date(),
            )

    def enrolled_for_the_employer(self, decider, candidate, at):
        """The candidate is enrolled for an organisation at which the decider worked until that day."""
        organisation = OrganisationFactory()
        Membership.objects.create(
            person=decider,
            organisation=organisation,
            starts_on=(at - LONG).date(),
            ends_on=at.date(),
        )
        place = self.place(self.delivery(at), candidate, at)
        Enrolment.objects.filter(pk=place.pk).update(organisation=organisation)

    def declared(self, decider, candidate, at):
        ConflictDeclaration.objects.get_or_create(
            person=decider,
            other=candidate,
            kind="relative",
            defaults={
                "held_through": at.date(),
                "declared_at": at - LONG,
                "declared_by": decider,
            },
        )

    TIES = {
        "taught": "trained",
        "co_taught": "trained",
        "accompanied": "tutored",
        "tutored": "tutored",
        "assessed": "examined",
        "heard_defence": "examined",
        "confirmed_project": "examined",
        "marked": "examined",
        "moderated": "examined",
        "decided_mark_appeal": "examined",
        "released": "examined",
        "observed": "observed",
        "watched": "observed",
        "worked_together": "colleague",
        "enrolled_for_the_employer": "colleague",
        "declared": "relative",
    }

    def _team(self, candidate, at) -> TeamMember:
        delivery = self.delivery(at)
        team = Team.objects.create(
            delivery=delivery, title="Olive oil", formed_at=at - LONG, formed_by=self.somebody
        )
        place = self.place(delivery, candidate, at)
        return TeamMember.objects.create(team=team, enrolment=place, joined_at=at - LONG)

    def _answer(self, candidate, at) -> AttemptQuestion:
        place = self.place(self.delivery(at), candidate, at)
        attempt = Attempt.objects.create(
            enrolment=place,
            assessment=self.assessment,
            design=self.design,
            number=1,
            seed=1,
            started_at=at - LONG,
            submitted_at=at - LONG,
        )
        return AttemptQuestion.objects.create(
            attempt=attempt, position=1, version=self.version, points=1
        )
