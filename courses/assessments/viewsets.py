"""The admin's screens for questions with their versions, assessments and banks."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.urls import path
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from courses.assessments import rules
from courses.assessments.actions import open_bank, settle_bank
from courses.assessments.bank_views import COLUMNS, BulkView, QuestionFilterSet, QuestionIndexView
from courses.assessments.design_forms import AssessmentForm
from courses.assessments.design_views import (
    AssessmentCreateView,
    AssessmentEditView,
    AssessmentIndexView,
    AssessmentPreviewView,
    AssessmentVersionsView,
    StartCodeView,
)
from courses.assessments.designs import read_sections
from courses.assessments.forms import QuestionBankForm, QuestionForm
from courses.assessments.models import Assessment, Question, QuestionBank
from courses.assessments.preview_views import PictureView, QuestionPreviewView, QuestionTryView
from courses.assessments.review_views import QuestionReviewView, QuestionUsageView, ToReviewView
from courses.assessments.views import (
    ActionSaves,
    QuestionCreateView,
    QuestionEditView,
    QuestionVersionsView,
)


class AuthorPolicy(BasePermissionPolicy):
    """Authors and administrators add and change; nobody deletes, since attempts point here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and user.is_authenticated and rules.may_edit_questions(user)

    def users_with_any_permission(self, actions: list[str]) -> Any:
        may_edit = Q(is_superuser=True) | Q(
            access_grants__role__in=rules.EDITING_ROLES, access_grants__ended_at__isnull=True
        )
        return get_user_model().objects.filter(may_edit).distinct()


for model in (Question, Assessment, QuestionBank):
    register_permission_policy(model, AuthorPolicy(model))


class QuestionViewSet(ModelViewSet):
    model = Question
    name = "questions"
    icon = "help"
    menu_label = gettext_lazy("Questions")
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    history_view_class = QuestionVersionsView
    create_template_name = QuestionCreateView.template_name
    edit_template_name = QuestionEditView.template_name
    history_template_name = QuestionVersionsView.template_name
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = COLUMNS
    index_results_template_name = QuestionIndexView.results_template_name
    filterset_class = QuestionFilterSet
    search_fields = ["code", "current__stem"]
    search_backend_name = None
    list_per_page = 50

    def get_form_class(self, for_update=False):
        return QuestionForm

    def get_urlpatterns(self):
        preview = self.construct_view(QuestionPreviewView)
        return [
            *super().get_urlpatterns(),
            path("preview/<int:pk>/", preview, name="preview"),
            path("preview/new/", preview, name="preview_new"),
            path("preview/try/", self.construct_view(QuestionTryView), name="try"),
            path("picture/<int:pk>/", self.construct_view(PictureView), name="picture"),
            path("change/", self.construct_view(BulkView), name="bulk"),
            path("review/", self.construct_view(ToReviewView), name="to_review"),
            path("review/<int:pk>/", self.construct_screen(QuestionReviewView), name="review"),
            path("used/<int:pk>/", self.construct_screen(QuestionUsageView), name="used"),
        ]

    def construct_screen(self, view_class):
        index, edit = self.get_url_name("index"), self.get_url_name("edit")
        return self.construct_view(view_class, index_url_name=index, edit_url_name=edit)


def drawn_by(assessment: Assessment) -> str:
    """How many questions the newest design asks; from the design alone."""
    if assessment.design is None:
        return ""
    sections = read_sections(assessment.design.sections)
    asked = sum(section.count for section in sections)
    questions = ngettext("%s question", "%s questions", asked) % asked
    parts = ngettext("%s section", "%s sections", len(sections)) % len(sections)
    return f"{questions}, {parts}"


class AssessmentViewSet(ModelViewSet):
    model = Assessment
    name = "assessments"
    icon = "tasks"
    index_view_class = AssessmentIndexView
    add_view_class = AssessmentCreateView
    edit_view_class = AssessmentEditView
    history_view_class = AssessmentVersionsView
    create_template_name = AssessmentCreateView.template_name
    edit_template_name = AssessmentEditView.template_name
    history_template_name = AssessmentVersionsView.template_name
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "title",
        Column("bank", label=gettext_lazy("Bank"), accessor="bank.code"),
        Column("drawn", label=gettext_lazy("Draws"), accessor=drawn_by),
        Column("pass_percent", label=gettext_lazy("Pass mark, %"), accessor="design.pass_percent"),
        Column("minutes", label=gettext_lazy("Minutes"), accessor="design.time_limit_minutes"),
        Column("attempts", label=gettext_lazy("Attempts"), accessor="design.attempts_max"),
    ]
    list_filter = ["bank"]
    search_fields = ["code", "title"]
    search_backend_name = None

    def get_form_class(self, for_update=False):
        return AssessmentForm

    @property
    def preview_view(self):
        return self.construct_view(AssessmentPreviewView)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("preview/<int:pk>/", self.preview_view, name="preview"),
            path("preview/new/", self.preview_view, name="preview_new"),
            path("code/<int:pk>/", self.code_view, name="code"),
        ]

    @property
    def code_view(self):
        index, edit = self.get_url_name("index"), self.get_url_name("edit")
        return self.construct_view(StartCodeView, index_url_name=index, edit_url_name=edit)


class BankSaves(ActionSaves):
    def save_by_action(self, cleaned, now):
        code, title = cleaned["code"], cleaned["title"]
        bank = open_bank(code=code, title=title, by=self.request.user, at=now)
        return settle_bank(
            bank=bank,
            title=title,
            needs_review=cleaned["needs_review"],
            by=self.request.user,
            at=now,
        )


class BankCreateView(BankSaves, generic.CreateView):
    pass


class BankEditView(BankSaves, generic.EditView):
    pass


class BankIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().annotate(questions_count=Count("questions"))


class QuestionBankViewSet(ModelViewSet):
    model = QuestionBank
    name = "question-banks"
    icon = "folder-open-inverse"
    index_view_class = BankIndexView
    add_view_class = BankCreateView
    edit_view_class = BankEditView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "code",
        "title",
        Column("questions", label=gettext_lazy("Questions"), accessor="questions_count"),
    ]
    search_fields = ["code", "title"]
    search_backend_name = None

    def get_form_class(self, for_update=False):
        return QuestionBankForm


class QuestionsGroup(ModelViewSetGroup):
    """The menu “Questions”."""

    menu_label = gettext_lazy("Questions")
    menu_icon = "help"
    menu_order = 200
    items = (QuestionViewSet, AssessmentViewSet, QuestionBankViewSet)
