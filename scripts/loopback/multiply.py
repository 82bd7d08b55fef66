"""Copies everything that a person has, many times over, by SQL (PostgreSQL; Django is set up).

The copies hold to every constraint: their keys follow those that are there, what points to a row of
the person points to the row of the copy, and what must be unique is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, models, transaction

from lms.journal.models import Dispatch, Event
from lms.people.models import Person

APPS = ("lms", "courses", "certification")
Changes = Mapping[tuple[str, str], str]  # by model's label and column, SQL in which `k` is the copy


@dataclass(frozen=True)
class Belongings:
    """The rows of one table that belong to the person; keys of copies follow `base`."""

    model: type[models.Model]
    keys: list[int]
    base: int

    def key(self, rank: int) -> str:
        """SQL of the key of a copy of the row of that rank, from 0 on."""
        return f"({self.base} + (k - 1) * {len(self.keys)} + {rank + 1})"

    def copied(self, column: str) -> str:
        """SQL that leads from the key of a row to that of its copy; other keys stay."""
        whens = " ".join(f"WHEN {pk} THEN {self.key(rank)}" for rank, pk in enumerate(self.keys))
        return f"(CASE {column} {whens} ELSE {column} END)"


def belongings(person: Person) -> dict[type[models.Model], Belongings]:
    """Every row that points to the person, or to such a row; and the events about them."""
    found: dict[type[models.Model], set[int]] = {Person: {person.pk}}
    news: list[tuple[type[models.Model], set[int]]] = [(Person, {person.pk})]
    while news:
        model, keys = news.pop()
        for relation in model._meta.related_objects:
            other = relation.related_model
            if other._meta.app_label not in APPS or not other._meta.managed:
                continue
            rows = other._base_manager.filter(**{f"{relation.field.name}__in": keys})
            more = set(rows.values_list("pk", flat=True)) - found.get(other, set())
            if more:
                found.setdefault(other, set()).update(more)
                news.append((other, more))
    for model, keys in list(found.items()):
        about = Event.objects.filter(subject_type=model._meta.label_lower, subject_id__in=keys)
        found.setdefault(Event, set()).update(about.values_list("pk", flat=True))
    duties = Dispatch.objects.filter(event__in=found[Event])
    found[Dispatch] = set(duties.values_list("pk", flat=True))
    return {
        model: Belongings(model, sorted(keys), _last(model))
        for model, keys in found.items()
        if keys
    }


def _last(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(last=models.Max("pk"))["last"]


@transaction.atomic
def multiply(person: Person, times: int, changes: Changes) -> dict[str, int]:
    """So many copies of the person with all that is theirs; returns rows written, by table."""
    owned = belongings(person)
    with connection.cursor() as cursor:
        for each in owned.values():
            cursor.execute(_insert(each, owned, changes), [times, each.keys])
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [each.model._meta.db_table, each.base + times * len(each.keys)],
            )
    return {each.model._meta.db_table: times * len(each.keys) for each in owned.values()}


def _insert(
    each: Belongings, owned: Mapping[type[models.Model], Belongings], changes: Changes
) -> str:
    fields = each.model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field, each, owned, changes) for field in fields)
    table = each.model._meta.db_table
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} row,"
        " generate_series(1, %s) k WHERE row.id = ANY(%s)"
    )


def _value(
    field: models.Field,
    each: Belongings,
    owned: Mapping[type[models.Model], Belongings],
    changes: Changes,
) -> str:
    column = f'row."{field.column}"'
    change = changes.get((each.model._meta.label, field.column))
    if change is not None:
        return change
    if field.primary_key:
        return each.copied(column)
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    if field.related_model in owned:
        return owned[field.related_model].copied(column)
    if field.column == "subject_id":
        return _subject(column, owned.values())
    return column


def _subject(column: str, owned: Iterable[Belongings]) -> str:
    """What a row is about, where it is named by its type and key."""
    whens = " ".join(
        f"WHEN '{each.model._meta.label_lower}' THEN {each.copied(column)}" for each in owned
    )
    return f"(CASE row.subject_type {whens} ELSE {column} END)"
