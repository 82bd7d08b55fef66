"""Which texts and documents the ways of a candidate ask for, that are not there yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from certification.decisions.candidates import Way
from certification.schemes.models import Requirement
from certification.schemes.papers.actions import hash_of


@dataclass(frozen=True)
class Text:
    code: str
    title: str
    text: str

    @property
    def seen(self) -> str:
        return hash_of(self.text)


@dataclass(frozen=True)
class PaperKind:
    scheme_code: str
    kind: str

    @property
    def value(self) -> str:
        return f"{self.scheme_code}:{self.kind}"


@dataclass(frozen=True)
class Askings:
    texts: tuple[Text, ...]
    kinds: tuple[PaperKind, ...]


def askings_of(ways: Iterable[Way]) -> Askings:
    """Each text and each kind of document once, in the order in which they are asked for."""
    texts: dict[str, Text] = {}
    kinds: dict[str, PaperKind] = {}
    for way in ways:
        if way.is_held:
            continue
        scheme = way.choice.certificate_type.version.scheme.code
        asked = way.choice.certificate_type.requirements.filter(purpose=way.purpose)
        for requirement, checked in zip(asked, way.file.requirements, strict=True):
            if checked.is_met:
                continue
            for kind, parameters in parts_of(requirement):
                if kind == "agreement_signed":
                    texts.setdefault(parameters["code"], Text(**parameters))
                elif kind == "evidence_documents":
                    for name in parameters["kinds"]:
                        paper = PaperKind(scheme, name)
                        kinds.setdefault(paper.value, paper)
    return Askings(tuple(texts.values()), tuple(kinds.values()))


def parts_of(requirement: Requirement) -> Iterator[tuple[str, dict[str, Any]]]:
    """The requirement itself, or every one that it is composed of."""
    waiting = [(requirement.kind, requirement.parameters)]
    while waiting:
        kind, parameters = waiting.pop(0)
        if "of" in parameters:
            waiting += [(part["kind"], part.get("parameters", {})) for part in parameters["of"]]
        else:
            yield kind, parameters
