"""Registers the screens for questions with the Wagtail admin."""

from wagtail import hooks

from courses.assessments.choosers import question_chooser
from courses.assessments.viewsets import QuestionsGroup


@hooks.register("register_admin_viewset")
def register_questions():
    return [QuestionsGroup(), question_chooser]
