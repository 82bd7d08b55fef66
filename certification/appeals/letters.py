"""The letters about an appeal that is decided, and about one that officers cannot decide."""

from django.utils.translation import gettext_lazy as _

from lms.notifications.letters import Letter, Placeholder, register

ABOUT = Placeholder("about", _("What the appeal is about."), _("Associate Trainer: refused"))
LINK = Placeholder(
    "link", _("Address of the appeal."), "https://cascade.example/appeals/…/", is_needed=True
)

APPEAL_DECIDED = register(
    Letter(
        code="appeal_decided",
        title=_("An appeal is decided"),
        subject=_("Your appeal: {about}"),
        body=_("""Dear {name},

your appeal ({about}) was looked at by people who had no part in what you appealed against. It is {outcome}, for these reasons:

{reasons}

{link}

Cascade
"""),
        placeholders=(
            ABOUT,
            Placeholder("outcome", _("Upheld or dismissed."), _("upheld")),
            Placeholder(
                "reasons",
                _("The reasons, as they were written for the person."),
                _("The observation was held, as the session's list shows."),
                has_lines=True,
            ),
            LINK,
        ),
    )
)

APPEAL_ESCALATED = register(
    Letter(
        code="appeal_escalated",
        title=_("An appeal cannot be decided by the officers"),
        subject=_("An appeal waits for you: {about}"),
        body=_("""Dear {name},

{person} appeals ({about}). Too few certification officers may decide it: the others have a tie to the person, or had a part in what is appealed against.

As an administrator you may decide it if neither holds for you. If nobody is left, the page lets you name somebody from outside:
{link}

Cascade
"""),
        placeholders=(
            ABOUT,
            Placeholder("person", _("Who appeals."), _("Robin Example")),
            LINK,
        ),
    )
)
