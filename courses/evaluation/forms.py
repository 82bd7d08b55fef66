"""Reads the forms of evaluation: what a participant answers, and what the trainer chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import Assessment
from courses.deliveries.models import Session
from courses.evaluation import queries


@dataclass(frozen=True)
class Line:
    """A question with the levels to choose from, and what was chosen or typed."""

    code: str
    text: str
    levels: tuple[int, ...]
    value: str


def sent(form: Mapping[str, Any], post: Mapping[str, str]) -> dict[str, str]:
    """By the code of each question, what the browser sent."""
    codes = [question["code"] for question in form["questions"]]
    return {code: post.get(f"q-{code}", "") for code in codes}


def lines(form: Mapping[str, Any], values: Mapping[str, str]) -> list[Line]:
    scale = tuple(range(form["scale"]["min"], form["scale"]["max"] + 1))
    return [
        Line(
            each["code"],
            each["text"],
            scale if each["type"] == "scale" else (),
            values.get(each["code"], ""),
        )
        for each in form["questions"]
    ]


class TestChoice(forms.ModelChoiceField):
    def label_from_instance(self, test: Assessment) -> str:
        return f"{test.practised_in.code} {test.title}"


class PairForm(forms.Form):
    """Which practice tests are taken at the beginning and at the end."""

    before = TestChoice(label=_("At the beginning"), queryset=Assessment.objects.none())
    after = TestChoice(label=_("At the end"), queryset=Assessment.objects.none())

    def __init__(self, *args, delivery, **kwargs):
        super().__init__(*args, **kwargs)
        tests = queries.practice_tests(delivery).order_by("practised_in__path", "pk")
        self.fields["before"].queryset = self.fields["after"].queryset = tests


class SessionForm(forms.Form):
    """After which session participants are asked as well."""

    session = forms.ModelChoiceField(label=_("Session"), queryset=Session.objects.none())

    def __init__(self, *args, delivery, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = queries.sessions_without_survey(delivery)
        self.fields["session"].label_from_instance = lambda each: f"{each.day:%d.%m.} {each.title}"
