"""Records what happened, seals it, and publishes the root of each day."""

from lms.journal.actions.publishing import publish_root, publish_roots
from lms.journal.actions.recording import record_event, record_events
from lms.journal.actions.sealing import seal_events, seal_everything, unsealed

__all__ = [
    "publish_root",
    "publish_roots",
    "record_event",
    "record_events",
    "seal_events",
    "seal_everything",
    "unsealed",
]
