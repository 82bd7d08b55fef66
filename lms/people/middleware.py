"""Refuses routes without an access rule, knows merged accounts, and gives the Wagtail admin its own content policy."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.functional import SimpleLazyObject

# Behind these prefixes a library checks access itself: Wagtail wraps every admin address in its
# own check (also those that our rooms register), allauth and Wagtail's documents do likewise.
GUARDED_BY_THEIR_LIBRARY = ("admin/", "accounts/", "documents/")
PAGE_VIEWS = "wagtail.views"  # Wagtail pages: their own `serve` and view restrictions decide.

ADMIN_POLICY = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


class OnePersonMiddleware:
    """Who signs in by an account that was merged into another person is that person (R1)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: _one_person(signed_in))
        return self.get_response(request)


def _one_person(signed_in):
    if getattr(signed_in, "merged_into_id", None) is None:
        return signed_in
    one = signed_in.canonical
    return one if one.is_active else AnonymousUser()


class AccessMiddleware:
    """A view is served only if it carries an access rule or a library guards its prefix."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if hasattr(view, "access_rule") or getattr(view, "__module__", "") == PAGE_VIEWS:
            return
        if request.resolver_match.route.startswith(GUARDED_BY_THEIR_LIBRARY):
            return
        raise PermissionDenied(f"{request.resolver_match.route} has no access rule.")


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere, but for the Wagtail admin with its inline scripts and styles."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/admin/"):
            parts.replace = {**ADMIN_POLICY, **(parts.replace or {})}
        return parts
