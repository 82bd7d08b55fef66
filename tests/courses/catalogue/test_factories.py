"""Pages of the factories are as authors leave them."""

import pytest
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from courses.catalogue.actions import open_home_page
from tests.factories.courses import (
    LessonPageFactory,
    ModulePageFactory,
    ProgrammePageFactory,
    published,
    true_or_false_assessment,
)

pytestmark = pytest.mark.django_db
OWN = {"page", "pk", "id", "page_ptr_id", "path", "url_path", "translation_key", "uuid"}
OWN |= {"object_id", "content", "label", "object_str"}
OWN |= {"latest_revision_id", "live_revision_id", "revision_id", "page_id"}
OWN |= {"title", "draft_title", "slug", "code"}  # numbered by the factory


def kept(row) -> dict:
    """What is the same for two rows that were made alike; of moments, whether they are there."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return {
        name: "now" if hasattr(value, "tzinfo") else str(value)
        for name, value in values.items()
        if name not in OWN
    }


def what_is_known_of(page) -> dict:
    row = Page.objects.get(pk=page.pk).specific
    revisions = list(Revision.objects.filter(object_id=str(page.pk)))
    content = [
        {
            name: "now" if name.endswith(("_at", "_published")) and value else value
            for name, value in revision.content.items()
            if name not in OWN | {"body"}
        }
        for revision in revisions
    ]
    return {
        "page": kept(row),
        "revisions": [kept(revision) for revision in revisions],
        "content": content,
        "blocks": [[block["value"] for block in row.body.raw_data]] if hasattr(row, "body") else [],
        "log": [kept(entry) for entry in PageLogEntry.objects.filter(page=row.pk).order_by("pk")],
        "is the newest": [(row.latest_revision_id, row.live_revision_id)]
        == [(revision.pk, revision.pk) for revision in revisions],
        "place": (row.get_parent().title, row.url_path.count("/"), row.slug in row.url_path),
        "texts": (row.title == row.draft_title, str(row) == row.latest_revision.object_str),
    }


@pytest.mark.parametrize("factory", [ModulePageFactory, LessonPageFactory])
def test_a_page_of_a_factory_is_as_its_editor_would_leave_it(factory):
    started = timezone.now()
    programme = ProgrammePageFactory(parent=open_home_page())
    fields = {}
    below = programme
    if factory is LessonPageFactory:
        below = ModulePageFactory(parent=programme)
    else:
        fields = {"assessment": true_or_false_assessment()}
    by_editor = factory(parent=below, **fields)
    by_editor.save_revision().publish()
    below.refresh_from_db()
    fields = {"assessment": true_or_false_assessment()} if fields else {}

    page = published(factory.build(**fields), below=below)

    expected, found = what_is_known_of(by_editor), what_is_known_of(page)
    for known in (expected, found):
        known["page"].pop("assessment_id", None)
        for content in known["content"]:
            content.pop("assessment", None)
    assert found == expected
    again = Page.objects.get(pk=page.pk)
    assert again.first_published_at >= started
    assert list(below.get_children().order_by("path")) == [by_editor.page_ptr, page.page_ptr]
    below.refresh_from_db()
    assert below.numchild == 2
    assert Page.find_problems() == ([], [], [], [], [])
