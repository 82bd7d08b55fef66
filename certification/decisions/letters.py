"""The letters about a refusal, and about an application that officers cannot decide."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notifications.letters import Letter, Placeholder, register

DECISION_REFUSED = register(
    Letter(
        code="decision_refused",
        title=_("A certificate is refused"),
        subject=_("Your application: {title}"),
        body=_("""Dear {name},

your application for “{title}” ({scope}) was looked at, and the certificate is refused for these reasons:

{reasons}

You may appeal through {last_day}. Other people than those who decided look at it then. This page tells you how:
{link}

You may also apply again once what is said above has changed.

Cascade
"""),
        placeholders=(
            Placeholder("title", _("Title of the certificate."), _("Associate Trainer")),
            Placeholder("scope", _("What it was applied for."), _("Train the Trainers")),
            Placeholder(
                "reasons",
                _("The reasons, as they were written for the candidate."),
                _("The observation of 3 March covers another module."),
                has_lines=True,
            ),
            Placeholder("last_day", _("Last day for an appeal."), date(2026, 4, 30)),
            Placeholder(
                "link",
                _("Address of the decision."),
                "https://cascade.example/decisions/12/",
                is_needed=True,
            ),
        ),
    )
)

DECISION_ESCALATED = register(
    Letter(
        code="decision_escalated",
        title=_("An application cannot be decided by the officers"),
        subject=_("An application waits for you: {title}"),
        body=_("""Dear {name},

too few certification officers may decide about {candidate}, who applies for “{title}”: the others have a tie to the candidate.

{task}

The page says who is kept from it, and why:
{link}

Cascade
"""),
        placeholders=(
            Placeholder("title", _("Title of the certificate."), _("Associate Trainer")),
            Placeholder("candidate", _("Who applies."), _("Robin Example")),
            Placeholder(
                "task",
                _("What administrators do now."),
                _("As an administrator without a tie you may decide it."),
            ),
            Placeholder(
                "link",
                _("Address of the application."),
                "https://cascade.example/decisions/applications/…/",
                is_needed=True,
            ),
        ),
    )
)
