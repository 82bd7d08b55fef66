"""A survey on a phone by keyboard alone, and its results from five answers on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.catalogue.models import ProgrammePage
from courses.evaluation.actions import answer_survey, ask_participants
from courses.evaluation.models import SurveyAnswer
from tests.courses.evaluation.test_rules import FORM
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def survey():
    """Of a training of today, five people asked; the fixture waits for nobody's clock."""
    programme = programme_page()
    ProgrammePage.objects.filter(pk=programme.pk).update(outline={"feedback_form": FORM})
    lead = PersonFactory()
    today = timezone.localdate() - timedelta(days=6)
    delivery = training(
        programme=ProgrammePage.objects.get(pk=programme.pk), lead=lead, first_days=[today]
    )
    for _ in range(5):
        participant(delivery)
    return delivery.surveys.get(occasion="reaction")


def test_five_people_answer_and_only_then_the_trainer_reads(
    page, live_server, sign_in, accessible, survey
):
    now = timezone.now()
    *others, mine = ask_participants(survey=survey, at=now)
    for number, each in enumerate(others, start=1):
        answers = {"F1": str(number), "F2": f"I will meet firm {number}"}
        answer_survey(invitation=each, answers=answers, at=now, on=now.date())
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(survey.delivery.sessions.first().roles.get().person)
    results = live_server.url + reverse("evaluation:results", args=[survey.pk])
    page.goto(results)
    accessible(page)
    expect(page.get_by_text("4 of 5 have answered")).to_be_visible()
    expect(page.get_by_text("I will meet")).to_have_count(0)

    page.goto(live_server.url + reverse("survey", args=[mine.token]))
    accessible(page)
    page.keyboard.press("Tab")  # past the way to the content
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("I will meet firm 5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. Your answers are kept.")).to_be_visible()
    accessible(page)
    assert SurveyAnswer.objects.filter(answers={"F1": 3, "F2": "I will meet firm 5"}).count() == 1

    page.goto(results)
    accessible(page)
    expect(page.get_by_text("I will meet")).to_have_count(5)
    expect(page.get_by_text("2.60")).to_be_visible()
