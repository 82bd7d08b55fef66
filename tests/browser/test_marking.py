"""Marking an answer by keyboard and with selected words, on a phone and a desktop."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.attempts.models import Mark
from courses.marking.actions import allocate, mark_answer, open_appeal
from courses.marking.models import Allocation
from tests.factories.courses import AT
from tests.factories.marking import DAY, TEXT, Paper

pytestmark = pytest.mark.browser


def marked(question, marker, points):
    allocate(question=question, marker=marker, by=marker, at=AT)
    note = {"part": 0, "start": 4, "end": 14, "text": "Which ones?"}
    return mark_answer(
        question=question,
        criterion_points=points,
        comment="See the notes.",
        annotations=[note],
        by=marker,
        at=AT,
    )


def test_an_answer_is_taken_and_marked_by_keyboard(page, live_server, sign_in, accessible):
    paper = Paper()
    question, marker = paper.answer(), paper.marker()
    sign_in(marker)
    page.goto(live_server.url + reverse("marking:queue"))
    page.get_by_role("button", name="Take, line 1").press("Enter")
    expect(page.get_by_role("heading", name="Your mark")).to_be_visible()
    page.get_by_role("radio", name="0: Names no cluster.").focus()
    page.keyboard.press("3")
    expect(page.get_by_role("radio", name="4: Names one and")).to_be_checked()
    page.get_by_role("radio", name="0", exact=True).focus()
    page.keyboard.press("6")
    expect(page.get_by_role("radio", name="5", exact=True)).to_be_checked()
    page.get_by_text("The toolmakers of").dblclick(position={"x": 60, "y": 10})
    expect(page.get_by_text("On the selected words:")).to_be_visible()
    page.get_by_label("Note", exact=True).fill("Which ones?")
    page.get_by_role("button", name="Add the note").press("Enter")
    expect(page.locator(".annotated mark")).to_have_text("toolmakers")
    expect(page.get_by_role("radio", name="4: Names one and")).to_be_checked()
    page.get_by_label("Comment for the learner").fill("A good link.")
    page.get_by_role("button", name="Record the mark").press("Enter")
    expect(page.get_by_text("Your mark is recorded.")).to_be_visible()
    mark = Mark.objects.get()
    assert (mark.explanation["criteria"], mark.comment) == ([4, 5], "A good link.")
    (note,) = mark.annotations
    assert TEXT[note["start"] : note["end"]].strip() == "toolmakers"
    assert Allocation.objects.get().question == question


def test_the_pages_fit_and_axe_finds_nothing(page, sign_in, looks_right):
    paper = Paper(types=("essay", "case study"), markers_needed=2, release="by examiner")
    one, two, third = (paper.marker() for _ in range(3))
    differing = paper.answer()
    marked(differing, one, [4, 6])
    marked(differing, two, [0, 2])
    allocate(question=differing, marker=third, by=third, at=AT)
    waiting = paper.handed_in().questions.get(position=2)
    allocate(question=waiting, marker=third, by=third, at=AT)
    plain = Paper()
    appealed = plain.answer(at=AT + DAY)
    plain.marker(one)
    plain.marker(third)
    marked(appealed, one, [2, 2])
    candidate = appealed.attempt.enrolment.person
    appeal = open_appeal(question=appealed, reason="The link is there.", by=candidate, at=AT + DAY)
    ready = Paper(release="by examiner")
    ready.marker(one)
    marked(ready.answer(), one, [4, 6])
    marked(ready.answer(), one, [0, 2])
    ready.marker(third)
    addresses = {
        "queue": reverse("marking:queue"),
        "moderate": reverse("marking:mark", args=[differing.pk]),
        "case": reverse("marking:mark", args=[waiting.pk]),
        "release": reverse("marking:release", args=[ready.assessment.code]),
        "decide": reverse("marking:decide", args=[appeal.pk]),
        "ties": reverse("marking:ties"),
        "agreement": reverse("marking:agreement", args=[paper.assessment.code]),
    }
    sign_in(third)
    looks_right(addresses)
    page.context.clear_cookies()
    sign_in(candidate)
    mine = {
        "result": reverse("attempts:result", args=[appealed.attempt.uid]),
        "appeal": reverse("marking:appeal", args=[appealed.pk]),
    }
    looks_right(mine)
