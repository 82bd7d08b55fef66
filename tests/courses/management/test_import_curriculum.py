"""The command says what it did, or why it did nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from tests.factories.curriculum import write, write_curriculum

pytestmark = pytest.mark.django_db


def run(folder) -> str:
    output = StringIO()
    call_command("import_curriculum", str(folder), stdout=output)
    return output.getvalue()


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return write_curriculum(tmp_path / "curriculum")


def test_it_counts_the_pages(folder):
    assert run(folder) == "1 modules: 4 pages created, 0 revised, 0 unchanged.\n"
    assert run(folder) == "1 modules: 0 pages created, 0 revised, 4 unchanged.\n"


def test_a_broken_folder_is_refused_whole_with_every_reason(folder):
    write(folder / "M1/lessons/town.md", "# Title\n")
    write(folder / "M1/lessons/terms.md", "<b>x</b>\n")
    before = Page.objects.count()
    with pytest.raises(CommandError) as refused:
        run(folder)
    assert str(refused.value) == (
        "Nothing was imported.\n"
        "M1/lessons/terms.md, line 1: HTML is not allowed in a lesson\n"
        "M1/lessons/town.md, line 1: use ## and ### for headings; the title is in module.json"
    )
    assert Page.objects.count() == before
    assert not list(folder.parent.rglob("media/**/*.svg"))


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="is no folder"):
        run(tmp_path / "nowhere")
