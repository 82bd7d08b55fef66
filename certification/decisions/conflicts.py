"""Who may not decide about whom, with every tie that keeps them from it (R48, ISO/IEC 17024)."""

from collections.abc import Collection
from datetime import date

from courses.enrolment import ties
from courses.fieldwork.ties import assessed_between
from courses.marking.examined import examined_between
from courses.marking.queries import ties_between
from courses.observations.ties import observed_between
from lms.people.merging.alike import alike
from lms.people.rules import TIE_WORDS, TIES_LAST_MONTHS, Pair, ties_on, ties_since


def conflicts_of(
    deciders: Collection[int],
    candidates: Collection[int],
    on: date,
    months: int = TIES_LAST_MONTHS,
) -> dict[Pair, frozenset[str]]:
    """By decider and candidate, the ties of the months before a day; in a fixed number of queries.

    The day is that of the site's clock, by which ties are dated. What keeps somebody from marking
    keeps them from deciding; so do having been a tutor in the candidate's sessions, having marked,
    moderated, released or assessed their work, and having observed their teaching.
    """
    same = alike(deciders, candidates)
    since = ties_since(on, months)
    between = [
        *ties_between(same.judges, same.candidates, since),
        *ties.accompanied_between(same.judges, same.candidates, since),
        *examined_between(same.judges, same.candidates, since),
        *assessed_between(same.judges, same.candidates, since),
        *observed_between(same.judges, same.candidates, since),
    ]
    of_deciders, of_candidates = ties.employments(same.judges, same.candidates)
    found = ties_on(same.judges, between, of_deciders, of_candidates, on, months=months)
    return same.spread(found)


def words_of(kinds: Collection[str]) -> list[str]:
    """The ties as a reader is told them."""
    return [str(TIE_WORDS[kind]) for kind in sorted(kinds)]
