"""The tables of courses, gathered from its rooms for Django."""

from courses.assessments.models import (
    Assessment,
    AssessmentDesign,
    Question,
    QuestionBank,
    QuestionReview,
    QuestionVersion,
)
from courses.attempts.models import (
    Accommodation,
    AnswerFile,
    Attempt,
    AttemptQuestion,
    Mark,
    Regrade,
    Result,
    ResultWithdrawal,
    Step,
)
from courses.catalogue.models import (
    CurriculumItem,
    HomePage,
    LessonPage,
    ModulePage,
    ProgrammePage,
)
from courses.deliveries.models import Coordination, Project, TeachingAuthority
from courses.enrolment.models import Enrolment
from courses.exchange.models import QuestionImport
from courses.marking.models import Allocation, MarkAppeal, MarkAppealDecision
from courses.progress.models import (
    LessonEntry,
    ModuleCompletion,
    ModuleWithdrawal,
    ProgrammeCompletion,
    ProgrammeWithdrawal,
)

__all__ = [
    "Accommodation",
    "Allocation",
    "AnswerFile",
    "Assessment",
    "AssessmentDesign",
    "Attempt",
    "AttemptQuestion",
    "Coordination",
    "CurriculumItem",
    "Enrolment",
    "HomePage",
    "LessonEntry",
    "LessonPage",
    "Mark",
    "MarkAppeal",
    "MarkAppealDecision",
    "ModuleCompletion",
    "ModulePage",
    "ModuleWithdrawal",
    "ProgrammeCompletion",
    "ProgrammePage",
    "ProgrammeWithdrawal",
    "Project",
    "Question",
    "QuestionBank",
    "QuestionImport",
    "QuestionReview",
    "QuestionVersion",
    "Regrade",
    "Result",
    "ResultWithdrawal",
    "Step",
    "TeachingAuthority",
]
