"""What search engines may list, and what not."""

import pytest
from wagtail.models import Site

from courses.catalogue.models import LessonPage
from tests.factories.courses import modules_of, programme_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    programme = programme_page(modules=2, lessons=2)
    Site.objects.update(root_page=programme.get_parent())
    return programme


def test_the_sitemap_names_public_pages_and_no_lesson(client, site):
    text = client.get("/sitemap.xml").content.decode()
    assert f"http://testserver{site.url}<" in text
    assert all(f"http://testserver{module.url}<" in text for module in modules_of(site))
    assert not any(lesson.url in text for lesson in LessonPage.objects.all())


def test_a_page_that_is_not_public_is_not_named(client, site):
    first, second = modules_of(site)
    first.unpublish()
    text = client.get("/sitemap.xml").content.decode()
    assert first.url not in text
    assert second.url in text


def test_the_sitemap_costs_the_same_whatever_its_size(client, site, django_assert_num_queries):
    client.get("/sitemap.xml")
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")
    programme_page(modules=5, lessons=1)
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


def test_robots_are_told_where_not_to_look(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /my/\n" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")
