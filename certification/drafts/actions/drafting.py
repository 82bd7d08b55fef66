"""Begins, saves, discards and publishes the draft of a scheme's next version."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.drafts import rules
from certification.drafts.models import SchemeDraft
from certification.drafts.queries import newest_version, problems
from certification.schemes.actions import install_scheme
from certification.schemes.models import Scheme, SchemeVersion
from certification.schemes.queries import version_as_data
from certification.schemes.rules import day_of
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.journal.hashing import canonical
from lms.people.models import Person

State = SchemeDraft.State


@transaction.atomic
def begin_draft(*, scheme: Scheme, by: Person, at: datetime) -> SchemeDraft:
    """Begin the next version as the newest says it; the open draft is returned where there is one.

    Refused to others than administrators. Records `drafts.begun`.
    """
    _check_may(by)
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    existing = SchemeDraft.objects.filter(scheme=scheme, state=State.OPEN).first()
    if existing is not None:
        return existing
    programme = scheme.programme
    frame = {
        "code": scheme.code,
        "title": scheme.title,
        "programme": programme.code if programme else "",
        "zone": scheme.zone,
    }
    newest = version_as_data(newest_version(scheme))
    draft = SchemeDraft.objects.create(
        scheme=scheme,
        data=rules.first_data(frame, newest, day_of(at, scheme)),
        begun_at=at,
        begun_by=by,
        saved_at=at,
        saved_by=by,
    )
    record_event(name="drafts.begun", subject=draft, by=by, at=at)
    return draft


@transaction.atomic
def save_draft(
    *, draft: SchemeDraft, data: rules.Data, edition: int, by: Person, at: datetime
) -> SchemeDraft:
    """Keep what was typed, with its mistakes; what is saved already is not saved again.

    `edition` is the one that was edited: refused where somebody saved a later one meanwhile. Refused
    too once it is published or discarded, where more than the next version and the end of the one
    before differs, and to others than administrators. Records `drafts.saved`.
    """
    _check_may(by)
    draft = _locked(draft)
    _check_open(draft)
    if data == draft.data:
        return draft
    _check_edition(draft, edition)
    if not rules.has_its_frame(data, draft.data):
        raise Refused("draft_frame", _("Only the next version can be edited."), "R51")
    if len(canonical(data)) > rules.LARGEST:
        raise Refused("draft_large", _("That is more than a draft can hold. Shorten the texts."))
    draft.data, draft.edition = data, draft.edition + 1
    draft.saved_at, draft.saved_by = at, by
    draft.save(update_fields=["data", "edition", "saved_at", "saved_by"])
    payload = {"edition": draft.edition}
    record_event(name="drafts.saved", subject=draft, by=by, at=at, payload=payload)
    return draft


@transaction.atomic
def discard_draft(*, draft: SchemeDraft, by: Person, at: datetime) -> SchemeDraft:
    """Put a draft away for good, so that another may be begun; twice is once.

    Refused once it is published, and to others than administrators. Records `drafts.discarded`.
    """
    _check_may(by)
    draft = _locked(draft)
    if draft.state == State.DISCARDED:
        return draft
    _check_open(draft)
    draft.state = State.DISCARDED
    draft.save(update_fields=["state"])
    record_event(name="drafts.discarded", subject=draft, by=by, at=at)
    return draft


@transaction.atomic
def publish_draft(*, draft: SchemeDraft, edition: int, by: Person, at: datetime) -> SchemeVersion:
    """Install the draft as the next version, which never changes again; twice is once.

    Refused with mistakes, where somebody saved it after the `edition` that was looked at, once it is
    discarded, and to others than administrators. Records what installing a version records, in the
    name of who publishes.
    """
    _check_may(by)
    draft = _locked(draft)
    if draft.version is not None:
        return draft.version
    _check_open(draft)
    _check_edition(draft, edition)
    found = len(problems(draft, at))
    if found:
        raise Refused(
            "draft_mistaken",
            ngettext(
                "%s thing is not right yet; it is said at its place.",
                "%s things are not right yet; each is said at its place.",
                found,
            )
            % found,
        )
    scheme = install_scheme(data=draft.data, by=by, at=at)
    version = SchemeVersion.objects.get(scheme=scheme, number=draft.next["number"])
    draft.state, draft.version = State.PUBLISHED, version
    draft.save(update_fields=["state", "version"])
    return version


def _locked(draft: SchemeDraft) -> SchemeDraft:
    """The draft and its scheme, so that no version is installed beside it."""
    locked = SchemeDraft.objects.select_for_update(of=("self", "scheme"))
    return locked.select_related("scheme", "saved_by", "version").get(pk=draft.pk)


def _check_may(by: Person) -> None:
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators edit schemes."))


def _check_open(draft: SchemeDraft) -> None:
    if not draft.is_open:
        raise Refused(
            "draft_closed", _("This draft is %s; begin another one.") % draft.get_state_display()
        )


def _check_edition(draft: SchemeDraft, edition: int) -> None:
    if edition != draft.edition:
        moment = date_format(draft.saved_at, "j F Y, H:i")
        raise Refused(
            "draft_saved_meanwhile",
            _("%(who)s saved this draft on %(moment)s, after you opened it.")
            % {"who": draft.saved_by, "moment": moment},
        )
