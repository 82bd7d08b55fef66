"""The mark of an auditor's export: who took it, what for, when, and the code that traces it (R60)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.auditing.queries import is_auditor, standing_grant
from lms.people.models import Person

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none is taken for another
LENGTH = 12


@dataclass(frozen=True)
class Watermark:
    """What stands in everything that an auditor takes away."""

    who: str
    purpose: str
    at: datetime
    code: str

    COLUMNS = ("exported_by", "export_purpose", "exported_at", "export_code")

    @property
    def cells(self) -> list[str]:
        return [self.who, self.purpose, self.at.isoformat(timespec="seconds"), self.code]

    @property
    def sentence(self) -> str:
        return _("Taken by %(who)s on %(at)s for: %(purpose)s. Code %(code)s.") % {
            "who": self.who,
            "at": self.at.strftime("%Y-%m-%d %H:%M UTC"),
            "purpose": self.purpose or "–",
            "code": self.code,
        }

    def told(self) -> dict[str, str]:
        """As a job keeps it."""
        return dict(zip(self.COLUMNS, self.cells, strict=True))

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Watermark":
        who, purpose, at, code = (str(told[name]) for name in cls.COLUMNS)
        return cls(who, purpose, datetime.fromisoformat(at), code)


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def watermark_for(request: HttpRequest, code: str = "") -> Watermark | None:
    """The mark for what is taken away by this request, and for its row in the log; else None.

    Only auditors' exports carry one. `code` is that of an export that was made before.
    """
    person = reader_of(request)
    if person is None or not is_auditor(person):
        return None
    request.audit_code = code or new_code()  # type: ignore[attr-defined] # the log reads it
    grant = standing_grant(person)
    return Watermark(
        who=f"{person} <{person.email}>" if person.email else str(person),
        purpose=grant.purpose if grant else "",
        at=timezone.now(),
        code=request.audit_code,  # type: ignore[attr-defined]
    )


def reader_of(request: HttpRequest) -> Person | None:
    """Who asks: signed in, or by a token of the API."""
    person = getattr(request, "user", None)
    if person is not None and person.is_authenticated:
        return person
    return getattr(getattr(request, "auth", None), "person", None)
