"""Authors write outcomes as lines, and tick those that a lesson serves."""

import pytest
from django.core.exceptions import ValidationError

from courses.catalogue.forms import LONGEST_OUTCOME, MOST_OUTCOMES, LinesField
from courses.catalogue.models import LessonPage
from tests.factories.courses import modules_of, programme_page


def test_lines_become_a_list_without_empty_ones():
    assert LinesField(required=False).clean(" Tell apart. \n\nJudge.\r\n") == [
        "Tell apart.",
        "Judge.",
    ]


def test_a_list_is_shown_as_lines():
    assert LinesField().prepare_value(["a", "b"]) == "a\nb"


def test_the_same_lines_are_no_change():
    assert LinesField().has_changed(["a", "b"], "a\r\nb") is False
    assert LinesField().has_changed(["a"], "a\nb") is True


@pytest.mark.parametrize(
    "text", ["\n".join("x" * (MOST_OUTCOMES + 1)), "x" * (LONGEST_OUTCOME + 1)]
)
def test_too_much_is_refused(text):
    with pytest.raises(ValidationError):
        LinesField(max_length=100_000).clean(text)


@pytest.mark.django_db
def test_a_lesson_offers_the_outcomes_of_its_module():
    module = modules_of(programme_page())[0]
    lesson = LessonPage.objects.get()
    form_class = LessonPage.get_edit_handler().get_form_class()
    form = form_class(instance=lesson, parent_page=module)
    assert form.fields["outcomes"].choices == [(1, "1. Tell apart a cluster and an organisation.")]
    assert form["outcomes"].value() == [1]
