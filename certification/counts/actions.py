"""Installs counting rules from data, of which no version is ever changed; makes summaries again."""

import time
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.counts.models import CountingRule, Summary
from certification.counts.rules import Filters, may_make_rules
from certification.counts.summaries import RENEWED_AFTER, lines_of, wanted, written
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

FIELDS = ("title", "text", "uniqueness", "zone")
COMPOSED = (
    "activities",
    "attendance_percent",
    "asks_assessment",
    "unit",
    "attribution",
    "levels",
    "asks_project",
    "compulsory",
    "fewest_shown",
)


@transaction.atomic
def install_rule(*, data: dict[str, Any], by: Person | None, at: datetime) -> CountingRule:
    """Install one rule in one version; the same version again returns the one that is there.

    Refused when that version says something else already: figures name it, so a change is a new
    version. Records `counts.rule_installed`.
    """
    values = {field: data[field] for field in FIELDS}
    usual = CountingRule()
    for field in COMPOSED:
        values[field] = data.get(field, getattr(usual, field))
    values["attendance_percent"] = Decimal(str(values["attendance_percent"]))
    rule = CountingRule.objects.filter(code=data["code"], version=data["version"]).first()
    if rule is None:
        rule = CountingRule(code=data["code"], version=data["version"], **values)
        rule.full_clean()
        rule.save()
        record_event(name="counts.rule_installed", subject=rule, by=by, at=at)
    elif any(getattr(rule, field) != value for field, value in values.items()):
        raise Refused(
            "version_differs",
            _("Version %(version)s of the rule “%(code)s” says something else; give it a new one.")
            % {"version": rule.version, "code": rule.code},
            "R11",
        )
    return rule


@transaction.atomic
def make_rule(*, data: dict[str, Any], by: Person, at: datetime) -> CountingRule:
    """A rule that somebody composed: a new one, or the next version of one that is there.

    Refused when its version does not follow the newest one, and when it says what that says
    already. Records `counts.rule_installed`.
    """
    if not may_make_rules(by.roles):
        raise Refused("not_administrator", _("Administrators make counting rules."))
    newest = CountingRule.objects.filter(code=data["code"]).order_by("-version").first()
    following = newest.version + 1 if newest else 1
    if data["version"] > following:
        raise Refused("version_skips", _("The next version is number %s.") % following, "R11")
    if newest and data["version"] == following and says_the_same(newest, data):
        raise Refused("nothing_changed", _("This is what version %s says.") % newest.version, "R11")
    return install_rule(data=data, by=by, at=at)


def says_the_same(rule: CountingRule, data: dict[str, Any]) -> bool:
    return all(getattr(rule, name) == data[name] for name in (*FIELDS, *COMPOSED))


def renew_summaries(*, at: datetime) -> int:
    """Count what pages wait for; the number of questions that were due.

    Each is known as it was when its count began. Days that nobody asks for any more are dropped.
    """
    asked = wanted(at)
    kept = {(each.rule_id, each.role, each.as_of): each for each in Summary.objects.all()}
    for each in kept.keys() - {(rule.pk, role, day) for rule, role, day in asked}:
        kept[each].delete()
    due = [
        (rule, role, day)
        for rule, role, day in asked
        if (found := kept.get((rule.pk, role, day))) is None or found.known_at <= at - RENEWED_AFTER
    ]
    for rule, role, day in due:
        began = time.monotonic()
        known_at = timezone.now()
        lines = written(lines_of(rule, Filters(role=role), day))
        took = round((time.monotonic() - began) * 1000)
        Summary.objects.update_or_create(
            rule=rule,
            role=role,
            as_of=day,
            defaults={"known_at": known_at, "took_ms": took, "lines": lines},
        )
    return len(due)
