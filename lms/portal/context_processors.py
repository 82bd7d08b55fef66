"""What every page needs to know: the navigation for this person, and the demo sign-ins."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.portal.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD


def navigation(request):
    person = getattr(request, "user", None)
    items = []
    if person is not None and person.is_authenticated:
        items.append((_("My page"), reverse("portal:home")))
        items.append((_("Deliveries"), reverse("deliveries:deliveries")))
        if "administrator" in person.roles or "auditor" in person.roles:
            items.append((_("Trained counts"), reverse("counts:trained")))
        if "administrator" in person.roles:
            items.append((_("Accommodations"), reverse("attempts:accommodations")))
            items.append((_("Letters"), reverse("letters:letters")))
        if not person.roles.isdisjoint({"administrator", "officer", "auditor"}):
            items.append((_("Decisions"), reverse("decisions:queue")))
            items.append((_("Certificates"), reverse("certificates:list")))
            items.append((_("Lineage"), reverse("lineage:scheme")))
        if not person.roles.isdisjoint({"administrator", "officer"}):
            items.append((_("Certificates as a ZIP"), reverse("documents:archives")))
        if not person.roles.isdisjoint({"administrator", "author"}):
            items.append((_("Authoring"), reverse("wagtailadmin_home")))
            items.append((_("Item analysis"), reverse("analysis:assessments")))
    items.append((_("Check a certificate"), reverse("certificates:verify")))
    path = getattr(request, "path", "")
    return {
        "nav_items": [{"label": label, "url": url, "current": path == url} for label, url in items]
    }


def demo(request):
    if not settings.DEMO:
        return {"demo_accounts": []}
    return {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD}
