"""Counting rules are installed once in each version, and never changed."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from certification.counts.actions import install_rule
from certification.counts.models import CountingRule
from certification.counts.queries import newest_rules, rule_of
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.counts import AT

pytestmark = pytest.mark.django_db
DATA = {
    "code": "programme",
    "version": 1,
    "title": "Once ever",
    "text": "Each person once.",
    "uniqueness": "ever",
    "zone": "Europe/Brussels",
}


def install(**changes) -> CountingRule:
    return install_rule(data=DATA | changes, by=None, at=AT)


def test_twice_is_once():
    assert install() == install()
    assert Event.objects.filter(name="counts.rule_installed").count() == 1


def test_r11_a_version_never_says_something_else():
    install()

    with pytest.raises(Refused) as refused:
        install(text="Each person twice.")

    assert (refused.value.code, refused.value.rule) == ("version_differs", "R11")


def test_newest_version_is_the_default():
    install()
    newest = install(version=2, title="Once ever, again")
    install(code="annual", uniqueness="year")

    assert rule_of() == newest
    assert [(rule.code, rule.version) for rule in newest_rules()] == [
        ("programme", 2),
        ("annual", 1),
    ]


def test_unknown_uniqueness_is_refused():
    with pytest.raises(ValidationError):
        install(uniqueness="weekly")


def test_the_shipped_rules_are_installed_and_again_unchanged(settings):
    file = settings.BASE_DIR / "content" / "counting_rules.json"

    call_command("import_counting_rules", file, verbosity=0)
    call_command("import_counting_rules", file, verbosity=0)

    assert {rule.uniqueness for rule in newest_rules()} == set(CountingRule.Uniqueness.values)


@pytest.mark.parametrize(
    "text", ["no json", json.dumps([{"code": "x"}]), json.dumps([DATA | {"zone": 3}])]
)
def test_a_broken_file_installs_nothing(tmp_path, text):
    file = tmp_path / "rules.json"
    file.write_text(json.dumps([DATA])[:-1] + "," + text[1:] if text.startswith("[") else text)

    with pytest.raises(CommandError):
        call_command("import_counting_rules", file, verbosity=0)

    assert not CountingRule.objects.exists()
