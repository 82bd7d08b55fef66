"""The templates that ship are read; a wrong file is refused and nothing is kept."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from courses.catalogue.models import ProgrammePage
from courses.deliveries.models import DeliveryTemplate
from courses.deliveries.timetables import read_timetable
from tests.factories.courses import programme_page

pytestmark = pytest.mark.django_db
SHIPPED = Path(settings.BASE_DIR) / "content"


def run(folder) -> str:
    output = StringIO()
    call_command("import_delivery_templates", str(folder), stdout=output)
    return output.getvalue()


def test_what_ships_is_kept_once():
    programme = programme_page()
    outline = json.loads((SHIPPED / "curriculum" / "programme.json").read_text())
    ProgrammePage.objects.filter(pk=programme.pk).update(code="train-the-trainers", outline=outline)
    for _ in range(2):
        assert run(SHIPPED / "delivery_templates") == "3 templates kept.\n"
    found = {each.code: read_timetable(each.timetable) for each in DeliveryTemplate.objects.all()}
    cohort = found["train-the-trainers-six-weeks"]
    assert (len(cohort.weeks), len(cohort.milestones)) == (6, 6)
    assert cohort.modules == [f"M{number}" for number in range(1, 11)]
    assert found["training-one-week"].modules == [f"M{number}" for number in range(1, 10)]
    assert found["training-two-days"].modules == ["M1", "M2"]


def test_a_wrong_file_keeps_nothing(tmp_path):
    programme = programme_page()
    good = {"code": "a", "title": "A", "kind": "training", "programme": programme.code}
    timetable = {"weeks": ["W"], "sessions": []}
    (tmp_path / "a.json").write_text(json.dumps(good | {"timetable": timetable}))
    with pytest.raises(CommandError, match=r"a\.json: A timetable has 1 to 300 sessions"):
        run(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(good | {"programme": "other"}))
    with pytest.raises(CommandError, match="there is no programme other"):
        run(tmp_path)
    assert not DeliveryTemplate.objects.exists()
