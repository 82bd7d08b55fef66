"""Takes typed values out of a JSON object, and notes with its line what does not fit."""

from decimal import Decimal
from typing import Any

from courses.catalogue.curriculum.folder import Folder, Named
from courses.catalogue.curriculum.places import Path as Within


class Fields:
    """One JSON object of a file, at its place in that file."""

    def __init__(
        self, folder: Folder, file: str, data: dict[str, Any], within: Within = ()
    ) -> None:
        self.folder, self.file, self.data, self.within = folder, file, data, within

    def note(self, key: str, reason: str) -> None:
        self.folder.note(*self.place(key), reason)

    def place(self, key: str) -> Named:
        return self.file, self.folder.line(self.file, (*self.within, key))

    def text(self, key: str, *, required: bool = True, longest: int = 5_000) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            self.note(key, f"“{key}” must be a text")
            return ""
        if len(value) > longest:
            self.note(key, f"“{key}” is longer than {longest} characters")
        return value.strip()

    def whole(self, key: str, low: int, high: int) -> int:
        value = self.data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.note(key, f"“{key}” must be a whole number from {low} to {high}")
            return low
        return value

    def percent(self, key: str) -> Decimal:
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            self.note(key, f"“{key}” must be a number from 0 to 100")
            return Decimal(0)
        if round(value, 2) != value:
            self.note(key, f"“{key}” may have two decimals")
        return Decimal(str(value))

    def rows(self, key: str, kind: type, most: int = 500) -> list[Any]:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self.note(key, f"“{key}” must be a list")
            return []
        if len(value) > most:
            self.note(key, f"“{key}” has more than {most} entries")
            return []
        good = []
        for number, row in enumerate(value):
            if not isinstance(row, kind) or isinstance(row, bool):
                line = self.folder.line(self.file, (*self.within, key, number))
                self.folder.note(self.file, line, f"an entry of “{key}” {NOT_OF_KIND[kind]}")
            else:
                good.append(row)
        return good if len(good) == len(value) else []

    def objects(self, key: str, most: int = 500) -> list["Fields"]:
        """The objects of a list, each knowing its own place."""
        return [
            Fields(self.folder, self.file, row, (*self.within, key, number))
            for number, row in enumerate(self.rows(key, dict, most))
        ]

    def object(self, key: str) -> "Fields":
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.note(key, f"“{key}” must be an object")
            value = {}
        return Fields(self.folder, self.file, value, (*self.within, key))


NOT_OF_KIND = {str: "is no text", int: "is no whole number", dict: "is no object"}
