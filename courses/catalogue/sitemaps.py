"""The pages that search engines may list: those that anybody may read."""

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from courses.catalogue.models import HomePage, ModulePage, ProgrammePage


class PublicPages(Sitemap):
    def items(self):
        pages = Page.objects.live().public().type(HomePage, ProgrammePage, ModulePage)
        return pages.order_by("path")

    def location(self, page):
        return page.url

    def lastmod(self, page):
        return page.last_published_at
