"""The admin's pages to take questions out: choose, read what the format cannot hold, download."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.assessments import queries as bank_queries
from courses.assessments.bank_views import QuestionFilterSet
from courses.assessments.models import Question
from courses.exchange import queries
from courses.exchange.formats import FORMATS
from courses.exchange.forms import ExportForm
from courses.exchange.import_views import ExchangeScreen
from courses.exchange.models import QuestionImport

MOST_QUESTIONS = 5_000
OWN_FIELDS = ("bank", "format", "p", "csrfmiddlewaretoken")


def chosen_questions(request):
    """The ticked questions, or all that the filters and the search of the listing find."""
    questions = Question.objects.all()
    ticked = [key for key in request.GET.getlist("question") if key.isdecimal() and len(key) < 19]
    if ticked:
        questions = questions.filter(pk__in=ticked)
    found = QuestionFilterSet(request.GET, queryset=questions, request=request).qs
    text = request.GET.get("q", "").strip()
    return bank_queries.with_text(found, text) if text else found


def written(request, format):
    versions = queries.newest_versions(chosen_questions(request))[:MOST_QUESTIONS]
    return FORMATS[format].write([queries.question_of(version) for version in versions])


class ExportView(ExchangeScreen):
    """What would be in the file, before it is downloaded."""

    page_title = gettext_lazy("Export questions")
    header_icon = "upload"
    template_name = "courses/exchange/export.html"

    def get(self, request):
        form = ExportForm(request.GET if "format" in request.GET else None, initial=request.GET)
        query = request.GET.copy()
        query.pop("p", None)
        kept_fields = [
            (name, value)
            for name, values in query.lists()
            if name not in OWN_FIELDS
            for value in values
        ]
        context = {"form": form, "kept_fields": kept_fields}
        if form.is_bound and form.is_valid():
            _data, lines = written(request, QuestionImport.Format(form.cleaned_data["format"]))
            noted = [line for line in lines if line.losses or line.reason]
            context |= {
                "count": sum(line.question is not None for line in lines),
                "left_out": sum(line.question is None for line in lines),
                "with_loss": sum(bool(line.question and line.losses) for line in lines),
                "page": self.page_of(noted),
                "download_url": f"{reverse('exchange:download')}?{query.urlencode()}",
                "page_query": f"{query.urlencode()}&",
                "is_cut": len(lines) == MOST_QUESTIONS,
                "most": MOST_QUESTIONS,
            }
        else:
            context["count_found"] = chosen_questions(request).count()
        return self.render_to_response(self.get_context_data(**context))


class DownloadView(ExchangeScreen):
    def get(self, request):
        form = ExportForm(request.GET)
        if not form.is_valid():
            raise Http404(_("Choose a format."))
        chosen = QuestionImport.Format(form.cleaned_data["format"])
        data, _lines = written(request, chosen)
        bank = form.cleaned_data["bank"]
        name = f"questions-{bank.code}" if bank else "questions"
        how = FORMATS[chosen]
        return HttpResponse(
            data,
            content_type=how.content_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}.{how.ending}"',
                "X-Content-Type-Options": "nosniff",
            },
        )
