"""Which seal, and which published root, cover the grant of a certificate."""

from datetime import UTC
from typing import Any

from certification.certificates.models import Certificate
from lms.journal.proofs import Covered, covered_by


def covering_root(certificate: Certificate) -> Covered | None:
    """None until the grant is sealed, which takes about a minute."""
    return covered_by("certificates.certificate_granted", certificate)


def said_of(covered: Covered | None) -> dict[str, Any] | None:
    """As the machine-readable answer says it; `day` and `root` are null until the day is over."""
    if covered is None:
        return None
    daily = covered.daily
    return {
        "seal": covered.seal.number,
        "sealed_at": covered.seal.sealed_at.astimezone(UTC).isoformat(),
        "seal_root": covered.seal.root,
        "day": daily.day.isoformat() if daily else None,
        "root": daily.root if daily else None,
    }
