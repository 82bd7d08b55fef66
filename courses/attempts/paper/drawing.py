"""Draws a test for paper: the same questions again for the same delivery, module and variant."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.assessments.designs import Section, read_sections
from courses.assessments.draws import draw_questions
from courses.assessments.models import AssessmentDesign, QuestionVersion
from courses.assessments.queries import candidates, usable_versions
from courses.assessments.question_types import type_of
from courses.attempts.paper.blocks import Block, blocks_of, stem_on_paper
from courses.catalogue.models import ModulePage
from courses.deliveries.models import Delivery

VARIANTS = ("A", "B", "C", "D")


@dataclass(frozen=True)
class PaperQuestion:
    """A question in its place; `key` holds the right answer and how a person marks it."""

    number: int
    section: int
    version: QuestionVersion
    seed: str

    @property
    def stem(self) -> str:
        kind, version = type_of(self.version.type), self.version
        return stem_on_paper(kind.wording(version.stem, version.content, self.seed))

    @property
    def blocks(self) -> list[Block]:
        presented = type_of(self.version.type).present(self.version.content, self.seed)
        return blocks_of(self.version.type, presented)

    @property
    def key(self) -> list[str]:
        kind, content = type_of(self.version.type), self.version.content
        criteria = [f"{row['text']} ({row['points']})" for row in kind.rubric(content)]
        return [*kind.right_answer(content, self.seed), *criteria]


@dataclass(frozen=True)
class Paper:
    """A test as it is printed. `code` stands on the paper and on its key, so that they are one.

    It changes with the variant, and when the bank or the test has changed in between.
    """

    module: ModulePage
    variant: str
    design: AssessmentDesign
    sections: list[Section]
    questions: list[PaperQuestion]

    @property
    def code(self) -> str:
        said = "|".join(f"{each.version.pk}:{each.seed}" for each in self.questions)
        digest = hashlib.sha256(said.encode()).hexdigest()[:8].upper()
        return f"{self.variant} {digest[:4]}-{digest[4:]}"

    def in_section(self, number: int) -> list[PaperQuestion]:
        return [each for each in self.questions if each.section == number]


def paper_of(delivery: Delivery, module: ModulePage, variant: str) -> Paper:
    """Draw the test of a module; ValueError with a sentence where the bank has too few questions."""
    assessment = module.assessment
    design = assessment.design if assessment else None
    if assessment is None or design is None:
        raise ValueError(_("This module has no test."))
    sections = read_sections(design.sections)
    seed = f"paper:{delivery.uid}:{module.pk}:{variant}"
    drawn = draw_questions(
        sections,
        candidates(assessment.bank),
        seen=set(),
        seed=seed,
        shuffles=design.shuffles_questions,
    )
    versions = usable_versions([each.pk for each in drawn])
    questions = [
        PaperQuestion(number, each.section, versions[each.pk], f"{seed}:{number}")
        for number, each in enumerate(drawn, start=1)
    ]
    return Paper(module, variant, design, sections, questions)
