"""Signs credentials of certificates and gives each its place in a status list."""

import hashlib
import json
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification.certificates.models import CertificateRevision
from certification.credentials.badges.open_badge import token_claims
from certification.credentials.bitstrings import LENGTH
from certification.credentials.models import Credential, StatusList, StatusPlace
from certification.credentials.said import badge_of
from certification.credentials.signing import keys
from certification.credentials.signing.data_integrity import with_proof
from certification.credentials.signing.tokens import token
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

TRIES = 16  # places looked at; where half of them are taken, the next list is opened


@transaction.atomic
def issue_credential(
    *, revision: CertificateRevision, by: Person | None, at: datetime
) -> Credential:
    """Sign what the revision says, once; a repeated call returns the credential that is there.

    Raises `NoKey` where nothing can sign: the outbox tries again. Records
    `credentials.credential_issued`, about the credential, which the document follows.
    """
    CertificateRevision.objects.select_for_update().get(pk=revision.pk)
    existing = Credential.objects.filter(revision=revision).order_by("turn").last()
    if existing:
        return existing
    place = place_of(revision=revision, at=at)
    return _signed(revision, badge_of(place), turn=1, by=by, at=at)


@transaction.atomic
def sign_again(*, credential: Credential, by: Person | None, at: datetime) -> Credential:
    """Sign the same words by another key, because the key that signed them was compromised.

    Refuses while that key is trusted. A repeated call returns what it has signed. Records
    `credentials.credential_issued`.
    """
    CertificateRevision.objects.select_for_update().get(pk=credential.revision_id)
    newest = Credential.objects.filter(revision=credential.revision_id).latest("turn")
    if newest.pk != credential.pk:
        return newest
    key = keys.key_by_id(credential.key_id)
    if key is not None and key.is_trusted:
        raise Refused(
            "key_is_trusted",
            _("The key that signed it is trusted; mark it as compromised first."),
        )
    body = json.loads(credential.text)
    del body["proof"]
    return _signed(credential.revision, body, turn=credential.turn + 1, by=by, at=at)


def _signed(
    revision: CertificateRevision, body: dict, *, turn: int, by: Person | None, at: datetime
) -> Credential:
    key = keys.signing_key()
    secured = with_proof(body, key=key, created=at)
    credential = Credential.objects.create(
        revision=revision,
        turn=turn,
        key_id=key.id,
        text=json.dumps(secured, ensure_ascii=False, indent=2),
        token=token(token_claims(body), key=key),
        signed_at=at,
    )
    record_event(
        name="credentials.credential_issued",
        subject=credential,
        by=by,
        at=at,
        payload={"sha256": hashlib.sha256(credential.text.encode()).hexdigest()},  # for proofs
    )
    return credential


def place_of(*, revision: CertificateRevision, at: datetime) -> StatusPlace:
    """The bit of the revision: the one it has, or a free one at random in the newest list.

    A list is left when about half of it is taken, so a free place is found at once for ever. Two
    who draw the same place at once are told apart by the constraint, and one draws again. Records
    `credentials.place_given`.
    """
    existing = StatusPlace.objects.filter(revision=revision).first()
    while existing is None:
        newest = StatusList.objects.order_by("number").last() or open_list(number=1, at=at)
        drawn = list({secrets.randbelow(LENGTH) for _try in range(TRIES)})
        taken = set(newest.places.filter(position__in=drawn).values_list("position", flat=True))
        if len(taken) * 2 >= len(drawn):
            open_list(number=newest.number + 1, at=at)
            continue
        position = next(each for each in drawn if each not in taken)
        try:
            with transaction.atomic():
                existing = StatusPlace.objects.create(
                    revision=revision, status_list=newest, position=position
                )
                record_event(name="credentials.place_given", subject=existing, by=None, at=at)
        except IntegrityError:
            existing = StatusPlace.objects.filter(revision=revision).first()
    return existing


def open_list(*, number: int, at: datetime) -> StatusList:
    return StatusList.objects.get_or_create(number=number, defaults={"opened_at": at})[0]
