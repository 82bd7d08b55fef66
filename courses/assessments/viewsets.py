"""The admin's screens for questions with their versions, assessments and banks."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from courses.assessments import rules
from courses.assessments.actions import open_bank, rename_bank, set_up_assessment
from courses.assessments.forms import AssessmentForm, QuestionBankForm, QuestionForm
from courses.assessments.models import Assessment, Question, QuestionBank, QuestionVersion
from courses.assessments.views import (
    ActionSaves,
    QuestionCreateView,
    QuestionEditView,
    QuestionIndexView,
    QuestionPreviewView,
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


class QuestionFilterSet(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(
        queryset=QuestionBank.objects.all(), label=gettext_lazy("Bank")
    )
    type = django_filters.ChoiceFilter(
        field_name="current__type",
        choices=QuestionVersion.Type.choices,
        label=gettext_lazy("Type"),
    )
    is_retired = django_filters.BooleanFilter(label=gettext_lazy("Retired"))

    class Meta:
        model = Question
        fields = ["bank", "type", "is_retired"]


def state_of(question: Question) -> str:
    return _("retired") if question.is_retired else ""


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
    list_display = [
        "code",
        Column("stem", label=gettext_lazy("Question"), accessor="current.stem", width="40%"),
        Column("type", label=gettext_lazy("Type"), accessor="current.get_type_display"),
        Column("bank", label=gettext_lazy("Bank"), accessor="bank.code"),
        Column("version", label=gettext_lazy("Version"), accessor="current.number"),
        DateColumn("changed", label=gettext_lazy("Changed"), accessor="current.created_at"),
        Column("state", label=gettext_lazy("State"), accessor=state_of),
    ]
    filterset_class = QuestionFilterSet
    search_fields = ["code", "current__stem"]
    search_backend_name = None
    list_per_page = 50

    def get_form_class(self, for_update=False):
        return QuestionForm

    @property
    def preview_view(self):
        return self.construct_view(QuestionPreviewView)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("preview/<int:pk>/", self.preview_view, name="preview"),
            path("preview/new/", self.preview_view, name="preview_new"),
        ]


class AssessmentSaves(ActionSaves):
    def save_by_action(self, cleaned, now):
        return set_up_assessment(**cleaned, by=self.request.user, at=now)


class AssessmentCreateView(AssessmentSaves, generic.CreateView):
    pass


class AssessmentEditView(AssessmentSaves, generic.EditView):
    pass


def drawn_by(assessment: Assessment) -> str:
    return _("%(closed)s closed, %(open)s open") % {
        "closed": assessment.closed_questions,
        "open": assessment.open_questions,
    }


class AssessmentIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("bank")


class AssessmentViewSet(ModelViewSet):
    model = Assessment
    name = "assessments"
    icon = "tasks"
    index_view_class = AssessmentIndexView
    add_view_class = AssessmentCreateView
    edit_view_class = AssessmentEditView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "title",
        Column("bank", label=gettext_lazy("Bank"), accessor="bank.code"),
        Column("drawn", label=gettext_lazy("Draws"), accessor=drawn_by),
        Column("pass_percent", label=gettext_lazy("Pass mark, %")),
        Column("time_limit_minutes", label=gettext_lazy("Minutes")),
        Column("attempts_max", label=gettext_lazy("Attempts")),
    ]
    list_filter = ["bank"]
    search_fields = ["code", "title"]
    search_backend_name = None

    def get_form_class(self, for_update=False):
        return AssessmentForm


class BankSaves(ActionSaves):
    def save_by_action(self, cleaned, now):
        bank = open_bank(**cleaned, by=self.request.user, at=now)
        return rename_bank(bank=bank, title=cleaned["title"], by=self.request.user, at=now)


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
