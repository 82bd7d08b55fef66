"""Certificates of the same kind on both sides, told before two people on record become one."""

from datetime import datetime

from django.utils.translation import gettext as _

from certification.certificates.models import Certificate
from lms.people.merging.matters import Ids, speaks_before_merge
from lms.people.merging.rules import Matter


@speaks_before_merge
def before_merge(absorbed: Ids, kept: Ids, at: datetime) -> list[Matter]:
    own, others = (
        {
            (each.decision.type_code, each.scope): each.title
            for each in Certificate.objects.filter(person__in=people).select_related("decision")
        }
        for people in (absorbed, kept)
    )
    return [
        Matter(_("Both hold “%s”: both numbers go on to be checked.") % own[key], "R1")
        for key in sorted(own.keys() & others.keys())
    ]
