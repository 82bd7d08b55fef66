"""Remembers what the last import wrote, so that the next one writes only what differs."""

from wagtail.models import Page

from courses.catalogue.models import CurriculumItem


class Items:
    """The items of one curriculum, read once and saved once."""

    def __init__(self, curriculum: str, known: dict[str, CurriculumItem]) -> None:
        self.curriculum, self.known = curriculum, known
        self.changed: dict[str, CurriculumItem] = {}
        self.named: set[str] = set()

    @classmethod
    def of(cls, curriculum: str) -> "Items":
        rows = CurriculumItem.objects.filter(curriculum=curriculum).select_related("page")
        return cls(curriculum, {row.key: row for row in rows})

    def get(self, key: str) -> CurriculumItem | None:
        self.named.add(key)
        return self.known.get(key)

    @property
    def no_longer_named(self) -> list[CurriculumItem]:
        """Pages of earlier imports that this curriculum does not name."""
        return [item for key, item in self.known.items() if item.page_id and key not in self.named]

    def questions_dropped(self, bank: str, codes: set[str]) -> list[str]:
        """Codes of questions that earlier imports put into the bank and that are not in `codes`."""
        prefix = f"{bank}#"
        asked = {
            key.removeprefix(prefix)
            for key, item in self.known.items()
            if key.startswith(prefix) and item.digest
        }
        return sorted(asked - codes - {"test", "practice", "order"})

    def is_same(self, key: str, digest: str) -> bool:
        return key in self.known and self.known[key].digest == digest

    def take(self, key: str, digest: str) -> bool:
        """Whether the curriculum says something new here; from now on it is known."""
        if self.is_same(key, digest):
            return False
        self.set(key, digest)
        return True

    def set(
        self, key: str, digest: str, page: Page | None = None, revision_id: int | None = None
    ) -> None:
        item = self.known.get(key) or CurriculumItem(curriculum=self.curriculum, key=key)
        item.digest = digest
        if page is not None:
            item.page, item.revision_id = page, revision_id
        self.known[key] = self.changed[key] = item

    def save(self) -> None:
        CurriculumItem.objects.bulk_create(
            self.changed.values(),
            update_conflicts=True,
            unique_fields=["curriculum", "key"],
            update_fields=["digest", "page", "revision_id"],
        )
