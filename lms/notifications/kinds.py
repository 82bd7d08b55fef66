"""The letters of the platform itself."""

from django.utils.translation import gettext_lazy as _

from lms.notifications.letters import Letter, Placeholder, register

DIGEST = register(
    Letter(
        code="digest",
        title=_("Several letters of a day in one"),
        subject=_("Cascade: {number} messages"),
        body=_("""Dear {name},

here is what we have to tell you today.

{letters}
"""),
        placeholders=(
            Placeholder("number", _("How many letters are in it."), 2),
            Placeholder(
                "letters",
                _("The letters, one after the other."),
                _("1. Your training begins soon\n\n…\n\n----------\n\n2. A list is open\n\n…"),
                has_lines=True,
                is_needed=True,
            ),
        ),
    )
)
