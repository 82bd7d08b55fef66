"""Template tags: the status of a certificate beside its name."""

from django import template
from django.utils import timezone

from certification.certificates.models import Certificate
from certification.certificates.queries import status_of, today_of
from certification.certificates.rules import StatusOn

register = template.Library()


@register.simple_tag
def status_today(certificate: Certificate) -> StatusOn:
    """Today where the issuer is; asks nothing more where the events are loaded (R42, R43)."""
    return status_of(certificate, today_of(certificate, timezone.now()))
