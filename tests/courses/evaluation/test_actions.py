"""Surveys are planned once, move with their sessions, are asked once and answered without a name."""

import contextlib
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from courses.attempts.actions import save_answer, start_attempt, submit_attempt
from courses.catalogue.models import ProgrammePage
from courses.deliveries.actions import add_session, cancel_session, change_session
from courses.evaluation.actions import (
    answer_survey,
    ask_participants,
    pair_tests,
    plan_session_survey,
    plan_surveys,
)
from courses.evaluation.models import Survey, SurveyAnswer, SurveyInvitation
from courses.evaluation.queries import due, gain_of, open_for, result
from courses.evaluation.rules import Gain
from lms.errors import Refused
from lms.journal.models import Event
from lms.notifications.clock import make_round
from lms.notifications.models import Notification
from tests.courses.evaluation.test_rules import FORM
from tests.factories.courses import (
    AT,
    modules_of,
    programme_page,
    true_or_false_assessment,
)
from tests.factories.deliveries import participant, template_of, timetable, training

pytestmark = pytest.mark.django_db
END = datetime(2026, 3, 13, 9, tzinfo=UTC)
OVER = END + timedelta(days=14, hours=1)


@pytest.fixture
def delivery():
    programme = programme_page()
    ProgrammePage.objects.filter(pk=programme.pk).update(outline={"feedback_form": FORM})
    return training(programme=ProgrammePage.objects.get(pk=programme.pk))


@pytest.fixture
def survey(delivery):
    plan_surveys(delivery=delivery, by=None, at=AT)
    return delivery.surveys.get(occasion="reaction")


def answer(invitation, value: object = "5", *, at: datetime = END, **more) -> SurveyAnswer:
    return answer_survey(
        invitation=invitation, answers={"F1": str(value), **more}, at=at, on=at.date()
    )


def test_three_surveys_are_planned_once_when_it_opens(delivery, deliver_all):
    deliver_all()
    plan_surveys(delivery=delivery, by=None, at=AT)
    assert dict(delivery.surveys.values_list("occasion", "due_at")) == {
        "reaction": END,
        "four weeks": END + timedelta(weeks=4, hours=-1),  # summer time in between
        "six months": datetime(2026, 9, 13, 8, tzinfo=UTC),
    }
    assert Event.objects.filter(name="evaluation.survey_planned").count() == 3
    assert delivery.surveys.get(occasion="reaction").form == FORM


def test_a_programme_without_a_form_asks_with_the_one_that_ships(deliver_all):
    delivery = training()
    deliver_all()
    codes = [each["code"] for each in delivery.surveys.get(occasion="reaction").form["questions"]]
    assert codes == ["R1", "R2", "R3", "R4", "R5"]


def test_surveys_move_with_their_sessions_until_somebody_is_asked(delivery, survey, deliver_all):
    by = delivery.created_by
    last = delivery.sessions.last()
    after = plan_session_survey(session=last, by=by, at=AT)
    later = last.starts_at + timedelta(days=1)
    change_session(session=last, starts_at=later, by=by, at=AT)
    deliver_all()
    for each in (survey, after):
        each.refresh_from_db()
        assert each.due_at == END + timedelta(days=1)
        assert each.closes_at - each.due_at == timedelta(days=14)
    participant(delivery)
    ask_participants(survey=survey, at=END + timedelta(days=1))
    cancel_session(session=last, reason="Snow", by=by, at=AT)
    deliver_all()
    survey.refresh_from_db()
    assert survey.due_at == END + timedelta(days=1)
    assert delivery.surveys.get(occasion="four weeks").due_at.date().isoformat() == "2026-04-09"
    assert after not in due(END + timedelta(days=2))


def test_one_session_may_be_asked_about_as_well_once_and_while_it_is_remembered(delivery):
    by, session = delivery.created_by, delivery.sessions.first()
    found = plan_session_survey(session=session, by=by, at=AT)
    assert plan_session_survey(session=session, by=by, at=AT) == found
    assert (found.due_at, found.when) == (session.ends_at, "after the session “Session 1”")
    other = delivery.sessions.last()
    with pytest.raises(Refused, match="too long ago"):
        plan_session_survey(session=other, by=by, at=other.ends_at + timedelta(days=14))
    cancel_session(session=other, reason="Snow", by=by, at=AT)
    other.refresh_from_db()
    with pytest.raises(Refused, match="cancelled"):
        plan_session_survey(session=other, by=by, at=AT)


