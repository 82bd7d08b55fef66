"""The question bank with its versions, and assessments that draw from it. Knows no learners."""

from courses.assessments.models.bank import Question, QuestionBank, QuestionReview, QuestionVersion
from courses.assessments.models.design import Assessment, AssessmentDesign, time_zone

__all__ = [
    "Assessment",
    "AssessmentDesign",
    "Question",
    "QuestionBank",
    "QuestionReview",
    "QuestionVersion",
    "time_zone",
]
