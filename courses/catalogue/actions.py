"""What is done to the catalogue outside the page editor."""

from wagtail.models import Page, Site

from courses.catalogue.models import HomePage


def open_home_page() -> HomePage:
    """The front page; made, in place of Wagtail's welcome page, when there is none."""
    home = HomePage.objects.first()
    if home is not None:
        return home
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Cascade", slug="cascade"))
    home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        return home
    welcome, site.root_page, site.site_name = site.root_page, home, "Cascade"
    site.save()
    if welcome.depth == 2 and welcome.specific_class is Page and not welcome.numchild:
        welcome.delete()
    return home
