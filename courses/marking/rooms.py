"""Who may enter the marking pages, and the way between them."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.attempts.queries import markable_assessments, markable_modules


def enter(request):
    """The tests that the person may mark today; whoever may mark no module finds nothing here (R31)."""
    today = timezone.localdate()
    if not markable_modules(request.user, today).exists():
        raise Http404
    return markable_assessments(request.user, today).select_related("module", "practised_in")


def ways(request, here: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is this page."""
    named = [
        ("queue", _("To mark")),
        ("appeals", _("Appeals")),
        ("releases", _("Releases")),
        ("agreements", _("Agreement")),
        ("ties", _("Ties")),
    ]
    if "administrator" in request.user.roles:
        named.insert(1, ("allocation", _("Allocation")))
    return [(label, reverse(f"marking:{name}"), name == here) for name, label in named]
