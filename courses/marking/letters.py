"""The letter about a decided appeal."""

from django.utils.translation import gettext_lazy as _

from lms.notifications.letters import Letter, Placeholder, register

MARK_APPEAL_DECIDED = register(
    Letter(
        code="mark_appeal_decided",
        title=_("An appeal about a mark is decided"),
        subject=_("Your appeal: {test}"),
        body=_("""Dear {name},

your appeal about question {question} of “{test}” is decided: {outcome}.

{answer}

Your result shows what stands now.

Cascade
"""),
        placeholders=(
            Placeholder("test", _("Title of the test."), _("Test of module 3")),
            Placeholder("question", _("Number of the question."), 4),
            Placeholder("outcome", _("What was decided."), _("the mark is raised")),
            Placeholder(
                "answer",
                _("The reasons, as they were written for the candidate."),
                _("The second argument is right and was overlooked."),
                has_lines=True,
            ),
        ),
    )
)
