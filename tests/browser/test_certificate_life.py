"""An officer withdraws an accreditation by keyboard, decides a case, and looks at five years of a policy."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certification.certificates.actions import correct_name, suspend
from certification.certificates.models import DeliveryCase
from tests.factories.certificates import LABEL, issued, officer
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, training

pytestmark = pytest.mark.browser


def test_an_accreditation_is_withdrawn_and_its_deliveries_are_decided(
    page, live_server, sign_in, looks_right, deliver_all
):
    today = timezone.localdate()
    programme = programme_page(modules=3)
    trainer = issued(
        on=today - timedelta(days=200),
        programme=programme,
        code="cluster-excellence-manager",
        gives_right_to_teach=True,
        **LABEL,
    )
    deliver_all()
    for title, weeks in (("Clusters in the Alps", -8), ("Clusters on the coast", 8)):
        first = today + timedelta(weeks=weeks)
        delivery = training(
            programme=programme, lead=trainer.person, title=title, first_days=[first]
        )
        for _ in range(2):
            issued(on=today - timedelta(days=3), place=participant(delivery))
    by = officer()
    sign_in(by)
    now = timezone.now()
    renamed = issued(programme=programme, on=today - timedelta(days=40), **LABEL)
    said = {"certificate": renamed, "by": by, "at": now}
    correct_name(holder_name="Robin Newname", reason="Married in June.", **said)
    suspend(effective_on=today, reason="A complaint is being looked into.", **said)
    type_ = trainer.decision.certificate_type

    page.goto(live_server.url + reverse("certificates:change", args=[trainer.number, "withdraw"]))
    since = today - timedelta(weeks=9)
    page.get_by_label("From").fill(since.isoformat())
    page.get_by_role("button", name="Show what rests on it on that day").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Clusters in the Alps")).to_be_visible()
    expect(page.get_by_text("replacement needed")).to_be_visible()
    page.get_by_label("Reason").fill("The accreditation rested on a forged record.")
    page.get_by_role("button", name="Withdraw it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is done, and the holder is told.")).to_be_visible()
    deliver_all()
    case = DeliveryCase.objects.get()
    page.goto(live_server.url + reverse("certificates:case", args=[case.pk]))
    page.get_by_label("under investigation").check()
    page.get_by_label("Reason").fill("The roster is being read.")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text("Your decision about the delivery is kept.")).to_be_visible()
    looks_right(
        {
            "certificates": reverse("certificates:list"),
            "certificate-withdrawn": reverse("certificates:certificate", args=[trainer.number]),
            "certificate-suspended": reverse("certificates:certificate", args=[renamed.number]),
            "certificate-withdraw": reverse(
                "certificates:change", args=[renamed.number, "withdraw"]
            ),
            "certificate-cases": reverse("certificates:cases"),
            "certificate-case": reverse("certificates:case", args=[case.pk]),
            "simulator": f"{reverse('certificates:simulator')}?type={type_.pk}",
            "check-superseded": f"{reverse('certificates:check', args=[renamed.number])}?issue=1",
            "check-withdrawn": reverse("certificates:check", args=[trainer.number]),
        }
    )
