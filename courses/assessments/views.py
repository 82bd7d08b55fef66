"""The admin's screens for questions: editing, versions and preview; saving goes through actions."""

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

from courses.assessments import queries, rules
from courses.assessments.actions import file_questions, retire_question, revise_question, set_tags
from courses.assessments.blocks import EDITORS
from courses.assessments.forms import SAID
from courses.assessments.models import Question, QuestionVersion
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


class TypeOfQuestion:
    """The form needs to know its type: chosen for a new question, kept for an old one."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "type_name": self.type_name}

    def save_by_action(self, cleaned, now):
        who = {"by": self.request.user, "at": now}
        version = revise_question(
            bank=cleaned["bank"],
            code=cleaned["code"],
            type=self.type_name,
            content=self.form.cleaned_content,
            **{name: cleaned[name] for name in SAID if name in cleaned},
            **who,
        )
        filed = {name: cleaned[name] for name in ("category", "difficulty")}
        file_questions(questions=[version.question], **filed, **who)
        set_tags(question=version.question, tags=cleaned["tags"], **who)
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
        context["categories"] = queries.categories()
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
            "types": [each for each in QuestionVersion.Type.choices if each[0] in EDITORS],
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
        pk = self.object.pk
        buttons = [
            HeaderButton(_("Preview"), url=self.preview_url, icon_name="view", priority=10),
            HeaderButton(
                _("Versions"), url=self.get_history_url(), icon_name="history", priority=20
            ),
            HeaderButton(
                _("Where used"),
                url=reverse("questions:used", args=[pk]),
                icon_name="link",
                priority=30,
            ),
        ]
        if self.object.current_id != self.object.usable_id:
            url = reverse("questions:review", args=[pk])
            buttons.append(HeaderButton(_("Review"), url=url, icon_name="check", priority=40))
        return buttons

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


class ObjectScreen(
    generic.permissions.PermissionCheckedMixin,
    generic.base.BaseObjectMixin,
    generic.base.WagtailAdminTemplateMixin,
    View,
):
    """A page about one question or test that changes nothing."""

    any_permission_required = ["change", "view"]
    list_title = ""
    edit_url_name = None
    index_url_name = None
    history_results_url_name = None
    results_only = False

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.list_title},
            {"url": reverse(self.edit_url_name, args=[self.object.pk]), "label": self.object.code},
            {"url": "", "label": self.page_title},
        ]


class QuestionVersionsView(ObjectScreen):
    """Every version with who and when, what differs from the one before, and its reviews."""

    page_title = gettext_lazy("Versions")
    list_title = gettext_lazy("Questions")
    header_icon = "history"
    template_name = "courses/assessments/question_versions.html"

    def get_context_data(self, **kwargs):
        versions = list(
            self.object.versions.select_related("created_by", "picture").prefetch_related(
                "reviews__reviewed_by"
            )
        )
        older = [*versions[1:], None]
        rows = [
            (version, rules.differences(before, version) if before else [])
            for version, before in zip(versions, older, strict=True)
        ]
        preview_url = reverse("questions:preview", args=[self.object.pk])
        return super().get_context_data(
            question=self.object, rows=rows, preview_url=preview_url, **kwargs
        )
