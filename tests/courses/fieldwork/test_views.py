"""Pages of field projects: who sees which team, handing in, accepting, marking, and files."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.enrolment.actions import give_role
from courses.fieldwork import actions, queries
from courses.fieldwork.actions import hand_in
from courses.fieldwork.models import Milestone, MilestoneFile, ProjectResult, Team, TeamEntry
from lms.people.actions import declare_conflict
from lms.people.models import Membership
from tests.factories.courses import AT
from tests.factories.deliveries import participant
from tests.factories.fieldwork import assessors_of, cohort, declared, points, team_of
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
LONG = " ".join(f"word{number}" for number in range(40))


def address(name, team, *more):
    return reverse(f"fieldwork:{name}", args=[team.uid, *more])


@pytest.fixture
def tutor():
    return PersonFactory()


@pytest.fixture
def team(tutor):
    return team_of(tutor=tutor)


@pytest.fixture
def person(team):
    return team.members.first().enrolment.person


def test_a_team_is_formed_by_who_runs_the_delivery(client_of):
    delivery = cohort()
    seat, other = participant(delivery), participant(delivery)
    page = reverse("fieldwork:teams", args=[delivery.uid])
    sent = {"title": "Olive oil", "members": [seat.pk], "tutor": PersonFactory().email}
    assert client_of(seat.person).post(page, sent).status_code == 404
    client = client_of(delivery.created_by)
    answer = client.post(page, sent | {"members": []})
    assert answer.status_code == 422
    assert "Olive oil" in answer.content.decode()
    assert client.post(page, sent).status_code == 302
    content = client.get(page).content.decode()
    assert "Olive oil" in content
    assert f"<span>{other.person}</span>" in content
    assert f"<span>{seat.person}</span>" not in content


@pytest.mark.parametrize("who", ["stranger", "other team"])
def test_a_team_of_others_is_not_found(client_of, team, who):
    stranger = PersonFactory() if who == "stranger" else participant(team.delivery).person
    client = client_of(stranger)
    pages = [address("team", team), address("milestone", team, 1), address("people", team)]
    assert [client.get(page).status_code for page in pages] == [404] * 3


def test_handing_in_is_read_by_the_tutor_who_returns_and_accepts_it(client_of, team, tutor, person):
    page = address("milestone", team, 1)
    client = client_of(person)
    sent = {"text": "Our analysis", "files": [SimpleUploadedFile("a.txt", b"A")]}
    assert client.post(address("hand_in", team, 1), sent).status_code == 302
    kept = MilestoneFile.objects.get()
    answer = client.get(reverse("fieldwork:file", args=[kept.uid]))
    assert b"".join(answer.streaming_content) == b"A"
    assert answer["Content-Disposition"] == 'attachment; filename="a.txt"'
    client = client_of(tutor)
    assert "Our analysis" in client.get(page).content.decode()
    said = {"kind": "returned", "text": ""}
    answer = client.post(address("say_about", team, 1), said)
    assert answer.status_code == 422
    assert "Write what you want to say." in answer.content.decode()
    client.post(address("say_about", team, 1), said | {"text": "Name the buyers"})
    client.post(address("say_about", team, 1), {"kind": "note", "text": "They are slow"})
    client = client_of(person)
    content = client.get(page).content.decode()
    assert "Name the buyers" in content
    assert "They are slow" not in content
    answer = client.post(address("say_about", team, 1), {"kind": "accepted", "text": "x"})
    assert answer.status_code == 422


def test_a_file_of_others_is_not_found(client_of, team, person):
    hand_in(
        milestone=team.milestones.first(),
        text="",
        files=[SimpleUploadedFile("a.txt", b"A")],
        by=person,
        at=AT,
    )
    page = reverse("fieldwork:file", args=[MilestoneFile.objects.get().uid])
    assert client_of(team_of().members.first().enrolment.person).get(page).status_code == 404


def test_nothing_that_was_written_is_lost_when_it_is_not_taken(client_of, team, person):
    sent = {"text": "Our long text", "files": [SimpleUploadedFile("a.txt", b"")]}
    answer = client_of(person).post(address("hand_in", team, 1), sent)
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "Our long text" in content
    assert "One of the files is empty." in content


def test_the_tutor_moves_the_day_for_this_team_alone(client_of, team, tutor, person):
    other = team_of(team.delivery)
    page, sent = address("due", team, 1), {"due_on": "2026-05-04"}
    assert client_of(person).post(page, sent).status_code == 422
    for _ in range(2):
        assert client_of(tutor).post(page, sent).status_code == 302
    days = Milestone.objects.filter(number=1).order_by("team").values_list("team", "due_on")
    assert list(days) == [(team.pk, date(2026, 5, 4)), (other.pk, date(2026, 4, 8))]


def test_r54_much_alike_work_is_noted_for_the_tutor_and_not_for_the_team(
    client_of, team, tutor, person
):
    other = team_of(team.delivery, title="Wine of the region")
    for each, text in ((other, LONG), (team, f"{LONG} and more")):
        member = each.members.first().enrolment.person
        for _ in range(2):
            hand_in(
                milestone=each.milestones.first(),
                text=text,
                files=[SimpleUploadedFile("report.txt", b"the same")],
                by=member,
                at=AT,
            )
    note = TeamEntry.objects.get(kind="similarity")
    assert note.team == team
    assert note.text == (
        "98 per cent of the words as in “Wine of the region”. "
        "The file “report.txt” was handed in with “Wine of the region” too."
    )
    page = address("milestone", team, 1)
    assert "Wine of the region" in client_of(tutor).get(page).content.decode()
    assert "Wine of the region" not in client_of(person).get(page).content.decode()


def test_r53_each_member_sees_their_own_result_alone(client_of, team, tutor, person):
    first, second = team.members.all()
    for member in (first, second):
        declared(member)
    for assessor in assessors_of(team):
        client = client_of(assessor)
        for member, given in ((first, points()), (second, points(0, 0, 0, 10))):
            page = address("mark", team, member.pk)
            assert client.get(page).status_code == 200
            assert client.post(page, given | {"comment": "Well argued"}).status_code == 302
    assert ProjectResult.objects.count() == 2
    content = client_of(person).get(address("team", team)).content.decode()
    assert "100.00" in content
    assert "40.00" not in content
    content = client_of(tutor).get(address("team", team)).content.decode()
    assert "40.00" in content


def test_r55_the_tutor_finds_no_page_to_mark_and_points_outside_are_explained(
    client_of, team, tutor
):
    member = declared(team.members.first())
    page = address("mark", team, member.pk)
    assert client_of(tutor).get(page).status_code == 404
    answer = client_of(assessors_of(team)[0]).post(page, points(first=6) | {"comment": "Good"})
    assert answer.status_code == 422
    assert "Good" in answer.content.decode()


def test_r54_a_member_declares_on_the_team_page(client_of, team, person):
    sent = {"contribution": "The talks", "share_percent": 40}
    client, page = client_of(person), address("declare", team)
    assert client.post(page, sent).status_code == 422
    assert client.post(page, sent | {"is_own": "on"}).status_code == 302
    assert "The talks" in client.get(address("team", team)).content.decode()


def test_r48_who_has_a_tie_to_a_member_is_shown_with_it_and_not_named(client_of, team, person):
    friend, colleague, free = PersonFactory(), PersonFactory(), PersonFactory()
    organisation = OrganisationFactory()
    for each in (person, colleague):
        Membership.objects.create(
            person=each, organisation=organisation, starts_on=date(2020, 1, 1)
        )
    declare_conflict(
        person=friend, other=person, kind="relative", held_through=None, by=friend, at=AT
    )
    session = team.delivery.sessions.first()
    for each in (friend, colleague, free):
        give_role(sessions=[session], person=each, role="co-trainer", by=friend, at=AT)
    client = client_of(team.delivery.created_by)
    content = client.get(address("people", team)).content.decode()
    assert f'{friend}: <span class="why">is a relative or a close friend' in content
    assert f'{free}: <span class="quiet">nothing against it' in content
    for each, status in ((friend, 422), (colleague, 422), (free, 302)):
        answer = client.post(address("assessors", team), {"person": each.email})
        assert answer.status_code == status
    assert team.assessors.get().person == free
    client.post(address("end_assessor", team, team.assessors.get().pk))
    assert team.assessors.get().ended_at is not None


def test_people_of_a_team_are_changed_by_who_runs_it(client_of, team):
    client, seat = client_of(team.delivery.created_by), participant(team.delivery)
    tutor, member = PersonFactory(), team.members.first()
    assert client.post(address("tutor", team), {"person": tutor.email}).status_code == 302
    assert client.post(address("join", team), {"enrolment": seat.pk}).status_code == 302
    page = address("leave", team, member.pk)
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Moves abroad"}).status_code == 302
    content = client.get(address("people", team)).content.decode()
    assert "Moves abroad" in content
    assert client_of(tutor).get(address("team", team)).status_code == 200


def test_the_lists_ask_the_same_number_of_queries_for_one_team_and_for_thirty(
    client_of, team, tutor, django_assert_max_num_queries
):
    client = client_of(tutor)
    page = reverse("fieldwork:mine")
    client.get(page)
    with django_assert_max_num_queries(20):
        assert client.get(page).status_code == 200
    by = team.delivery.created_by
    for each in Team.objects.bulk_create(
        Team(delivery=team.delivery, title=f"T{n}", formed_at=AT + timedelta(n), formed_by=by)
        for n in range(30)
    ):
        each.tutorships.create(tutor=tutor, began_at=AT, by=by)
        each.milestones.create(number=1, title="Analysis", due_on=date(2026, 4, 1))
    with django_assert_max_num_queries(20):
        assert "Page 1 of 2" in client.get(page).content.decode()


def test_a_tutor_sees_what_waits_and_what_is_due_first(client_of):
    tutor = PersonFactory()
    team = team_of(tutor=tutor)
    first, second = team.milestones.all()
    today = timezone.localdate()
    Milestone.objects.filter(pk=first.pk).update(due_on=today - timedelta(days=1))
    Milestone.objects.filter(pk=second.pk).update(due_on=today + timedelta(days=30))
    waiting, due = queries.waiting_for_tutor(tutor, today)
    assert (waiting, [(each.milestone, each.is_late) for each in due]) == ([], [(first, True)])
    member = team.members.first().enrolment.person
    actions.hand_in(milestone=first, text="Our analysis", files=[], by=member, at=AT)
    waiting, due = queries.waiting_for_tutor(tutor, today)
    assert ([(each.milestone, each.since) for each in waiting], due) == ([(first, AT)], [])
    page = client_of(tutor).get(reverse("fieldwork:mine")).content.decode()
    assert "Wait for your comment" in page
    assert (
        "Wait for your comment"
        not in client_of(member).get(reverse("fieldwork:mine")).content.decode()
    )
    actions.say(team=team, milestone=first, kind="accepted", text="", by=tutor, at=AT)
    assert queries.waiting_for_tutor(tutor, today) == ([], [])
