"""Sets up assessments: every change of how a test is drawn, timed or passed is a further design."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from courses.assessments import designs, queries, rules
from courses.assessments.draws import draw_questions
from courses.assessments.models import Assessment, AssessmentDesign, QuestionBank, time_zone
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

DESIGN_FIELDS = [
    field.name
    for field in AssessmentDesign._meta.concrete_fields
    if field.name not in {"id", "assessment", "number", "created_at", "created_by"}
]


@transaction.atomic
def set_up_assessment(
    *,
    code: str,
    title: str,
    bank: QuestionBank,
    sections: list[dict[str, Any]],
    pass_percent: Decimal | int,
    attempts_max: int,
    by: Person | None,
    at: datetime,
    **settings: Any,
) -> Assessment:
    """Create the assessment of that code, or append a design if anything differs.

    `settings` are further fields of `AssessmentDesign`; what is left out has its default. Attempts
    keep the design that they began with. Refused when a draw finds too few questions in the bank.
    """
    design = AssessmentDesign(
        pass_percent=Decimal(pass_percent), attempts_max=attempts_max, **settings
    )
    _clean_parts(design, sections)
    _check_settings(design)
    _check_draws(bank, design)
    assessment, _is_new = Assessment.objects.select_for_update().get_or_create(
        code=code, defaults={"title": title, "bank": bank}
    )
    latest = assessment.designs.first()
    is_same = latest is not None and _says_the_same(latest, design)
    if is_same and (assessment.title, assessment.bank) == (title, bank):
        return assessment
    assessment.title, assessment.bank = title, bank
    if not is_same:
        design.assessment, design.number = assessment, latest.number + 1 if latest else 1
        design.created_at, design.created_by = at, by
        design.save()
        assessment.design = design
    assessment.save()
    record_event(name="assessments.assessment_set_up", subject=assessment, by=by, at=at)
    return assessment


def _clean_parts(design: AssessmentDesign, sections: list[dict[str, Any]]) -> None:
    try:
        design.sections = designs.stored(designs.read_sections(sections))
        design.outcomes = designs.stored(designs.read_outcomes(design.outcomes))
        design.bands = designs.stored(designs.read_bands(design.bands))
    except ValueError as error:
        raise Refused("design_unclear", str(error)) from error


def _check_settings(design: AssessmentDesign) -> None:
    try:
        time_zone(design.zone)
    except ValidationError as error:
        raise Refused("zone_unknown", " ".join(error.messages)) from error
    said = {name: getattr(design, name) for name in DESIGN_FIELDS}
    for _name, code, sentence in rules.setting_problems(said):
        raise Refused(code, sentence)


def _says_the_same(latest: AssessmentDesign, design: AssessmentDesign) -> bool:
    return all(getattr(latest, name) == getattr(design, name) for name in DESIGN_FIELDS)


def _check_draws(bank: QuestionBank, design: AssessmentDesign) -> None:
    sections = designs.read_sections(design.sections)
    try:
        draw_questions(sections, queries.candidates(bank), seen=set(), seed="check")
    except ValueError as error:
        raise Refused("draw_exceeds_bank", str(error)) from error
