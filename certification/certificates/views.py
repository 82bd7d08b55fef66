"""The public check of certificates, and their documents."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lms.people.access import access, anyone


@access(anyone)
@require_safe
def verify(request):
    return HttpResponse("")
