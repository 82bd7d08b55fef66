"""The letter to the holder of a new certificate."""

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
