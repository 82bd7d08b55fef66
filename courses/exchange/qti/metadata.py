"""What a manifest says of an item besides its content: where it is filed, and what only we can hold.

Category, difficulty, outcome and tags are learning object metadata (IEEE LOM), which other systems
read. What standard elements cannot carry stands in an element of our own, bound to the file of the
item by its hash, so that it never overrides what somebody changed in the item later.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from courses.exchange.lines import Picture, ReadQuestion
from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.tree import Node, legal, number_in

LOM = "http://ltsc.ieee.org/xsd/LOM"
OURS = "urn:x-cascade:question:1"
DIFFICULTIES = {"easy": "easy", "medium": "medium", "hard": "difficult"}
READ_DIFFICULTIES = {
    "very easy": "easy",
    "easy": "easy",
    "medium": "medium",
    "difficult": "hard",
    "very difficult": "hard",
    "hard": "hard",
}
CATEGORY, OUTCOME = "discipline", "educational objective"
MOST_OUTCOME = 99
MOST_TAGS = 50
DECIMALS = {"points", "penalty"}


@dataclass(frozen=True)
class Filed:
    """What the metadata of a resource says."""

    category: str = ""
    difficulty: str = ""
    outcome: int | None = None
    tags: tuple[str, ...] = ()
    sha256: str = ""
    exact: Mapping[str, Any] | None = None


def filed_in(metadata: Node | None) -> Filed:
    if metadata is None:
        return Filed()
    difficulty = next((part.text for part in metadata.every("difficulty")), "").casefold()
    said = [
        value.text.casefold()
        for part in metadata.every("difficulty")
        for value in part.nodes("value")
    ]
    taxa = {purpose_of(part): entries_of(part) for part in metadata.every("classification")}
    outcome = number_in(" ".join(taxa.get(OUTCOME, ())[:1]))
    is_whole = outcome is not None and outcome == int(outcome) and 1 <= outcome <= MOST_OUTCOME
    keywords = [string.text for part in metadata.every("keyword") for string in strings_of(part)]
    ours = next(metadata.every("exact"), None)
    return Filed(
        category="/".join(taxa.get(CATEGORY, ())),
        difficulty=READ_DIFFICULTIES.get(next(iter(said), difficulty), ""),
        outcome=int(outcome) if is_whole and outcome is not None else None,
        tags=tuple(dict.fromkeys(word for word in keywords if word))[:MOST_TAGS],
        sha256=ours.get("sha256") if ours else "",
        exact=exact_in(ours),
    )


def purpose_of(classification: Node) -> str:
    purpose = classification.first("purpose")
    value = purpose.first("value") if purpose else None
    return value.text if value else ""


def entries_of(classification: Node) -> list[str]:
    """The taxa of the first path, from the widest to the narrowest."""
    path = next(classification.every("taxonPath"), None)
    entries = (
        [entry for taxon in path.nodes("taxon") for entry in taxon.nodes("entry")] if path else []
    )
    return [string.text for entry in entries for string in strings_of(entry)[:1]]


def strings_of(parent: Node) -> list[Node]:
    """LOM writes `string`, its older binding `langstring`."""
    return parent.nodes("string", "langstring")


def exact_in(ours: Node | None) -> Mapping[str, Any] | None:
    if ours is None:
        return None
    try:
        said = json.loads(ours.raw_text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def with_filing(question: ReadQuestion, filed: Filed) -> ReadQuestion:
    return replace(
        question,
        category=filed.category,
        difficulty=filed.difficulty,
        outcome=filed.outcome,
        tags=filed.tags,
    )


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def exact_of(wanted: ReadQuestion, read: ReadQuestion) -> dict[str, Any]:
    """What another reading of the item would not give: the fields and keys that differ."""
    found: dict[str, Any] = {}
    for each in fields(ReadQuestion):
        ours, theirs = getattr(wanted, each.name), getattr(read, each.name)
        if ours == theirs:
            continue
        if each.name == "content" and wanted.type == read.type:
            found["content"] = {
                key: value
                for key, value in ours.items()
                if key not in theirs or theirs[key] != value
            }
        elif each.name == "picture":
            found["picture"] = {"name": ours.name, "alt": ours.alt} if ours else None
        else:
            found[each.name] = str(ours) if each.name in DECIMALS else ours
    return found


def with_exact(read: ReadQuestion, exact: Mapping[str, Any]) -> ReadQuestion:
    """The question with those fields as they were; NotTaken where they are bent."""
    kinds: dict[str, tuple[type, ...]] = {
        "type": (str,),
        "stem": (str,),
        "code": (str,),
        "feedback": (str,),
        "category": (str,),
        "difficulty": (str,),
        "content": (dict,),
        "tags": (list,),
        "outcome": (int, type(None)),
        "points": (str,),
        "penalty": (str,),
        "picture": (dict, type(None)),
    }
    if any(not isinstance(value, kinds.get(key, ())) for key, value in exact.items()):
        raise NotTaken(_("Its own part of the metadata is broken."))
    changes: dict[str, Any] = dict(exact)
    if "content" in exact and "type" not in exact:
        changes["content"] = {**read.content, **exact["content"]}
    if "picture" in exact:
        changes["picture"] = renamed(read.picture, exact["picture"])
    if "tags" in exact:
        changes["tags"] = tuple(tag for tag in exact["tags"] if isinstance(tag, str))
    for key in DECIMALS & set(exact):
        number = number_in(exact[key])
        if number is None:
            raise NotTaken(_("Its own part of the metadata is broken."))
        changes[key] = Decimal(number)
    return replace(read, **changes)


def renamed(picture: Picture | None, said: Mapping[str, Any] | None) -> Picture | None:
    if picture is None or said is None:
        return None
    return replace(
        picture,
        name=str(said.get("name", picture.name))[:100],
        alt=str(said.get("alt", picture.alt)),
    )


# Writing.


def add_metadata(resource: Element, question: ReadQuestion, title: str) -> Element:
    """The metadata of a resource, with a place for what only we can hold."""
    metadata = SubElement(resource, "metadata")
    lom = SubElement(metadata, "imsmd:lom")
    general = SubElement(lom, "imsmd:general")
    add_string(SubElement(general, "imsmd:title"), title)
    for tag in question.tags:
        add_string(SubElement(general, "imsmd:keyword"), tag)
    if question.difficulty:
        educational = SubElement(lom, "imsmd:educational")
        add_value(educational, "difficulty", DIFFICULTIES.get(question.difficulty, "medium"))
    if question.category:
        add_classification(lom, CATEGORY, question.category.split("/"))
    if question.outcome is not None:
        add_classification(lom, OUTCOME, [str(question.outcome)])
    return metadata


def add_exact(metadata: Element, exact: Mapping[str, Any], item: bytes) -> None:
    ours = SubElement(metadata, "cascade:exact", sha256=sha256_of(item))
    ours.text = json.dumps(exact)


def add_string(parent: Element, text: str) -> None:
    SubElement(parent, "imsmd:string").text = legal(text)


def add_value(parent: Element, name: str, value: str) -> None:
    part = SubElement(parent, f"imsmd:{name}")
    SubElement(part, "imsmd:source").text = "LOMv1.0"
    SubElement(part, "imsmd:value").text = value


def add_classification(lom: Element, purpose: str, entries: list[str]) -> None:
    classification = SubElement(lom, "imsmd:classification")
    add_value(classification, "purpose", purpose)
    path = SubElement(classification, "imsmd:taxonPath")
    for number, entry in enumerate(entries, start=1):
        taxon = SubElement(path, "imsmd:taxon")
        SubElement(taxon, "imsmd:id").text = str(number)
        add_string(SubElement(taxon, "imsmd:entry"), entry)
