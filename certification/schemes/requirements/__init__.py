"""Requirements: one small checker per kind, each with its evidence or what is missing.

A kind is registered by the room that knows its facts; rooms above register theirs when Django is
ready. Its `load` reads what it needs about one candidate; its `check` decides, and reads neither
clock nor database.
"""

from certification.schemes.requirements import (  # noqa: F401 - they register
    composed,
    papers,
    participation,
    teaching,
    tests,
)
from certification.schemes.requirements.registry import (
    Candidate,
    Kind,
    Parameter,
    Shape,
    check,
    kinds,
    problems_of,
    register,
)

__all__ = ["Candidate", "Kind", "Parameter", "Shape", "check", "kinds", "problems_of", "register"]
