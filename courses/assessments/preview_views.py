"""A question as its learner sees it, stored or unsaved, with a try-out that stores nothing."""

from fractions import Fraction

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_rendition_or_not_found

from courses.assessments.blocks import EDITORS
from courses.assessments.forms import QuestionForm
from courses.assessments.models import Question, QuestionVersion
from courses.assessments.presentation import PICTURE, show_question
from courses.assessments.question_types import type_of

SALT = "courses.assessments.preview"
FIELDS = ("type", "stem", "content", "feedback", "outcome", "points", "penalty", "picture_id")
SEED = "preview"


def as_draft(version: QuestionVersion) -> str:
    """What the try-out needs of a version, signed, so that unsaved text travels with the page."""
    said = {name: getattr(version, name) for name in FIELDS}
    return signing.dumps(
        said | {"points": str(version.points), "penalty": str(version.penalty)},
        salt=SALT,
        compress=True,
    )


def from_draft(draft: str) -> QuestionVersion:
    try:
        said = signing.loads(draft, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    return QuestionVersion(**said)


def typed_fields(data, prefix: str = "q1") -> dict[str, list[str]]:
    """The fields of the one question on the page, by the end of their names."""
    fields = {"": data.getlist(prefix)}
    for key in data:
        if key.startswith(f"{prefix}-"):
            fields[key[len(prefix) + 1 :]] = data.getlist(key)
    return fields


class ForEditors(PermissionCheckedMixin, View):
    any_permission_required = ["change", "view"]
    model = Question

    def show(self, version, title, *, problems=(), typed=None, tried=None):
        context = {"title": title, "problems": problems, "tried": tried}
        if version:
            kind = type_of(version.type)
            points = Fraction(version.points)
            context |= {
                "draft": as_draft(version),
                "question": self.shown(version, typed),
                "empty": self.shown(version, None),
                "right_answer": kind.right_answer(version.content, SEED),
                "feedback": version.feedback,
                "points": points,
            }
        return render(self.request, "courses/assessments/question_preview.html", context)

    def shown(self, version, typed):
        return show_question(version, position=1, points=version.points, seed=SEED, typed=typed)


class PictureView(ForEditors):
    """To the picture as learners get it, whoever uploaded it: to draw areas on."""

    def get(self, request, pk):
        image = get_object_or_404(get_image_model(), pk=pk)
        return redirect(get_rendition_or_not_found(image, PICTURE).url)


class QuestionPreviewView(ForEditors):
    """The question as its learner sees it: as stored, or as it stands in the form unsaved."""

    def get(self, request, pk):
        versions = QuestionVersion.objects.select_related("question", "picture")
        number = request.GET.get("version", "")
        if number.isdecimal():
            version = get_object_or_404(versions, question=pk, number=int(number))
        else:
            question = get_object_or_404(Question.objects.select_related("current__picture"), pk=pk)
            version = question.current
        return self.show(version, str(version))

    def post(self, request, pk=None):
        question = get_object_or_404(Question, pk=pk) if pk else None
        type_name = question.current.type if question else request.GET.get("type", "")
        if type_name not in EDITORS:
            return self.show(None, "", problems=[_("Choose a type first.")])
        form = QuestionForm(request.POST, instance=question, type_name=type_name)
        if form.is_valid():
            return self.show(form.version(), _("not saved yet"))
        return self.show(None, "", problems=form.errors.values())


class QuestionTryView(ForEditors):
    """Marks an answer that an author tries out; no attempt is stored."""

    def post(self, request):
        version = from_draft(request.POST.get("draft", ""))
        title = request.POST.get("title", "")[:200]
        typed = typed_fields(request.POST)
        kind = type_of(version.type)
        try:
            response = kind.read_response(version.content, SEED, typed)
        except ValueError as error:
            return self.show(version, title, typed=typed, tried={"problem": str(error)})
        return self.show(version, title, typed=typed, tried=self.marked(version, kind, response))

    def marked(self, version, kind, response):
        """The share and points of the answer with feedback, or who will mark it."""
        tried = {"answer": kind.describe(version.content, response)}
        if response is None:
            return tried | {"is_blank": True}
        if not kind.is_closed(version.content):
            return tried | {"is_open": True}
        penalty = Fraction(version.penalty)
        marked = kind.mark(version.content, response, seed=SEED, penalty=penalty)
        points = marked.share * Fraction(version.points)
        return tried | {
            "share": marked.share,
            "percent": round(float(marked.share * 100), 2),
            "points": round(float(points), 4),
            "feedback": marked.explanation.get("feedback") or [],
        }
