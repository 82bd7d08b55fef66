"""Handing in, what is said about it, and declaring one's own part."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.fieldwork import queries
from courses.fieldwork.actions import declare_contribution, hand_in, leave_team, say
from courses.fieldwork.models import MilestoneFile, TeamEntry
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT
from tests.factories.fieldwork import assessors_of, declared, team_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


@pytest.fixture
def tutor():
    return PersonFactory()


@pytest.fixture
def team(tutor):
    return team_of(tutor=tutor)


@pytest.fixture
def member(team):
    return team.members.first()


@pytest.fixture
def milestone(team):
    return team.milestones.first()


def report(content=b"Segments and forces", name="report.txt"):
    return SimpleUploadedFile(name, content)


def test_each_hand_in_is_kept_and_the_same_again_is_once(milestone, member):
    def send(text="Our analysis", files=1):
        return hand_in(
            milestone=milestone,
            text=text,
            files=[report() for _ in range(files)],
            by=member.enrolment.person,
            at=LATER,
        )

    assert send() == send()
    send(files=0)
    send(text="Our second analysis")
    assert TeamEntry.objects.count() == 3
    kept = MilestoneFile.objects.first()
    with kept.file.open() as content:
        assert content.read() == b"Segments and forces"
    assert "report" not in kept.file.name
    assert Event.objects.filter(name="fieldwork.handed_in").count() == 3


@pytest.mark.parametrize(
    ("text", "files", "code"),
    [
        (" ", [], "nothing"),
        ("x", [b"1"] * 11, "too_large"),
        ("x", [b""], "file_empty"),
    ],
)
def test_what_cannot_be_handed_in(milestone, member, text, files, code):
    sent = [report(content) for content in files]
    with refused(code):
        hand_in(milestone=milestone, text=text, files=sent, by=member.enrolment.person, at=AT)
    assert not TeamEntry.objects.exists()


def test_only_who_is_in_the_team_hands_in(milestone, member, tutor):
    leave_team(member=member, reason="Moves abroad", by=tutor, at=AT)
    for person in (tutor, member.enrolment.person, PersonFactory()):
        with refused("not_member"):
            hand_in(milestone=milestone, text="x", files=[], by=person, at=LATER)


def test_r55_the_tutor_accepts_returns_and_keeps_a_log(team, milestone, tutor, member):
    for kind in ("returned", "accepted", "note"):
        with refused("not_tutor"):
            say(
                team=team,
                milestone=milestone,
                kind=kind,
                text="x",
                by=member.enrolment.person,
                at=AT,
            )
        for _ in range(2):
            say(team=team, milestone=milestone, kind=kind, text="x", by=tutor, at=AT)
    assert list(team.entries.values_list("kind", flat=True)) == ["returned", "accepted", "note"]
    seen = queries.entries_for(team, member.enrolment.person)
    assert {entry.kind for entry in seen} == {"returned", "accepted"}


def test_everybody_around_the_team_may_comment_and_nobody_else(team, tutor, member):
    for person in (tutor, member.enrolment.person, assessors_of(team)[0]):
        say(team=team, kind="comment", text="Well done", by=person, at=AT)
    with refused("not_yours"):
        say(team=team, kind="comment", text="Well done", by=PersonFactory(), at=AT)
    assert team.entries.count() == 3


@pytest.mark.parametrize("kind", ["handed in", "similarity", "praise"])
def test_what_only_the_program_says_is_refused(team, tutor, kind):
    with refused("kind_unknown"):
        say(team=team, kind=kind, text="x", by=tutor, at=AT)


def test_to_return_without_a_word_or_a_milestone_of_another_team_is_refused(team, tutor, milestone):
    with refused("text_missing"):
        say(team=team, milestone=milestone, kind="returned", text=" ", by=tutor, at=AT)
    with refused("milestone_missing"):
        say(team=team, kind="accepted", text="", by=tutor, at=AT)
    with refused("kind_unknown"):
        foreign = team_of().milestones.first()
        say(team=team, milestone=foreign, kind="accepted", text="", by=tutor, at=AT)


def test_r54_each_member_declares_once_for_themselves(member, tutor):
    said = {"contribution": "Buyers", "share_percent": 50, "at": AT}
    with refused("not_yours"):
        declare_contribution(member=member, by=tutor, **said)
    person = member.enrolment.person
    with refused("text_missing"):
        declare_contribution(member=member, by=person, **said | {"contribution": " "})
    with refused("share_unclear"):
        declare_contribution(member=member, by=person, **said | {"share_percent": 101})
    first = declare_contribution(member=member, by=person, **said)
    again = declare_contribution(member=member, by=person, **said | {"contribution": "All of it"})
    assert (again, again.contribution) == (first, "Buyers")
    assert Event.objects.filter(name="fieldwork.contribution_declared").count() == 1


def test_files_are_for_who_may_open_the_team(team, milestone, member, tutor):
    hand_in(milestone=milestone, text="", files=[report()], by=member.enrolment.person, at=AT)
    other = team_of().members.first().enrolment.person
    for person, seen in ((member.enrolment.person, 1), (tutor, 1), (other, 0)):
        assert queries.files_visible_to(person).count() == seen
    assert declared(member).declaration.share_percent == 50
