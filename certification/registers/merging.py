"""An entry in the public register, told before its person is read as another (R56)."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms.people.merging.matters import Ids, speaks_before_merge
from lms.people.merging.rules import Matter
from lms.people.models import Consent


@speaks_before_merge
def before_merge(absorbed: Ids, kept: Ids, at: datetime) -> list[Matter]:
    """Consents are not carried over: only the person who is kept can give one."""
    listed = Consent.objects.standing().filter(purpose=Consent.Purpose.REGISTER)
    is_listed = listed.filter(person__in=absorbed, person__merged_into__isnull=True).exists()
    if not is_listed or listed.filter(person__in=kept, person__merged_into__isnull=True).exists():
        return []
    sentence = _(
        "The entry in the public register goes, as it rests on a consent of the record that is absorbed."
    )
    return [Matter(sentence, "R56")]
