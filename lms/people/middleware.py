"""Refuses routes without an access rule, and gives the Wagtail admin its own content policy."""

from csp.constants import SELF, UNSAFE_INLINE
from django.core.exceptions import PermissionDenied

# Routes of libraries that check access themselves; test_access.py lists what is behind them.
GUARDED_BY_THEIR_LIBRARY = (
    "wagtail.",
    "allauth.",
    "django.views.i18n",
    "django.contrib.staticfiles",
    "whitenoise.",
)

ADMIN_POLICY = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


class AccessMiddleware:
    """A view is served only if it carries an access rule or belongs to a library named above."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if hasattr(view, "access_rule"):
            return None
        module = getattr(view, "__module__", "") or ""
        view_class = getattr(view, "view_class", None)
        if view_class is not None:
            module = view_class.__module__
        if module.startswith(GUARDED_BY_THEIR_LIBRARY):
            return None
        raise PermissionDenied(f"{module}.{getattr(view, '__name__', view)} has no access rule.")


class AdminContentSecurityPolicy:
    """The Wagtail admin has inline scripts and styles: a relaxed policy for its prefix only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = ADMIN_POLICY | getattr(response, "_csp_update", {})
        return response
