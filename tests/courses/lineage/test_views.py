"""The pages of lines and records: who opens them, whose names they show, what they say."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from courses.deliveries.actions import name_coordinator, register_project
from courses.deliveries.models import TeachingAuthority
from courses.lineage import charts, queries
from courses.lineage.models import TrainedTrainer
from tests.factories.courses import AT, programme_page
from tests.factories.lineage import DAY, closed_training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_page(with_tests=False)


@pytest.fixture
def line(programme):
    """Faculty trained a graduate, who trained twelve managers, one of whom trained one more."""
    names = ["Faculty", "Graduate", "Manager", "Last"]
    faculty, graduate, manager, last = (PersonFactory(last_name=name) for name in names)
    others = [PersonFactory(last_name="Other") for _ in range(11)]
    TeachingAuthority.objects.create(
        person=faculty, programme=programme, source="founding faculty", valid_from=DAY
    )
    closed_training(programme, trainers=[faculty], completed=[graduate], kind="cohort")
    closed_training(
        programme,
        trainers=[graduate, faculty],
        completed=[manager, *others],
        day=DAY + timedelta(days=100),
        title="In the region",
    )
    closed_training(programme, trainers=[manager], completed=[last], day=DAY + timedelta(days=200))
    return faculty, graduate, manager, last


def page_of(client, person, **asked) -> str:
    answer = client.get(reverse("lineage:person", args=[person.public_id]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ["administrator", "officer", "auditor"])
def test_staff_read_every_line_with_all_names(client_of, line, role):
    client = client_of(roles=[role])
    page = page_of(client, line[1], list="people", generation=2)
    assert ("Robin Last" in page, page.count("Robin Other")) == (True, 0)
    page = page_of(client, line[1], list="people", generation=1)
    assert ("Robin Last" in page, page.count("Robin Other")) == (False, 11)
    assert client.get(reverse("lineage:scheme")).status_code == 200


def test_a_person_reads_their_own_line_and_no_other(client_of, line):
    faculty, graduate, manager, last = line
    client = client_of(last)
    page = page_of(client, last)
    assert "Faculty" in page
    assert "Generation 2" in page
    for other in (faculty, graduate, manager):
        answer = client.get(reverse("lineage:person", args=[other.public_id]))
        assert answer.status_code == 404
    assert client.get(reverse("lineage:scheme")).status_code == 403


def test_names_below_are_for_who_may_see_the_participants(client_of, line):
    _faculty, graduate, _manager, _last = line
    client = client_of(graduate)
    near = page_of(client, graduate, list="people", generation=1)
    assert near.count("Robin Other") == 11
    far = page_of(client, graduate, list="people", generation=2)
    assert "Robin Last" not in far
    assert "name not shown" in far


def test_a_coordinator_reads_the_lines_of_her_projects(client_of, programme):
    coordinator, manager, stranger = (PersonFactory() for _ in range(3))
    project = register_project(
        code="P1",
        title="Project",
        starts_on=DAY,
        ends_on=DAY + timedelta(days=365),
        zone="Europe/Madrid",
        by=None,
        at=AT,
    )
    name_coordinator(project=project, person=coordinator, by=None, at=AT)
    faculty = PersonFactory()
    closed_training(programme, trainers=[faculty], completed=[manager], project=project)
    closed_training(programme, trainers=[faculty], completed=[stranger])
    assert set(queries.visible_to(coordinator)) == {coordinator, manager, faculty}
    client = client_of(coordinator)
    page = page_of(client, faculty, list="people", generation=1)
    assert str(manager) in page
    assert str(stranger) not in page


def test_a_person_without_a_name_stays_in_the_line(client_of, line):
    faculty, graduate, _manager, last = line
    type(faculty).objects.filter(pk=graduate.pk).update(first_name="", last_name="")
    page = page_of(client_of(last), last)
    assert "name removed" in page
    assert graduate.email not in page


def test_a_record_shows_figures_of_the_period_and_hides_a_rate_of_few(client_of, line, programme):
    graduate = line[1]
    client = client_of(graduate)
    address = reverse("lineage:trainer", args=[graduate.public_id])
    ever = client.get(address).content.decode()
    assert "12 of 12 participants" in ever
    assert "100 %" in ever
    assert "0.5 trainings, 6.0 completed" in ever
    assert "deployed" in ever
    closed_training(
        programme,
        trainers=[graduate],
        completed=[PersonFactory()],
        not_completed=[PersonFactory()],
        day=DAY + timedelta(days=400),
    )
    later = client.get(address, {"first": str(DAY + timedelta(days=300))}).content.decode()
    assert "1 of 2 participants" in later
    assert "not shown under 10 participants" in later
    before = client.get(address, {"last": str(DAY + timedelta(days=50))}).content.decode()
    assert "not deployed" in before
    assert "No closed training in this period." in before
    wrong = client.get(address, {"first": "2021-01-02", "last": "2021-01-01"}).content.decode()
    assert "The last day is before the first." in wrong
    assert "13 of 14 participants" in wrong


def test_who_never_taught_has_no_record(client_of, line):
    last = line[3]
    answer = client_of(last).get(reverse("lineage:trainer", args=[last.public_id]))
    assert answer.status_code == 404


def test_the_scheme_by_generation_and_where_lines_begin(client_of, line):
    page = client_of(roles=["officer"]).get(reverse("lineage:scheme"), {"q": "Robin Faculty"})
    assert [
        (each.number, each.trainers, each.sums.completers, rate)
        for each, rate in page.context["generations"]
    ] == [(0, 1, 13, "100 %"), (1, 2, 1, "")]
    assert [each.last_name for each in page.context["roots"]] == ["Faculty"]
    assert [each.last_name for each in page.context["found"]] == ["Faculty"]


def test_what_cannot_be_asked_is_answered_with_the_first_list(client_of, line):
    client = client_of(line[0])
    page = page_of(client, line[0], list="secrets", generation="-3", page="x")
    assert "everybody who completed" in page


@pytest.mark.parametrize("name", ["person", "trainer"])
def test_a_page_asks_the_same_number_of_queries_whatever_it_holds(
    client_of, line, programme, name, django_assert_max_num_queries
):
    faculty = line[0]
    client = client_of(roles=["auditor"])
    address = reverse(f"lineage:{name}", args=[faculty.public_id])
    client.get(address)
    with django_assert_max_num_queries(30) as first:
        client.get(address, {"list": "people", "generation": 1})
    for number in range(3):
        people = [PersonFactory() for _ in range(4)]
        closed_training(
            programme,
            trainers=[faculty, line[1], line[2]],
            completed=people,
            day=DAY + timedelta(days=number),
        )
    with django_assert_max_num_queries(30) as second:
        client.get(address, {"list": "people", "generation": 1})
    assert len(first) == len(second)


def test_a_picture_shows_three_of_a_generation_and_how_many_more_there_are(line):
    own, *above = (PersonFactory() for _ in range(6))
    picture = charts.picture(
        person=own,
        above={1: above, 2: [line[0]]},
        trained_by={(each.pk, own.pk) for each in above} | {(line[0].pk, above[0].pk)},
        below=[("first", 10, "10"), ("second", 0, "0"), ("third", 10_000, "10000")],
        open_to_reader={above[0].pk},
        name_of=str,
        more="and {} more".format,
    )
    assert [node.name for node in picture.nodes] == [
        str(line[0]),
        str(above[0]),
        str(above[1]),
        "and 3 more",
        str(own),
    ]
    assert len(picture.ways) == 3
    assert all(0 <= node.x <= picture.width - node.width for node in picture.nodes)
    assert [bar.width for bar in picture.bars] == [2, 0, picture.width]


def test_the_command_checks_and_rebuilds(line, capsys):
    call_command("rebuild_lineage", "--check")
    TrainedTrainer.objects.all().delete()
    with pytest.raises(CommandError, match="2 rows differ"):
        call_command("rebuild_lineage", "--check")
    call_command("rebuild_lineage")
    call_command("rebuild_lineage", "--check")
    assert "Every sum is what the facts say." in capsys.readouterr().out
