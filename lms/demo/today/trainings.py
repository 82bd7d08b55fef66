"""Trainings of the day on which the demonstration is made: running, open, to be closed, planned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from courses.deliveries.actions import (
    cancel_delivery,
    change_session,
    plan_delivery,
    register_project,
)
from courses.deliveries.models import Delivery, DeliveryTemplate, Project, Session
from courses.enrolment.actions import (
    apply_for_place,
    check_in,
    decline,
    end_role,
    give_role,
    join_delivery,
    leave,
    make_invitation,
)
from courses.enrolment.models import Enrolment
from courses.enrolment.rules import check_in_code
from courses.evaluation.actions import answer_survey, ask_participants, plan_surveys
from courses.observations.actions import begin_observation, sign_observation
from lms.demo import classroom
from lms.demo.cast import MANAGER, open_account
from lms.demo.classroom import TWO_DAYS, WEEK, key_of
from lms.demo.history import History
from lms.demo.past.accrediting import KEYS, fill_in
from lms.demo.sittings import Outcome, mark, sit
from lms.demo.today.own_pace import continue_here
from lms.people.models import Person

HERE = "Europe/Madrid"
RUNNING_FROM = ("PT", "ES", "IT", "FR", "ES", "GR", "PL", "DE")
OPEN_FROM = ("ES", "PT", "FR", "IT", "BE", "NL", "AT", "SI")  # more than there are places
APPLICANTS = ("IE", "TR", "FI")
ENDED_FROM = ("ES", "FR", "CZ", "SE", "LT", "DK", "HU", "RO")
OPEN_PLACES = 6
BREAK = timedelta(minutes=30)


@dataclass(frozen=True)
class Scene:
    """What the trainings of today have in common."""

    history: History
    project: Project
    now: datetime

    @property
    def lead(self) -> Person:
        return self.history.instructor

    @property
    def colleague(self) -> Person:
        """Trained in the cohort of 2012 with the lead; the right to teach ended years ago."""
        return self.history.instructors[1][3]

    def day(self, days: int) -> date:
        return self.now.astimezone(ZoneInfo(HERE)).date() + timedelta(days=days)

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def plan(self, template: str, title: str, city: str, *, first: int, planned: int, places: int):
        """Planned and opened so many days ago, to begin on that day counted from today."""
        return classroom.open_from(
            template,
            first_days=[self.day(first)],
            city=city,
            title=f"{title}, {city}",
            zone=HERE,
            capacity=places,
            project=self.project,
            host=self.history.cast.employer[self.lead.pk],
            lead=self.lead,
            by=self.lead,
            at=self.ago(planned),
        )

    def place(
        self, delivery: Delivery, country: str, days: int, person: Person | None = None, **said
    ) -> Enrolment:
        """Somebody of that country comes in so many days ago."""
        at = self.ago(days)
        person = person or self.history.cast.invent(country, at)
        return join_delivery(
            delivery=delivery,
            person=person,
            project=self.project,
            organisation=self.history.cast.employer[person.pk],
            by=self.lead,
            at=at,
            **said,
        )


def hold_today(history: History, now: datetime) -> Project:
    """Everything that runs now; returns the grant that pays for it."""
    began = now - timedelta(days=500)
    project = register_project(
        code="DEMO-TODAY",
        title="Regions at work",
        starts_on=began.date(),
        ends_on=(now + timedelta(days=600)).date(),
        zone=HERE,
        by=history.by,
        at=began,
    )
    scene = Scene(history, project, now)
    run(scene)
    invite(scene)
    leave_to_close(scene)
    plan_ahead(scene)
    return project


def run(scene: Scene) -> None:
    """The third day of a week is today; two lists of yesterday are not complete."""
    history, now = scene.history, scene.now
    delivery = scene.plan(
        WEEK, "Cluster management in one week", "Barcelona", first=-2, planned=60, places=12
    )
    sessions = list(delivery.sessions.order_by("starts_at").select_related("delivery"))
    manager = open_account(MANAGER, by=history.by, at=scene.ago(45))
    history.cast.hire(manager, "PL", scene.ago(45))
    account = scene.place(delivery, "PL", 45, manager)
    places = [scene.place(delivery, country, 30) for country in RUNNING_FROM]
    continue_here(history, account, now)
    share_out(scene, sessions)
    fill_yesterday(scene, sessions, [account, *places])
    observe_yesterday(scene, sessions[4])
    begin_today(scene, sessions[6:9], account)
    leave(
        enrolment=places[-1],
        reason="Called back to the office on the second evening.",
        by=places[-1].person,
        at=now - timedelta(hours=6),
    )


def share_out(scene: Scene, sessions: list[Session]) -> None:
    """The tutor teaches with the lead; the colleague gives one session alone, without the right."""
    by, at = scene.lead, scene.ago(40)
    give_role(sessions=sessions[1::3], person=scene.history.tutor, role="co-trainer", by=by, at=at)
    alone = sessions[5]
    give_role(sessions=[alone], person=scene.colleague, role="lead", by=by, at=at)
    end_role(role=alone.roles.current().get(person=scene.lead), by=by, at=at)
    scan = sessions[0]
    give_role(sessions=[scan], person=scene.history.tutor, role="observer", by=by, at=at)


def fill_yesterday(scene: Scene, sessions: list[Session], places: list[Enrolment]) -> None:
    """The first day is there, with a signed list; of the second, two people and one list are not."""
    classroom.fill_signed_list(sessions[0], places, scene.lead)
    classroom.fill_lists(sessions[1:4], places, scene.lead, classroom.everything)
    classroom.fill_lists(sessions[4:5], places[:-3], scene.lead, classroom.everything)


def observe_yesterday(scene: Scene, session: Session) -> None:
    """The observer has signed; the lead has not yet."""
    observer, at = scene.history.tutor, session.ends_at
    begun = begin_observation(
        uid=key_of(KEYS, session.uid, "today"),
        session=session,
        observed=scene.lead,
        by=observer,
        at=at,
    )
    fill_in(begun, "The room found the second buyer by itself.", at + timedelta(hours=1))
    key = key_of(KEYS, begun.uid, "observer")
    sign_observation(observation=begun, key=key, by=observer, at=at + timedelta(hours=1))


def begin_today(scene: Scene, sessions: list[Session], account: Enrolment) -> None:
    """Today's first session runs now, whatever the hour; the others follow it."""
    by, now = scene.lead, scene.now
    minutes_past = timedelta(
        minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond
    )
    starts_at = now - minutes_past - timedelta(minutes=15)
    for turn, session in enumerate(sessions):
        minutes = 180 if turn == 0 else session.minutes
        change_session(
            session=session, starts_at=starts_at, minutes=minutes, by=by, at=scene.ago(1)
        )
        starts_at += timedelta(minutes=minutes) + BREAK
    first = Session.objects.select_related("delivery").get(pk=sessions[0].pk)
    at = first.starts_at + timedelta(minutes=4)
    code = check_in_code(first.check_in_secret, at)
    check_in(session=first, person=account.person, code=code, at=at)


