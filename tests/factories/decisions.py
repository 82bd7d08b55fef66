"""A candidate with a file, and people who may decide about it, for tests."""

import uuid

from certification.decisions.actions import apply
from certification.decisions.models import Application
from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType, SchemeVersion
from courses.attempts.actions import submit_attempt
from courses.progress.actions import record_completion
from tests.factories.certification import scheme_data
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

ASSOCIATE = {
    "code": "associate-trainer",
    "title": "Associate Trainer",
    "statement": "may train others in {programme}.",
    "scope": "programme",
    "is_automatic": False,
    "requirements": [
        {"kind": "modules_passed", "parameters": {"modules": ["M1"]}, "purpose": purpose}
        for purpose in ("grant", "renewal")
    ],
}


class Case:
    """A programme whose associate trainers people decide about; `pass_test` completes a file."""

    def __init__(self, **version):
        self.programme = programme_page()
        data = scheme_data(self.programme, ["M1"])
        data["versions"][0]["certificate_types"] = [ASSOCIATE]
        install_scheme(data=data, by=None, at=AT)
        SchemeVersion.objects.filter(scheme__programme=self.programme).update(**version)
        self.certificate_type = CertificateType.objects.select_related("version__scheme").get(
            version__scheme__programme=self.programme
        )
        self.scope = self.programme.code

    def pass_test(self, person, at=AT) -> None:
        place = enrolment(programme=self.programme, person=person)
        attempt = answered_attempt(enrolment=place, module=modules_of(self.programme)[0], at=at)
        submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)
        record_completion(result=attempt.results.get(), at=at)

    def application(self, person=None, *, is_complete: bool = True, at=AT, by=None) -> Application:
        person = person or PersonFactory()
        if is_complete:
            self.pass_test(person, at)
        return apply(
            person=person,
            certificate_type=self.certificate_type,
            scope=self.scope,
            by=by or person,
            at=at,
        )


def officer(**fields):
    return PersonFactory(roles=["officer"], **fields)
