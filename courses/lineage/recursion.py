"""The one recursive query: trainers above, trainers below, and what those below have given (R40).

Written by hand, as the ORM knows no recursion; it runs on PostgreSQL and SQLite alike. Who trained
whom: a trainer credited in a closed training (`taught`), and a place in it that was completed
(`done`). An information event trains nobody (R8).

* UNION, not UNION ALL: a person reached twice by equally long ways is followed once. Data with a
  circle ends as well, since no way is longer than DEEPEST.
* Upwards the facts themselves are read: few trainers stand above anybody. Downwards the recursion
  goes over trainers alone, by the rows of TrainedTrainer, and adds up DeliveryOutcome: below a
  founder there are many thousand trainers, and a hundred times as many people.
* A person's distance is the shortest way, a training's that of its nearest trainer.
* `root` are those who taught before anybody had trained them on record: see `rules.is_root`.

Each row says which `part` of the answer it belongs to; columns that it has no use for are 0.
"""

# ruff: noqa: S608 - put together from the constants below; every value is a parameter

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

DEEPEST = 40  # generations; a cascade of ten a year apart would be extraordinary
MOST_EDGES = 200  # above one person; what is cut off is said
MOST_PEOPLE = 50_000  # completed places below; up to here each person is counted once

COMPLETED = """
    JOIN courses_enrolmentstep done ON done.enrolment_id = place.id AND done.kind = 'completed'
    JOIN courses_delivery training ON training.id = place.delivery_id
        AND training.activity = 'training' AND training.closed_at IS NOT NULL
"""

ROOT = f"""
root (person_id) AS (
    SELECT first.person_id
    FROM (
        SELECT taught.person_id, MIN(taught.taught_from) AS day
        FROM courses_trainercredit taught
        JOIN courses_delivery training ON training.id = taught.delivery_id
            AND training.activity = 'training'
        {{among}}
        GROUP BY taught.person_id
    ) first
    WHERE NOT EXISTS (
        SELECT 1 FROM courses_enrolment place {COMPLETED}
        WHERE place.person_id = first.person_id AND done.counted_on <= first.day
    )
)"""

ABOVE = f"""
above (person_id, steps) AS (
    SELECT CAST(%(person)s AS bigint), 0
    UNION
    SELECT taught.person_id, above.steps + 1
    FROM above
    JOIN courses_enrolment place ON place.person_id = above.person_id {COMPLETED}
    JOIN courses_trainercredit taught ON taught.delivery_id = place.delivery_id
    WHERE above.steps < %(deepest)s
),
higher (person_id, steps) AS (SELECT person_id, MIN(steps) FROM above GROUP BY person_id)"""

BELOW = """
below (person_id, steps) AS (
    {seed}
    UNION
    SELECT trained.person_id, below.steps + 1
    FROM below
    JOIN courses_trainercredit taught ON taught.person_id = below.person_id
    JOIN courses_trainedtrainer trained ON trained.delivery_id = taught.delivery_id
    WHERE below.steps < %(deepest)s
),
trainer (person_id, steps) AS (SELECT person_id, MIN(steps) FROM below GROUP BY person_id),
taken (delivery_id, steps) AS (
    SELECT taught.delivery_id, MIN(trainer.steps)
    FROM trainer JOIN courses_trainercredit taught ON taught.person_id = trainer.person_id
    GROUP BY taught.delivery_id
),
given (delivery_id, steps, participants, completers) AS (
    SELECT taken.delivery_id, taken.steps, outcome.participants, outcome.completers
    FROM taken JOIN courses_deliveryoutcome outcome ON outcome.delivery_id = taken.delivery_id
)"""

# Each person once, at the shortest way; not asked where it would read too many places.
ONCE = f"""
once (person_id, steps) AS (
    SELECT place.person_id, MIN(given.steps)
    FROM given JOIN courses_enrolment place ON place.delivery_id = given.delivery_id {COMPLETED}
    WHERE (SELECT SUM(completers) FROM given) <= %(most_people)s AND place.person_id <> %(person)s
    GROUP BY place.person_id
)"""

