"""The tables of courses, gathered from its rooms for Django."""

from courses.assessments.models import Assessment, Question, QuestionBank, QuestionVersion
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Result, Step
from courses.catalogue.models import (
    CurriculumItem,
    HomePage,
    LessonPage,
    ModulePage,
    ProgrammePage,
)
from courses.deliveries.models import Coordination, Project, TeachingAuthority
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonEntry, ModuleCompletion, ProgrammeCompletion

__all__ = [
    "Assessment",
    "Attempt",
    "AttemptQuestion",
    "Coordination",
    "CurriculumItem",
    "Enrolment",
    "HomePage",
    "LessonEntry",
    "LessonPage",
    "Mark",
    "ModuleCompletion",
    "ModulePage",
    "ProgrammeCompletion",
    "ProgrammePage",
    "Project",
    "Question",
    "QuestionBank",
    "QuestionVersion",
    "Result",
    "Step",
    "TeachingAuthority",
]
