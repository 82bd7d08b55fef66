"""What the pages say, to whom, and with how few queries."""

import csv
import io
from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from courses.analysis import queries
from courses.analysis.items import analyse
from courses.analysis.queries import Selection
from courses.assessments.models import QuestionVersion
from courses.attempts.models import Attempt, Mark, Regrade, ResultWithdrawal
from courses.attempts.queries import score_of
from tests.factories.analysis import QUESTIONS, hand_in, sat_by_many, taken_assessment
from tests.factories.assessments import answer, full_assessment, module_with, started
from tests.factories.courses import AT, enrolment
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def taken(people, **changes):
    assessment = taken_assessment(**changes)
    module = module_with(assessment)
    return assessment, sat_by_many(assessment, module.get_parent().specific, people)


@pytest.fixture
def author(client_of):
    return client_of(roles=["author"])


@pytest.fixture
def administrator(client_of):
    return client_of(roles=["administrator"])


def first_version(assessment):
    return assessment.bank.questions.order_by("code").first().current


def pages(assessment):
    return {
        "assessment": reverse("analysis:assessment", args=[assessment.code]),
        "export": reverse("analysis:export", args=[assessment.code]),
        "question": reverse(
            "analysis:question", args=[assessment.code, first_version(assessment).pk]
        ),
    }


# What is looked at ------------------------------------------------------------------------------


def test_sittings_are_what_the_attempts_hold():
    assessment, attempts = taken(12)
    loaded = queries.sittings(assessment, Selection())
    assert {row.attempt: row.earned for row in loaded.rows} == {
        attempt.pk: score_of(attempt).earned for attempt in attempts
    }
    assert {row.maximum for row in loaded.rows} == {Fraction(len(QUESTIONS))}


def test_selection_by_attempt_period_and_design():
    assessment, attempts = taken(5)
    Attempt.objects.filter(pk=attempts[0].pk).update(number=2)
    Attempt.objects.filter(pk=attempts[1].pk).update(submitted_at=AT + timedelta(days=3))

    def found(**asked):
        rows = queries.sittings(assessment, Selection(**asked)).rows
        return [
            attempts.index(Attempt(pk=row.attempt)) for row in sorted(rows, key=lambda r: r.attempt)
        ]

    day = AT.date()
    assert found() == [1, 2, 3, 4]
    assert found(only_first=False) == [0, 1, 2, 3, 4]
    assert found(to=day) == [2, 3, 4]
    assert found(from_=day + timedelta(days=1)) == [1]
    assert found(from_=day, to=day + timedelta(days=3)) == [1, 2, 3, 4]
    assert found(design=1) == [1, 2, 3, 4]
    assert found(design=2) == []


def test_a_day_begins_at_midnight_of_the_zone_of_the_test():
    assessment, attempts = taken(2, zone="Asia/Tokyo")
    Attempt.objects.filter(pk=attempts[0].pk).update(submitted_at=AT.replace(hour=15, minute=30))
    rows = queries.sittings(assessment, Selection(to=AT.date())).rows
    assert [row.attempt for row in rows] == [attempts[1].pk]


def test_withdrawn_attempts_and_those_that_wait_for_a_mark_are_left_out():
    assessment, attempts = taken(4)
    ResultWithdrawal.objects.create(
        attempt=attempts[0],
        reason="Passed on.",
        effective_on=AT.date(),
        withdrawn_at=AT,
        withdrawn_by=PersonFactory(),
    )
    Mark.objects.filter(question__attempt=attempts[1]).first().delete()
    loaded = queries.sittings(assessment, Selection())
    assert {row.attempt for row in loaded.rows} == {attempt.pk for attempt in attempts[2:]}
    assert (loaded.waiting, loaded.withdrawn) == (1, 1)


@pytest.mark.parametrize("people", [10, 1_000])
def test_the_pages_ask_the_same_few_queries(author, people, django_assert_num_queries):
    assessment, _attempts = taken(people)
    addresses = pages(assessment)
    for name, count in {"assessment": 10, "export": 10, "question": 11}.items():
        with django_assert_num_queries(count):
            assert author.get(addresses[name]).status_code == 200


