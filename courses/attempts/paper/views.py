"""Tests of a delivery on paper: what can be printed, the papers, and their key sheets."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.attempts.actions import note_printed
from courses.attempts.paper import documents, queries
from courses.attempts.paper.drawing import VARIANTS, paper_of
from lms.people.access import access, signed_in


@access(signed_in)
@require_safe
@never_cache
def tests(request, delivery_uid):
    """The tests of a delivery to print, for who holds it; keys for who may mark them."""
    delivery = get_object_or_404(queries.held_by(request.user), uid=delivery_uid)
    keys = set(
        queries.keys_open_to(request.user, timezone.localdate()).values_list("pk", flat=True)
    )
    modules = queries.printable(delivery, request.user)
    context = {
        "delivery": delivery,
        "rows": [(module, module.pk in keys) for module in modules],
        "hidden": delivery.modules.filter(module__assessment__design__isnull=False).count()
        - len(modules),
        "variants": VARIANTS,
    }
    return render(request, "courses/attempts/paper/tests.html", context)


@access(signed_in)
@require_safe
@never_cache
def test(request, delivery_uid, module_pk, variant):
    """The test of one module in one variant; who printed it is recorded."""
    return printed(request, delivery_uid, module_pk, variant, is_key=False)


@access(signed_in)
@require_safe
@never_cache
def key(request, delivery_uid, module_pk, variant):
    """Its key sheet; to who may not see keys it does not exist."""
    keys = queries.keys_open_to(request.user, timezone.localdate())
    if not keys.filter(pk=module_pk).exists():
        raise Http404
    return printed(request, delivery_uid, module_pk, variant, is_key=True)


def printed(request, delivery_uid, module_pk, variant, *, is_key: bool):
    delivery = get_object_or_404(queries.held_by(request.user), uid=delivery_uid)
    module = get_object_or_404(queries.printable(delivery, request.user), pk=module_pk)
    if variant not in VARIANTS:
        raise Http404
    try:
        paper = paper_of(delivery, module, variant)
    except ValueError as problem:
        context = {"delivery": delivery, "module": module, "problem": problem}
        return render(request, "courses/attempts/paper/problem.html", context, status=409)
    draw = documents.key_sheet if is_key else documents.test_on_paper
    content = draw(paper, delivery)
    if request.method == "GET":
        note_printed(
            assessment=module.assessment,
            delivery=delivery,
            code=paper.code,
            is_key=is_key,
            by=request.user,
            at=timezone.now(),
        )
    name = f"{'key' if is_key else 'test'}-{module.code}-{paper.code.replace(' ', '-')}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
