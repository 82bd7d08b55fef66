"""When no demonstration is made."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.demo.story import make_demo
from lms.errors import Refused
from lms.people.models import Person
from tests.factories.courses import programme_page

pytestmark = pytest.mark.django_db


def test_refused_where_the_site_is_no_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(Refused) as refused:
        make_demo(now=timezone.now())
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("demo")

    assert refused.value.code == "no_demo"
    assert not Person.objects.filter(is_demo=True).exists()


def test_refused_before_the_curriculum_is_there():
    with pytest.raises(Refused) as refused:
        make_demo(now=timezone.now())

    assert refused.value.code == "no_programme"


def test_refused_before_the_templates_are_there(monkeypatch):
    programme = programme_page()
    monkeypatch.setattr("lms.demo.story.PROGRAMME", programme.code)

    with pytest.raises(Refused) as refused:
        make_demo(now=timezone.now())

    assert refused.value.code == "no_templates"
    assert not Person.objects.filter(is_demo=True).exists()
