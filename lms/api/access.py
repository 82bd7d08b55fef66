"""Who may ask the API: a token with the scope, and not too often."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from lms.api import rules
from lms.api.models import ApiToken
from lms.auditing.queries import shut_grant
from lms.auditing.rules import why_shut


class Token(HttpBearer):
    """A token in the header `Authorization: Bearer …` that opens a scope."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        now = timezone.now()
        found = (
            ApiToken.objects.open_at(now)
            .filter(
                sha256=rules.hashed(token), person__is_active=True, person__merged_into__isnull=True
            )
            .select_related("person")
            .first()
        )
        if found is None:
            return None
        if not rules.opens(found.scopes, self.scope):
            raise HttpError(
                HTTPStatus.FORBIDDEN, _("This token does not open the scope %s.") % self.scope
            )
        check_rate(found, now)
        shut = shut_grant(found.person)
        request.auth = found  # type: ignore[attr-defined] # the log of auditors names whom it refuses
        if shut is not None:  # a token opens no more than its person may read (R60)
            raise HttpError(HTTPStatus.FORBIDDEN, why_shut(shut, now))
        return found


def check_rate(token: ApiToken, now: datetime) -> None:
    """At most so many questions a minute for each token."""
    try:
        asked = _asked_before(token, now)
    except DatabaseError:  # no table of the cache: nobody is kept out for that
        return
    if asked >= settings.API_QUESTIONS_A_MINUTE:
        raise HttpError(
            HTTPStatus.TOO_MANY_REQUESTS,
            _("At most %s questions a minute; wait a little.") % settings.API_QUESTIONS_A_MINUTE,
        )


def _asked_before(token: ApiToken, now: datetime) -> int:
    """How often in this minute; this time is noted as well."""
    key = f"api-{token.pk}-{now:%Y%m%d%H%M}"
    asked: int = cache.get(key, 0)
    cache.set(key, asked + 1, timeout=120)
    return asked


def with_token(person: object) -> bool:
    """The token decides, which every operation asks for by itself."""
    return True


def ruled(view: Callable) -> Callable:
    view.access_rule = with_token  # type: ignore[attr-defined]
    return view
