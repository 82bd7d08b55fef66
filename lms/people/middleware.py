"""Refuses routes without an access rule, and gives the Wagtail admin its own content policy."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.core.exceptions import PermissionDenied

# Behind these prefixes a library checks access itself: Wagtail wraps every admin address in its
# own check (also those that our rooms register), allauth and Wagtail's documents do likewise.
GUARDED_BY_THEIR_LIBRARY = ("admin/", "accounts/", "documents/")
PAGE_VIEWS = "wagtail.views"  # Wagtail pages: their own `serve` and view restrictions decide.

ADMIN_POLICY = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


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
