"""Answers that programs of others read: readable from any page, and kept as long as they may be."""

import hashlib
import json
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse

CREDENTIAL_TYPE = "application/vc"
TOKEN_TYPE = "application/vc+jwt"


def public(request, text: str, content_type: str, seconds: int) -> HttpResponse:
    """About nobody: caches may keep it for so long, and ask whether it has changed."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(text, content_type=content_type)
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["ETag"] = tag
    return readable(response)


def as_text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2)


def personal(data: bytes | str, content_type: str, name: str = "", status: int = 200):
    """About somebody: kept by no cache and no search engine; with a name it is a download."""
    response = HttpResponse(data, content_type=content_type, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return readable(response)


def nothing(status: int, message: str):
    """The same answer for what never was, is withheld or mistyped."""
    response = JsonResponse({"found": False, "message": message}, status=status)
    response["Cache-Control"] = "no-store"
    return readable(response)


def readable(response):
    """Verifiers also run in pages of other sites; no cookie of ours is ever sent along."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
