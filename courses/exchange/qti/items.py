"""An item as a question: its interactions are found, read, and put together with what surrounds them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.exchange.lines import ReadQuestion
from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.asked import Item, TypeAndContent
from courses.exchange.qti.choices import read_choice, read_hotspot, read_hottext
from courses.exchange.qti.formulas import (
    Drawn,
    check_printed,
    drawn_in,
    has_templates,
    read_formula,
)
from courses.exchange.qti.pairs import (
    read_associate,
    read_gap_match,
    read_inline_choices,
    read_match,
    read_order,
)
from courses.exchange.qti.responses import (
    is_all_or_nothing,
    penalty_in,
    points_in,
    responses_of,
)
from courses.exchange.qti.texts import (
    is_number,
    read_extended,
    read_gaps,
    read_number,
    read_slider,
    read_upload,
)
from courses.exchange.qti.tree import Node
from courses.exchange.qti.words import (
    INLINE,
    Files,
    Wording,
    is_interaction,
    without_gap_marks,
)

READERS: dict[str, Callable[[Node, Item], TypeAndContent]] = {
    "choiceInteraction": read_choice,
    "hottextInteraction": read_hottext,
    "hotspotInteraction": read_hotspot,
    "matchInteraction": read_match,
    "associateInteraction": read_associate,
    "gapMatchInteraction": read_gap_match,
    "orderInteraction": read_order,
    "extendedTextInteraction": read_extended,
    "uploadInteraction": read_upload,
    "sliderInteraction": read_slider,
}
TEXT_INSIDE = {"gapMatchInteraction", "hottextInteraction"}
NO_TEXT = {"gapText", "gapImg", "prompt"}
IN_SHARES = {
    "multiple response",
    "matching",
    "ordering",
    "drag into gaps",
    "statement matrix",
}
LONGEST_UNIT = 30
Block = Node | str


@dataclass
class Part:
    """One interaction, or gaps in one text, with the blocks that belong to it."""

    interactions: list[Node]
    blocks: list[Block] = field(default_factory=list)
    holder: Node | None = None

    @property
    def is_inline(self) -> bool:
        return self.interactions[0].name in INLINE


def read_item(root: Node, files: Files) -> tuple[ReadQuestion, tuple[str, ...]]:
    """The question as the item says it, not yet checked, and what it loses; NotTaken with a reason."""
    body = root.first("itemBody")
    if body is None:
        raise NotTaken(_("It has no text (itemBody)."))
    wording = Wording(files)
    if root.get("adaptive") == "true" or body.has("endAttemptInteraction"):
        raise NotTaken(
            _("It goes on in several tries (adaptive), for which there is no counterpart.")
        )
    interactions = [part for part in body.every() if is_interaction(part.name)]
    if not interactions:
        raise NotTaken(_("It asks nothing: there is text, but no interaction."))
    responses = responses_of(root)
    used = {part.get("responseIdentifier") for part in interactions}
    points = points_in(root, [response for name, response in responses.items() if name in used])
    item = Item(root, wording, responses, points or Decimal(1), scope=body)
    drawn = drawn_in(root, wording.losses) if has_templates(root) else Drawn()
    wording.variables = drawn.names
    check_printed(item, drawn)
    kind, stem, content = question_in(item, body, interactions, drawn)
    kinds = {kind, *(part["type"] for part in content.get("parts", ()))}
    if drawn.variables and "formula" not in kinds:
        raise NotTaken(_("It draws numbers, but its right answer does not follow from them."))
    if kinds & IN_SHARES and is_all_or_nothing(root):
        item.lose(_("Its marking is all or nothing; here each right part earns its share."))
    return (
        ReadQuestion(
            type=kind,
            stem=titled(item, stem),
            content=content,
            code=root.get("identifier"),
            feedback=item.general_feedback(),
            points=item.points,
            penalty=penalty_in(root, list(responses.values()), item.points),
            picture=wording.picture(),
        ),
        tuple(dict.fromkeys([*wording.losses, *losses_around(root, body)])),
    )


def titled(item: Item, stem: str) -> str:
    if stem or not item.root.get("title"):
        return stem
    item.lose(_("It has no text; its title stands for it."))
    return item.root.get("title")


def losses_around(root: Node, body: Node) -> list[str]:
    losses = []
    if root.nodes("stylesheet"):
        losses.append(_("Its style sheet is left out."))
    views = {view for block in body.every("rubricBlock") for view in block.get("view").split()}
    if views - {"scorer", "candidate"}:
        losses.append(_("Notes for tutors, authors or proctors are left out."))
    return losses


def question_in(
    item: Item, body: Node, interactions: list[Node], drawn: Drawn
) -> tuple[str, str, dict]:
    """Type, stem and content: of one interaction, of gaps in one text, or of a case with parts."""
    drawn_from = [each.get("responseIdentifier") in drawn.answers for each in interactions]
    is_one_text = all(each.name in INLINE for each in interactions) and not any(drawn_from)
    if len(interactions) == 1 or is_one_text:
        return read_part(item, Part(interactions, list(body.children)), drawn)
    before, parts = parted(body)
    read = []
    for number, part in enumerate(parts, start=1):
        kind, stem, content = read_part(scoped(item, part, body), part, drawn)
        points = item.points_of_part([item.response_of(each) for each in part.interactions])
        asked = stem or _("Part %s") % number
        read.append({"type": kind, "stem": asked, "points": points, "content": content})
    return "case study", item.wording.text(before, is_stem=True), {"parts": read}


def scoped(item: Item, part: Part, body: Node) -> Item:
    """The item with the surroundings of one part, where it has a rubric of its own."""
    has_own = part.holder is not None and part.holder.has("rubricBlock", "printedVariable")
    return replace(item, scope=part.holder if has_own and part.holder else body)


def read_part(item: Item, part: Part, drawn: Drawn) -> tuple[str, str, dict]:
    if not part.is_inline:
        interaction = part.interactions[0]
        reader = READERS.get(interaction.name)
        if reader is None:
            raise NotTaken(
                _("Its interaction <%s> has no counterpart here.") % interaction.name[:60]
            )
        kind, content = reader(interaction, item)
        return kind, stem_of(item, part), content
    if len(part.interactions) == 1 and is_number(part.interactions[0], item):
        return read_numeric(item, part, drawn)
    marked = [without_gap_marks(block) for block in part.blocks]
    stem = item.wording.text(marked, is_stem=True)
    if all(each.name == "inlineChoiceInteraction" for each in part.interactions):
        kind, content = read_inline_choices(part.interactions, item)
    else:
        kind, content = read_gaps(part.interactions, item)
    return kind, stem, content


def stem_of(item: Item, part: Part) -> str:
    """The text around the interaction, then its prompt, then the text inside it."""
    interaction = part.interactions[0]
    around: list[Block] = list(part.blocks)
    inside: list[Block] = []
    if interaction.name in TEXT_INSIDE:
        inside = [
            without_gap_marks(child)
            for child in interaction.children
            if not (isinstance(child, Node) and child.name in NO_TEXT)
        ]
        around = [without_gap_marks(block) for block in around]
    prompt = interaction.first("prompt")
    texts = [
        item.wording.text(blocks, is_stem=True)
        for blocks in (around, prompt.children if prompt else (), inside)
    ]
    return "\n\n".join(text for text in texts if text)


def read_numeric(item: Item, part: Part, drawn: Drawn) -> tuple[str, str, dict]:
    """A number; a short text right after its field, in the same paragraph, is its unit."""
    interaction = part.interactions[0]
    if interaction.get("responseIdentifier") in drawn.answers:
        kind, content = read_formula(interaction, item, drawn)
    else:
        kind, content = read_number(interaction, item)
    field_block = holder_of(interaction, part.blocks)
    unit = unit_in(item, interaction, field_block)
    blocks = part.blocks
    if unit is not None and field_block is not None:
        content = {**content, "unit": unit}
        blocks = [without(block, field_block) for block in blocks if block is not field_block]
    return kind, item.wording.text(blocks, is_stem=True), content


def holder_of(interaction: Node, blocks: Sequence[Block]) -> Node | None:
    """The element that directly holds the interaction."""
    for block in blocks:
        if isinstance(block, Node) and block is not interaction:
            for each in (block, *block.every()):
                if any(child is interaction for child in each.children):
                    return each
    return None


def without(block: Block, left_out: Node) -> Block:
    if isinstance(block, str):
        return block
    kept = tuple(without(child, left_out) for child in block.children if child is not left_out)
    return Node(block.name, block.attrs, kept)


def unit_in(item: Item, interaction: Node, holder: Node | None) -> str | None:
    """The text behind the field when it stands alone in its paragraph; None where it does not."""
    if holder is None or holder.name not in {"p", "div"}:
        return None
    place = next(index for index, child in enumerate(holder.children) if child is interaction)
    before, after = holder.children[:place], holder.children[place + 1 :]
    if any(not isinstance(child, str) or child.strip() for child in before):
        return None
    unit = item.wording.text(after)
    return unit if len(unit) <= LONGEST_UNIT else None


def parted(body: Node) -> tuple[list[Block], list[Part]]:
    """The blocks before the first part, and the parts with the blocks that belong to each.

    A block belongs to the part that shares its element; else to the part that follows it, if that
    asks nothing by itself; else to the case as a whole.
    """
    case: list[Block] = []
    parts: list[Part] = []
    waiting: list[Block] = []
    for child in body.children:
        inside = interactions_in(child)
        if not inside:
            waiting.append(child)
            continue
        new = parts_in(child, inside)
        is_bare = not new[0].is_inline and new[0].interactions[0].first("prompt") is None
        if parts and is_bare and not has_text(new[0].blocks):
            new[0].blocks = [*waiting, *new[0].blocks]
        else:
            case += waiting
        waiting = []
        parts += new
    return [*case, *waiting], parts


def has_text(blocks: Sequence[Block]) -> bool:
    """Whether the blocks say anything besides their interactions."""
    return any(
        bool(block.strip())
        if isinstance(block, str)
        else not is_interaction(block.name) and has_text(block.children)
        for block in blocks
    )


def interactions_in(block: Block) -> list[Node]:
    if isinstance(block, str):
        return []
    return [each for each in (block, *block.every()) if is_interaction(each.name)]


def parts_in(block: Block, inside: list[Node]) -> list[Part]:
    """The parts in one element: one where it holds one interaction or only gaps, else one in each."""
    if not isinstance(block, Node) or is_interaction(block.name):
        return [Part(inside, [block])]
    if len(inside) == 1 or all(each.name in INLINE for each in inside):
        return [Part(inside, list(block.children) if block.name == "div" else [block], block)]
    parts: list[Part] = []
    waiting: list[Block] = []
    for child in block.children:
        own = interactions_in(child)
        if not own:
            waiting.append(child)
            continue
        new = parts_in(child, own)
        new[0].blocks = [*waiting, *new[0].blocks]
        waiting = []
        parts += new
    parts[-1].blocks += waiting
    return parts
