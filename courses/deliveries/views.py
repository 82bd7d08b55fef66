"""What only those who may teach see."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.catalogue.models import LessonPage
from courses.catalogue.queries import module_of
from courses.deliveries.queries import may_teach
from lms.people.access import access, signed_in

WRITE_NOTES = {"administrator", "author"}


@access(signed_in)
@require_safe
@never_cache
def teaching_note(request, lesson_pk):
    """The note of a lesson; to everybody else it does not exist."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_pk)
    teaches = may_teach(request.user, module_of(lesson), timezone.localdate())
    if not teaches and request.user.roles.isdisjoint(WRITE_NOTES):
        raise Http404
    return render(request, "courses/deliveries/teaching_note.html", {"page": lesson})
