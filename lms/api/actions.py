"""Makes tokens of the API and revokes them."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.api import rules
from lms.api.models import ApiToken
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def make_token(
    *,
    person: Person,
    scopes: Sequence[str],
    by: Person | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new token, shown this once; only its hash is kept.

    Refused for unknown scopes, for none, and for an end that is past. Records `api.token_made`.
    """
    unknown = sorted(set(scopes) - set(rules.SCOPES))
    if unknown or not scopes:
        raise Refused(
            "scope_unknown",
            _("Scopes are: %s.") % ", ".join(rules.SCOPES),
        )
    if expires_at is not None and expires_at <= at:
        raise Refused("already_over", _("The token would have expired already."))
    token = rules.PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        person=person,
        sha256=rules.hashed(token),
        scopes=sorted(set(scopes)),
        made_at=at,
        expires_at=expires_at,
    )
    record_event(name="api.token_made", subject=made, by=by, at=at)
    return token


@transaction.atomic
def revoke_tokens(*, person: Person, by: Person | None, at: datetime) -> int:
    """End every token of a person from now on; returns how many there were.

    Records `api.token_revoked` for each.
    """
    tokens = list(ApiToken.objects.select_for_update().open_at(at).filter(person=person))
    for token in tokens:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record_event(name="api.token_revoked", subject=token, by=by, at=at)
    return len(tokens)
