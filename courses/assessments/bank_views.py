"""The admin's list of questions with its filters, and what can be done to many of them at once."""

import django_filters
from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from courses.assessments import queries
from courses.assessments.actions import change_questions
from courses.assessments.bank_forms import BulkForm
from courses.assessments.models import Question, QuestionBank, QuestionVersion
from lms.errors import Refused

MOST_SHOWN = 100
MOST_WARNINGS = 10
IN_USE, WAITING, RETIRED = "in use", "to review", "retired"
STATES = [
    (IN_USE, gettext_lazy("in use")),
    (WAITING, gettext_lazy("waiting for review")),
    (RETIRED, gettext_lazy("retired")),
]


def filter_by_state(questions, name, value):
    if value == RETIRED:
        return questions.filter(is_retired=True)
    active = questions.filter(is_retired=False)
    if value == IN_USE:
        return active.filter(usable__isnull=False)
    return active.filter(bank__needs_review=True).exclude(usable=F("current"))


def filter_by_category(questions, name, value):
    path = value.strip().strip("/")
    inside = questions.filter(category__istartswith=f"{path}/")
    return inside | questions.filter(category__iexact=path)


class QuestionFilterSet(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(
        queryset=QuestionBank.objects.all(), label=gettext_lazy("Bank")
    )
    type = django_filters.ChoiceFilter(
        field_name="current__type",
        choices=QuestionVersion.Type.choices,
        label=gettext_lazy("Type"),
    )
    category = django_filters.CharFilter(
        method=filter_by_category, label=gettext_lazy("Category, with what is below it")
    )
    tag = django_filters.ModelChoiceFilter(
        field_name="tags",
        queryset=Tag.objects.filter(question__isnull=False).distinct().order_by("name"),
        label=gettext_lazy("Tag"),
    )
    difficulty = django_filters.ChoiceFilter(
        choices=Question.Difficulty.choices, label=gettext_lazy("Difficulty")
    )
    outcome = django_filters.NumberFilter(
        field_name="current__outcome", label=gettext_lazy("Learning outcome")
    )
    state = django_filters.ChoiceFilter(
        method=filter_by_state, choices=STATES, label=gettext_lazy("State")
    )

    class Meta:
        model = Question
        fields = ["bank", "type", "category", "tag", "difficulty", "outcome", "state"]


def state_of(question: Question) -> str:
    if question.is_retired:
        return _("retired")
    if question.usable_id == question.current_id:
        return ""
    if question.usable_id is None:
        return _("waiting for review")
    return _("newer version waits for review")


def tags_of(question: Question) -> str:
    return ", ".join(tag.name for tag in question.tags.all())


class TickColumn(BaseColumn):
    """A box to choose the question for the form around the list."""

    cell_template_name = "courses/assessments/tick_cell.html"


COLUMNS = [
    "code",
    TickColumn("tick", label=gettext_lazy("Choose"), width="1%"),
    Column("stem", label=gettext_lazy("Question"), accessor="current.stem", width="30%"),
    Column("type", label=gettext_lazy("Type"), accessor="current.get_type_display"),
    Column("bank", label=gettext_lazy("Bank"), accessor="bank.code"),
    Column("category", label=gettext_lazy("Category"), sort_key="category"),
    Column("tags", label=gettext_lazy("Tags"), accessor=tags_of),
    Column("difficulty", label=gettext_lazy("Difficulty"), accessor="get_difficulty_display"),
    Column("outcome", label=gettext_lazy("Outcome"), accessor="current.outcome"),
    Column("version", label=gettext_lazy("Version"), accessor="current.number"),
    DateColumn("changed", label=gettext_lazy("Changed"), accessor="current.created_at"),
    Column("state", label=gettext_lazy("State"), accessor=state_of),
]


class QuestionIndexView(generic.IndexView):
    results_template_name = "courses/assessments/question_list.html"

    def get_base_queryset(self):
        questions = super().get_base_queryset().select_related("bank", "current__created_by")
        return questions.prefetch_related("tags")

    def search_queryset(self, queryset):
        return queries.with_text(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def header_buttons(self):
        review = HeaderButton(
            _("To review"), url=reverse("questions:to_review"), icon_name="check", priority=50
        )
        bring = HeaderButton(
            _("Import"), url=reverse("exchange:import"), icon_name="download", priority=60
        )
        take = HeaderButton(_("Export"), url=self.export_url, icon_name="upload", priority=70)
        return [*super().header_buttons, review, bring, take]

    @property
    def export_url(self):
        """What the filters find, as a file."""
        query = self.request.GET.copy()
        query.pop("p", None)
        return f"{reverse('exchange:export')}?{query.urlencode()}"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        query = self.request.GET.copy()
        query.pop("p", None)
        query["found"] = "all"
        context["bulk_url"] = reverse("questions:bulk")
        context["bulk_all_url"] = f"{reverse('questions:bulk')}?{query.urlencode()}"
        return context


class BulkView(
    generic.permissions.PermissionCheckedMixin, generic.base.WagtailAdminTemplateMixin, View
):
    """One change of many questions: those that were ticked, or all that the filters find."""

    model = Question
    permission_required = "change"
    template_name = "courses/assessments/question_bulk.html"
    page_title = gettext_lazy("Change questions")

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("questions:index"), "label": _("Questions")},
            {"url": "", "label": self.page_title},
        ]

    def chosen(self):
        request = self.request
        questions = Question.objects.select_related("bank", "current").order_by("code")
        if request.method == "POST":
            keys = request.POST.get("questions", "").split(",")
        elif request.GET.get("found") == "all":
            found = QuestionFilterSet(request.GET, queryset=questions, request=request).qs
            text = request.GET.get("q", "").strip()
            return queries.with_text(found, text) if text else found
        else:
            keys = request.GET.getlist("question")
        wanted = [int(key) for key in keys if key.isdecimal() and len(key) < 19]
        return questions.filter(pk__in=wanted)

    def get(self, request, *args, **kwargs):
        questions = list(self.chosen())
        if not questions:
            messages.warning(request, _("Tick the questions that you want to change first."))
            return redirect("questions:index")
        return self.show(questions, BulkForm())

    def post(self, request, *args, **kwargs):
        questions = list(self.chosen())
        form = BulkForm(request.POST)
        if not questions:
            raise Http404
        if form.is_valid():
            try:
                return self.change(questions, form)
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
        return self.show(questions, form)

    def change(self, questions, form):
        change = form.change()
        changed = change_questions(
            questions=questions, change=change, by=self.request.user, at=timezone.now()
        )
        number = len(changed.questions)
        done = ngettext("%s question is changed.", "%s questions are changed.", number)
        messages.success(self.request, done % number)
        for code, sentence in changed.refusals[:MOST_WARNINGS]:
            messages.warning(self.request, f"{code}: {sentence}")
        banks = {question.bank for question in questions} | {change.bank} - {None}
        for short in queries.short_draws(banks)[:MOST_WARNINGS]:
            sentence = _("Nobody can begin “%(test)s” now: %(problem)s")
            words = {"test": short.assessment, "problem": short.problem}
            messages.warning(self.request, sentence % words)
        return redirect("questions:index")

    def show(self, questions, form):
        context = self.get_context_data(
            form=form,
            media=form.media,
            questions=questions[:MOST_SHOWN],
            count=len(questions),
            more=max(0, len(questions) - MOST_SHOWN),
            keys=",".join(str(question.pk) for question in questions),
            categories=queries.categories(),
        )
        return self.render_to_response(context)
