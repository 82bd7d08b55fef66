"""Hands out the documents of certificates."""

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certification.certificates import limits
from certification.certificates.models import Certificate
from certification.certificates.numbers import read_number
from certification.certificates.queries import checked
from certification.certificates.views import private
from certification.documents.proofs import proofs_of
from certification.documents.queries import DocumentState, document_of
from lms.people.access import access, anyone, signed_in

STATUS = {DocumentState.WAITING: 202, DocumentState.REMOVED: 410}
STOP_POLLING = 286  # htmx takes the answer and asks no more


@access(anyone)
@require_safe
def proof(request, number):
    """The proof file, to whoever knows the number; what is not shown is answered as unknown."""
    now = timezone.now()
    if limits.has_missed_too_often(request, now):
        return private(JsonResponse({"found": False}, status=429))
    found = checked(read_number(number))
    if found is None:
        limits.count_miss(request, now)
        return private(JsonResponse({"found": False}, status=404))
    answer = JsonResponse(proofs_of(found.certificate), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="proof-{found.certificate.number}.json"'
    return private(answer)


@access(signed_in)
@require_safe
def document(request, number):
    """The PDF, for its holder and for those who audit certificates.

    Where it is not there yet, a page says how it stands and asks again; htmx asks for the
    page's middle alone and is told when there is something new.
    """
    known = read_number(number)
    if known is None:
        raise Http404
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), number=known)
    state, made = document_of(certificate.current)
    if request.htmx:
        return private(_document_news(request, certificate, state))
    if made:
        name = f"certificate-{certificate.number}.pdf"
        file = made.file.open("rb")
        return private(FileResponse(file, content_type="application/pdf", filename=name))
    return private(
        render(
            request,
            "certification/documents/state.html",
            {"certificate": certificate, "state": state},
            status=STATUS.get(state, 503),
        )
    )


def _document_news(request, certificate: Certificate, state: DocumentState):
    if state == DocumentState.WAITING:
        return HttpResponse(status=204)
    context = {"certificate": certificate, "state": state}
    return render(request, "certification/documents/news.html", context, status=STOP_POLLING)
