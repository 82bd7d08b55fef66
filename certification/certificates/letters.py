"""The letters to holders: what was granted, what has changed, and what they should do by when."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notifications.letters import Letter, Placeholder, register

CERTIFICATE_GRANTED = register(
    Letter(
        code="certificate_granted",
        title=_("A certificate is granted"),
        subject=_("Your certificate: {title}"),
        body=_("""Dear {holder},

you have been granted the certificate “{title}” for {scope}.

Anybody can check it here, today or in years:
{link}

The document is on your page, under “My certificates”.

Cascade
"""),
        placeholders=(
            Placeholder("holder", _("Name on the certificate."), _("Kim Example")),
            Placeholder("title", _("Title of the certificate."), _("Associate Trainer")),
            Placeholder("scope", _("What it was granted for."), _("Train the Trainers")),
            Placeholder(
                "link",
                _("Address at which anybody can check it."),
                "https://cascade.example/check/ABCD-1234/",
                is_needed=True,
            ),
        ),
    )
)

HOLDER = Placeholder("holder", _("Name on the certificate."), _("Kim Example"))
TITLE = Placeholder("title", _("Title of the certificate."), _("Associate Trainer"))
NUMBER = Placeholder("number", _("Number of the certificate."), "ABCD-2345-…")
END = Placeholder("end", _("Last valid day."), date(2026, 9, 14))
LINK = Placeholder(
    "link",
    _("Address at which anybody can check it."),
    "https://cascade.example/verify/ABCD-2345/",
    is_needed=True,
)

STATUS_CHANGED = register(
    Letter(
        code="certificate_status_changed",
        title=_("The status of a certificate has changed"),
        subject=_("Your certificate “{title}”: {status}"),
        body=_("""Dear {holder},

your certificate “{title}”, number {number}, is changed from {day} on: {status}.

{reason}

What it says today:
{link}

Cascade
"""),
        placeholders=(
            HOLDER,
            TITLE,
            NUMBER,
            Placeholder("status", _("What has happened to it."), _("suspended")),
            Placeholder("day", _("From when on."), date(2026, 9, 14)),
            Placeholder(
                "reason",
                _("Why, as the officer wrote it; empty where nothing was written."),
                _("A complaint is being looked into."),
                has_lines=True,
            ),
            LINK,
        ),
    )
)

ISSUED_AGAIN = register(
    Letter(
        code="certificate_issued_again",
        title=_("A certificate is issued again"),
        subject=_("Your certificate “{title}”: a new document"),
        body=_("""Dear {holder},

your certificate “{title}”, number {number}, is issued again: {cause}. The document you have until now checks as superseded; the new one is on your page, under “My certificates”.

{link}

Cascade
"""),
        placeholders=(
            HOLDER,
            TITLE,
            NUMBER,
            Placeholder("cause", _("Why it is issued again."), _("name corrected")),
            LINK,
        ),
    )
)

REMINDER = register(
    Letter(
        code="certificate_reminder",
        title=_("A certificate ends, or may be renewed"),
        subject=_("Your certificate “{title}” is valid through {end}"),
        body=_("""Dear {holder},

{what}

Certificate: {title}, number {number}
Last valid day: {end}

What you still need for a renewal is on your page:
{page}

What the certificate says today:
{link}

Cascade
"""),
        placeholders=(
            HOLDER,
            TITLE,
            NUMBER,
            Placeholder(
                "what",
                _("What the day brings."),
                _("Your certificate may be renewed from today on, without losing a day."),
                has_lines=True,
                is_needed=True,
            ),
            END,
            Placeholder("page", _("The reader's certificates."), "https://cascade.example/my/"),
            LINK,
        ),
        may_be_stopped=True,
        may_wait=True,
    )
)
