"""The types of question: what an author may write, a learner may see, and how it is marked.

Each type is one object with the same few methods; `type_of` finds it by the name that question
versions store. Marking is exact: fractions, never floats, and nothing is rounded before a verdict.
"""

from courses.assessments.question_types.cases import CaseStudy
from courses.assessments.question_types.choices import MultipleResponse, SingleChoice, TrueOrFalse
from courses.assessments.question_types.formula import Formula
from courses.assessments.question_types.kind import Marked, QuestionType
from courses.assessments.question_types.placing import DragIntoGaps, StatementMatrix
from courses.assessments.question_types.prose import Essay, FileUpload, OpenAnswer
from courses.assessments.question_types.sequences import Matching, Ordering
from courses.assessments.question_types.spots import HotSpot
from courses.assessments.question_types.written import FillTheGap, Numeric

PART_TYPES: dict[str, QuestionType] = {
    question_type.name: question_type
    for question_type in (
        SingleChoice(),
        MultipleResponse(),
        TrueOrFalse(),
        Matching(),
        Ordering(),
        Numeric(),
        FillTheGap(),
        OpenAnswer(),
        DragIntoGaps(),
        StatementMatrix(),
        Formula(),
        Essay(),
    )
}
TYPES: dict[str, QuestionType] = PART_TYPES | {
    question_type.name: question_type
    for question_type in (HotSpot(), FileUpload(), CaseStudy(PART_TYPES))
}


def type_of(name: str) -> QuestionType:
    """The question type of that name; ValueError with the known names otherwise."""
    try:
        return TYPES[name]
    except KeyError:
        known = ", ".join(TYPES)
        raise ValueError(f"“{name}” is no question type; known are {known}.") from None


__all__ = ["PART_TYPES", "TYPES", "Marked", "QuestionType", "type_of"]
