"""The courses app: what is taught, and what people did."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

ROOMS = (
    "assessments",
    "exchange",
    "catalogue",
    "deliveries",
    "enrolment",
    "fieldwork",
    "observations",
    "attempts",
    "evaluation",
    "marking",
    "analysis",
    "progress",
    "closing",
    "lineage",
)


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        """Let every room register its letters, and subscribe its handlers to the outbox."""
        for room in ROOMS:
            for part in ("letters", "handlers", "merging"):
                module = f"courses.{room}.{part}"
                if find_spec(module):
                    import_module(module)
