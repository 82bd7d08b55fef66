"""Asks the scheme's rules when something was completed."""

from collections.abc import Mapping

from certification.decisions.actions import grant_by_rule
from certification.decisions.models import Decision
from certification.schemes.models import CertificateType
from certification.schemes.queries import automatic_types
from courses.enrolment.models import Enrolment
from courses.progress.models import ModuleCompletion, ProgrammeCompletion
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe

cover(Decision, parts=["evidence"])


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


@subscribe("courses.programme_completed", "decisions.after_programme")
def after_programme(event: Event) -> None:
    completion = ProgrammeCompletion.objects.select_related("enrolment__programme").get(
        pk=event.subject_id
    )
    enrolment = completion.enrolment
    scopes: dict[str, str] = {CertificateType.Scope.PROGRAMME: enrolment.programme.code}
    grant_what_is_due(enrolment, scopes, event)


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
