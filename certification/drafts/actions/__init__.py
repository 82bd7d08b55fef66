"""The verbs about drafts of schemes."""

from certification.drafts.actions.drafting import (
    begin_draft,
    discard_draft,
    publish_draft,
    save_draft,
)
from certification.drafts.actions.previewing import ask_for_preview, preview_some

__all__ = [
    "ask_for_preview",
    "begin_draft",
    "discard_draft",
    "preview_some",
    "publish_draft",
    "save_draft",
]
