"""Where files lie that no address leads to; a view hands each out by its own rule."""

from django.core.files.storage import storages


def private():
    return storages["private"]
