"""Registers and labels in a browser: switched on and off by the person, looked at on two screens."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certification.labels.files.actions import ask_for_check
from lms.people.models import Consent
from tests.factories.courses import programme_page
from tests.factories.labels import administrator, label
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.registers import accredited, listed

pytestmark = pytest.mark.browser
Purpose = Consent.Purpose
REGISTER = reverse("registers:register", args=["instructors"])


def test_r56_somebody_is_listed_by_their_own_switch_and_gone_by_it(page, live_server, sign_in):
    person = PersonFactory(first_name="Ana", last_name="Listed")
    accredited(person)
    sign_in(person)
    mine = live_server.url + reverse("registers:mine")
    page.goto(mine)
    switch = page.locator("#register")
    expect(switch.get_by_text("off", exact=True)).to_be_visible()
    switch.get_by_role("button", name="Agree").press("Enter")
    expect(page.locator("#register").get_by_text("on", exact=True)).to_be_visible()
    page.get_by_label("Catalan").check()
    page.get_by_role("button", name="Save the languages").click()
    page.goto(live_server.url + REGISTER)
    expect(page.get_by_role("row", name="Ana Listed")).to_contain_text("Catalan")
    page.goto(mine)
    page.locator("#register").get_by_role("button", name="End it").click()
    page.goto(live_server.url + REGISTER)
    expect(page.get_by_text("Nobody who is listed fits")).to_be_visible()


def test_registers_look_right(live_server, sign_in, looks_right):
    programme = programme_page()
    people = [
        listed(
            Purpose.MAP,
            Purpose.CONTACT,
            person=PersonFactory(first_name=first, last_name=last),
            organisation=OrganisationFactory(name=f"{last} cluster network", country=country),
            languages=("en", "fr"),
            programme=programme,
            valid_months=36,
        )
        for first, last, country in (
            ("Ana", "Álvarez", "ES"),
            ("Bo", "Berg", "SE"),
            ("Çelik", "Demir", "TR"),
            ("Dora", "Doukas", "GR"),
            ("Elif", "Aydın", "TR"),
        )
    ]
    sign_in(people[0])
    entry = people[0].consents.get(purpose=Purpose.REGISTER).uid
    looks_right(
        {
            "registers": reverse("registers:registers"),
            "register": REGISTER,
            "register-map": reverse("registers:map", args=["instructors"]),
            "register-entry": reverse("registers:entry", args=["instructors", entry]),
            "public-about-me": reverse("registers:mine"),
        }
    )


def test_labels_look_right(live_server, sign_in, looks_right, deliver_all):
    first = label(OrganisationFactory(name="Alpha cluster network"), awarded_on=date(2019, 7, 25))
    renewed = label(first.organisation, awarded_on=date(2021, 12, 1))
    label(first.organisation, "gold", date(2026, 1, 10))
    label(OrganisationFactory(name="Beta cluster", country="ES"), "silver", date(2026, 2, 1))
    by = administrator()
    rows = "Gamma;AT;gold;2020-01-01;Body;G-1\nDelta;Austria;tin;soon;Body;G-2"
    header = "organisation;country;level;awarded_on;awarded_by;reference"
    file = ContentFile(f"{header}\n{rows}".encode(), name="labels.csv")
    check = ask_for_check(file=file, by=by, at=timezone.now())
    deliver_all()
    sign_in(by)
    looks_right(
        {
            "labels": reverse("labels:labels"),
            "label-history": reverse("labels:organisation", args=[first.organisation.public_id]),
            "label-award": reverse("labels:award"),
            "label-renew": reverse("labels:renew", args=[renewed.uid]),
            "label-withdraw": reverse("labels:withdraw", args=[renewed.uid]),
            "label-evidence": reverse("labels:evidence", args=[renewed.uid]),
            "label-files": reverse("labels:files"),
            "label-file": reverse("labels:file", args=[check.uid]),
        }
    )
