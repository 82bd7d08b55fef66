"""Authoring in the admin: drafts, review, schedule, history, and pages that must stay."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow

from courses.catalogue.models import LessonPage
from courses.catalogue.tasks import publish_scheduled_pages
from courses.progress.actions import open_lesson
from lms.people.actions import grant_access
from tests.factories.courses import AT, LessonPageFactory, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    person = PersonFactory()
    grant_access(person=person, role="author", by=None, at=AT)
    return person


@pytest.fixture
def programme():
    return programme_page()


def lesson() -> LessonPage:
    return LessonPage.objects.get()


def post_of(page, **changes) -> dict:
    """What the page editor sends for a lesson of one text block."""
    return {
        "title": page.title,
        "slug": page.slug,
        "kind": "reading",
        "minutes": "45",
        "outcomes": ["1"],
        "body-count": "1",
        "body-0-type": "rich_text",
        "body-0-order": "0",
        "body-0-id": "",
        "body-0-deleted": "",
        "body-0-value": '{"blocks": [{"key": "a", "text": "Edited.", "type": "unstyled", "depth": 0,'
        ' "inlineStyleRanges": [], "entityRanges": [], "data": {}}], "entityMap": {}}',
        "teaching_note-count": "0",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    } | changes


def edit(client, page, **changes):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), post_of(page, **changes))


def text_of(page) -> str:
    return str(page.body.get_prep_value())


def test_an_author_opens_the_admin_and_others_do_not(client_of, author):
    assert client_of(author).get("/admin/").status_code == 200
    assert client_of(PersonFactory()).get("/admin/").status_code == 302


def test_an_author_publishes_a_lesson(client_of, author, programme):
    response = edit(client_of(author), lesson(), **{"action-publish": "1"})
    assert response.status_code == 302
    assert "Edited." in text_of(lesson())
    assert lesson().outcomes == [1]


def test_a_draft_changes_nothing_for_readers(client_of, author, programme):
    before = lesson().live_revision_id
    edit(client_of(author), lesson())
    assert lesson().has_unpublished_changes
    assert lesson().live_revision_id == before
    assert "Edited." not in text_of(lesson())


def test_a_lesson_waits_for_review_and_a_second_author_publishes_it(client_of, author, programme):
    edit(client_of(author), lesson(), **{"action-submit": "1"})
    state = lesson().current_workflow_state
    assert state.workflow == Workflow.objects.get(name="Moderators approval")
    reviewer = PersonFactory()
    grant_access(person=reviewer, role="author", by=None, at=AT)
    client = client_of(reviewer)
    assert b"1 page waits for your review." in client.get("/admin/").content
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[lesson().pk, "approve", state.current_task_state_id],
    )
    client.post(address, {"comment": "Good."})
    assert "Edited." in text_of(lesson())
    assert b"0 pages wait for your review." in client.get("/admin/").content


def test_a_lesson_is_published_when_its_time_comes(client_of, author, programme):
    soon = timezone.localtime() + timedelta(hours=1)
    text = soon.strftime("%Y-%m-%d %H:%M")
    edit(client_of(author), lesson(), **{"action-publish": "1", "go_live_at": text})
    publish_scheduled_pages()
    assert "Edited." not in text_of(lesson())
    revision, past = lesson().scheduled_revision, timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert "Edited." in text_of(lesson())


def test_an_author_compares_and_reverts(client_of, author, programme):
    first = lesson().latest_revision_id
    client = client_of(author)
    edit(client, lesson(), **{"action-publish": "1"})
    second = lesson().latest_revision_id
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[lesson().pk, first, second])
    assert b"Edited." in client.get(compare).content
    history = client.get(reverse("wagtailadmin_pages:history", args=[lesson().pk]))
    assert history.status_code == 200
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[lesson().pk, first])
    assert "Use two simple tests" in client.get(revert).content.decode()


def test_an_author_previews_a_draft(client_of, author, programme):
    client = client_of(author)
    edit(client, lesson())
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson().pk]))
    assert b"Edited." in response.content


def test_an_author_previews_a_lesson_that_is_not_saved_yet(client_of, author, programme):
    module = modules_of(programme)[0]
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", module.pk]
    )
    client = client_of(author)
    client.post(address, post_of(lesson(), slug="new-one", title="New one"))
    assert b"Edited." in client.get(address).content


@pytest.mark.parametrize("page", ["add", "edit"])
def test_the_editor_opens_for_every_page_type(client_of, author, programme, page):
    client = client_of(author)
    for kind in Page.objects.descendant_of(programme, inclusive=True).specific():
        if page == "edit":
            address = reverse("wagtailadmin_pages:edit", args=[kind.pk])
        else:
            model = type(kind)._meta
            parent = kind.get_parent().pk
            address = reverse(
                "wagtailadmin_pages:add", args=[model.app_label, model.model_name, parent]
            )
        assert client.get(address).status_code == 200


def opened_lesson(programme) -> LessonPage:
    place = enrolment(programme=programme)
    page = lesson()
    open_lesson(
        enrolment=place, lesson=page, revision_id=page.live_revision_id, by=place.person, at=AT
    )
    return page


def test_a_page_that_records_point_to_cannot_be_deleted(client_of, author, programme):
    page = opened_lesson(programme)
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    response = client_of(author).post(address, follow=True)
    assert "cannot be deleted: one training record points to it" in response.content.decode()
    assert Page.objects.filter(pk=page.pk).exists()


def test_nor_can_it_be_deleted_among_others(client_of, author, programme):
    page = opened_lesson(programme)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client_of(author).post(f"{address}?id={page.pk}", follow=True)
    assert "cannot be deleted" in response.content.decode()
    assert Page.objects.filter(pk=page.pk).exists()


def test_nor_by_code(programme):
    with pytest.raises(ProtectedError):
        opened_lesson(programme).delete()


def test_a_page_without_records_can_be_deleted(client_of, author, programme):
    extra = LessonPageFactory(parent=modules_of(programme)[0])
    client_of(author).post(reverse("wagtailadmin_pages:delete", args=[extra.pk]))
    assert not Page.objects.filter(pk=extra.pk).exists()


def test_a_learner_reaches_no_revision_and_no_preview(client_of, programme):
    client = client_of(enrolment(programme=programme).person)
    page = lesson()
    for name, arguments in (
        ("edit", [page.pk]),
        ("history", [page.pk]),
        ("view_draft", [page.pk]),
        ("revisions_view", [page.pk, page.latest_revision_id]),
        ("preview_on_edit", [page.pk]),
    ):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=arguments))
        assert response.status_code == 302
