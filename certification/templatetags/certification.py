"""Template tags: the status of a certificate beside its name, and when it may be renewed."""

from django import template
from django.conf import settings
from django.utils import timezone

from certification.certificates.models import Certificate
from certification.certificates.queries import renewable_in, status_of, today_of
from certification.certificates.rules import StatusOn
from certification.credentials.signing.did import did_document
from certification.credentials.signing.keys import all_keys
from certification.schemes.dating import Renewability

register = template.Library()


@register.simple_tag
def status_today(certificate: Certificate) -> StatusOn:
    """Today where the issuer is; asks nothing more where the events are loaded (R42, R43)."""
    return status_of(certificate, today_of(certificate, timezone.now()))


@register.simple_tag
def published_keys() -> dict:
    """The issuer's keys as did.json lists them, for a page that checks a claim by itself."""
    return did_document(all_keys())


@register.simple_tag
def has_european_form() -> bool:
    """Whether the issuer may be named as European Digital Credentials name it."""
    return bool(settings.ISSUER_LEGAL_IDENTIFIER and settings.ISSUER_COUNTRY)


@register.simple_tag
def renewal_today(certificate: Certificate, status: StatusOn) -> Renewability | None:
    """From when through when the holder may renew it, seen from the day of the status (R44)."""
    return renewable_in(certificate, status)
