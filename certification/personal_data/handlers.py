"""Requests are covered by seals; the bytes of removed files are deleted."""

from django.apps import apps

from certification.personal_data.models import ErasureRequest
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe

cover(ErasureRequest)


@subscribe("personal_data.file_removed", "personal_data.delete_file")
def delete_file(event: Event) -> None:
    """A file that is gone already is no mistake."""
    place = event.payload["place"]
    if place:
        field: object = apps.get_model(event.subject_type)._meta.get_field("file")
        field.storage.delete(place)  # type: ignore[attr-defined]
