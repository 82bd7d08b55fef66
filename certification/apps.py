"""The certification app: what the learning is worth."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

ROOMS = (
    "schemes",
    "decisions",
    "certificates",
    "drafts",
    "appeals",
    "credentials",
    "documents",
    "registers",
    "labels",
    "records",
    "personal_data",
    "evidence",
    "counts",
    "reports",
    "targets",
    "audits",
)


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = "Certification"

    def ready(self) -> None:
        """Let every room register what it brings, and subscribe its handlers to the outbox."""
        for room in ROOMS:
            for part in ("requirements", "letters", "handlers", "checks", "merging"):
                module = f"certification.{room}.{part}"
                if find_spec(module):
                    import_module(module)
