"""Which columns a file of people has."""

from collections.abc import Iterator
from typing import IO

from django.core.files import File

from lms import tables
from lms.tables import Row

COLUMNS = (
    "given_name",
    "family_name",
    "email",
    "organisation",
    "country",
    "nuts_code",
    "nuts_version",
    "project",
    "role",
)
OPTIONAL = {"nuts_code", "nuts_version", "project", "role"}


def rows_of(file: IO[bytes] | File) -> Iterator[Row]:
    """Rows that are not empty, in order; Refused where the file cannot be read at all."""
    return tables.rows_of(file, columns=COLUMNS, optional=OPTIONAL)
