"""Keeps what each auditor opens, takes away and is refused; tells whose access is over (R60)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from lms.auditing import rules
from lms.auditing.actions import keep_entry
from lms.auditing.queries import is_auditor, shut_grant, standing_grant
from lms.auditing.watermarks import reader_of
from lms.people.models import AccessGrant, Person


class AuditLog:
    """One row for each thing an auditor asks for in the rooms of evidence, and for each refusal.

    The row is there before the answer leaves. Who had an access as an auditor, and has no access
    now, is told so wherever they are refused, whatever is there or not.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        route = route_of(request)
        refused = rules.is_refused(answer.status_code, answer.headers.get("Location", ""))
        if not rules.is_kept(route, refused=refused):
            return answer
        person = reader_of(request)
        if person is None:
            return answer
        if is_auditor(person):
            keep(request, answer, person, standing_grant(person), refused=refused)
        elif refused and (grant := shut_grant(person)) is not None:
            answer = refusal(request, grant)
            keep(request, answer, person, grant, refused=True, has_ended=True)
        return answer


def route_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def keep(
    request: HttpRequest,
    answer: HttpResponse,
    person: Person,
    grant: AccessGrant | None,
    *,
    refused: bool,
    has_ended: bool = False,
) -> None:
    method = request.method or ""
    code = "" if refused else getattr(request, "audit_code", "")
    disposition = answer.headers.get("Content-Disposition", "")
    keep_entry(
        by=person,
        grant=grant,
        at=timezone.now(),
        method=method,
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        route=route_of(request),
        what=rules.what_of(method, code, disposition),
        outcome=rules.outcome_of(method, refused=refused, has_ended=has_ended),
        status=answer.status_code,
        code=code,
    )


def refusal(request: HttpRequest, grant: AccessGrant) -> HttpResponse:
    sentence = rules.why_shut(grant, timezone.now())
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=403)
    return render(request, "403.html", {"sentence": sentence}, status=403)
