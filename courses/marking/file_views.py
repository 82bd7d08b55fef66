"""Handed-in files, to the people who mark them or decide an appeal."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.attempts.models import AnswerFile
from courses.marking.appeals import appeals_for
from courses.marking.paper import name_of_file
from courses.marking.queries import marking_queue
from lms.people.access import access, signed_in
from lms.private_files import handed_out


@access(signed_in)
@require_safe
@never_cache
def answer_file(request, uid):
    """To who holds the answer to mark it, or may decide its appeal; so never to a tie (R48)."""
    files = AnswerFile.objects.select_related("question__attempt__design")
    file = get_object_or_404(files, uid=uid)
    now = timezone.now()
    held = marking_queue(request.user, now).filter(pk=file.question_id, is_mine=1)
    appealed = appeals_for(request.user, now).filter(question=file.question_id)
    if not held.exists() and not appealed.exists():
        raise Http404
    return handed_out(file.file, name_of_file(file))