# Trainings in order, with how many completed those before: a page reads only its own trainings.
NUMBERED = f"""
numbered (person_id, delivery_id, number) AS (
    SELECT place.person_id, paged.delivery_id, paged.before + ROW_NUMBER() OVER (
        PARTITION BY paged.delivery_id ORDER BY person.last_name, person.first_name, person.id
    )
    FROM (
        SELECT delivery_id, completers,
            SUM(completers) OVER (ORDER BY delivery_id) - completers AS before
        FROM given WHERE steps = %(generation)s - 1
    ) paged
    JOIN courses_enrolment place ON place.delivery_id = paged.delivery_id {COMPLETED}
    JOIN lms_person person ON person.id = place.person_id
    WHERE paged.before < %(offset)s + %(size)s AND paged.before + paged.completers > %(offset)s
)"""

PARTS = {
    "above": f"""
    SELECT * FROM (
        SELECT 'above' AS part, trained.steps AS steps, place.person_id, taught.person_id AS trainer_id,
            place.delivery_id, 0 AS n1, 0 AS n2, 0 AS n3
        FROM higher trained
        JOIN courses_enrolment place ON place.person_id = trained.person_id {COMPLETED}
        JOIN courses_trainercredit taught ON taught.delivery_id = place.delivery_id
        ORDER BY trained.steps, taught.person_id, place.person_id, place.delivery_id
        LIMIT {MOST_EDGES + 1}
    ) edge""",
    "root": """
    SELECT 'root', higher.steps, root.person_id, 0, 0, 0, 0, 0
    FROM root JOIN higher ON higher.person_id = root.person_id""",
    "begun": """
    SELECT 'begun', 0, person_id, 0, 0, 0, 0, 0 FROM root""",
    "trainers": """
    SELECT 'trainers', steps, 0, 0, 0, COUNT(*), 0, 0 FROM trainer GROUP BY steps""",
    "given": """
    SELECT 'given', steps, 0, 0, 0, COUNT(*), SUM(participants), SUM(completers)
    FROM given GROUP BY steps""",
    "once": """
    SELECT 'once', steps, 0, 0, 0, COUNT(*), 0, 0 FROM once GROUP BY steps""",
    "listed trainers": """
    SELECT * FROM (
        SELECT 'listed', trainer.steps, trainer.person_id, 0, 0, 0, 0, 0
        FROM trainer JOIN lms_person person ON person.id = trainer.person_id
        WHERE trainer.steps = %(generation)s
        ORDER BY person.last_name, person.first_name, person.id
        LIMIT %(size)s OFFSET %(offset)s
    ) listed""",
    "listed people": """
    SELECT 'listed', %(generation)s, person_id, 0, delivery_id, number, 0, 0
    FROM numbered WHERE number > %(offset)s AND number <= %(offset)s + %(size)s""",
}


@dataclass(frozen=True)
class Row:
    """One row of the answer; `numbers` mean what its part says."""

    part: str
    steps: int
    person: int
    trainer: int
    delivery: int
    numbers: tuple[int, ...]


def ask(ctes: list[str], parts: list[str], values: dict[str, Any]) -> Iterator[Row]:
    """Run one statement of these parts."""
    query = f"WITH RECURSIVE {', '.join(ctes)} {' UNION ALL '.join(PARTS[part] for part in parts)}"
    values = {"deepest": DEEPEST, "most_people": MOST_PEOPLE} | values
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        for part, steps, person, trainer, delivery, *numbers in cursor.fetchall():
            yield Row(part, steps, person, trainer, delivery, tuple(numbers))


def line_of(person: int, listed: str, generation: int, offset: int, size: int) -> Iterator[Row]:
    """What stands above and below a person, and a page of `listed` (trainers, people, or nothing)."""
    seed = "SELECT CAST(%(person)s AS bigint), 0"
    among = "WHERE taught.person_id IN (SELECT person_id FROM higher)"
    ctes = [ABOVE, ROOT.format(among=among), BELOW.format(seed=seed), ONCE]
    parts = ["above", "root", "trainers", "given", "once"]
    if listed == "people":
        ctes.append(NUMBERED)
    if listed:
        parts.append(f"listed {listed}")
    page = {"generation": generation, "offset": offset, "size": size}
    return ask(ctes, parts, {"person": person} | page)


def line_of_roots() -> Iterator[Row]:
    """Trainers of the whole scheme by their distance from its roots, what they gave, and the roots."""
    ctes = [ROOT.format(among=""), BELOW.format(seed="SELECT person_id, 0 FROM root")]
    return ask(ctes, ["begun", "trainers", "given"], {})
