"""Publishes status lists: which bits are set follows from the certificates' events on the day.

Two lists share their places. The list of suspensions says of each credential whether it may be
accepted now; every credential names it. The list of revocations says in addition which of those
have ended for good.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet

from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.queries import status_of, today_of
from certification.certificates.rules import Status
from certification.credentials import addresses
from certification.credentials.badges.open_badge import instant
from certification.credentials.bitstrings import encoded
from certification.credentials.models import StatusList, StatusPlace
from certification.credentials.signing import keys
from certification.credentials.signing.contexts import CREDENTIALS
from certification.credentials.signing.data_integrity import with_proof
from certification.credentials.signing.did import issuer_did

Purpose = StatusList.Purpose
FRESH = 300  # seconds for which a published list may be kept
HOLDS = timedelta(days=1)  # a copy older than that proves nothing
ENDED = {Status.WITHDRAWN, Status.SUPERSEDED}
SETS_BITS = {  # what a list says of a state of the certificate
    Purpose.REVOCATION: ENDED,
    Purpose.SUSPENSION: ENDED | {Status.SUSPENDED},
}


def published(status_list: StatusList, purpose: Purpose, now: datetime) -> str:
    """The list as a signed credential, at most five minutes old; raises `NoKey`."""
    key = _cache_key(status_list.number, purpose)
    text = cache.get(key)
    if text is None:
        text = json.dumps(signed_list(status_list, purpose, now), indent=2)
        cache.set(key, text, FRESH)
    return text


def forget_published(certificate: Certificate) -> None:
    """Let the lists that speak of a certificate be made anew when they are next asked for."""
    numbers = StatusList.objects.filter(places__revision__certificate=certificate)
    cache.delete_many(
        _cache_key(number, purpose)
        for number in numbers.values_list("number", flat=True)
        for purpose in Purpose
    )


def signed_list(status_list: StatusList, purpose: Purpose, now: datetime) -> dict[str, Any]:
    address = addresses.status_list(status_list, purpose)
    body = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did(),
        "validFrom": instant(now),
        "validUntil": instant(now + HOLDS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.value,
            "ttl": FRESH * 1000,
            "encodedList": encoded(positions(status_list, purpose, now)),
        },
    }
    return with_proof(body, key=keys.signing_key(), created=now)


def positions(status_list: StatusList, purpose: Purpose, now: datetime) -> list[int]:
    """The bits that are set: of older revisions, and by the state of the certificate today."""
    found = list(_older(status_list).values_list("position", flat=True))
    current = _told_of(status_list).select_related("revision__certificate")
    for place in current.prefetch_related("revision__certificate__status_events"):
        certificate = place.revision.certificate
        status = status_of(certificate, today_of(certificate, now)).status
        if status in SETS_BITS[purpose]:
            found.append(place.position)
    return found


def _older(status_list: StatusList) -> QuerySet[StatusPlace]:
    return status_list.places.filter(Exists(_newer()))


def _told_of(status_list: StatusList) -> QuerySet[StatusPlace]:
    """Of newest revisions, those with whose certificate something else happened than a grant."""
    plain = [StatusEvent.Kind.GRANTED, StatusEvent.Kind.RENEWED, StatusEvent.Kind.EXTENDED]
    events = StatusEvent.objects.filter(certificate=OuterRef("revision__certificate"))
    return status_list.places.filter(~Exists(_newer()), Exists(events.exclude(kind__in=plain)))


def _newer() -> QuerySet[CertificateRevision]:
    return CertificateRevision.objects.filter(
        certificate=OuterRef("revision__certificate"), number__gt=OuterRef("revision__number")
    )


def _cache_key(number: int, purpose: Purpose) -> str:
    return f"status-list:{purpose.value}:{number}"
