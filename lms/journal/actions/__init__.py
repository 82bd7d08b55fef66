"""Records what happened, and seals it."""

from lms.journal.actions.recording import record_event, record_events
from lms.journal.actions.sealing import seal_events, seal_everything, unsealed

__all__ = ["record_event", "record_events", "seal_events", "seal_everything", "unsealed"]
