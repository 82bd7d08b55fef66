"""Applying, deciding and appealing on a phone and a desktop, by keyboard and without scripts."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certification.appeals.actions import open_appeal
from certification.decisions.actions import decide_application, return_proposal
from certification.decisions.models import Decision
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory
from tests.factories.ties import Past

pytestmark = pytest.mark.browser


def test_an_officer_refuses_and_the_candidate_appeals_by_keyboard(page, live_server, sign_in):
    case, by = Case(), officer()
    application = case.application(at=timezone.now())
    sign_in(by)
    page.goto(live_server.url + reverse("decisions:queue"))
    page.get_by_role("link", name=str(application.person)).press("Enter")
    page.get_by_role("radio", name="Refuse it").press("Space")
    page.get_by_role("button", name="Decide").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write the reasons")
    expect(page.get_by_role("radio", name="Refuse it")).to_be_checked()
    page.get_by_label("Reasons").fill("The mark is under review.")
    page.get_by_role("button", name="Decide").press("Enter")
    expect(page.get_by_text("It is decided")).to_be_visible()
    page.context.clear_cookies()
    sign_in(application.person)
    page.goto(live_server.url + reverse("decisions:detail", args=[Decision.objects.get().pk]))
    page.get_by_role("link", name="Appeal", exact=True).press("Enter")
    page.get_by_label("Why it should be decided differently").fill("It was reviewed in May.")
    page.get_by_role("button", name="Make the appeal").press("Enter")
    expect(page.get_by_text("It is being looked at")).to_be_visible()


def test_the_pages_fit_and_axe_finds_nothing(page, sign_in, looks_right):
    now = timezone.now()
    case = Case(deciders=2)
    reader, tied, other = officer(), officer(), officer()
    proposed, waiting, own = (case.application(at=now) for _ in range(3))
    incomplete = case.application(is_complete=False, at=now)
    past = Past(case.programme)
    past.observed(tied, proposed.person, now)
    past.marked(reader, waiting.person, now)
    asked = {"outcome": "granted", "reasons": "", "at": now}
    first = decide_application(application=proposed, by=other, **asked)
    return_proposal(proposal=first, reasons="Say which observation.", by=reader, at=now)
    decide_application(application=proposed, by=other, **asked)
    single = Case()
    administrator = PersonFactory(roles=["administrator"])
    stuck = single.application(at=now)
    for person in (reader, tied, other, administrator):
        Past(single.programme).observed(person, stuck.person, now)
    refused = decide_application(
        application=single.application(at=now),
        outcome="refused",
        reasons="The observation covers another module.",
        by=other,
        at=now,
    )
    second = decide_application(
        application=single.application(at=now), outcome="refused", reasons="So.", by=other, at=now
    )
    appeal = open_appeal(of=refused, reason="It covers both.", by=refused.person, at=now)
    sign_in(reader)
    looks_right(
        {
            "queue": reverse("decisions:queue"),
            "incomplete": reverse("decisions:incomplete"),
            "decided": reverse("decisions:list"),
            "confirm": reverse("decisions:application", args=[proposed.uid]),
            "tied": reverse("decisions:application", args=[waiting.uid]),
            "propose": reverse("decisions:application", args=[own.uid]),
            "lacking": reverse("decisions:application", args=[incomplete.uid]),
            "refusal": reverse("decisions:detail", args=[refused.pk]),
            "appeals": reverse("appeals:list"),
            "appeal-to-decide": reverse("appeals:appeal", args=[appeal.uid]),
            "apply-for-others": reverse("decisions:apply"),
        }
    )
    page.context.clear_cookies()
    sign_in(administrator)
    looks_right({"stuck": reverse("decisions:application", args=[stuck.uid])})
    page.context.clear_cookies()
    sign_in(refused.person)
    looks_right(
        {
            "mine": reverse("decisions:mine"),
            "my-appeal": reverse("appeals:appeal", args=[appeal.uid]),
            "apply": reverse("decisions:apply"),
        }
    )
    page.context.clear_cookies()
    sign_in(second.person)
    looks_right(
        {
            "my-refusal": reverse("decisions:detail", args=[second.pk]),
            "make-appeal": reverse("appeals:against_decision", args=[second.pk]),
        }
    )
