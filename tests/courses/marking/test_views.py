"""The pages of marking: what each shows and to whom, in a fixed number of queries."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attempts.models import Mark, Result
from courses.marking.actions import allocate, mark_answer, open_appeal
from courses.marking.models import Allocation, MarkAppeal
from lms.people.actions import declare_conflict
from lms.people.models import ConflictDeclaration
from tests.factories.courses import AT
from tests.factories.marking import TEXT, Paper
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
QUEUE = reverse("marking:queue")


def page_of(question, name="mark"):
    return reverse(f"marking:{name}", args=[question.pk])


def sent(points=(4, 6), **fields):
    return {f"criterion_{n}": str(given) for n, given in enumerate(points)} | {
        "comment": "A good link.",
        **fields,
    }


def taken(question, marker, at=AT):
    return allocate(question=question, marker=marker, by=marker, at=at)


def marked(question, marker, points=(4, 6), at=AT, **said):
    taken(question, marker, at)
    return mark_answer(
        question=question,
        criterion_points=list(points),
        comment="",
        by=marker,
        at=at,
        **said,
    )


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"], last_name="Ministrator")


# The queue


def test_answers_in_a_practice_test_are_taken_and_marked_too(client_of, administrator):
    paper = Paper(purpose="formative", markers_needed=2, release="by examiner")
    question = paper.answer()
    paper.module.assessment, paper.module.practice = None, paper.assessment
    paper.module.save()
    client = client_of(paper.marker())
    found = client.get(QUEUE)
    assert found.context["counts"] == [("M1", 1)]
    assert "for practice" in found.content.decode()
    assert list(client.get(QUEUE, {"module": "M1"}).context["page"]) == [question]
    client.post(page_of(question, "take"))
    assert "M1" in client.get(page_of(question)).content.decode()
    client.post(page_of(question), sent())
    assert client_of(administrator).get(page_of(question, "assign")).status_code == 200
    assert (
        client_of(administrator).get(reverse("marking:allocation")).context["page"][0] == question
    )
    marked(question, paper.marker())
    code = paper.assessment.code
    for name in ("releases", "agreements"):
        assert "M1" in client.get(reverse(f"marking:{name}")).content.decode()
    assert "M1" in client.get(reverse("marking:release", args=[code])).content.decode()
    release = {"attempt": str(question.attempt.uid), "do": "release"}
    client.post(reverse("marking:release", args=[code]), release)
    assert Result.objects.get(attempt=question.attempt).is_passed


def test_an_answer_is_taken_marked_and_leaves_the_queue(client_of, paper, administrator):
    question = paper.answer()
    client = client_of(administrator)
    found = client.get(QUEUE)
    assert [each.pk for each in found.context["page"]] == [question.pk]
    assert (found.context["counts"], found.context["total"]) == ([("M1", 1)], 1)
    assert list(client.get(QUEUE, {"module": "M7"}).context["page"]) == []
    assert client.get(page_of(question)).status_code == 404
    answer = client.post(reverse("marking:take", args=[question.pk]))
    assert answer["Location"] == page_of(question)
    assert "with you" in client.get(QUEUE).text
    answer = client.post(page_of(question), sent(annotations="[]"))
    assert answer["Location"] == QUEUE
    assert Result.objects.get().is_passed is True
    assert client.get(page_of(question)).status_code == 404
    assert list(client.get(QUEUE).context["page"]) == []


def test_marking_leads_on_to_the_next_answer_which_is_taken(client_of, paper, administrator):
    first, second = paper.answer(), paper.answer()
    taken(first, administrator)
    answer = client_of(administrator).post(page_of(first), sent(next="1"))
    assert answer["Location"] == page_of(second)
    assert Allocation.objects.get(question=second).marker == administrator


def test_an_answer_is_given_back_to_the_others(client_of, paper, administrator):
    question = paper.answer()
    allocation = taken(question, administrator)
    back = reverse("marking:give_back", args=[allocation.pk])
    assert client_of(paper.marker()).post(back).status_code == 404
    assert client_of(administrator).post(back)["Location"] == QUEUE
    assert not Allocation.objects.current().exists()


@pytest.mark.parametrize("role", [None, "author", "auditor", "officer"])
def test_r31_others_find_neither_queue_nor_answer(client_of, paper, role):
    question = paper.answer()
    client = client_of(roles=[role] if role else [])
    assert client.get(QUEUE).status_code == 404
    assert client.get(page_of(question)).status_code == 404
    assert client.post(page_of(question), sent()).status_code == 404
    assert client.post(page_of(question, "take")).status_code == 404
    assert not Mark.objects.exists()


def test_r48_nobody_finds_answers_of_people_to_whom_they_have_a_tie(client_of, paper):
    marker, candidate = paper.marker(), PersonFactory()
    own, tied, free = paper.answer(person=marker), paper.answer(person=candidate), paper.answer()
    declare_conflict(person=marker, other=candidate, kind="trained", by=marker, at=AT)
    client = client_of(marker)
    assert [each.pk for each in client.get(QUEUE).context["page"]] == [free.pk]
    for question in (own, tied):
        assert client.post(page_of(question, "take"))["Location"] == QUEUE
    assert not Allocation.objects.exists()


def test_a_test_of_two_markers_is_offered_to_two_and_then_to_a_third(client_of):
    paper = Paper(markers_needed=2)
    question, one, two, third = paper.answer(), *(paper.marker() for _ in range(3))
    marked(question, one, (4, 6), annotations=[{"part": 0, "start": 0, "end": 3, "text": "SEEN"}])
    client = client_of(two)
    client.post(page_of(question, "take"))
    text = client.get(page_of(question)).text
    assert "SEEN" not in text
    assert "First marker" not in text
    client.post(page_of(question), sent((2, 0)))
    assert list(client.get(QUEUE).context["page"]) == []
    client = client_of(third)
    assert "two markers differ" in client.get(QUEUE).text
    client.post(page_of(question, "take"))
    text = client.get(page_of(question)).text
    for part in ("SEEN", "First marker", "Second marker", "20 % of the points apart"):
        assert part in text
    assert one.last_name not in text
    client.post(page_of(question), sent((4, 4)))
    assert Mark.objects.latest("pk").kind == "moderation"


def test_the_queue_takes_a_fixed_number_of_queries(
    client_of, administrator, django_assert_num_queries
):
    client = client_of(administrator)
    for papers in (1, 4):
        paper = Paper(markers_needed=2)
        for _ in range(papers):
            question = paper.answer()
            marked(question, paper.marker(), (4, 6))
            marked(question, paper.marker(), (0, 0))
            taken(paper.answer(), administrator)
        client.get(QUEUE)
        with django_assert_num_queries(QUEUE_QUERIES):
            client.get(QUEUE)


QUEUE_QUERIES = 16


# The marking page


def test_the_page_shows_the_answer_beside_rubric_and_model_but_no_name(client_of, paper):
    marker, candidate = paper.marker(), PersonFactory(last_name="Secretname")
    question = paper.answer(person=candidate)
    taken(question, marker)
    text = client_of(marker).get(page_of(question)).text
    for part in (
        "toolmakers of Eisenerz",
        "A specific business.",
        "4: Names one and what links its firms.",
        "A real link",
        "27 words.",
    ):
        assert part in text
    assert "Secretname" not in text


def test_the_name_is_shown_where_the_design_says_so_and_words_outside_the_limits_are_told(
    client_of,
):
    paper = Paper(is_anonymous=False)
    marker, candidate = paper.marker(), PersonFactory(last_name="Openname")
    question = paper.answer(person=candidate, responses={"essay": "Too short."})
    taken(question, marker)
    text = client_of(marker).get(page_of(question)).text
    assert "Openname" in text
    assert "2 words; at least 5 are asked for." in text


@pytest.mark.parametrize(("is_anonymous", "name"), [(True, "File 1.pdf"), (False, "openname.pdf")])
def test_names_of_files_do_not_tell_who_wrote_them(client_of, is_anonymous, name):
    paper = Paper(types=("file upload",), is_anonymous=is_anonymous)
    question = paper.answer()
    marker = paper.marker()
    taken(question, marker)
    text = client_of(marker).get(page_of(question)).text
    assert name in text
    assert ("openname" in text) is not is_anonymous


def test_r48_a_file_is_for_who_holds_the_answer_or_decides_its_appeal(client_of, administrator):
    paper = Paper(types=("file upload",))
    question = paper.answer(at=timezone.now())
    file = question.files.get()
    address = reverse("marking:answer_file", args=[file.uid])
    holder, other, tied = (paper.marker() for _ in range(3))
    candidate = question.attempt.enrolment.person
    taken(question, holder, timezone.now())
    declare_conflict(person=tied, other=candidate, kind="trained", by=tied, at=timezone.now())
    everybody = (holder, other, tied, administrator, candidate)

    def may_read(person):
        got = client_of(person).get(address)
        got.getvalue()
        return got.status_code == 200

    def readers():
        return [each for each in everybody if may_read(each)]

    assert readers() == [holder]
    got = client_of(holder).get(address)
    assert got.getvalue() == b"%PDF-1.7 a map"
    assert got["Content-Disposition"] == f'attachment; filename="answer-{file.pk}.pdf"'
    mark_answer(question=question, criterion_points=[1], comment="", by=holder, at=timezone.now())
    assert readers() == []
    open_appeal(question=question, reason="Look again.", by=candidate, at=timezone.now())
    assert readers() == [other, administrator]


def test_the_parts_of_a_case_are_shown_each_with_its_own(client_of):
    paper = Paper(types=("case study",))
    question, marker = paper.answer(), paper.marker()
    taken(question, marker)
    text = client_of(marker).get(page_of(question)).text
    for part in ("This part is marked by rule.", "Part 2: Why?", "They are near.", "Part 2: Near"):
        assert part in text


def test_a_mark_without_points_is_refused_and_loses_nothing(client_of, paper):
    question, marker = paper.answer(), paper.marker()
    taken(question, marker)
    answer = client_of(marker).post(page_of(question), {"criterion_0": "2", "comment": "Kept."})
    assert answer.status_code == 422
    for part in ("Give points for every criterion.", "Kept."):
        assert part in answer.text
    assert answer.context["form"]["criterion_0"].value() == "2"
    assert not Mark.objects.exists()


def noted(client, question, **fields):
    return client.post(page_of(question), sent((2, 3)) | {"do": "note"} | fields)


def test_a_note_is_put_on_a_paragraph_without_a_script_and_nothing_is_lost(client_of, paper):
    question, marker = paper.answer(), paper.marker()
    taken(question, marker)
    client = client_of(marker)
    answer = noted(client, question, note_place="0-2", note_text="Which buyers?", annotations="[]")
    form = answer.context["form"]
    start = TEXT.index("Their buyers")
    note = {"part": 0, "start": start, "end": len(TEXT), "text": "Which buyers?"}
    assert (form.notes, form["comment"].value()) == ([note], "A good link.")
    assert "<mark>Their buyers" in answer.text
    assert not Mark.objects.exists()
    selected = {"note_place": "0-1", "note_start": "4", "note_end": "14", "note_text": "Good."}
    answer = noted(client, question, annotations=json.dumps([note]), **selected)
    notes = answer.context["form"].notes
    assert [each["text"] for each in notes] == ["Good.", "Which buyers?"]
    assert "<mark>toolmakers</mark>" in answer.text
    removing = sent((2, 3)) | {"remove": "2", "annotations": json.dumps(notes)}
    answer = client.post(page_of(question), removing)
    assert [each["text"] for each in answer.context["form"].notes] == ["Good."]
    client.post(page_of(question), sent((2, 3), annotations=json.dumps(notes)))
    assert Mark.objects.get().annotations == notes


@pytest.mark.parametrize(
    "fields",
    [
        {"note_place": "0-9", "note_text": "x"},
        {"note_place": "0-1", "note_text": " "},
        {"note_place": "0-1", "note_text": "x", "note_start": "5", "note_end": "5000"},
        {"note_place": "0-1", "note_text": "x", "note_start": "x", "note_end": "y"},
    ],
)
def test_a_note_that_does_not_fit_is_told_and_nothing_is_lost(client_of, paper, fields):
    question, marker = paper.answer(), paper.marker()
    taken(question, marker)
    answer = noted(client_of(marker), question, **fields)
    assert (answer.status_code, answer.context["form"]["comment"].value()) == (422, "A good link.")
    assert answer.context["form"].notes == []


@pytest.mark.parametrize("bent", ["{", '[{"part": 0}]', '{"a": 1}', "[1]", "null", '"x"'])
def test_bent_notes_never_break_the_page(client_of, paper, bent):
    question, marker = paper.answer(), paper.marker()
    taken(question, marker)
    answer = client_of(marker).post(page_of(question), sent(annotations=bent))
    assert answer.status_code == (302 if bent == "null" else 422)


# Allocation by hand


def test_administrators_see_what_nobody_may_mark_and_why(client_of, paper, administrator):
    marker, stuck_one, free_one = paper.marker(), PersonFactory(), PersonFactory()
    stuck, free = paper.answer(person=stuck_one), paper.answer(person=free_one)
    for person in (marker, administrator):
        declare_conflict(person=person, other=stuck_one, kind="tutored", by=person, at=AT)
    client = client_of(administrator)
    found = client.get(reverse("marking:allocation"))
    assert [(row["question"].pk, row["free"]) for row in found.context["rows"]] == [
        (stuck.pk, 0),
        (free.pk, 2),
    ]
    found = client.get(reverse("marking:allocation"), {"only": "stuck"})
    assert [row["question"].pk for row in found.context["rows"]] == [stuck.pk]
    assert f"{marker.get_full_name()}: was their tutor" in found.text
    assert "Nobody may mark this answer" in client.get(page_of(stuck, "assign")).text


def test_an_answer_is_given_by_hand_and_taken_back(client_of, paper, administrator):
    question, marker, tied = paper.answer(), paper.marker(), paper.marker()
    candidate = question.attempt.enrolment.person
    declare_conflict(person=tied, other=candidate, kind="relative", by=tied, at=AT)
    client, page = client_of(administrator), page_of(question, "assign")
    found = client.get(page)
    assert {each.person for each in found.context["free"]} == {marker, administrator}
    assert [each.person for each in found.context["blocked"]] == [tied]
    client.post(page, {"marker": tied.pk})
    assert not Allocation.objects.exists()
    for wrong in ("", "x", "9" * 30):
        assert client.post(page, {"marker": wrong}).status_code == 404
    client.post(page, {"marker": marker.pk})
    allocation = Allocation.objects.get()
    assert (allocation.marker, allocation.allocated_by) == (marker, administrator)
    assert "With nobody." not in client.get(page).text
    assert client.post(reverse("marking:give_back", args=[allocation.pk]))["Location"] == page


def test_the_allocation_page_takes_a_fixed_number_of_queries(
    client_of, paper, administrator, django_assert_num_queries
):
    client = client_of(administrator)
    for _ in range(2):
        for _each in range(2):
            paper.answer()
            paper.marker()
        client.get(reverse("marking:allocation"))
        with django_assert_num_queries(ALLOCATION_QUERIES):
            client.get(reverse("marking:allocation"))


ALLOCATION_QUERIES = 17


# Release


def test_results_are_previewed_and_released_some_or_all(client_of, administrator):
    paper = Paper(release="by examiner")
    good, poor, other = paper.answer(), paper.answer(), paper.answer()
    paper.answer()  # not marked
    for question, points in ((good, (4, 6)), (poor, (0, 2)), (other, (4, 2))):
        marked(question, paper.marker(), points)
    client = client_of(administrator)
    assert "3" in client.get(reverse("marking:releases")).text
    page = reverse("marking:release", args=[paper.assessment.code])
    assert len(client.get(page).context["rows"]) == 3
    assert good.attempt.enrolment.person.last_name not in client.get(page).text
    chosen = {"attempt": [good.attempt.uid, poor.attempt.uid], "which": "ticked"}
    preview = client.post(page, chosen | {"do": "preview"})
    numbers = preview.context["numbers"]
    assert (numbers.attempts, numbers.passed, numbers.not_passed, str(numbers.mean)) == (
        2,
        1,
        1,
        "60.0",
    )
    assert not Result.objects.exists()
    client.post(page, chosen | {"do": "release"})
    assert Result.objects.count() == 2
    client.post(page, {"which": "everything", "do": "release"})
    assert Result.objects.count() == 3
    assert set(Result.objects.values_list("confirmed_by", flat=True)) == {administrator.pk}
    assert client.post(page, {"do": "release"}).status_code == 200


def test_r48_nobody_sees_results_of_their_own_trainees_to_release(client_of):
    paper = Paper(release="by examiner")
    marker, examiner = paper.marker(), paper.marker()
    question = paper.answer()
    candidate = question.attempt.enrolment.person
    marked(question, marker)
    declare_conflict(person=examiner, other=candidate, kind="trained", by=examiner, at=AT)
    page = reverse("marking:release", args=[paper.assessment.code])
    assert client_of(examiner).get(page).context["rows"] == []
    assert len(client_of(marker).get(page).context["rows"]) == 1


def test_the_release_page_takes_a_fixed_number_of_queries(
    client_of, administrator, django_assert_num_queries
):
    paper = Paper(release="by examiner")
    client = client_of(administrator)
    page = reverse("marking:release", args=[paper.assessment.code])
    for _ in range(2):
        for _each in range(2):
            marked(paper.answer(), paper.marker())
        fields = {"which": "everything", "do": "preview"}
        with django_assert_num_queries(RELEASE_QUERIES):
            client.post(page, fields)


RELEASE_QUERIES = 21


# Appeals


@pytest.fixture
def failed(paper):
    question, now = paper.answer(at=timezone.now()), timezone.now()
    marked(question, paper.marker(), (2, 2), at=now)
    return question


def test_a_candidate_appeals_and_sees_state_and_answer(client_of, paper, failed):
    candidate = failed.attempt.enrolment.person
    page = page_of(failed, "appeal")
    assert client_of().get(page).status_code == 404
    client = client_of(candidate)
    assert "your mark can only rise" in client.get(page).text
    assert client.post(page, {"reason": " "}).status_code == 422
    client.post(page, {"reason": "Look at the second paragraph."})
    assert "It is being looked at" in client.get(page).text
    appeal = MarkAppeal.objects.get()
    decide = reverse("marking:decide", args=[appeal.pk])
    first = Mark.objects.get().marked_by
    assert client_of(first).get(decide).status_code == 404
    other = client_of(paper.marker())
    assert [each.pk for each in other.get(reverse("marking:appeals")).context["page"]] == [
        appeal.pk
    ]
    text = other.get(decide).text
    for part in ("Look at the second paragraph.", "toolmakers", "By a marker"):
        assert part in text
    assert candidate.last_name not in text
    missing = {"outcome": "upheld", "answer": "You are right."}
    assert other.post(decide, missing).status_code == 422
    lower = missing | {"criterion_0": "0", "criterion_1": "0"}
    assert "An appeal never lowers a mark" in other.post(decide, lower).text
    other.post(decide, missing | {"criterion_0": "4", "criterion_1": "6"})
    assert other.get(decide).status_code == 404
    text = client_of(candidate).get(page).text
    assert "You are right." in text
    assert [result.is_passed for result in failed.attempt.results.order_by("number")] == [
        False,
        True,
    ]


def test_an_appeal_is_dismissed_without_points(client_of, paper, failed):
    candidate = failed.attempt.enrolment.person
    client_of(candidate).post(page_of(failed, "appeal"), {"reason": "Please."})
    decide = reverse("marking:decide", args=[MarkAppeal.objects.get().pk])
    client_of(paper.marker()).post(decide, {"outcome": "dismissed", "answer": "No link is named."})
    assert "No link is named." in client_of(candidate).get(page_of(failed, "appeal")).text


def test_there_is_no_appeal_page_before_a_result(client_of, paper):
    question = paper.answer()
    candidate = question.attempt.enrolment.person
    assert client_of(candidate).get(page_of(question, "appeal")).status_code == 404


# Ties


def test_a_marker_declares_a_tie_by_address_or_identifier(client_of, paper):
    marker, other, third = paper.marker(), PersonFactory(), PersonFactory(email="")
    client, page = client_of(marker), reverse("marking:ties")
    for wrong in ("nobody@example.org", "x", "9" * 40):
        assert client.post(page, {"other": wrong, "kind": "trained"}).status_code == 422
    client.post(page, {"other": other.email.upper(), "kind": "trained"})
    client.post(
        page, {"other": str(third.public_id), "kind": "relative", "held_through": "2026-01-01"}
    )
    assert set(ConflictDeclaration.objects.values_list("person", "other", "kind")) == {
        (marker.pk, other.pk, "trained"),
        (marker.pk, third.pk, "relative"),
    }
    assert other.get_full_name() in client.get(page).text
    assert client.post(page, {"other": marker.email, "kind": "other"}).status_code == 422
    client.post(page, {"end": str(ConflictDeclaration.objects.first().pk)})
    assert not ConflictDeclaration.objects.filter(ended_at__isnull=False).exists()


def test_an_administrator_declares_for_others_and_takes_errors_back(
    client_of, paper, administrator
):
    one, other = PersonFactory(), PersonFactory()
    client, page = client_of(administrator), reverse("marking:ties")
    client.post(page, {"person": one.email, "other": other.email, "kind": "tutored"})
    tie = ConflictDeclaration.objects.get()
    assert (tie.person, tie.declared_by) == (one, administrator)
    assert client.post(page, {"end": "x"}).status_code == 404
    client.post(page, {"end": str(tie.pk)})
    tie.refresh_from_db()
    assert tie.ended_at - timezone.now() < timedelta(minutes=1)


# Agreement


def test_figures_of_agreement_are_shown_with_their_warning(client_of, administrator):
    paper = Paper(markers_needed=2)
    question = paper.answer()
    marked(question, paper.marker(), (4, 6))
    marked(question, paper.marker(), (4, 2))
    client = client_of(administrator)
    assert paper.assessment.title in client.get(reverse("marking:agreements")).text
    page = client.get(reverse("marking:agreement", args=[paper.assessment.code]))
    whole = page.context["whole"]
    assert (whole.answers, whole.items, whole.exact, whole.difference) == (1, 2, 0.5, -4)
    for part in ("Fewer than 10 answers", "few answers", "undefined"):
        assert part in page.text
    other = Paper()
    stranger = client_of(other.marker())
    assert (
        stranger.get(reverse("marking:agreement", args=[paper.assessment.code])).status_code == 404
    )