def invite(scene: Scene) -> None:
    """A training that is full: people wait, apply, are invited, and one was declined."""
    lead = scene.lead
    delivery = scene.plan(
        TWO_DAYS, "Clusters in two days", "Porto", first=24, planned=30, places=OPEN_PLACES
    )
    last = delivery.sessions.order_by("-starts_at")[1]
    give_role(sessions=[last], person=scene.colleague, role="co-trainer", by=lead, at=scene.ago(29))
    for turn, country in enumerate(OPEN_FROM):
        scene.place(delivery, country, 25 - turn)
    asked = [
        apply(scene, delivery, country, days) for days, country in enumerate(APPLICANTS, start=1)
    ]
    decline(
        enrolment=asked[0],
        reason="This training is for managers of a cluster; the programme for students is in June.",
        by=lead,
        at=scene.now - timedelta(hours=2),
    )
    scene.place(delivery, "BE", 6, kind="invited")
    links = ({"email": "someone@demo.example", "needs_approval": False}, {})
    for said in links:
        expires_at = scene.now + timedelta(days=20)
        make_invitation(
            delivery=delivery,
            project=scene.project,
            expires_at=expires_at,
            by=lead,
            at=scene.ago(7),
            **said,
        )


def apply(scene: Scene, delivery: Delivery, country: str, days: int) -> Enrolment:
    at = scene.ago(days)
    person = scene.history.cast.invent(country, at)
    return apply_for_place(
        delivery=delivery,
        person=person,
        project=scene.project,
        organisation=scene.history.cast.employer[person.pk],
        at=at,
    )


