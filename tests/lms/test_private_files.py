"""What is kept of a file that was sent, and how it is handed out again."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.http import Http404

from courses.fieldwork.models import MilestoneFile
from lms.private_files import handed_out, kept_of, private


def test_what_is_kept_says_what_was_sent():
    data = b"x" * 70_000
    kept = kept_of(ContentFile(data, name="inside.pdf"), "l" * 300)
    assert kept["sha256"] == hashlib.sha256(data).hexdigest()
    assert (kept["size"], kept["name"]) == (70_000, "l" * 200)
    assert kept["file"].read() == data


def stored(name: str) -> FieldFile:
    return FieldFile(None, MilestoneFile._meta.get_field("file"), name)


def test_it_comes_back_as_a_download_that_no_browser_shows():
    place = private().save("tests/page.html", ContentFile(b"<script>alert(1)</script>"))
    answer = handed_out(stored(place), "Übersicht.html")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    answer.file_to_stream.close()
    private().delete(place)


def test_a_file_that_is_gone_is_not_found():
    with pytest.raises(Http404):
        handed_out(stored("tests/never-there"), "gone.pdf")
