"""The schemes that ship are data alone: each is installed, and says what its requirements ask."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from certification.schemes.actions import install_scheme
from certification.schemes.models import CertificateType, Requirement
from certification.schemes.queries import candidate_file
from tests.factories.courses import AT, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "content" / "schemes"
FILES = sorted(FOLDER.rglob("*.json"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def scheme(request):
    data = json.loads(request.param.read_text())
    if code := data.get("programme"):
        programme = programme_page()
        type(programme).objects.filter(pk=programme.pk).update(code=code)
    return install_scheme(data=data, by=None, at=AT)


def test_a_scheme_is_installed_and_tells_a_newcomer_what_is_missing(scheme):
    person = PersonFactory()
    for kind in CertificateType.objects.filter(version__scheme=scheme):
        for purpose in Requirement.Purpose.values:
            file = candidate_file(
                person=person, certificate_type=kind, scope="M1", at=AT, purpose=purpose
            )
            assert not file.is_complete
            for checked in file.requirements:
                assert checked.sentence
                assert checked.missing
                assert checked.next_step


def test_r49_certifications_are_decided_by_people(scheme):
    certifications = CertificateType.objects.filter(version__scheme=scheme, kind="certification")
    assert not certifications.filter(is_automatic=True).exists()


def test_the_three_rungs_and_the_schemes_of_others_ship():
    own = json.loads((FOLDER / "cluster-excellence.json").read_text())
    codes = {each["code"] for each in own["versions"][0]["certificate_types"]}
    assert {"cluster-excellence-manager", "associate-trainer", "instructor"} <= codes
    others = {path.stem for path in (FOLDER / "outside").glob("*.json")}
    assert {"american-heart-association", "self-management-resource-center", "hrd-corp"} <= others
