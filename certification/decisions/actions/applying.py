"""Applications: made, withdrawn, and their files looked at again."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification.decisions.holding import holding_of
from certification.decisions.models import Application, ApplicationCheck
from certification.decisions.used import facts_used
from certification.schemes.models import CertificateType
from certification.schemes.queries import CandidateFile, candidate_file, type_for
from certification.schemes.rules import day_of
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

MOST_MISSING = 12  # sentences that a list shows


def apply(
    *, person: Person, certificate_type: CertificateType, scope: str, by: Person, at: datetime
) -> Application:
    """Ask for a certificate, or for its renewal where one is held (R44).

    Under the version that applies to the person (R51). The open application is returned where
    there is one. Refused to others than the person and officers, and where neither a first grant
    nor a renewal is possible. An incomplete file is no obstacle: it waits until it is complete.
    Records `decisions.application_made`.
    """
    if by.pk != person.pk and "officer" not in by.roles:
        raise Refused("not_yours", _("Only certification officers apply for others."))
    applies = _type_that_applies(person, certificate_type, at)
    existing = _open_application(person, applies, scope)
    if existing is not None:
        return existing
    holding = holding_of(person, applies, scope, day_of(at, applies.version.scheme))
    if holding.against(holding.purpose):
        raise Refused("held", holding.against_grant, "R44")
    try:
        with transaction.atomic():
            application = Application.objects.create(
                person=person,
                certificate_type=applies,
                scheme_code=applies.version.scheme.code,
                type_code=applies.code,
                scope=scope,
                purpose=holding.purpose,
                opened_at=at,
                opened_by=by,
            )
            record_event(name="decisions.application_made", subject=application, by=by, at=at)
            check_file(application=application, at=at)
    except IntegrityError:
        existing = _open_application(person, applies, scope)
        if existing is None:
            raise
        return existing
    return application


def _type_that_applies(
    person: Person, certificate_type: CertificateType, at: datetime
) -> CertificateType:
    scheme = certificate_type.version.scheme
    applies = type_for(person, scheme, certificate_type.code, at)
    if applies is None:
        raise Refused(
            "no_version", _("No version of the scheme grants this certificate today."), "R51"
        )
    if applies.is_automatic:
        raise Refused(
            "automatic", _("This certificate is granted by rule as soon as it is due."), "R49"
        )
    return applies


def _open_application(
    person: Person, certificate_type: CertificateType, scope: str
) -> Application | None:
    return (
        Application.objects.waiting()
        .filter(
            person__in=person.selves,
            scheme_code=certificate_type.version.scheme.code,
            type_code=certificate_type.code,
            scope=scope,
        )
        .first()
    )


@transaction.atomic
def withdraw_application(*, application: Application, by: Person, at: datetime) -> Application:
    """The candidate takes an application back before it is decided; a second time changes nothing.

    Refused to others than the candidate, and once it is decided. Records
    `decisions.application_withdrawn`.
    """
    if by.pk != application.person_id:
        raise Refused("not_yours", _("Only the candidate withdraws an application."))
    application = locked(application)
    if application.state == Application.State.WITHDRAWN:
        return application
    if not application.is_open:
        raise Refused("decided", _("It is decided already."))
    close(application, Application.State.WITHDRAWN, at)
    record_event(name="decisions.application_withdrawn", subject=application, by=by, at=at)
    return application


def locked(application: Application) -> Application:
    """The application and its candidate, locked: decided by one at a time, and no tie is added meanwhile.

    Rows that refer to the candidate, such as declared ties, places and observations, wait for it.
    """
    return (
        Application.objects.select_for_update(of=("self", "person"))
        .select_related("certificate_type__version__scheme", "person")
        .get(pk=application.pk)
    )


def close(application: Application, state: str, at: datetime) -> None:
    application.state, application.closed_at = state, at
    application.save(update_fields=["state", "closed_at"])


@transaction.atomic
def check_file(*, application: Application, at: datetime) -> CandidateFile:
    """Look at the file of an open application, and keep what is missing for the lists.

    Records `decisions.file_complete` when it was found complete and was not before.
    """
    file = file_of(application, at)
    made = ApplicationCheck.objects.filter(application=application).first()
    was_complete_since = made.complete_since if made else None
    since = (was_complete_since or at) if file.is_complete else None
    missing = [line for each in file.requirements if not each.is_met for line in each.missing]
    ApplicationCheck.objects.update_or_create(
        application=application,
        defaults={
            "complete_since": since,
            "missing": missing[:MOST_MISSING],
            "checked_at": at,
        },
    )
    if since is not None and was_complete_since is None:
        record_event(name="decisions.file_complete", subject=application, by=None, at=at)
    return file


def file_of(application: Application, at: datetime) -> CandidateFile:
    """The candidate's file under the version that applies on that day (R51).

    What an earlier grant rests on does not count again (R39).
    """
    kind, scope, purpose = type_on(application, at), application.scope, application.purpose
    return candidate_file(
        person=application.person,
        certificate_type=kind,
        scope=scope,
        at=at,
        purpose=purpose,
        used=facts_used(application.person, kind, scope, purpose, besides=application.pk),
    )


def type_on(application: Application, at: datetime) -> CertificateType:
    """The type of the version that applies on a day; that of the application where none does."""
    made_under = application.certificate_type
    scheme = made_under.version.scheme
    return type_for(application.person, scheme, made_under.code, at) or made_under
