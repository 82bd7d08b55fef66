"""Files that no address leads to: where they lie, what is kept of each, how a view hands one out."""

import hashlib
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

LONGEST_NAME = 200


def private():
    return storages["private"]


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def digest_of(file: FieldFile) -> str | None:
    """The SHA-256 of a stored file as it is now; None where it cannot be read."""
    try:
        with file.open("rb") as content:
            return _digest(content)
    except (OSError, ValueError):  # ValueError: it was removed, so no name is kept
        return None


def kept_of(file: File, name: str) -> dict[str, Any]:
    """What a record keeps of a file that was sent: itself, its name, its size and its SHA-256."""
    sha256 = _digest(file)
    file.seek(0)
    name = name[:LONGEST_NAME]
    return {
        "file": File(file, name=name or "file"),
        "name": name,
        "size": file.size or 0,
        "sha256": sha256,
    }


def handed_out(file: FieldFile, name: str) -> FileResponse:
    """As a download under that name; a browser shows nothing of what somebody sent."""
    if not file:
        raise Http404  # removed: after its retention, or with the person
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        content, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
