"""The pages of the catalogue: where they may stand, what they show, and to whom."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils import WagtailPageTestCase

from courses.catalogue.models import HomePage, LessonPage, ModulePage, ProgrammePage
from tests.factories.courses import LessonPageFactory, modules_of, programme_page
from tests.factories.people import PersonFactory


class PageTree(WagtailPageTestCase):
    def test_pages_stand_in_their_order(self):
        self.assertAllowedSubpageTypes(HomePage, {ProgrammePage})
        self.assertAllowedSubpageTypes(ProgrammePage, {ModulePage})
        self.assertAllowedSubpageTypes(ModulePage, {LessonPage})
        self.assertAllowedSubpageTypes(LessonPage, {})
        self.assertAllowedParentPageTypes(ProgrammePage, {HomePage})


@pytest.fixture
def site(db):
    """A programme of one module with one lesson, at the address of the default site."""
    from wagtail.models import Site

    programme = programme_page(modules=1, lessons=1)
    Site.objects.update(root_page=programme.get_parent())
    return programme


def test_a_programme_shows_its_modules_and_lesson_titles_to_anybody(client, site):
    text = client.get(site.url).content.decode()
    module = modules_of(site)[0]
    assert module.title in text
    assert LessonPage.objects.get().title in text
    assert reverse("progress:enrol", args=[site.pk]) in text


def test_a_module_shows_what_it_asks_but_not_its_lessons_text(client, site):
    text = client.get(modules_of(site)[0].url).content.decode()
    assert "Tell apart a cluster and an organisation." in text
    assert "70 %" in text
    assert "Use two simple tests" not in text


def test_the_address_of_a_lesson_leads_to_where_it_is_read(client, site):
    lesson = LessonPage.objects.get()
    response = client.get(lesson.url)
    assert (response.status_code, response.url) == (
        302,
        reverse("progress:lesson", args=[lesson.pk]),
    )


@pytest.mark.parametrize(("modules", "lessons"), [(1, 1), (4, 3)])
def test_a_programme_costs_the_same_whatever_its_size(
    client, site, django_assert_num_queries, modules, lessons
):
    programme = programme_page(modules=modules, lessons=lessons)
    client.get(programme.url)
    with django_assert_num_queries(8):
        client.get(programme.url)


@pytest.mark.parametrize(("modules", "lessons"), [(1, 1), (4, 3)])
def test_a_module_costs_the_same_whatever_its_size(
    client, site, django_assert_num_queries, modules, lessons
):
    module = modules_of(programme_page(modules=modules, lessons=lessons))[0]
    client.get(module.url)
    with django_assert_num_queries(12):
        client.get(module.url)


def test_a_module_leads_to_its_neighbours(client, site):
    first, second, third = modules_of(programme_page(modules=3, lessons=1))
    text = client.get(second.url).content.decode()
    assert f'rel="prev" href="{first.url}"' in text
    assert f'rel="next" href="{third.url}"' in text


def test_a_draft_module_is_not_shown(client, site):
    modules_of(site)[0].unpublish()
    assert "No module has been published yet." in client.get(site.url).content.decode()


def test_a_lesson_takes_at_least_a_minute(site):
    lesson = LessonPage.objects.get()
    lesson.minutes = 0
    with pytest.raises(ValidationError):
        lesson.full_clean()


def test_the_teaching_note_has_its_own_preview(client_of, site):
    lesson = LessonPageFactory(
        parent=modules_of(site)[0], teaching_note=[("rich_text", "<p>The answer.</p>")]
    )
    request = client_of(PersonFactory()).get("/").wsgi_request
    plain = lesson.make_preview_request(request, "").content.decode()
    note = lesson.make_preview_request(request, LessonPage.TEACHING_NOTE).content.decode()
    assert "Use two simple tests" in plain
    assert "The answer." not in plain
    assert "The answer." in note
