"""Figures on screen, each with its rule, its list and its evidence."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lms.people.access import access, holds


@access(holds("administrator", "auditor"))
@require_safe
def trained(request):
    return HttpResponse("")
