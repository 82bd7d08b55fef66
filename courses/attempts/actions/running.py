"""What every step of an attempt asks first: whose it is, whether it runs, whether its files are known."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from courses.attempts import rules
from courses.attempts.models import Attempt, AttemptQuestion
from lms.errors import Refused
from lms.people.models import Person

WITH_FILES = "file upload"


def locked_attempt(attempt: Attempt, by: Person | None) -> Attempt:
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment", "design")
        .get(pk=attempt.pk)
    )
    if by is not None and not by.is_same_as(attempt.enrolment.person_id):
        raise Refused("not_yours", _("This attempt is somebody else's."))
    return attempt


def check_runs(attempt: Attempt, at: datetime) -> None:
    if attempt.submitted_at is not None:
        raise Refused("submitted", _("This attempt has been handed in; answers no longer change."))
    if rules.is_too_late(attempt.deadline_at, at):
        raise Refused("too_late", _("The time for this attempt is over."))


def check_files(answers: Iterable[tuple[AttemptQuestion, Any]]) -> None:
    """Refused when an answer names a file that was not handed in for its question."""
    for question, response in answers:
        if not response or question.version.type != WITH_FILES:
            continue
        if question.files.filter(uid__in=response).count() != len(response):
            raise Refused("file_unknown", _("A file of this answer is not known here."))
