"""A scheme of one rung with people on it, and drafts of its next version, for tests."""

from copy import deepcopy
from datetime import timedelta

from certification.drafts.actions import begin_draft, save_draft
from certification.drafts.models import SchemeDraft
from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType
from lms.people.actions import grant_access
from tests.factories.certification import scheme_data
from tests.factories.courses import AT, enrolment, programme_page
from tests.factories.lineage import closed_training
from tests.factories.people import PersonFactory

GIVEN = {"kind": "deliveries_given", "parameters": {"number": 1, "completers": 1}}
RUNG = {
    "code": "leader",
    "title": "Leader",
    "statement": "may teach.",
    "scope": "programme",
    "kind": "certification",
    "valid_months": 36,
    "requirements": [GIVEN, GIVEN | {"purpose": "renewal"}],
}


def administrator(**fields):
    """With what the admin asks for besides the role."""
    person = PersonFactory(**fields)
    grant_access(person=person, role="administrator", by=None, at=AT)
    return person


class Rung:
    """Who has given a training with so many completers may become a leader."""

    def __init__(self, types=(RUNG,), **version):
        self.programme = programme_page()
        data = scheme_data(self.programme, ["M1"])
        data["versions"][0] |= version | {"certificate_types": deepcopy(list(types))}
        self.scheme = install_scheme(data=data, by=None, at=AT)
        self.by = administrator()

    @property
    def type(self) -> CertificateType:
        return CertificateType.objects.select_related("version__scheme").get(
            version__scheme=self.scheme, code="leader", version__number=1
        )

    def trainer(self, completers: int = 1, trainings: int = 1):
        person = enrolment(programme=self.programme).person
        for _number in range(trainings):
            people = [enrolment(programme=self.programme).person for _each in range(completers)]
            closed_training(
                self.programme,
                trainers=[person],
                completed=people,
                day=AT.date() - timedelta(days=30),
                sums=False,
            )
        return person

    def draft(self, *changes) -> SchemeDraft:
        """Begun, and saved with what each function of `changes` does to the next version."""
        draft = begin_draft(scheme=self.scheme, by=self.by, at=AT)
        data = deepcopy(draft.data)
        for change in changes:
            change(data["versions"][1])
        return save_draft(draft=draft, data=data, edition=draft.edition, by=self.by, at=AT)


def asks_for(completers: int, purpose: str = "grant"):
    """A change: trainings must have so many completers."""

    def change(version) -> None:
        for row in version["certificate_types"][0]["requirements"]:
            if row["purpose"] == purpose:
                row["parameters"]["completers"] = completers

    return change
