"""What search engines ask for."""

from django.contrib.sitemaps.views import sitemap
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from courses.catalogue.sitemaps import PublicPages
from lms.people.access import access, anyone

PRIVATE = ["/admin/", "/accounts/", "/my/", "/learn/", "/reports/", "/verify/"]


@access(anyone)
@require_safe
def public_pages(request):
    return sitemap(request, sitemaps={"pages": PublicPages})


@access(anyone)
@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")
