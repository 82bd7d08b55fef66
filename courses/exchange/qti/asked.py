"""What the reader and the writer of each interaction are handed, and what they give back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.responses import Response, default_of, outcomes_of
from courses.exchange.qti.tree import Node, node, number_in
from courses.exchange.qti.words import Wording, lines, paragraphs

Content = dict[str, Any]
TypeAndContent = tuple[str, Content]


@dataclass
class Item:
    """An item that is being read."""

    root: Node
    wording: Wording
    responses: Mapping[str, Response]
    points: Decimal
    told: set[int] = field(default_factory=set)
    scope: Node = field(default_factory=lambda: Node("itemBody"))

    def lose(self, sentence: str) -> None:
        self.wording.losses.append(sentence)

    def response_of(self, interaction: Node) -> Response:
        response = self.responses.get(interaction.get("responseIdentifier"))
        if response is None:
            raise NotTaken(_("One of its interactions has no declared response."))
        return response

    def settings(self) -> list[Node]:
        processing = self.root.first("responseProcessing")
        return list(processing.every("setOutcomeValue")) if processing else []

    def outcomes_about(self, response: str) -> set[str]:
        """The outcomes that repeat a response, so that feedback may follow what was chosen."""
        repeated = {
            rule.get("identifier")
            for rule in self.settings()
            if any(node.get("identifier") == response for node in rule.nodes("variable"))
        }
        return repeated | {response.replace("RESPONSE", "FEEDBACK")}

    def feedback_on(self, response: str, value: str) -> str:
        """The modal feedback that is shown when this value was chosen."""
        outcomes = self.outcomes_about(response)
        texts = []
        for index, modal in enumerate(self.root.nodes("modalFeedback")):
            if modal.get("identifier") == value and modal.get("outcomeIdentifier") in outcomes:
                self.told.add(index)
                texts.append(self.wording.of(modal))
        return "\n\n".join(text for text in texts if text)

    def general_feedback(self) -> str:
        """The other feedback; where it depended on the answer, that is lost."""
        processing = self.root.first("responseProcessing")
        always = {
            (rule.get("identifier"), base.text)
            for rule in (processing.nodes("setOutcomeValue") if processing else ())
            for base in rule.nodes("baseValue")
        }
        texts = []
        for index, modal in enumerate(self.root.nodes("modalFeedback")):
            if index in self.told:
                continue
            texts.append(self.wording.of(modal))
            if (modal.get("outcomeIdentifier"), modal.get("identifier")) not in always:
                self.lose(_("Feedback that depended on the answer is shown with every result."))
        body = self.root.first("itemBody")
        for block in body.every("feedbackBlock") if body else ():
            texts.append(self.wording.of(block))
            self.lose(_("Feedback inside the text is shown with the result."))
        return "\n\n".join(text for text in texts if text)

    def points_of_part(self, responses: Sequence[Response]) -> int:
        """What a part of several is worth: as declared, else what its mapping gives, else 1."""
        name = responses[0].identifier.replace("RESPONSE", "SCORE")
        outcomes = outcomes_of(self.root)
        outcome = outcomes.get(name) or outcomes.get("_".join(name.split("_")[:2]))
        declared = (
            number_in(outcome.get("normalMaximum")) or default_of(outcome)
            if outcome and outcome.get("identifier") != "SCORE"
            else None
        )
        earned = sum((response.most() for response in responses), Decimal(0))
        points = declared or earned or Decimal(1)
        whole = min(max(int(points), 1), 100)
        if whole != points:
            self.lose(_("Points of a part are rounded to whole ones."))
        return whole


@dataclass(frozen=True)
class Shown:
    """The picture of a question as its package holds it."""

    href: str
    media_type: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Asked:
    """A question, or a part of one, that is being written; parts are numbered from 1."""

    type: str
    stem: str
    content: Content
    points: Fraction
    penalty: Fraction
    number: int = 0
    picture: Shown | None = None
    is_dashed: bool = False

    def name(self, base: str) -> str:
        return f"{base}_{self.number}" if self.number else base

    @property
    def response(self) -> str:
        return self.name("RESPONSE")

    @property
    def score(self) -> str:
        return self.name("SCORE")

    def before(self) -> list[Node]:
        """A stem of several paragraphs stands before the interaction, a short one is its prompt."""
        return paragraphs(self.stem) if "\n\n" in self.stem else []

    def prompt(self) -> list[Node]:
        return [] if "\n\n" in self.stem else [node("prompt", *lines(self.stem))]


@dataclass(frozen=True)
class Written:
    """What one question, or a part of one, adds to an item."""

    body: Sequence[Node]
    declarations: Sequence[Node] = ()
    rules: Sequence[Node] = ()
    modal: Sequence[Node] = ()
    drawing: Sequence[Node] = ()
    is_closed: bool = True


def modal_feedback(outcome: str, identifier: str, text: str) -> Node:
    return node(
        "modalFeedback",
        node("contentBody", *paragraphs(text)),
        outcomeIdentifier=outcome,
        identifier=identifier,
        showHide="show",
    )