def leave_to_close(scene: Scene) -> None:
    """Over for five weeks, lists complete; one answer waits for its mark and one person came no more."""
    delivery = scene.plan(
        TWO_DAYS, "Clusters in two days", "Valencia", first=-37, planned=80, places=12
    )
    places = [scene.place(delivery, country, 60 - turn) for turn, country in enumerate(ENDED_FROM)]
    sessions = list(delivery.sessions.order_by("starts_at").select_related("delivery"))
    absent, waiting = places[-1], places[-2]
    away = {(absent.pk, session.pk) for session in sessions[3:]}
    classroom.fill_signed_list(sessions[0], places, scene.lead)
    classroom.fill_lists(sessions[1:], places, scene.lead, classroom.without(away))
    examiner = scene.history.faculty.examiners[1]
    for number, place in enumerate(places[:-1]):
        for turn, module in enumerate(scene.history.modules[:2]):
            waits = place is waiting and turn == 1
            outcome = Outcome.MARK if waits or turn == number % 2 else Outcome.PASS
            at = scene.ago(30 - 9 * turn) + timedelta(minutes=37 * number)
            sitting = sit(enrolment=place, module=module, number=1, outcome=outcome, at=at)
            if not waits:
                mark(sitting=sitting, by=examiner, at=at + timedelta(days=2))
    ask(scene, delivery)


def ask(scene: Scene, delivery: Delivery) -> None:
    """Six said what they thought after the sessions; of the follow-up too few have answered."""
    at = scene.ago(36)
    surveys = {
        survey.occasion: survey for survey in plan_surveys(delivery=delivery, by=scene.lead, at=at)
    }
    for occasion, answered in (("reaction", 6), ("four weeks", 3)):
        survey = surveys[occasion]
        asked_at = survey.due_at + timedelta(hours=1)
        asked = ask_participants(survey=survey, at=asked_at)
        for turn, invitation in enumerate(asked[:answered]):
            at = asked_at + timedelta(hours=5 * turn + 2)
            answers = answers_to(survey.form, turn)
            answer_survey(invitation=invitation, answers=answers, at=at, on=at.date())


def answers_to(form: dict, turn: int) -> dict:
    """Four or five of five; every second person writes something."""
    levels = {
        row["code"]: 5 - (turn + place) % 2 - (turn == 4)
        for place, row in enumerate(form["questions"])
        if row["type"] == "scale"
    }
    texts = [row["code"] for row in form["questions"] if row["type"] == "text"]
    return levels | ({texts[0]: SAID[turn // 2 % len(SAID)]} if turn % 2 == 0 else {})


SAID = (
    "Visit the three largest buyers with two of our firms before the summer.",
    "Ask the members what they pay for before we plan the next year.",
    "Draw the map again, with the laboratory and the school on it.",
)


def plan_ahead(scene: Scene) -> None:
    """One more is planned and not yet open; another was called off."""
    template = DeliveryTemplate.objects.select_related("programme").get(code=TWO_DAYS)
    for city, first, planned in (("Toulouse", 90, 3), ("Zaragoza", 12, 50)):
        delivery = plan_delivery(
            template=template,
            title=f"Clusters in two days, {city}",
            first_days=[scene.day(first)],
            zone=HERE,
            capacity=12,
            project=scene.project,
            venue=city,
            lead=scene.lead,
            by=scene.lead,
            at=scene.ago(planned),
        )
    cancel_delivery(
        delivery=delivery, reason="The house is being repaired.", by=scene.lead, at=scene.ago(4)
    )
