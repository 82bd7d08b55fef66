"""Gathers the Wagtail hooks of the rooms; Wagtail itself looks only here."""

from importlib import import_module
from importlib.util import find_spec

from courses.apps import ROOMS

for room in ROOMS:
    if find_spec(f"courses.{room}.wagtail_hooks"):
        import_module(f"courses.{room}.wagtail_hooks")
