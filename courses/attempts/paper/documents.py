"""Draws a test for paper and its key sheet as PDF."""

import base64
import json
import mimetypes
from typing import Any
from xml.sax.saxutils import quoteattr

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.images.shortcuts import get_rendition_or_not_found

from courses.assessments.models import QuestionVersion
from courses.assessments.presentation import PICTURE, show_question
from courses.attempts.paper.drawing import Paper, PaperQuestion
from courses.deliveries.models import Delivery
from lms.typesetting import FOLDER, typeset


def test_on_paper(paper: Paper, delivery: Delivery) -> bytes:
    """The test to fill in by hand; nothing of the key is in it."""
    sections = [
        {
            "title": section.title,
            "intro": section.intro,
            "questions": [_question(each) for each in paper.in_section(number)],
        }
        for number, section in enumerate(paper.sections, start=1)
    ]
    minutes = paper.design.time_limit_minutes
    said = {
        "sections": json.dumps(sections),
        "heads": json.dumps([_("Name"), _("Day"), _("Signature")]),
        "minutes": _("Time: %s minutes.") % minutes if minutes else "",
    }
    return _drawn(paper, delivery, "test-on-paper.typ", said)


def key_sheet(paper: Paper, delivery: Delivery) -> bytes:
    """The right answers, for who marks; the code says to which paper they belong."""
    rows = [
        {"number": str(each.number), "points": _points(each.version), "lines": each.key}
        for each in paper.questions
    ]
    said = {
        "rows": json.dumps(rows),
        "heads": json.dumps([_("Question"), _("Right answer"), _("Points")]),
        "warning": _("For who marks. Do not leave it with the papers."),
        "pass": _("Passed from %s per cent of the points.")
        % f"{paper.design.pass_percent.normalize():f}",
    }
    return _drawn(paper, delivery, "key-sheet.typ", said)


def _drawn(paper: Paper, delivery: Delivery, template: str, said: dict[str, str]) -> bytes:
    shared = {
        "title": f"{paper.module.code} {paper.module.title}",
        "delivery": delivery.title,
        "code": _("Paper %s") % paper.code,
        "language": (get_language() or "en").split("-")[0],
        "question": _("Question"),
        "points": _("points"),
    }
    return typeset(FOLDER / template, shared | said)


def _question(question: PaperQuestion) -> dict[str, Any]:
    return {
        "number": str(question.number),
        "points": _points(question.version),
        "stem": question.stem,
        "blocks": question.blocks,
        **_picture(question),
    }


def _points(version: QuestionVersion) -> str:
    return f"{version.points.normalize():f}"


def _picture(question: PaperQuestion) -> dict[str, str]:
    """The picture inside an SVG, with the numbered areas of a hot spot drawn over it."""
    version = question.version
    if version.picture is None:
        return {"picture": "", "alt": ""}
    shown = show_question(version, position=question.number, points=0, seed=question.seed)
    picture = shown.picture
    assert picture is not None  # noqa: S101 - the version has one
    rendition = get_rendition_or_not_found(version.picture, PICTURE)
    with rendition.file.open("rb") as file:
        data = base64.b64encode(file.read()).decode()
    kind = mimetypes.guess_type(rendition.file.name)[0] or "image/png"
    areas = "".join(_area(each, picture.lettering) for each in shown.presented.get("areas", ()))
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.height}">'
        f'<image href="data:{kind};base64,{data}" width="{picture.width}"'
        f' height="{picture.height}"/>{areas}</svg>'
    )
    return {"picture": drawn, "alt": picture.alt}


def _area(area: dict[str, Any], lettering: int) -> str:
    shape = {"rectangle": "rect", "circle": "circle"}.get(area["shape"], "polygon")
    drawn = " ".join(f"{name}={quoteattr(value)}" for name, value in area["drawn"].items())
    label = f'x="{area["label"]["x"]}" y="{area["label"]["y"]}" font-size="{lettering}"'
    halo = f'stroke="#ffffff" stroke-width="{lettering / 4:.1f}"'
    number = f'text-anchor="middle">{int(area["number"])}</text>'
    return (
        f'<{shape} {drawn} fill="none" stroke="#12305a" stroke-width="2"/>'
        f"<text {label} {halo} {number}"
        f'<text {label} fill="#12305a" {number}'
    )
