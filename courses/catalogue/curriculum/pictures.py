"""Stores the figures of a curriculum as Wagtail images, each drawing once."""

import hashlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model


class Pictures:
    """The pictures of one import; those it made can be taken back when the import fails."""

    def __init__(self) -> None:
        self.new: list[Any] = []

    def of(self, figures: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The image block's value for each figure, without its caption."""
        return {
            file: {
                "image": self.stored(figure).pk,
                "alternative_text": figure["alt"],
                "long_description": figure["long_description"],
            }
            for file, figure in figures.items()
        }

    def stored(self, figure: dict[str, Any]) -> Any:
        """The image with this drawing; a changed drawing is another image, so the old text of a
        lesson keeps the picture it was written with."""
        images = get_image_model().objects
        data = figure["svg"].encode()
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()  # as Wagtail names files
        image = images.filter(file_hash=digest).order_by("pk").first()
        if image is None:
            name = figure["file"].rsplit("/", 1)[-1]
            file = ImageFile(BytesIO(data), name=name)
            image = images.model(title=figure["alt"], file=file, file_hash=digest)
            self.new.append(image)
            image.save()
        return image

    def discard_new(self) -> None:
        """Remove the files of images whose rows were rolled back."""
        for image in self.new:
            if image.file and image.file._committed:
                image.file.storage.delete(image.file.name)
