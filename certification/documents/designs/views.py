"""The admin's screens for designs: editing, versions, and the PDF of nobody's certificate."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from certification.documents.designs.actions import save_design
from certification.documents.designs.forms import DesignForm
from certification.documents.drawing import draw_pdf
from certification.documents.models import DocumentDesign
from certification.documents.words import invented, paper
from lms.errors import Refused


class DesignSaves:
    """Saving appends a version where anything differs; a refusal is shown in the form."""

    template_name = "certification/documents/design_form.html"

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self):
        form = self.form
        return save_design(
            design=form.instance,
            content=form.content(),
            by=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self):
        return reverse("document-designs:edit", args=[self.object.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"preview_url": self.preview_url}


class DesignCreateView(DesignSaves, generic.CreateView):
    @property
    def preview_url(self) -> str:
        return reverse("document-designs:preview_new")


class DesignEditView(DesignSaves, generic.EditView):
    @property
    def preview_url(self) -> str:
        return reverse("document-designs:preview", args=[self.object.pk])

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Preview"), url=self.preview_url, icon_name="view", priority=10)]


class DesignPreviewView(generic.permissions.PermissionCheckedMixin, View):
    """The PDF with invented data, as stored (also an older version) or as written and not saved."""

    any_permission_required = ["change", "view"]
    model = DocumentDesign

    def get(self, request, pk):
        design = get_object_or_404(DocumentDesign, pk=pk)
        number = request.GET.get("version", "")
        versions = design.versions.order_by("-number")
        if number:
            versions = versions.filter(number=int(number) if number.isdecimal() else 0)
        version = versions.first()
        if version is None:
            raise Http404
        return pdf_of(version.content, design.language)

    def post(self, request, pk=None):
        design = get_object_or_404(DocumentDesign, pk=pk) if pk else None
        form = DesignForm(request.POST, request.FILES, instance=design)
        content = form.content() if form.is_valid() else None
        if content is None:
            context = {"problems": form.errors.values()}
            return render(
                request, "certification/documents/design_problems.html", context, status=422
            )
        return pdf_of(content, form.cleaned_data["language"])


def pdf_of(content, language: str) -> HttpResponse:
    url = settings.SITE_URL + reverse("certificates:verify")
    said = paper(invented(language or settings.LANGUAGE_CODE, url), content, address=url)
    answer = HttpResponse(draw_pdf(said, at=timezone.now()).pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="preview.pdf"'
    return answer
