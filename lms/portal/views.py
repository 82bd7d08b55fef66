"""Home page per persona, health, media files and error pages."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.static import serve

from certification.certificates.queries import certificates_of
from lms.auditing.queries import only_audits
from lms.people.access import access, anyone, signed_in
from lms.people.actions import change_name
from lms.portal import queries
from lms.portal.forms import DetailsForm

PAGE = 24


@access(anyone)
@require_safe
def live(request):
    return HttpResponse("alive", content_type="text/plain")


@access(anyone)
@require_safe
def ready(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ready"})


@access(anyone)
@require_safe
def media(request, path):
    """Pictures of lessons; certificates and other private files live elsewhere."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    # An uploaded SVG opened by itself must not run anything.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@access(signed_in)
@require_safe
def home(request):
    """My page: courses and certificates, and what the person's roles and rights bring.

    An auditor's is the room (R60).
    """
    if only_audits(request.user):
        return redirect("audits:home")
    found = queries.home_of(request.user, today=timezone.localdate(), now=timezone.now())
    return render(request, "lms/portal/home.html", {"home": found})


@access(signed_in)
@require_safe
def certificates(request):
    """All certificates of the person who asks, newest first."""
    page = Paginator(certificates_of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "lms/portal/certificates.html", {"page": page})


@access(signed_in)
def details(request):
    """Name as it shall stand on certificates to come; issued ones keep theirs (R41)."""
    form = DetailsForm(request.POST or None, initial=DetailsForm.values_of(request.user))
    if request.method == "POST" and form.is_valid():
        change_name(person=request.user, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("portal:home")
    return render(request, "lms/portal/details.html", {"form": form})


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)
