"""Gathers the Wagtail hooks of the rooms; Wagtail itself looks only here."""

from importlib import import_module
from importlib.util import find_spec

from certification.apps import ROOMS

for room in ROOMS:
    if find_spec(f"certification.{room}.wagtail_hooks"):
        import_module(f"certification.{room}.wagtail_hooks")
