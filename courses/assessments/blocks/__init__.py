"""The form fields in which an author writes the content of each question type, and back."""

from courses.assessments.blocks.cases import CaseEditor
from courses.assessments.blocks.closed import (
    DragEditor,
    GapEditor,
    MatrixEditor,
    drag_fields,
    formula_fields,
    gap_fields,
    matching_fields,
    matrix_fields,
    numeric_fields,
    option_fields,
    ordering_fields,
    true_or_false_fields,
)
from courses.assessments.blocks.editor import Editor, plain
from courses.assessments.blocks.prose import essay_fields, open_answer_fields, upload_fields
from courses.assessments.blocks.spots import SpotEditor, spot_fields

PART_EDITORS: dict[str, Editor] = {
    "single choice": Editor(option_fields),
    "multiple response": Editor(option_fields),
    "true or false": Editor(true_or_false_fields),
    "matching": Editor(matching_fields),
    "ordering": Editor(ordering_fields),
    "numeric": Editor(numeric_fields),
    "fill the gap": GapEditor(gap_fields),
    "open answer": Editor(open_answer_fields),
    "drag into gaps": DragEditor(drag_fields),
    "statement matrix": MatrixEditor(matrix_fields),
    "formula": Editor(formula_fields),
    "essay": Editor(essay_fields),
}
EDITORS: dict[str, Editor] = PART_EDITORS | {
    "hot spot": SpotEditor(spot_fields),
    "file upload": Editor(upload_fields),
    "case study": CaseEditor(PART_EDITORS),
}

__all__ = ["EDITORS", "PART_EDITORS", "Editor", "plain"]
