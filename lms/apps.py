"""The platform app: who, what happened, and the way in."""

from importlib import import_module

from django.apps import AppConfig


class LmsConfig(AppConfig):
    name = "lms"
    verbose_name = "Platform"

    def ready(self) -> None:
        """Let seals cover published roots and consents, jobs be worked and letters be sent."""
        import_module("lms.journal.handlers")
        import_module("lms.jobs.handlers")
        import_module("lms.notifications.handlers")
        import_module("lms.people.handlers")
