"""The letters about places, changes and dates of a delivery, each beside what writes it."""

from courses.enrolment.letters import changes, places, reminders

__all__ = ["changes", "places", "reminders"]