# What is said ------------------------------------------------------------------------------------


def test_the_page_shows_the_figures_of_the_rules(author):
    assessment, _attempts = taken(60)
    found = analyse(queries.sittings(assessment, Selection()).rows)
    response = author.get(pages(assessment)["assessment"])
    assert response.context["found"] == found
    for figure in (found.mean, found.whole.alpha, found.whole.error):
        assert figure.shown in response.content.decode()
    assert [row.number for row in response.context["rows"]] == list(range(1, 9))
    assert len(response.context["plane"].dots) == 8


def test_a_wrong_key_is_flagged_and_its_options_tell_why(author):
    assessment, _attempts = taken(100, wrong_key=True)
    page = author.get(pages(assessment)["assessment"]).content.decode()
    assert "check the key: the better do worse here" in page
    response = author.get(pages(assessment)["question"])
    warnings = {use.option.text: use.warning for use in response.context["uses"]}
    assert warnings == {
        "Suppliers at hand": "the stronger choose it more often: see whether it is right as well",
        "Rivals next door": "",
        "A shared brochure": "the weaker choose this right answer more often: check the key",
        "=1+1 flats to rent": "never chosen: it distracts nobody",
    }
    uses = response.context["uses"]
    assert sum(use.upper for use in uses) == sum(use.lower for use in uses) == 1


def test_where_a_person_marks_the_rubric_is_to_be_checked(author):
    assessment, attempts = taken(100, wrong_key=True)
    version = attempts[0].questions.get(version__question__code__endswith="-q1").version
    QuestionVersion.objects.filter(pk=version.pk).update(
        type="open answer", content={"model": "Near.", "rubric": ["Near (1)"]}
    )
    for name in ("assessment", "question"):
        page = author.get(pages(assessment)[name]).content.decode()
        assert "heck the rubric: the better do worse here" in page
        assert "heck the key" not in page


def test_commonest_wrong_answers_of_types_without_options(author):
    assessment, _attempts = taken(100)
    for version in (q.current for q in assessment.bank.questions.order_by("code")[4:]):
        address = reverse("analysis:question", args=[assessment.code, version.pk])
        wrong = {each.text for each in author.get(address).context["wrong"]}
        assert (
            wrong
            == {
                "matching": {
                    "Cluster → the body that supports it",
                    "Organisation → related firms near each other",
                    "Organisation → an organised effort",
                    "Initiative → the body that supports it",
                },
                "ordering": {"1. Talk", "2. Look", "1. Act", "4. Look"},
                "numeric": {"600", "0.6"},
                "fill the gap": {"Gap 1: logo", "Gap 1: minister"},
            }[version.type]
        )


@pytest.mark.parametrize(("people", "said"), [(9, "Too few attempts (9)"), (29, "rest on 29")])
def test_small_numbers_are_warned_of(author, people, said):
    assessment, _attempts = taken(people)
    assert said in author.get(pages(assessment)["assessment"]).content.decode()


def test_without_attempts_the_page_says_what_to_do(author):
    assessment, _attempts = taken(0)
    page = author.get(pages(assessment)["assessment"]).content.decode()
    assert "No attempt of this selection" in page


def test_an_analysis_names_nobody(author):
    assessment, _attempts = taken(30)
    addresses = [*pages(assessment).values(), reverse("analysis:attempts", args=[assessment.code])]
    for address in addresses:
        assert "Taker" not in author.get(address).content.decode()


def test_administrators_see_names_in_the_list_of_attempts(administrator):
    assessment, _attempts = taken(2)
    page = administrator.get(reverse("analysis:attempts", args=[assessment.code]))
    assert "Robin Taker1" in page.content.decode()


