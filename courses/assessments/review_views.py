"""The admin's screens for reviews before use, and for where a question is used."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from courses.assessments import queries, rules
from courses.assessments.actions import review_question
from courses.assessments.bank_forms import ReviewForm
from courses.assessments.content_words import content_lines
from courses.assessments.models import Question
from courses.assessments.views import ObjectScreen
from lms.errors import Refused


class ToReviewView(generic.IndexView):
    """Questions whose newest version waits for a second pair of eyes, longest waiting first."""

    model = Question
    page_title = gettext_lazy("To review")
    header_icon = "check"
    any_permission_required = ["change"]
    is_searchable = False
    paginate_by = 50
    default_ordering = None
    header_buttons = []
    results_template_name = "courses/assessments/to_review.html"

    @property
    def columns(self):
        return [
            TitleColumn(
                "code",
                label=_("Code"),
                get_url=lambda question: reverse("questions:review", args=[question.pk]),
            ),
            Column("stem", label=_("Question"), accessor="current.stem", width="40%"),
            Column("bank", label=_("Bank"), accessor="bank.code"),
            Column("version", label=_("Version"), accessor="current.number"),
            Column("by", label=_("By"), accessor="current.created_by"),
            DateColumn("since", label=_("Since"), accessor="current.created_at"),
        ]

    def get_base_queryset(self):
        return queries.waiting_for_review()

    def order_queryset(self, queryset):
        return queryset

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("questions:index"), "label": _("Questions")},
            {"url": "", "label": self.page_title},
        ]


class QuestionReviewView(ObjectScreen):
    """The newest version beside the one in use, to approve or send back."""

    page_title = gettext_lazy("Review")
    list_title = gettext_lazy("Questions")
    header_icon = "check"
    any_permission_required = ["change"]
    template_name = "courses/assessments/question_review.html"

    def get_base_object_queryset(self):
        related = ("bank", "current__created_by", "current__picture", "usable__picture")
        return Question.objects.select_related(*related)

    def post(self, request, *args, **kwargs):
        form = ReviewForm(request.POST)
        if form.is_valid():
            cleaned = form.cleaned_data
            version = get_object_or_404(self.object.versions, number=cleaned["version"])
            try:
                review_question(
                    version=version,
                    verdict=cleaned["verdict"],
                    comment=cleaned["comment"],
                    by=request.user,
                    at=timezone.now(),
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                done = {
                    "approved": _("“%s” is approved and will be drawn from now on."),
                    "returned": _("“%s” went back to its author."),
                }
                messages.success(request, done[cleaned["verdict"]] % self.object.code)
                return redirect("questions:to_review")
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        question, version = self.object, self.object.current
        refusal = rules.refusal_to_review(question, version, "approved", "", self.request.user)
        before = question.usable
        kwargs.setdefault("form", ReviewForm())
        return super().get_context_data(
            question=question,
            version=version,
            before=before,
            differences=rules.differences(before, version) if before else [],
            lines=content_lines(version.content),
            reviews=version.reviews.select_related("reviewed_by"),
            refusal=refusal[1] if refusal else "",
            preview_url=reverse("questions:preview", args=[question.pk]),
            **kwargs,
        )


class QuestionUsageView(ObjectScreen):
    """Tests that ask a question or can draw it, versions in use, and attempts it was drawn in."""

    page_title = gettext_lazy("Where used")
    list_title = gettext_lazy("Questions")
    header_icon = "link"
    template_name = "courses/assessments/question_used.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            question=self.object,
            usage=queries.where_used(self.object),
            **kwargs,
        )
