"""The letters to teams about the days on which milestones are due."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrolment import rules
from courses.enrolment.letters import facts
from courses.fieldwork import queries
from courses.fieldwork.models import Milestone
from lms.journal.models import Event
from lms.notifications.actions import write_letters
from lms.notifications.clock import each_by_itself, each_round
from lms.notifications.letters import Letter, Placeholder, Values, address_of, register

TEAM = Placeholder("team", gettext_lazy("Title of the project."), gettext_lazy("Olive oil"))
MILESTONE = Placeholder(
    "milestone", gettext_lazy("Title of the milestone."), gettext_lazy("Analysis of the cluster")
)
DUE = Placeholder(
    "due", gettext_lazy("The day on which it is due, or that none is set."), date(2026, 9, 14)
)
LINK = Placeholder(
    "link",
    gettext_lazy("Address of the milestone's page, where it is handed in."),
    "https://cascade.example/deliveries/teams/5f0c/milestones/2/",
    is_needed=True,
)

PROJECT_DEADLINE = register(
    Letter(
        code="project_deadline",
        title=gettext_lazy("A milestone of a field project is due in a week, or tomorrow"),
        subject=gettext_lazy("Due on {due}: {milestone}"),
        body=gettext_lazy("""Dear {name},

“{milestone}” of your field project “{team}” is due on {due}, and nothing is handed in yet.

Hand it in here; one of you is enough:
{link}

If you need more time, ask your tutor before that day.

Cascade
"""),
        placeholders=(TEAM, MILESTONE, DUE, LINK),
        may_be_stopped=True,
        may_wait=True,
    )
)

DUE_DAY_CHANGED = register(
    Letter(
        code="project_due_day_changed",
        title=gettext_lazy("A milestone of a field project is due on another day"),
        subject=gettext_lazy("Another day: {milestone}"),
        body=gettext_lazy("""Dear {name},

“{milestone}” of your field project “{team}” is due on another day.

Now: {due}
Before: {before}

{link}

Cascade
"""),
        placeholders=(
            TEAM,
            MILESTONE,
            DUE,
            Placeholder("before", gettext_lazy("The day until now."), date(2026, 9, 7)),
            LINK,
        ),
        may_wait=True,
    )
)


def said_of(milestone: Milestone) -> dict[str, str | date]:
    team = milestone.team
    return {
        "team": team.title,
        "milestone": milestone.title,
        "due": milestone.due_on or _("no day is set"),
        "link": address_of("fieldwork:milestone", team.uid, milestone.number),
    }


@each_round("fieldwork.remind_of_milestones")
def remind_of_milestones(at: datetime) -> None:
    """A week and a day before a milestone is due, to the members of a team that has not handed it in."""
    days = (at.date(), at.date() + timedelta(days=rules.REMINDED_BEFORE + 1))
    each_by_itself(queries.milestones_open(*days), lambda milestone: _remind_of(milestone, at))


def _remind_of(milestone: Milestone, at: datetime) -> None:
    now = facts.in_zone(at, milestone.team.delivery.zone)
    due = rules.reminder_due(milestone.due_on, now) if milestone.due_on else ""
    if due:
        write_letters(
            letter=PROJECT_DEADLINE,
            reference=f"milestone {milestone.pk} {milestone.due_on} {due}",
            to=[(person, lambda: said_of(milestone)) for person in queries.team_at_work(milestone)],
            at=at,
            at_once=due == "day",
        )


def tell_due_day(event: Event) -> None:
    milestone = Milestone.objects.select_related("team__delivery").get(pk=event.subject_id)
    before = event.payload["before"]

    def values() -> Values:
        was = date.fromisoformat(before) if before else _("no day was set")
        return {**said_of(milestone), "before": was}

    people = [each for each in queries.team_at_work(milestone) if each.pk != event.by_id]
    write_letters(
        letter=DUE_DAY_CHANGED,
        reference=f"event {event.pk}",
        to=[(person, values) for person in people],
        at=event.at,
    )
