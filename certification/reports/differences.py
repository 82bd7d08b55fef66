"""Compares a frozen report with its question as it is answered now, or with a later report.

The list is complete: what it adds and takes away is the difference of the figures, of the claimed
totals and of every line of the breakdowns; `Explanation.holds` computes that from other sources.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from certification.counts import queries
from certification.counts.breakdowns import broken_down
from certification.counts.forms import Question
from certification.counts.models import CountingRule
from certification.reports.changes import (
    Changes,
    Concerned,
    Span,
    changes_of,
    in_chunks,
    projects_changed,
)
from certification.reports.models import FrozenReport
from certification.reports.queries import question_frozen, rows_by, said_by
from certification.reports.rows import rows_of
from certification.reports.rules import (
    LINES,
    Circumstances,
    Difference,
    Kind,
    Line,
    Row,
    Why,
    changed_fields,
    line_of,
    reasons_for,
)
from certification.reports.same_people import Pairs, SamePeople


@dataclass(frozen=True)
class Side:
    """A figure that a report is compared with: what is asked, by when it is known, what it says."""

    question: Question
    until: datetime
    rows: Iterable[Row]
    value: int
    claimed: int
    lines: dict[str, Counter[str]]


@dataclass(frozen=True)
class Explanation:
    """Every difference with its reasons, and whether they add up to the figures."""

    report: FrozenReport
    other: Side
    differences: list[Difference]
    lines: list[Line]

    @property
    def of_kind(self) -> dict[Kind, int]:
        found = Counter(each.kind for each in self.differences)
        return {kind: found[kind] for kind in Kind}

    @property
    def by_reason(self) -> list[tuple[Why, Counter[Kind]]]:
        """For each reason how many it added, removed, moved; a unit stands at its first reason."""
        found: dict[Why, Counter[Kind]] = {}
        for each in self.differences:
            found.setdefault(each.reasons[0].why, Counter())[each.kind] += 1
        return [(why, found[why]) for why in Why if why in found]

    @property
    def value_explained(self) -> int:
        return self.report.value + sum(each.effect for each in self.differences)

    @property
    def claimed_explained(self) -> int:
        return self.report.claimed + sum(each.effect_on_claimed for each in self.differences)

    @property
    def holds(self) -> bool:
        return (
            self.value_explained == self.other.value
            and self.claimed_explained == self.other.claimed
            and all(line.holds for line in self.lines)
        )


def compared_with_now(report: FrozenReport, *, as_of: date, at: datetime) -> Explanation:
    """With the same question in the same version of its rule, as it is answered now.

    `as_of` is not before that of the report, so that a withdrawal since is seen (R10).
    """
    frozen = question_frozen(report)
    question = Question(frozen.rule, frozen.filters, max(as_of, report.as_of))
    return _explained(report, side_of(question, at))


def side_of(question: Question, at: datetime) -> Side:
    """The figure now; its numbers are counted by the database, its rows are told one by one."""
    rule, filters, as_of = question.rule, question.filters, question.as_of
    lines = {}
    for by in LINES:
        found = broken_down(rule, filters, by, as_of=as_of)
        lines[by] = Counter({"": found.not_attributable} | found.lines)
    return Side(
        question=question,
        until=at,
        rows=rows_of(question),
        value=queries.trained(rule, filters, as_of=as_of).count(),
        claimed=queries.claimed(rule, filters, as_of=as_of).count(),
        lines=lines,
    )


def compared_with_report(report: FrozenReport, other: FrozenReport) -> Explanation:
    """With a report that was frozen later."""
    side = Side(
        question=question_frozen(other),
        until=other.frozen_at,
        rows=rows_by(other),
        value=other.value,
        claimed=other.claimed,
        lines=_frozen_lines(other),
    )
    return _explained(report, side)


def _frozen_lines(report: FrozenReport) -> dict[str, Counter[str]]:
    told = json.loads(report.head)["breakdowns"]
    return {by: Counter({"": told[by]["not_attributable"]} | told[by]["lines"]) for by in LINES}


def _explained(report: FrozenReport, side: Side) -> Explanation:
    rule = side.question.rule
    span = Span(report.frozen_at, side.until, report.as_of, side.question.as_of, rule.zone)
    same = SamePeople(span)
    pairs = Pairs(same)
    found = list(pairs.paired(_differing(report, side.rows, pairs)))
    explained = list(_with_reasons(found, span, same, _circumstances(report, rule, span)))
    explained.sort(key=lambda each: (list(Kind).index(each.kind), str(each.row["counted_on"])))
    return Explanation(report, side, explained, _lines(report, side, explained))


def _differing(report: FrozenReport, rows: Iterable[Row], pairs: Pairs) -> Iterator[Difference]:
    """Units that are not on both sides, or not the same; those of one side are held as texts."""
    before = {json.loads(said)["unit"]: said for said in said_by(report)}
    for row in rows:
        said = before.pop(str(row["unit"]), None)
        was = json.loads(said) if said else None
        pairs.see(was, row)
        if was is None or changed_fields(was, row):
            yield Difference(was, row)
    for said in before.values():
        was = json.loads(said)
        pairs.see(was, None)
        yield Difference(was, None)


def _circumstances(report: FrozenReport, rule: CountingRule, span: Span) -> Circumstances:
    rules = ""
    if rule.pk != report.rule_id:
        rules = _("The report counts by %(one)s, the other by %(other)s.") % {
            "one": report.rule,
            "other": rule,
        }
    is_by_organisation = rule.unit == CountingRule.Unit.ORGANISATION
    return Circumstances(projects_changed(span), rules, is_by_organisation)


def _with_reasons(
    differences: list[Difference], span: Span, same: SamePeople, also: Circumstances
) -> Iterator[Difference]:
    by_person: dict[str, list[Difference]] = {}
    merges = list(same.changes())
    for each in differences:
        by_person.setdefault(str(each.row["person"]), []).append(each)
    for some in in_chunks(by_person):
        own = [each for person in sorted(some) for each in by_person[person]]
        own = [replace(each, selves=_selves(each, same)) for each in own]
        people = frozenset().union(*(each.selves for each in own))
        organisations = frozenset().union(*(each.organisations for each in own))
        concerned = Concerned(people, organisations if also.by_organisation else frozenset())
        changes = Changes([*changes_of(concerned, span), *merges])
        for each in own:
            yield replace(each, reasons=reasons_for(each, changes.near(each), also))


def _selves(difference: Difference, same: SamePeople) -> tuple[str, ...]:
    others = same.selves(difference.people) - set(difference.people)
    return (*difference.people, *sorted(others))


def _lines(report: FrozenReport, side: Side, differences: list[Difference]) -> list[Line]:
    compulsory: list[Any] = side.question.rule.compulsory
    frozen, lines = _frozen_lines(report), []
    for by in LINES:
        came, went = Counter[str](), Counter[str]()
        for each in differences:
            was, is_ = line_of(each.before, by, compulsory), line_of(each.now, by, compulsory)
            if was == is_:
                continue
            if is_ is not None:
                came[is_] += 1
            if was is not None:
                went[was] += 1
        codes = sorted({*frozen[by], *side.lines[by], *came, *went} - {""})
        lines += [
            Line(by, code, frozen[by][code], came[code], went[code], side.lines[by][code])
            for code in [*codes, ""]
        ]
    return lines
