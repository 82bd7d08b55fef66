"""The letters that ask participants: after it, four weeks later, six months later."""

from django.utils.translation import gettext_lazy as _

from lms.notifications.letters import Letter, Placeholder, register

PLACEHOLDERS = (
    Placeholder("training", _("Title of the training or cohort."), _("Clusters in the region")),
    Placeholder(
        "occasion", _("After what it asks."), _("after the session “The value chain of a region”")
    ),
    Placeholder(
        "link",
        _("The form, for this reader alone."),
        "https://cascade.example/surveys/…",
        is_needed=True,
    ),
    Placeholder("until", _("The last moment for an answer."), _("Friday 12 June 2026, 17:00")),
    Placeholder(
        "promise",
        _("What is promised about names."),
        _("Your answers carry no name."),
        has_lines=True,
        is_needed=True,
    ),
)
ASK_AFTER = register(
    Letter(
        code="survey_reaction",
        title=_("What did you think of it? (after a session or training)"),
        subject=_("How was it? {training}"),
        body=_("""Dear {name},

how was it? Two minutes of yours help us to make it better ({occasion}):

{link}

You may answer until {until}. {promise}

Cascade
"""),
        placeholders=PLACEHOLDERS,
        may_be_stopped=True,
    )
)
ASK_FOUR_WEEKS = register(
    Letter(
        code="survey_four_weeks",
        title=_("What became of it? (four weeks later)"),
        subject=_("Four weeks later: {training}"),
        body=_("""Dear {name},

four weeks ago you finished “{training}”. What became of it at your work? Four questions:

{link}

You may answer until {until}. {promise}

Cascade
"""),
        placeholders=tuple(each for each in PLACEHOLDERS if each.code != "occasion"),
        may_be_stopped=True,
    )
)
ASK_SIX_MONTHS = register(
    Letter(
        code="survey_six_months",
        title=_("What became of it? (six months later)"),
        subject=_("Six months later: {training}"),
        body=_("""Dear {name},

six months ago you finished “{training}”. What has changed since then? Four questions:

{link}

You may answer until {until}. {promise}

Cascade
"""),
        placeholders=tuple(each for each in PLACEHOLDERS if each.code != "occasion"),
        may_be_stopped=True,
    )
)
BY_OCCASION = {
    "reaction": ASK_AFTER,
    "four weeks": ASK_FOUR_WEEKS,
    "six months": ASK_SIX_MONTHS,
}
