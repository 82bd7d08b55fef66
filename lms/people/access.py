"""Who may open which route: a rule on every view, refused where there is none."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django_htmx.http import HttpResponseClientRedirect

type_of_rule = Callable[..., bool]


def anyone(person) -> bool:
    return True


def signed_in(person) -> bool:
    return person.is_authenticated


def with_secret_address(person) -> bool:
    """The address itself is the key: the view finds whose it is by its token, or nothing."""
    return True


def holds(*roles: str) -> type_of_rule:
    """A rule: the person holds at least one of these access roles now."""

    def rule(person) -> bool:
        return person.is_authenticated and not person.roles.isdisjoint(roles)

    rule.__name__ = f"holds_{'_or_'.join(roles)}"
    return rule


def access(rule: type_of_rule):
    """Put an access rule on a view; the middleware refuses views that carry none."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if rule(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            raise PermissionDenied

        guarded.access_rule = rule
        return guarded

    return decorate


def _to_sign_in(request):
    """Back to the page afterwards; htmx is told to leave, or it would swap the form into the page."""
    if not getattr(request, "htmx", False):
        return redirect_to_login(request.get_full_path())
    page = request.htmx.current_url_abs_path or request.get_full_path()
    return HttpResponseClientRedirect(redirect_to_login(page).url)
