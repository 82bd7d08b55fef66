"""Surveys are planned once, asked once, and answered without a name."""

from datetime import date, timedelta

import pytest

from courses.catalogue.models import ProgrammePage
from courses.evaluation.actions import answer_survey, ask_participants, plan_surveys
from courses.evaluation.models import Survey, SurveyAnswer
from courses.evaluation.queries import due, open_for, result
from lms.errors import Refused
from lms.journal.models import Event
from tests.courses.evaluation.test_rules import FORM
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import participant, training

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 13)


@pytest.fixture
def delivery():
    programme = programme_page()
    ProgrammePage.objects.filter(pk=programme.pk).update(outline={"feedback_form": FORM})
    return training(programme=ProgrammePage.objects.get(pk=programme.pk))


@pytest.fixture
def survey(delivery):
    plan_surveys(delivery=delivery, by=None, at=AT)
    return delivery.surveys.get(occasion="reaction")


def test_three_surveys_are_planned_once(delivery):
    for _ in range(2):
        plan_surveys(delivery=delivery, by=None, at=AT)
    assert dict(delivery.surveys.values_list("occasion", "due_on")) == {
        "reaction": LAST_DAY,
        "four weeks": LAST_DAY + timedelta(weeks=4),
        "six months": date(2026, 9, 13),
    }
    assert Event.objects.filter(name="evaluation.survey_planned").count() == 3
    assert set(due(LAST_DAY)) == set(Survey.objects.filter(occasion="reaction"))


def test_every_participant_is_asked_once_and_nobody_else(delivery, survey):
    place = participant(delivery)
    participant(delivery, kind="applied")
    assert [each.enrolment for each in ask_participants(survey=survey, at=AT)] == [place]
    assert ask_participants(survey=survey, at=AT) == []
    assert Event.objects.filter(name="evaluation.asked").count() == 1
    assert list(open_for(place.person)) == list(survey.invitations.all())


def test_an_answer_is_kept_once_without_a_name(delivery, survey):
    participant(delivery)
    (invitation,) = ask_participants(survey=survey, at=AT)
    events = Event.objects.count()
    with pytest.raises(Refused, match="at least one"):
        answer_survey(invitation=invitation, answers={}, on=LAST_DAY)
    answer_survey(invitation=invitation, answers={"F1": "5"}, on=LAST_DAY)
    with pytest.raises(Refused, match="already"):
        answer_survey(invitation=invitation, answers={"F1": "1"}, on=LAST_DAY)
    answer = SurveyAnswer.objects.get()
    assert (answer.answers, answer.person, answer.answered_on) == ({"F1": 5}, None, None)
    assert Event.objects.count() == events
    assert not open_for(invitation.enrolment.person).exists()


def test_a_result_appears_with_the_fifth_answer(delivery, survey):
    for _ in range(5):
        participant(delivery)
    invitations = ask_participants(survey=survey, at=AT)
    for number, invitation in enumerate(invitations, start=1):
        answer_survey(invitation=invitation, answers={"F1": str(number)}, on=LAST_DAY)
        found = result(survey)
        assert (found.asked, found.answered) == (5, number)
        assert (found.findings is not None) == (number == 5)


def test_where_no_anonymity_was_promised_the_name_is_kept(delivery, survey):
    place = participant(delivery)
    Survey.objects.filter(pk=survey.pk).update(is_anonymous=False)
    survey.refresh_from_db()
    (invitation,) = ask_participants(survey=survey, at=AT)
    answer_survey(invitation=invitation, answers={"F1": "5"}, on=LAST_DAY)
    answer = SurveyAnswer.objects.get()
    assert (answer.person, answer.answered_on) == (place.person, LAST_DAY)