def test_every_participant_is_asked_once_and_nobody_else(delivery, survey):
    place = participant(delivery)
    participant(delivery, kind="applied")
    assert ask_participants(survey=survey, at=END - timedelta(seconds=1)) == []
    assert [each.enrolment for each in ask_participants(survey=survey, at=END)] == [place]
    assert ask_participants(survey=survey, at=END) == []
    assert Event.objects.filter(name="evaluation.asked").count() == 1
    assert list(open_for(place.person, END)) == list(survey.invitations.all())
    assert not open_for(place.person, OVER).exists()
    late = participant(delivery)
    assert [each.enrolment for each in ask_participants(survey=survey, at=END)] == [late]
    participant(delivery)
    assert ask_participants(survey=survey, at=OVER) == []


def test_the_clock_writes_each_letter_once_in_its_time(delivery, survey, deliver_all):
    place = participant(delivery)
    for day in range(-7, 250):
        make_round(END + timedelta(days=day))
    deliver_all()
    asked = Notification.objects.filter(person=place.person, kind__startswith="survey_")
    assert list(asked.order_by("pk").values_list("kind", flat=True)) == [
        "survey_reaction",
        "survey_four_weeks",
        "survey_six_months",
    ]
    letters = [each.body for each in mail.outbox if "/surveys/" in each.body]
    assert len(letters) == 3
    first = letters[0]
    assert f"/surveys/{survey.invitations.get().token}/" in first
    assert "Your answers carry no name" in first
    assert "27 March 2026" in first


def test_nobody_is_asked_about_what_was_cancelled(delivery, survey):
    participant(delivery)
    type(delivery).objects.filter(pk=delivery.pk).update(cancelled_at=AT)
    make_round(END)
    assert not SurveyInvitation.objects.exists()


def test_an_answer_is_kept_once_without_a_name(delivery, survey):
    participant(delivery)
    (invitation,) = ask_participants(survey=survey, at=END)
    events = Event.objects.count()
    with pytest.raises(Refused, match="at least one"):
        answer_survey(invitation=invitation, answers={}, at=END, on=END.date())
    answer(invitation)
    with pytest.raises(Refused, match="already"):
        answer(invitation, 1)
    kept = SurveyAnswer.objects.get()
    assert (kept.answers, kept.person, kept.answered_on) == ({"F1": 5}, None, None)
    assert Event.objects.count() == events
    assert not open_for(invitation.enrolment.person, END).exists()


def test_nothing_is_taken_after_the_end(delivery, survey):
    participant(delivery)
    (invitation,) = ask_participants(survey=survey, at=END)
    with pytest.raises(Refused, match="over"):
        answer(invitation, at=END + timedelta(days=14))
    assert not SurveyAnswer.objects.exists()


def test_results_appear_with_the_last_answer_from_five_on(delivery, survey):
    for _ in range(5):
        participant(delivery)
    for number, invitation in enumerate(ask_participants(survey=survey, at=END), start=1):
        assert result(survey, END).findings is None
        answer(invitation, number)
        survey.refresh_from_db()
        assert result(survey, END).answered == number
    assert result(survey, END).findings[0].answered == 5
    participant(delivery)
    assert ask_participants(survey=survey, at=END) == []


def test_results_appear_at_the_end_when_somebody_did_not_answer(delivery, survey):
    for _ in range(6):
        participant(delivery)
    for invitation in ask_participants(survey=survey, at=END)[:5]:
        answer(invitation)
    assert result(survey, OVER - timedelta(seconds=1)).findings is None
    assert result(survey, OVER).findings is not None


def test_where_no_anonymity_was_promised_the_name_is_kept(delivery, survey):
    place = participant(delivery)
    Survey.objects.filter(pk=survey.pk).update(is_anonymous=False)
    (invitation,) = ask_participants(survey=survey, at=END)
    answer(invitation)
    kept = SurveyAnswer.objects.get()
    assert (kept.person, kept.answered_on) == (place.person, END.date())


# Of each further participant: level, whether they write a text, hours after the one before.
ANSWERS = st.lists(
    st.tuples(st.integers(1, 5), st.booleans(), st.integers(0, 45)), min_size=3, max_size=10
)


