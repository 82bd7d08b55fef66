"""What every page needs to know: the navigation for this person, and the demo sign-ins."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.auditing.queries import only_audits
from lms.portal.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

MOST_SIDE_BY_SIDE = 6
READ_PROJECTS = ("administrator", "officer", "auditor", "coordinator")


def navigation(request):
    """The ways that are open to the person; what has no room side by side stands under “More”."""
    person = getattr(request, "user", None)
    ways = ways_of(person) if person is not None and person.is_authenticated else []
    ways.append((_("Check a certificate"), reverse("certificates:verify")))
    path = getattr(request, "path", "")
    items = [{"label": label, "url": url, "current": path == url} for label, url in ways]
    room = MOST_SIDE_BY_SIDE if len(items) <= MOST_SIDE_BY_SIDE else MOST_SIDE_BY_SIDE - 1
    return {"nav_items": items[:room], "nav_more": items[room:]}


def ways_of(person) -> list[tuple[str, str]]:
    """What they use most comes first; who only audits finds nothing that leads to a change (R60)."""
    if only_audits(person):
        return ways_of_auditor(person)

    def may(*roles: str) -> bool:
        return not person.roles.isdisjoint(roles)

    ways = [
        (True, _("My page"), "portal:home"),
        (True, _("Deliveries"), "deliveries:deliveries"),
        (may("administrator", "auditor"), _("Trained counts"), "counts:trained"),
        (may("administrator", "officer"), _("The scheme in numbers"), "dashboards:scheme"),
        (may(*READ_PROJECTS), _("Projects"), "targets:projects"),
        (may("administrator", "officer", "auditor"), _("Decisions"), "decisions:queue"),
        (may("administrator", "officer", "auditor"), _("Certificates"), "certificates:list"),
        (may("administrator", "author"), _("Authoring"), "wagtailadmin_home"),
        (may("administrator", "author"), _("Item analysis"), "analysis:assessments"),
        (may("administrator", "auditor", "coordinator"), _("Frozen reports"), "reports:reports"),
        (may("administrator", "officer", "auditor"), _("Lineage"), "lineage:scheme"),
        (may("administrator", "officer"), _("Certificates as a ZIP"), "documents:archives"),
        (may("administrator"), _("Take past trainings"), "records:files"),
        (may("administrator"), _("Duplicates"), "people:duplicates"),
        (may("administrator", "auditor", "coordinator"), _("Disputes"), "disputes:disputes"),
        (may("administrator"), _("Auditors"), "audits:auditors"),
        (may("administrator"), _("Accommodations"), "attempts:accommodations"),
        (may("administrator"), _("Letters"), "letters:letters"),
        (may("administrator"), _("Removals of people"), "personal_data:requests"),
        (may("administrator"), _("Retention of evidence"), "personal_data:retention"),
    ]
    return [(label, reverse(name)) for is_open, label, name in ways if is_open]


def ways_of_auditor(person) -> list[tuple[str, str]]:
    items = [
        (_("Auditor's room"), reverse("audits:home")),
        (_("Trained counts"), reverse("counts:trained")),
        (_("Evidence packs"), reverse("audits:packs")),
        (_("Disputes"), reverse("disputes:disputes")),
    ]
    if "auditor" in person.roles:
        items.append((_("Frozen reports"), reverse("reports:reports")))
        items.append((_("Decisions"), reverse("decisions:queue")))
        items.append((_("Certificates"), reverse("certificates:list")))
        items.append((_("Lineage"), reverse("lineage:scheme")))
    return items


def demo(request):
    if not settings.DEMO:
        return {"demo_accounts": []}
    return {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD}