def test_a_question_of_another_bank_is_not_found(author):
    assessment, _attempts = taken(1)
    other, _attempts = taken(1)
    address = reverse("analysis:question", args=[assessment.code, first_version(other).pk])
    assert author.get(address).status_code == 404


@pytest.mark.parametrize("query", ["design=x", "from=never", "to=9999-99-99", "attempts=%00"])
def test_what_cannot_be_read_is_said_and_left_out(author, query):
    assessment, _attempts = taken(1)
    response = author.get(f"{pages(assessment)['assessment']}?{query}")
    assert response.status_code == 200
    assert response.context["form"].errors


def test_the_export_holds_the_lines_and_no_formula(author):
    assessment, _attempts = taken(40)
    question = assessment.bank.questions.order_by("code").first()
    type(question.current).objects.filter(pk=question.current_id).update(stem="=HYPERLINK(1)")
    response = author.get(pages(assessment)["export"])
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    found = analyse(queries.sittings(assessment, Selection()).rows)
    assert [row["facility"] for row in rows] == [
        f"{float(item.facility.value):.4f}" for item in found.items
    ]
    assert rows[0]["stem"] == "'=HYPERLINK(1)"
    assert {row["answers"] for row in rows} == {"40"}
    assert "attachment" in response["Content-Disposition"]


def test_an_open_answer_without_mark_waits(author):
    assessment = full_assessment()
    module = module_with(assessment)
    place = enrolment(programme=module.get_parent().specific)
    attempt = started(place, assessment)
    answer(attempt, ["open answer"])
    hand_in(attempt)
    page = author.get(pages(assessment)["assessment"]).content.decode()
    assert "1 more waits for a mark" in page


# Regrading in the browser's way -------------------------------------------------------------------


def regrade_page(version):
    return reverse("analysis:regrade", args=[version.pk])


def test_a_regrade_is_previewed_then_run(administrator):
    assessment, _attempts = taken(20, wrong_key=True)
    version = first_version(assessment)
    asked = {"way": Regrade.Way.FULL_POINTS, "reason": "Two are right.", "corrected": ""}
    page = administrator.post(regrade_page(version), asked | {"do": "preview"})
    assert not Regrade.objects.exists()
    plan = page.context["plan"]
    assert (len(plan.rows), len(plan.changed)) == (20, len(page.context["rows"]))
    done = administrator.post(regrade_page(version), asked | {"do": "run"}, follow=True)
    run = Regrade.objects.get()
    assert done.redirect_chain == [(reverse("analysis:run", args=[run.pk]), 302)]
    assert run.marks.count() == len(plan.changed)
    assert [result.attempt_id for result in done.context["newly_passed"]] == [
        row.attempt.pk for row in plan.newly_passed
    ]
    assert (
        str(run.version.question.code)
        in administrator.get(reverse("analysis:runs")).content.decode()
    )


def test_a_regrade_without_reason_or_version_is_not_previewed(administrator):
    assessment, _attempts = taken(2)
    page = administrator.post(
        regrade_page(first_version(assessment)), {"way": "new key", "do": "preview"}
    )
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"corrected", "reason"}
    assert page.context["plan"] is None


def test_authors_do_not_regrade(author):
    assessment, _attempts = taken(1)
    assert author.get(regrade_page(first_version(assessment))).status_code == 403


# Withdrawing --------------------------------------------------------------------------------------


def test_a_result_is_withdrawn_on_its_page(administrator):
    _assessment, (attempt,) = taken(1)
    address = reverse("analysis:withdraw", args=[attempt.uid])
    refused = administrator.post(address, {"reason": "x", "effective_on": "2020-01-01"})
    assert refused.status_code == 422
    assert "figures that were reported" in refused.content.decode()
    done = administrator.post(
        address, {"reason": "Answers were passed on.", "effective_on": "2199-01-01"}, follow=True
    )
    assert ResultWithdrawal.objects.get().reason == "Answers were passed on."
    assert "Withdrawn for misconduct from 1 January 2199" in done.content.decode()
    assert administrator.get(address).status_code == 302
