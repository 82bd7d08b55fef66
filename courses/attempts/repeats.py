"""Which questions a resit asks again (R52). Reads only."""

from courses.assessments.designs import read_sections
from courses.assessments.draws import draw_questions
from courses.assessments.models import Assessment
from courses.assessments.queries import candidates
from courses.attempts.models import AttemptQuestion
from courses.attempts.queries import Standing
from courses.enrolment.models import Enrolment


def questions_again(enrolment: Enrolment, assessment: Assessment, standing: Standing) -> int:
    """How many questions of earlier attempts the next one asks again, as the bank has no others."""
    if not standing.attempts or not standing.may_start:
        return 0
    seen = questions_seen(enrolment, assessment)
    try:
        drawn = draw_questions(
            read_sections(standing.design.sections),
            candidates(assessment.bank),
            seen=seen,
            seed="next",
            shuffles=False,
        )
    except ValueError:
        return 0
    return len(seen & {each.pk for each in drawn})


def questions_seen(enrolment: Enrolment, assessment: Assessment) -> set[int]:
    """Ids of the questions that earlier attempts have asked."""
    asked = AttemptQuestion.objects.filter(
        attempt__enrolment=enrolment, attempt__assessment=assessment
    )
    return set(asked.values_list("version__question", flat=True))
