"""What a training brings those who gave it: observed teaching, signed co-leads, the longer right."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from courses.closing.actions import sign_for_co_lead
from courses.closing.models import TrainerCredit
from courses.closing.queries import completers
from courses.deliveries.models import Delivery, Session
from courses.enrolment.actions import give_role
from courses.observations.actions import begin_observation, save_observation, sign_observation
from courses.observations.models import Observation
from courses.observations.queries import observations_met
from lms.demo.deciding import INSTRUCTOR, accredit_all
from lms.demo.history import History
from lms.people.models import Person

KEYS = uuid.UUID("0c7f5f5e-0f52-5b1c-9d7c-5f3a2c1f9e44")
FEWEST_COMPLETERS = 6  # for which a training counts for who led it (R36)
SUMMARIES = (
    "Opened with the decision of the case and held the silence. The board was theirs, not hers.",
    "Asked more than he told. Two quiet people spoke because he had waited for them.",
    "Disagreement about the second buyer was tested against figures from the room.",
)


def observe(
    history: History,
    delivery: Delivery,
    sessions: Sequence[Session],
    trainers: Sequence[Person],
    number: int,
) -> None:
    """Somebody of the founding faculty comes for a day and watches each trainer once (R37)."""
    observer = history.faculty.teachers[number % 2]
    day = sessions[3:6]
    at = sessions[0].starts_at - timedelta(days=5)
    give_role(sessions=day, person=observer, role="observer", by=trainers[0], at=at)
    for turn, person in enumerate(trainers[:2]):
        session = next(each for each in day if each.roles.teaching().filter(person=person).exists())
        watch(session, person, observer, SUMMARIES[(number + turn) % len(SUMMARIES)])


def watch(session: Session, person: Person, observer: Person, summary: str) -> Observation:
    """The form is written the same evening; both sign within two days."""
    key = f"{session.uid}:{person.public_id}"
    begun = begin_observation(
        uid=uuid.uuid5(KEYS, key), session=session, observed=person, by=observer, at=session.ends_at
    )
    fill_in(begun, summary, session.ends_at + timedelta(hours=2))
    at = session.ends_at + timedelta(hours=3)
    sign_observation(observation=begun, key=uuid.uuid5(KEYS, f"{key}:1"), by=observer, at=at)
    return sign_observation(
        observation=begun,
        key=uuid.uuid5(KEYS, f"{key}:2"),
        comment="Thank you. I shall wait longer before I help.",
        by=person,
        at=at + timedelta(days=1),
    )


def fill_in(observation: Observation, summary: str, at: datetime) -> None:
    """Every criterion at least met; one or two are strong."""
    strong = observation.session_id % 5
    codes = [row["code"] for row in observation.form["criteria"]]
    save_observation(
        observation=observation,
        key=uuid.uuid5(KEYS, f"{observation.uid}:saved"),
        based_on=0,
        levels={code: 4 if turn % 5 == strong else 3 for turn, code in enumerate(codes)},
        remarks={codes[strong % len(codes)]: "Could serve as an example."},
        summary=summary,
        by=observation.observer,
        at=at,
    )


def accredit(
    history: History, delivery: Delivery, trainers: Sequence[Person], co_leads: int, at: datetime
) -> None:
    """Who led a training with enough completers and was observed may teach for three years (R36)."""
    counted = {each.person_id: each for each in TrainerCredit.objects.filter(delivery=delivery)}
    lead = trainers[0]
    leading = trainers[: 1 + co_leads]
    for person in leading[1:]:
        sign_for_co_lead(credit=counted[person.pk], by=lead, at=at + timedelta(days=1))
    if completers(delivery) < FEWEST_COMPLETERS:
        return
    observed = [person for person in leading if observations_met(person)]
    accredit_all(history, observed, INSTRUCTOR, at + timedelta(days=5))
