"""Asks the scheme's rules when something was completed, and looks at the files of who applied."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from certification.decisions.actions import check_file, escalate, grant_by_rule
from certification.decisions.letters import DECISION_ESCALATED, DECISION_REFUSED
from certification.decisions.models import (
    Application,
    Decision,
    Escalation,
    Proposal,
    ProposalReturn,
)
from certification.decisions.panels import Matter, panels_for, people_who_decide
from certification.decisions.queries import (
    last_day_for_appeal,
    not_escalated,
    to_look_at,
)
from certification.decisions.rules import Level
from certification.schemes.models import CertificateType
from certification.schemes.queries import automatic_types
from courses.closing.models import TrainerCredit
from courses.enrolment.models import Enrolment
from courses.fieldwork.models import ProjectResult
from courses.observations.models import Observation
from courses.progress.models import ModuleCompletion, ProgrammeCompletion
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import write_letter, write_letters
from lms.notifications.clock import each_by_itself, each_round
from lms.notifications.letters import address_of
from lms.people.models import Person

LOOKED_AT_EVERY = timedelta(hours=6)
IN_A_ROUND = 200

cover(Decision, parts=["evidence"])
cover(Application)
cover(Proposal)
cover(ProposalReturn)
cover(Escalation)


@subscribe("courses.completion_recorded", "decisions.after_module")
def after_module(event: Event) -> None:
    # Pages are wide; this runs for every module that somebody passes.
    completion = (
        ModuleCompletion.objects.select_related("enrolment__programme", "module")
        .only(
            "enrolment__person",
            "enrolment__role",
            "enrolment__enrolled_at",
            "enrolment__programme__code",
            "module__code",
        )
        .get(pk=event.subject_id)
    )
    scopes: dict[str, str] = {
        CertificateType.Scope.MODULE: completion.module.code,
        CertificateType.Scope.PROGRAMME: completion.enrolment.programme.code,
    }
    grant_what_is_due(completion.enrolment, scopes, event)
    look_again([completion.enrolment.person_id])


@subscribe("courses.programme_completed", "decisions.after_programme")
def after_programme(event: Event) -> None:
    completion = ProgrammeCompletion.objects.select_related("enrolment__programme").get(
        pk=event.subject_id
    )
    enrolment = completion.enrolment
    scopes: dict[str, str] = {CertificateType.Scope.PROGRAMME: enrolment.programme.code}
    grant_what_is_due(enrolment, scopes, event)
    look_again([enrolment.person_id])


def grant_what_is_due(enrolment: Enrolment, scopes: Mapping[str, str], event: Event) -> None:
    """Grant each type that a rule may grant once for its scope.

    `scopes` gives the code of the module or the programme by the kind of scope.
    """
    for certificate_type in automatic_types(enrolment, scopes, event.at):
        grant_by_rule(
            enrolment=enrolment,
            certificate_type=certificate_type,
            scope=scopes[certificate_type.scope],
            at=event.at,
        )


# Files of those who applied


def look_again(people: Iterable[int]) -> None:
    """The files of their open applications may be complete now."""
    applications = Application.objects.waiting().filter(person__in=people)
    for application in applications.select_related("certificate_type__version__scheme", "person"):
        check_file(application=application, at=timezone.now())


@subscribe("observations.frozen", "decisions.after_observation")
def after_observation(event: Event) -> None:
    look_again([Observation.objects.get(pk=event.subject_id).observed_id])


@subscribe("fieldwork.result_confirmed", "decisions.after_project")
def after_project(event: Event) -> None:
    result = ProjectResult.objects.select_related("member__enrolment").get(pk=event.subject_id)
    look_again([result.member.enrolment.person_id])


@subscribe("courses.trainers_credited", "decisions.after_closing")
def after_closing(event: Event) -> None:
    credited = TrainerCredit.objects.filter(delivery=event.subject_id)
    taken = Enrolment.objects.filter(delivery=event.subject_id)
    waiting = Application.objects.waiting().order_by().values_list("person", flat=True)
    concerned = waiting.filter(person__in=credited.values("person"))
    look_again({*concerned, *waiting.filter(person__in=taken.values("person"))})


@each_round("decisions.files")
def look_at_files(at: datetime) -> None:
    """What time alone makes true or untrue, such as an expired prerequisite."""
    before = at - LOOKED_AT_EVERY
    waiting = to_look_at(before).select_related("certificate_type__version__scheme", "person")
    each_by_itself(
        list(waiting[:IN_A_ROUND]), lambda application: check_file(application=application, at=at)
    )


# Escalation


@subscribe("decisions.file_complete", "decisions.escalate")
def escalate_complete(event: Event) -> None:
    escalate(application=Application.objects.get(pk=event.subject_id), at=timezone.now())


@each_round("decisions.escalate")
def escalate_what_is_stuck(at: datetime) -> None:
    """Officers leave and ties are declared after a file was complete."""
    waiting = list(not_escalated()[:IN_A_ROUND])
    matters = [Matter.of(each.person_id, each.certificate_type.version) for each in waiting]
    stuck = [
        application
        for application, panel in zip(waiting, panels_for(matters, at), strict=True)
        if panel.level is not Level.OFFICERS
    ]
    each_by_itself(stuck, lambda application: escalate(application=application, at=at))


@subscribe("decisions.escalated", "decisions.tell_administrators")
def tell_administrators(event: Event) -> None:
    escalation = Escalation.objects.select_related(
        "application__person", "application__certificate_type"
    ).get(pk=event.subject_id)
    application = escalation.application
    is_outside = escalation.level == Escalation.Level.OUTSIDE

    def values():
        return {
            "title": application.certificate_type.title,
            "candidate": str(application.person),
            "task": _("Too few administrators are free as well: name somebody from outside.")
            if is_outside
            else _("As an administrator without a tie you may decide it."),
            "link": address_of("decisions:application", application.uid),
        }

    _officers, administrators = people_who_decide()
    write_letters(
        letter=DECISION_ESCALATED,
        reference=str(escalation.pk),
        to=[(person, values) for person in Person.objects.filter(pk__in=administrators)],
        at=timezone.now(),
    )


@subscribe("decisions.refused", "decisions.tell_candidate")
def tell_candidate(event: Event) -> None:
    decision = Decision.objects.select_related("person", "certificate_type__version__scheme").get(
        pk=event.subject_id
    )
    write_letter(
        letter=DECISION_REFUSED,
        person=decision.person,
        reference=str(decision.pk),
        values={
            "title": decision.certificate_type.title,
            "scope": decision.scope,
            "reasons": decision.reasons,
            "last_day": last_day_for_appeal(decision),
            "link": address_of("decisions:detail", decision.pk),
        },
        at=timezone.now(),
    )
