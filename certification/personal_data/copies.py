"""A copy of what is held about a person: one JSON of every row, and the files that they handed in."""

import json
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField

from certification.personal_data.files import BY_CODE, about
from certification.personal_data.held import GROUPS, SECRETS, rows_of
from lms.people.models import Person

OWN_FILES = ("papers", "answers")  # others name other people as well
IN_MEMORY = 5 * 1024 * 1024


def everything_about(person: Person) -> dict[str, Any]:
    """By purpose and table every row, without what would let somebody sign in."""
    told: dict[str, Any] = {}
    for group in GROUPS:
        tables = {}
        for label, path in group.tables.items():
            rows = rows_of(label, path, person)
            columns = [
                field.attname
                for field in rows.model._meta.concrete_fields
                if field.name not in SECRETS and not isinstance(field, BinaryField)
            ]
            tables[label] = list(rows.values(*columns))
        told[group.code] = {"why": str(group.why), "tables": tables}
    return told


def copy_of(person: Person) -> IO[bytes]:
    """A ZIP, to be read from its beginning."""
    packed: IO[bytes] = SpooledTemporaryFile(  # noqa: SIM115 - the answer closes it
        max_size=IN_MEMORY
    )
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        said = json.dumps(
            everything_about(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1
        )
        archive.writestr("data.json", said)
        for code in OWN_FILES:
            for row in about(BY_CODE[code], person):
                with row.file.open("rb") as file, archive.open(f"{code}/{row.uid}", "w") as out:
                    for chunk in file.chunks():
                        out.write(chunk)
    packed.seek(0)
    return packed
