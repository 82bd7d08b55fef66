"""What authors find on the home page of the Wagtail admin."""

from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState

from courses.attempts.queries import questions_with_poor_results
from courses.catalogue.queries import modules_without_assessment

SHOWN = 10


class AttentionPanel(Component):
    """What waits for review, modules without an assessment, questions with poor results."""

    name = "attention"
    template_name = "lms/portal/attention_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        person = parent_context["request"].user
        modules = modules_without_assessment()
        return {
            "waiting": TaskState.objects.reviewable_by(person).count(),
            "modules": modules[:SHOWN],
            "modules_count": modules.count(),
            "questions": [
                (version, round(version.average * 100))
                for version in questions_with_poor_results(SHOWN)
            ],
        }


@hooks.register("construct_homepage_panels")
def add_attention_panel(request, panels):
    panels.insert(0, AttentionPanel())
