"""The admin's screens for questions: editing, versions and preview; saving goes through actions."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from courses.assessments import rules
from courses.assessments.actions import retire_question, revise_question
from courses.assessments.blocks import EDITORS
from courses.assessments.forms import QuestionForm
from courses.assessments.models import Question, QuestionVersion
from courses.assessments.presentation import show_question
from courses.assessments.question_types import type_of
from lms.errors import Refused


class ActionSaves:
    """What both of Wagtail's form views need: an action saves, and its refusal is shown."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self):
        return self.save_by_action(self.form.cleaned_data, timezone.now())


class QuestionIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("bank", "current__created_by")


class TypeOfQuestion:
    """The form needs to know its type: chosen for a new question, kept for an old one."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "type_name": self.type_name}

    def save_by_action(self, cleaned, now):
        version = revise_question(
            bank=cleaned["bank"],
            code=cleaned["code"],
            type=self.type_name,
            stem=cleaned["stem"],
            content=self.form.cleaned_content,
            feedback=cleaned["feedback"],
            outcome=cleaned["outcome"],
            points=cleaned["points"],
            by=self.request.user,
            at=now,
        )
        self.version = version
        return version.question

    def get_success_message(self, instance=None):
        return _("“%(code)s” is saved: version %(number)s.") % {
            "code": self.version.question.code,
            "number": self.version.number,
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["preview_url"] = self.preview_url
        return context


class QuestionCreateView(ActionSaves, TypeOfQuestion, generic.CreateView):
    template_name = "courses/assessments/question_form.html"

    @cached_property
    def type_name(self) -> str:
        chosen = self.request.GET.get("type", "")
        return chosen if chosen in EDITORS else ""

    def get_page_subtitle(self):
        name = QuestionVersion.Type(self.type_name).label if self.type_name else _("question")
        return capfirst(name)

    @property
    def preview_url(self) -> str:
        return reverse("questions:preview_new") + f"?type={self.type_name}"

    def get(self, request, *args, **kwargs):
        if self.type_name:
            return super().get(request, *args, **kwargs)
        self.object = None
        self.template_name = "courses/assessments/question_types.html"
        context = {
            **generic.base.WagtailAdminTemplateMixin.get_context_data(self, form=None),
            "types": QuestionVersion.Type.choices,
            "add_url": self.add_url,
        }
        return self.render_to_response(context)

    def get_add_url(self):
        url = super().get_add_url()
        return f"{url}?type={self.type_name}" if self.type_name else url


class QuestionEditView(ActionSaves, TypeOfQuestion, generic.EditView):
    template_name = "courses/assessments/question_form.html"

    @cached_property
    def type_name(self) -> str:
        return self.object.current.type

    @property
    def preview_url(self) -> str:
        return reverse("questions:preview", args=[self.object.pk])

    @cached_property
    def header_buttons(self):
        versions = HeaderButton(
            _("Versions"), url=self.get_history_url(), icon_name="history", priority=10
        )
        return [versions]

    def save_by_action(self, cleaned, now):
        question = super().save_by_action(cleaned, now)
        retire_question(
            question=Question.objects.get(pk=question.pk),
            is_retired=cleaned["is_retired"],
            by=self.request.user,
            at=now,
        )
        return question

    def get_success_url(self):
        return self.get_edit_url()

    def get_success_buttons(self):
        return [messages.button(self.preview_url, _("Preview"))]


class QuestionScreen(generic.permissions.PermissionCheckedMixin, generic.base.BaseObjectMixin):
    """A page about one question that changes nothing."""

    any_permission_required = ["change", "view"]
    edit_url_name = None
    index_url_name = None
    history_results_url_name = None

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Questions")},
            {"url": reverse(self.edit_url_name, args=[self.object.pk]), "label": self.object.code},
            {"url": "", "label": self.page_title},
        ]


class QuestionVersionsView(QuestionScreen, generic.base.WagtailAdminTemplateMixin, View):
    """Every version with who and when, and what differs from the one before."""

    page_title = gettext_lazy("Versions")
    header_icon = "history"
    template_name = "courses/assessments/question_versions.html"
    results_only = False

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        versions = list(self.object.versions.select_related("created_by"))
        older = [*versions[1:], None]
        rows = [
            (version, rules.differences(before, version) if before else [])
            for version, before in zip(versions, older, strict=True)
        ]
        preview_url = reverse("questions:preview", args=[self.object.pk])
        return super().get_context_data(question=self.object, rows=rows, preview_url=preview_url)


class QuestionPreviewView(generic.permissions.PermissionCheckedMixin, View):
    """The question as its learner sees it: as stored, or as it stands in the form unsaved."""

    any_permission_required = ["change", "view"]
    model = Question

    def get(self, request, pk):
        versions = QuestionVersion.objects.select_related("question")
        number = request.GET.get("version", "")
        if number.isdigit():
            version = get_object_or_404(versions, question=pk, number=int(number))
        else:
            version = get_object_or_404(Question.objects.select_related("current"), pk=pk).current
        return self.show(version, str(version))

    def post(self, request, pk=None):
        question = get_object_or_404(Question, pk=pk) if pk else None
        type_name = question.current.type if question else request.GET.get("type", "")
        if type_name not in EDITORS:
            return self.show(None, "", [_("Choose a type first.")])
        form = QuestionForm(request.POST, instance=question, type_name=type_name)
        if form.is_valid():
            return self.show(form.version(), _("not saved yet"))
        return self.show(None, "", form.errors.values())

    def show(self, version, title, problems=()):
        context = {"title": title, "problems": problems}
        if version:
            kind = type_of(version.type)
            context["question"] = show_question(
                version, position=1, points=version.points, seed="preview"
            )
            context["right_answer"] = kind.right_answer(version.content)
            context["feedback"] = version.feedback
        return render(self.request, "courses/assessments/question_preview.html", context)
