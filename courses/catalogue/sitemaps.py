"""The pages that search engines may list: those that anybody may read."""

from wagtail.contrib.sitemaps import Sitemap

from courses.catalogue.models import HomePage, ModulePage, ProgrammePage


class PublicPages(Sitemap):
    def items(self):
        return super().items().type(HomePage, ProgrammePage, ModulePage)
