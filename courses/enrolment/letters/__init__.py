"""The letters about places, parts, changes and dates of a delivery, each beside what writes it."""

from courses.enrolment.letters import changes, parts, places, reminders

__all__ = ["changes", "parts", "places", "reminders"]
