"""A cohort with a field project, a team in it, and an observed session for tests."""

import uuid
from datetime import date

from courses.catalogue.models import ProgrammePage
from courses.deliveries.models import Delivery
from courses.fieldwork.actions import declare_contribution, form_team, name_assessor
from courses.fieldwork.models import Team, TeamMember
from courses.fieldwork.rules import RUBRIC
from courses.observations.actions import begin_observation, save_observation
from courses.observations.models import Observation
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import after, participant, template_of, trainer_of, training
from tests.factories.people import PersonFactory

FORM = {
    "instructions": "Choose levels after the session.",
    "scale": [
        {"value": 1, "label": "Not yet", "anchor": "It is missing."},
        {"value": 2, "label": "Partly met", "anchor": "It appears with help."},
        {"value": 3, "label": "Met", "anchor": "It is shown reliably."},
        {"value": 4, "label": "Strong", "anchor": "It is an example for others."},
    ],
    "pass_level": 3,
    "criteria": [
        {"code": "O1", "title": "Opens the case", "text": "Starts with a decision."},
        {
            "code": "O2",
            "title": "Asks rather than tells",
            "text": "Most contributions are questions.",
        },
    ],
}
MET = {"O1": 3, "O2": 4}


def cohort(*, weeks: int = 2, **fields) -> Delivery:
    """A cohort of some one-day weeks, with a milestone before the last week and the defence."""
    timetable = {
        "weeks": [f"Week {number}" for number in range(1, weeks + 1)],
        "sessions": [
            {"week": n, "day": 1, "start": "09:00", "minutes": 60, "title": f"Day {n}"}
            for n in range(1, weeks + 1)
        ],
        "milestones": [
            {"title": "Analysis", "handed_in": "Eight pages.", "before_week": weeks},
            {"title": "Defence", "handed_in": "The report.", "before_week": None},
        ],
    }
    template = template_of(fields.pop("programme", None), kind="cohort", timetable=timetable)
    first_days = [date(2026, 3 + number, 9) for number in range(weeks)]
    return training(template=template, first_days=first_days, **fields)


def team_of(delivery=None, *, members: int = 2, tutor=None, **fields) -> Team:
    delivery = delivery or cohort()
    return form_team(
        delivery=delivery,
        title=fields.pop("title", "Olive oil of the region"),
        members=[participant(delivery) for _ in range(members)],
        tutor=tutor,
        by=delivery.created_by,
        at=AT,
        **fields,
    )


def assessors_of(team: Team) -> list:
    by = team.delivery.created_by
    people = [PersonFactory(), PersonFactory()]
    for person in people:
        name_assessor(team=team, person=person, by=by, at=AT)
    return people


def declared(member: TeamMember) -> TeamMember:
    declare_contribution(
        member=member,
        contribution="The talks with buyers.",
        share_percent=50,
        by=member.enrolment.person,
        at=AT,
    )
    return member


def points(first: int = 5, second: int = 5, third: int = 5, fourth: int = 10) -> dict[str, int]:
    given = (first, second, third, fourth)
    return {row["code"]: each for row, each in zip(RUBRIC, given, strict=True)}


def programme_with_form() -> ProgrammePage:
    programme = programme_page()
    programme.outline = {"observation_form": FORM}
    programme.save()
    return programme


def observation(*, levels=None, remarks=None) -> Observation:
    """Begun after a session, filled in by an observer with the right to."""
    programme = programme_with_form()
    observed, observer = PersonFactory(), trainer_of(programme)
    session = training(programme=programme, lead=observed).sessions.first()
    begun = begin_observation(
        uid=uuid.uuid4(), session=session, observed=observed, by=observer, at=after(session)
    )
    if levels is None:
        return begun
    return save_observation(
        observation=begun,
        key=uuid.uuid4(),
        based_on=0,
        levels=levels,
        remarks=remarks or {},
        summary="",
        by=observer,
        at=after(session),
    )
