"""The site's addresses, and the bare view that saves of answers are compared with."""

from django.db import connection
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from lms.people.access import access, anyone
from lms.urls import handler400, handler403, handler404, handler500
from lms.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@access(anyone)
@require_POST
def write_one_row(request):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (said) VALUES (%s)", [request.POST["said"]])
    return JsonResponse({"saved": True})


urlpatterns = [path("bench/row/", write_one_row), *site]