def test_no_sequence_of_looks_tells_a_single_answer(delivery):
    """Who looks after every answer and after the end sees nothing, or always the same of five people.

    Any other sequence of looks is a part of this one.
    """
    places = [participant(delivery) for _ in range(10)]

    @given(ANSWERS, st.integers(0, 3), st.integers(0, 12))
    def holds(answers, silent, joins):
        survey = open_survey(delivery, places[: len(answers) + silent])
        asked = list(survey.invitations.all())
        now, looks = END, []
        for step, (level, writes, hours) in enumerate(answers):
            invitation = asked[step]
            now += timedelta(hours=hours)
            with contextlib.suppress(Refused):
                answer(invitation, level, at=now, F2=f"text {invitation.pk}" if writes else "")
            if step == joins:  # the others of the training are asked late
                ask_participants(survey=survey, at=now)
            survey.refresh_from_db()
            looks.append(result(survey, now).findings)
        ask_participants(survey=survey, at=now)
        looks += [result(survey, max(now, OVER) + timedelta(days=day)).findings for day in (0, 9)]
        told = [each for each in looks if each is not None]
        assert all(each == told[0] for each in told)
        for scale, text in told:
            assert scale.is_hidden or scale.answered >= 5
            assert len(text.texts) not in range(1, 5)

    holds()


def open_survey(delivery, places) -> Survey:
    survey = Survey.objects.create(
        delivery=delivery,
        session=new_session(delivery),
        occasion="reaction",
        form=FORM,
        due_at=END,
        closes_at=END + timedelta(days=14),
        created_at=AT,
    )
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(
            survey=survey, enrolment=place, token=f"{survey.pk}-{place.pk}", asked_at=END
        )
        for place in places
    )
    return survey


def new_session(delivery):
    return add_session(
        delivery=delivery, title="One", starts_at=END, minutes=30, by=delivery.created_by, at=AT
    )


# Tests before and after


@pytest.fixture
def tested():
    """A delivery of two modules with a practice test each."""
    programme = programme_page(modules=2)
    for module in modules_of(programme):
        module.practice = true_or_false_assessment(
            purpose="formative", attempts_max=9, resit_wait_days=0
        )
        module.save()
    table = timetable(sessions=5)
    table["sessions"][1]["module"] = "M2"
    return training(template=template_of(programme, timetable=table))


def sit(place, test, right: int, at: datetime) -> None:
    attempt = start_attempt(enrolment=place, assessment=test, by=place.person, at=at)
    for number, question in enumerate(attempt.questions.all()):
        save_answer(
            attempt=attempt,
            question=question,
            response="True" if number < right else "False",
            key=uuid.uuid4(),
            window="",
            by=place.person,
            at=at,
        )
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)


def test_the_gain_of_five_people_who_took_the_test_at_both_ends(tested, django_assert_num_queries):
    test = modules_of(tested.programme)[0].practice
    by = tested.created_by
    paired = pair_tests(delivery=tested, before=test, after=test, by=by, at=AT)
    assert pair_tests(delivery=tested, before=test, after=test, by=by, at=AT) == paired
    places = [participant(tested) for _ in range(6)]
    first, last = tested.sessions.first().starts_at, END
    for number, place in enumerate(places[:5], start=1):
        assert gain_of(paired) == Gain(0)
        sit(place, test, 1, first)
        sit(place, test, 3, last + timedelta(minutes=number))
    assert (gain_of(paired).before, gain_of(paired).after) == (25, 75)
    sit(places[5], test, 4, first)
    sit(places[5], test, 4, last + timedelta(hours=1))
    with django_assert_num_queries(3):
        found = gain_of(paired)
    assert (found.people, found.points) == (5, 50)
    second = modules_of(tested.programme)[1].practice
    with pytest.raises(Refused, match="taken them already"):
        pair_tests(delivery=tested, before=test, after=second, by=by, at=AT)


def test_only_practice_tests_are_paired_and_not_changed_once_begun(tested):
    module = modules_of(tested.programme)[0]
    by = tested.created_by
    with pytest.raises(Refused, match="practice"):
        pair_tests(delivery=tested, before=module.assessment, after=module.practice, by=by, at=AT)
    design = module.practice.design
    type(design).objects.filter(pk=design.pk).update(attempts_max=1)
    with pytest.raises(Refused, match="only once"):
        pair_tests(delivery=tested, before=module.practice, after=module.practice, by=by, at=AT)
