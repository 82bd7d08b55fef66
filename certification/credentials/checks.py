"""Tells before a site goes live that credentials could not be signed, or by too many."""

from django.conf import settings
from django.core import checks

from certification.credentials.signing import keys


@checks.register(checks.Tags.security, deploy=True)
def issuer_can_sign(app_configs, **options) -> list[checks.CheckMessage]:
    """A key is there, and nobody but its owner can read it."""
    try:
        keys.signing_key()
    except keys.NoKey:
        return [
            checks.Error(
                f"There is no key in {settings.KEYS_DIR}: certificates wait for their credentials.",
                hint="Make one: manage.py make_key",
                id="credentials.E001",
            )
        ]
    return [
        checks.Warning(
            f"Others than its owner can read {path}.",
            hint=f"chmod 600 {path}",
            id="credentials.W001",
        )
        for path in sorted(keys.folder().glob("*.pem"))
        if path.stat().st_mode & 0o077
    ]
