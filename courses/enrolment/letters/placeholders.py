"""What several letters of a delivery may be filled with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from lms.notifications.letters import Placeholder

FIRST = datetime(2026, 9, 14, 9, tzinfo=ZoneInfo("Africa/Tunis"))
DELIVERY = Placeholder(
    "delivery", _("Title of the cohort or training."), _("Cluster training, Tunis")
)
BEGINS = Placeholder("begins", _("When the first session begins, in the time of its place."), FIRST)
PLACE = Placeholder("place", _("Where it is held."), _("House of Industry, Tunis"))
LINK = Placeholder(
    "link",
    _("Address of the page about it."),
    "https://cascade.example/deliveries/5f0c/",
    is_needed=True,
)
REASON = Placeholder(
    "reason",
    _("The reason, in the words of who decided; empty where none was given."),
    _("The training is for cluster managers in office."),
    has_lines=True,
)
