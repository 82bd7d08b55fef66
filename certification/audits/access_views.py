"""Letting auditors in, ending an access, and the log of all of them; for administrators (R60)."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.audits import queries
from certification.audits.forms import AccessForm
from certification.audits.views import LOG, log_page
from courses.deliveries.actions import open_audit
from lms.auditing.queries import entries
from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.actions import end_access
from lms.people.models import AccessGrant

PAGE = 25
administrators = access(holds("administrator"))


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def auditors(request):
    """Who audits what until when; below, let another one in."""
    now, zone = timezone.now(), queries.zone_of_scheme(settings.TIME_ZONE)
    form = AccessForm(request.POST if request.method == "POST" else None, zone=zone, now=now)
    if form.is_valid():
        said = form.cleaned_data
        try:
            grant = open_audit(
                person=form.person,
                projects=form.chosen,
                purpose=said["purpose"],
                first_day=said["first_day"],
                last_day=said["last_day"],
                zone=zone,
                by=request.user,
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%s can read from now on.") % grant.person)
            return redirect("audits:access", grant.pk)
    context = {
        "form": form,
        "page": Paginator(queries.accesses(now), PAGE).get_page(request.GET.get("page")),
    }
    status = 422 if form.errors else 200
    return render(request, "certification/audits/auditors.html", context, status=status)


@administrators
@never_cache
@require_safe
def one_access(request, grant_pk):
    """One access with its scope and what was done by it."""
    grant = get_object_or_404(queries.accesses(timezone.now()), pk=grant_pk)
    found = entries().filter(grant=grant)
    context = {
        "grant": grant,
        "page": Paginator(found, LOG).get_page(request.GET.get("page")),
    }
    return render(request, "certification/audits/access.html", context)


@administrators
@require_POST
def end(request, grant_pk):
    """End an access from the next request on."""
    grant = get_object_or_404(AccessGrant.objects.of_auditors(), pk=grant_pk)
    end_access(grant=grant, by=request.user, at=timezone.now())
    messages.success(request, _("The access has ended."))
    return redirect("audits:access", grant.pk)


@administrators
@never_cache
@require_safe
def whole_log(request):
    """What all auditors opened, took away and were refused; a code leads to its export."""
    return log_page(request, "certification/audits/log.html")
