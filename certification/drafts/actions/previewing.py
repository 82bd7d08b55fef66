"""Tries a draft out on the people whom its scheme concerns, step by step."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.drafts.circumstances import circumstances, people_concerned
from certification.drafts.judging import Finding, findings_about, offers_of
from certification.drafts.models import SchemeDraft
from certification.drafts.queries import key_of_previews, problems
from certification.schemes.building import build_version
from certification.schemes.data import complete_version
from courses.catalogue.queries import modules_of
from lms.errors import Refused
from lms.jobs.actions import ask_for_job
from lms.jobs.models import Job
from lms.jobs.workers import Progress
from lms.people.models import Person

KIND = "drafts.preview"
STEP = 50  # people that are looked at before the progress moves
MOST = 1000  # findings that are kept; all are counted


@transaction.atomic
def ask_for_preview(*, draft: SchemeDraft, by: Person, at: datetime) -> Job:
    """Ask how the draft, as it is saved, would change things for people today; once a minute.

    Refused with mistakes, once it is closed, and to others than administrators. Nothing is written
    about anybody: what is found belongs to the job. Records as asking for a job does.
    """
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators edit schemes."))
    if not draft.is_open or problems(draft, at):
        raise Refused("draft_mistaken", _("Mend first what is not right yet."))
    return ask_for_job(
        key=f"{key_of_previews(draft)} {draft.edition} {at:%Y-%m-%dT%H:%M}",
        kind=KIND,
        about={"draft": draft.pk, "edition": draft.edition, "at": at.isoformat()},
        by=by,
        at=at,
        total=people_concerned(draft.scheme, at).count(),
    )


def preview_some(job: Job) -> Progress:
    """Look at the next people, by their keys; the result has what was found and how many they are."""
    draft = SchemeDraft.objects.select_related("scheme__programme").get(pk=job.about["draft"])
    if not draft.is_open or draft.edition != job.about["edition"]:
        raise Refused("draft_saved_meanwhile", _("The draft was changed meanwhile. Look again."))
    scheme, at = draft.scheme, datetime.fromisoformat(job.about["at"])
    after = job.result.get("after", 0)
    people = list(people_concerned(scheme, at).filter(pk__gt=after)[:STEP])
    modules = [each.code for each in modules_of(scheme.programme)] if scheme.programme else []
    offers = offers_of(scheme, build_version(scheme, complete_version(draft.next)), modules)
    known = circumstances(scheme, [person.pk for person in people], at)
    found = [
        finding
        for person in people
        for finding in findings_about(person, known[person.pk], offers, at)
    ]
    done = job.done + len(people)
    return Progress(
        done=done,
        total=max(job.total, done),
        is_finished=len(people) < STEP,
        result=_added(job.result, found, people[-1].pk if people else after),
    )


def _added(result: dict[str, Any], found: list[Finding], after: int) -> dict[str, Any]:
    kept = result.get("findings", [])
    people = {
        change: result.get(change, 0)
        + len({each.person for each in found if each.change == change})
        for change in ("lost", "gained")
    }
    room = max(0, MOST - len(kept))
    return people | {
        "after": after,
        "findings": kept + [each.as_data() for each in found[:room]],
        "left_out": result.get("left_out", 0) + max(0, len(found) - room),
    }
