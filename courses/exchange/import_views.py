"""The admin's pages to bring a file of questions in: send it, look at what will happen, confirm."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.assessments.models import Question, QuestionVersion
from courses.exchange import queries, rules
from courses.exchange.actions import check_size, keep_file, reported, take_questions
from courses.exchange.forms import ImportForm
from courses.exchange.lines import FileRefused
from courses.exchange.models import QuestionImport
from lms.errors import Refused

LINES_ON_A_PAGE = 50
IMPORTS_ON_A_PAGE = 20
OUTCOMES = {
    rules.NEW: gettext_lazy("new"),
    rules.NEW_VERSION: gettext_lazy("new version"),
    rules.UNCHANGED: gettext_lazy("unchanged"),
    rules.REFUSED: gettext_lazy("not taken"),
}


class ExchangeScreen(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    model = Question
    permission_required = "change"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("questions:index"), "label": _("Questions")},
            *self.places(),
            {"url": "", "label": self.page_title},
        ]

    def places(self):
        return []

    def page_of(self, rows, size=LINES_ON_A_PAGE):
        return Paginator(rows, size).get_page(self.request.GET.get("p"))


class ImportView(ExchangeScreen):
    """Send a file; below, the files that were sent before."""

    page_title = gettext_lazy("Import questions")
    header_icon = "download"
    template_name = "courses/exchange/import.html"

    def get(self, request):
        return self.show(ImportForm(initial={"bank": request.GET.get("bank")}))

    def post(self, request):
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                kept = self.keep(form.cleaned_data)
            except Refused as refusal:
                form.add_error("file", refusal.sentence)
            else:
                return redirect("exchange:preview", kept.uid)
        return self.show(form)

    def keep(self, cleaned):
        file = cleaned["file"]
        check_size(file.size)
        return keep_file(
            bank=cleaned["bank"],
            data=file.read(),
            name=file.name,
            format=cleaned["format"],
            by=self.request.user,
            at=timezone.now(),
        )

    def show(self, form):
        sent = QuestionImport.objects.select_related("bank", "uploaded_by")
        context = self.get_context_data(form=form, page=self.page_of(sent, IMPORTS_ON_A_PAGE))
        return self.render_to_response(context)


class PreviewView(ExchangeScreen):
    """A line for each question of the file: what will become of it, or what became of it."""

    header_icon = "download"
    template_name = "courses/exchange/preview.html"

    @cached_property
    def kept(self):
        found = QuestionImport.objects.select_related("bank", "uploaded_by", "imported_by")
        return get_object_or_404(found, uid=self.kwargs["uid"])

    @property
    def page_title(self):
        return _("Imported") if self.kept.imported_at else _("Preview of the import")

    def places(self):
        return [{"url": reverse("exchange:import"), "label": _("Import questions")}]

    def get(self, request, uid):
        return self.show()

    def post(self, request, uid):
        try:
            kept = take_questions(
                kept=self.kept,
                plan=request.POST.get("plan", ""),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            return self.show(refusal.sentence)
        messages.success(request, _("The questions of “%s” are taken.") % kept.name)
        return redirect("exchange:preview", kept.uid)

    def show(self, refusal=""):
        digest, rows = "", self.kept.report
        if not self.kept.imported_at:
            try:
                planned, _held = queries.plan_of(self.kept)
            except FileRefused as refused:
                planned, refusal = [], refused.sentence
            digest, rows = rules.digest_of(planned), [reported(plan) for plan in planned]
        counts = rules.counts_of(rows)
        only_noted = self.request.GET.get("only") == "noted"
        labels = dict(QuestionVersion.Type.choices)
        for row in rows:
            row["outcome_label"] = OUTCOMES[row["outcome"]]
            row["type_label"] = labels.get(row["type"], "")
        shown = [row for row in rows if row["losses"] or row["reason"] or row["notes"]]
        context = self.get_context_data(
            kept=self.kept,
            refusal=refusal,
            counts=counts,
            page=self.page_of(shown if only_noted else rows),
            noted=len(shown),
            only_noted=only_noted,
            digest=digest,
        )
        return self.render_to_response(context)
