"""The verbs of personal data: asking to be removed, removing, and letting evidence go in time."""

from certification.personal_data.actions.asking import (
    ask_for_erasure,
    refuse_erasure,
    take_back_request,
)
from certification.personal_data.actions.copying import note_copy
from certification.personal_data.actions.erasing import erase_person
from certification.personal_data.actions.files import remove_past_retention

__all__ = [
    "ask_for_erasure",
    "erase_person",
    "note_copy",
    "refuse_erasure",
    "remove_past_retention",
    "take_back_request",
]
