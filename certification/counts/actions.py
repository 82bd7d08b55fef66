"""Installs counting rules from data; a version that is there already is never changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from certification.counts.models import CountingRule
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def install_rule(*, data: dict[str, Any], by: Person | None, at: datetime) -> CountingRule:
    """Install one rule in one version; the same version again returns the one that is there."""
    rule, is_new = CountingRule.objects.get_or_create(
        code=data["code"],
        version=data["version"],
        defaults={key: data[key] for key in ("title", "text", "uniqueness", "zone")},
    )
    if is_new:
        rule.full_clean()
        record_event(name="counts.rule_installed", subject=rule, by=by, at=at)
    return rule
