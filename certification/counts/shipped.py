"""The counting rules that come with the project, installed where somebody needs them first."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings

from certification.counts.actions import install_rule
from certification.counts.models import CountingRule

FILE = Path(settings.BASE_DIR) / "content" / "counting_rules.json"


def install_shipped_rules(*, at: datetime) -> None:
    """Install what is missing of the shipped rules; what is there stays as it is."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    known = set(CountingRule.objects.values_list("code", "version"))
    for row in rows:
        if (row["code"], row["version"]) not in known:
            install_rule(data=row, by=None, at=at)
