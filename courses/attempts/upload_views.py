"""Takes a file for an answer, lists the files of a question, and hands a file out again."""

from dataclasses import asdict

from django import forms
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from courses.assessments.question_types.files import MB
from courses.attempts import actions
from courses.attempts.actions.running import WITH_FILES
from courses.attempts.models import AnswerFile, Attempt, AttemptQuestion
from courses.attempts.uploads import shown_file
from lms.errors import Refused
from lms.people.access import access, signed_in
from lms.private_files import handed_out

OTHER_FIELDS = 64 * 1024  # bytes of a request beside the file itself


class FileForm(forms.Form):
    """A file with the browser's own key; `beside` counts the files that the answer has so far."""

    file = forms.FileField(max_length=500, allow_empty_file=True)
    key = forms.UUIDField()
    beside = forms.IntegerField(min_value=0, max_value=100, required=False)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # `receive` looks at the token: that reads the whole body, so its length is asked first
def files(request, uid, position):
    """POST keeps a file; GET lists all that were kept, whether the answer still names them or not."""
    question = get_object_or_404(
        AttemptQuestion.objects.select_related("version", "attempt"),
        attempt__in=Attempt.objects.visible_to(request.user),
        attempt__uid=uid,
        position=position,
        version__type=WITH_FILES,
    )
    if request.method != "POST":
        return JsonResponse({"files": [asdict(shown_file(file)) for file in question.files.all()]})
    largest = question.version.content["largest_mb"]
    if int(request.META.get("CONTENT_LENGTH") or 0) > largest * MB + OTHER_FIELDS:
        sentence = _("That file is larger than %s MB.") % largest
        return JsonResponse({"error": sentence, "code": "file_not_taken"}, status=413)
    return receive(request, question)


@csrf_protect
def receive(request, question):
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"error": _("That file cannot be read.")}, status=400)
    file = form.cleaned_data["file"]
    try:
        kept = actions.keep_file(
            question=question,
            file=file,
            name=file.name,
            key=form.cleaned_data["key"],
            beside=form.cleaned_data["beside"] or 0,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return JsonResponse({"error": refusal.sentence, "code": refusal.code}, status=409)
    return JsonResponse(asdict(shown_file(kept)))


@access(signed_in)
@require_safe
@never_cache
def answer_file(request, uid):
    """A file of one's own answer."""
    own = AnswerFile.objects.filter(question__attempt__enrolment__person__in=request.user.selves)
    file = get_object_or_404(own, uid=uid)
    return handed_out(file.file, file.name)
